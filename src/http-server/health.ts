/** What one part of the server knows of itself, without asking anybody: its key, its people, its store. */
export interface PartState {
  /** Whether requests can be answered as far as this part goes. */
  readonly isReady: boolean;
  /** Lines for whoever watches the server, who may be anybody: no secrets, no addresses. */
  readonly lines: Readonly<Record<string, string | number | boolean | null>>;
}

export type Part = () => Promise<PartState>;

/** What `GET /readyz` says of all parts, and with which status. */
export async function readiness(parts: readonly Part[]): Promise<{ status: 200 | 503; document: object }> {
  const states = await Promise.all(parts.map((part) => part()));
  const ready = states.every(({ isReady }) => isReady);
  return { status: ready ? 200 : 503, document: Object.assign({ ready }, ...states.map(({ lines }) => lines)) };
}
