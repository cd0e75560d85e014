import type { Workspace } from "../../app/app.ts";
import type { WriteOutcome } from "../../credentials/keychain/keychain.ts";
import { explainChangeFailure } from "../../messages/key.ts";

/** Why the keychain did not take what was to be stored: a key, or new settings of the key that is there. */
export function explainWrite(
  outcome: Exclude<WriteOutcome, { kind: "written" }>,
  workspace: Workspace,
  what: "key" | "settings",
): string {
  switch (outcome.kind) {
    case "too-long":
      return `The ${outcome.store} takes at most ${outcome.limit} bytes for one entry, and the key needs ${outcome.bytes}. Nothing was stored.`;
    case "not-kept":
      return outcome.found === "nothing"
        ? `The ${outcome.store} accepted the key but did not keep it. Nothing is stored; try again.`
        : `Another login stored a different key at the same moment. Run \`keyscope status ${workspace.connector.id}\` to see which one is there.`;
    default:
      return `The ${what} ${what === "key" ? "was" : "were"} not stored. ${explainChangeFailure(outcome, workspace, "store")}`;
  }
}
