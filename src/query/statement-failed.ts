import type { Outcome as EngineOutcome } from "../engine/failure.ts";
import { failed, type Outcome } from "../failures/failure.ts";

/** What the engine could not do, as a failure among the others. */
export function statementFailed(outcome: Extract<EngineOutcome<unknown>, { ok: false }>): Outcome<never> {
  const { failure } = outcome;
  return failed(failure.kind === "cancelled" ? { kind: "cancelled" } : { kind: "statement", reason: failure });
}
