import type { Failure } from "../calls/failure.ts";
import { type Account, endpointUrl, fetchAnswer } from "../calls/run.ts";
import type { Scope } from "../connectors/connector.ts";
import type { AnswerMeta } from "../results/answer.ts";
import type { Grant, ScopeState } from "./grant.ts";

/** What the probes of a key found out. */
export type Discovery =
  | {
      readonly kind: "grant";
      readonly grant: Grant;
      /** What the API said of the shop, from the first probe that was answered. */
      readonly meta: AnswerMeta | undefined;
      /** Why a scope stayed unknown, from the first that did. */
      readonly trouble: Failure | undefined;
    }
  | { readonly kind: "rejected" };

/** Once, and shorter than a person who looks at the access waits. */
const PROBE_EFFORT = { retries: 0, attemptMs: 8_000 };

interface Probed {
  readonly state: ScopeState | "rejected";
  readonly meta?: AnswerMeta;
  readonly trouble?: Failure;
}

/**
 * Finds out a key's scopes: asks each scope's cheapest endpoint, all at once. An answer means granted, 403 denied,
 * 401 that the whole key is rejected, anything else unknown. Rejects only with the signal's reason.
 */
export async function discover(account: Account, signal: AbortSignal): Promise<Discovery> {
  const { scopes } = account.connector;
  const probed = await Promise.all(scopes.map((scope) => probe(account, scope, signal)));
  if (probed.some(({ state }) => state === "rejected")) return { kind: "rejected" };
  const grant = new Map<string, ScopeState>();
  for (const [index, { state }] of probed.entries()) {
    const scope = scopes[index];
    if (scope !== undefined && state !== "rejected") grant.set(scope.name, state);
  }
  return {
    kind: "grant",
    grant,
    meta: probed.find(({ meta }) => meta !== undefined)?.meta,
    trouble: probed.find(({ trouble }) => trouble !== undefined)?.trouble,
  };
}

async function probe(account: Account, scope: Scope, signal: AbortSignal): Promise<Probed> {
  const url = endpointUrl(account.credential.baseUrl, scope.probe.path, scope.probe.query);
  const answer = await fetchAnswer(account, url, { signal, onWait: () => undefined }, PROBE_EFFORT);
  if (answer.ok) return { state: "granted", meta: answer.value.meta };
  switch (answer.failure.kind) {
    case "unauthorized":
      return { state: "rejected" };
    case "forbidden":
      return { state: "denied" };
    default:
      return { state: "unknown", trouble: answer.failure };
  }
}
