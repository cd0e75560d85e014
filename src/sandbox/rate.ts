/** Counts requests over a rolling span of time, apart for each key. */
export class RateLimit {
  readonly #requests: number;
  readonly #milliseconds: number;
  readonly #counted = new Map<string, number[]>();

  constructor(limit: { readonly requests: number; readonly seconds: number }) {
    this.#requests = limit.requests;
    this.#milliseconds = limit.seconds * 1000;
  }

  /** Counts a request. Seconds to wait, at least 1, when it is one too many; that one does not count. */
  take(key: string, now: Date): number | undefined {
    const time = now.getTime();
    const recent = (this.#counted.get(key) ?? []).filter((earlier) => time - earlier < this.#milliseconds);
    this.#counted.set(key, recent);
    const oldest = recent[0];
    if (oldest === undefined || recent.length < this.#requests) {
      recent.push(time);
      return undefined;
    }
    return Math.max(1, Math.ceil((oldest + this.#milliseconds - time) / 1000));
  }
}
