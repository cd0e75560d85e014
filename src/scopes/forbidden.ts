import type { Endpoint } from "../connectors/schema/connector.ts";
import { refusalHint } from "../failures/error-hint.ts";
import type { Failure } from "../failures/failure.ts";
import { atMost, type Clock } from "../utils/time.ts";
import { missingScopes } from "./grant.ts";
import type { PresentKey } from "./key-state.ts";
import { FIRST_LOOK_MS, type ScopeCheck } from "./scope-check.ts";

/** After a 403 that no scope explains, the same tool's next one is believed for so long without another look. */
const UNEXPLAINED_MS = 60_000;

type Forbidden = Extract<Failure, { kind: "forbidden" }>;

/** Says what a 403 in a call means. */
export type JudgeForbidden = (key: PresentKey, endpoint: Endpoint, failure: Forbidden) => Promise<Failure>;

/**
 * Makes the function that says what a 403 in a call means. A 403 says that the grant may have changed: it looks again, so
 * that the text and the list say what holds now.
 */
export function createForbiddenJudge(check: Pick<ScopeCheck, "anew">, clock: Clock): JudgeForbidden {
  /** Tools that were refused although the scopes seem to allow them, and when. */
  const unexplained = new WeakMap<PresentKey, Map<string, number>>();

  function wasUnexplained(key: PresentKey, { tool }: Endpoint): boolean {
    const at = unexplained.get(key)?.get(tool);
    return at !== undefined && clock.now() - at < UNEXPLAINED_MS;
  }

  return async (key, endpoint, failure) => {
    if (canScopesExplain(key, endpoint, failure) && !wasUnexplained(key, endpoint)) {
      await atMost(clock, check.anew(key), FIRST_LOOK_MS);
      const missing = missingScopes(endpoint, key.known.grant);
      if (missing.length > 0) return { kind: "scope-lost", ...key.lacking(missing), said: failure.said };
      const tools = unexplained.get(key) ?? new Map<string, number>();
      unexplained.set(key, tools.set(endpoint.tool, clock.now()));
    }
    return { ...failure, unsure: endpoint.scopes.filter((scope) => key.known.grant.get(scope) !== "granted") };
  };
}

/** Not where every key would be refused, or where the call needs no scope. */
function canScopesExplain({ api }: PresentKey, { scopes }: Endpoint, { said }: Forbidden): boolean {
  return scopes.length > 0 && refusalHint(api.connector, 403, said)?.blameless !== true;
}
