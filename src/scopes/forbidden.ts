import type { Endpoint } from "../connectors/schema/connector.ts";
import type { Failure } from "../failures/failure.ts";
import { refusalHint } from "../failures/refusal-hint.ts";
import type { Clock } from "../utils/clock.ts";
import { atMost } from "../utils/wait.ts";
import { FIRST_LOOK_MS } from "./check.ts";
import { missingScopes } from "./grant.ts";
import { lacking, type PresentKey } from "./state.ts";

/** After a 403 that no scope explains, the same tool's next one is believed for so long without another look. */
const UNEXPLAINED_MS = 60_000;

type Forbidden = Extract<Failure, { kind: "forbidden" }>;

/** What looking again needs. */
interface Looking {
  readonly check: (present: PresentKey) => Promise<void>;
  readonly clock: Clock;
}

/**
 * What a 403 in a call means. It says that the grant may have changed: looks again, so that the text and the list say
 * what holds now.
 */
export async function judgeForbidden(
  present: PresentKey,
  endpoint: Endpoint,
  refusal: Forbidden,
  { check, clock }: Looking,
): Promise<Failure> {
  if (canScopesExplain(present, endpoint, refusal) && !wasUnexplained(present, endpoint, clock)) {
    // A look that is under way may have been answered before the scope was taken away.
    const freshLook = (present.checking ?? Promise.resolve()).then(() => check(present));
    await atMost(clock, freshLook, FIRST_LOOK_MS);
    const missing = missingScopes(endpoint, present.grant);
    if (missing.length > 0) return { kind: "scope-lost", ...lacking(present, missing), said: refusal.said };
    present.unexplained.set(endpoint.tool, clock.now());
  }
  return { ...refusal, unsure: endpoint.scopes.filter((scope) => present.grant.get(scope) !== "granted") };
}

/** Not where every key would be refused, or where the call needs no scope. */
function canScopesExplain({ account }: PresentKey, { scopes }: Endpoint, { said }: Forbidden): boolean {
  return scopes.length > 0 && refusalHint(account.connector, 403, said)?.blameless !== true;
}

function wasUnexplained({ unexplained }: PresentKey, { tool }: Endpoint, clock: Clock): boolean {
  const at = unexplained.get(tool);
  return at !== undefined && clock.now() - at < UNEXPLAINED_MS;
}
