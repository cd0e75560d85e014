import { type App, openApp, type Selection } from "../app/app.ts";
import { ExitCode } from "../app/exit-code.ts";
import { keyFingerprint } from "../credentials/credential.ts";
import { findVariablesInUse } from "../credentials/environment-key.ts";
import type { RemoveOutcome } from "../credentials/keychain/keychain.ts";
import { lookUpStoredKey } from "../credentials/lookup.ts";
import { removeKey } from "../credentials/stored-key.ts";
import { explainChangeFailure } from "../messages/key-failures.ts";
import { removeTables } from "../tables/disk/cache.ts";
import type { Output } from "../terminal/output.ts";
import { chooseKey } from "./choose-key.ts";

/** Removes the stored key, what was remembered of its scopes and the rows that were read with it, and says what the keychain said. */
export async function logout(selection: Selection, output: Output): Promise<ExitCode> {
  const app = await openApp(await chooseKey(selection, { verb: "logout" }));
  const { connector, profile, keychain } = app;
  await forgetGrant(app);
  await removeTables(app.rowsFolder, connector.id, profile);
  const outcome = await removeKey(keychain, connector, profile);
  const exitCode = tell(outcome, app, output);
  const variables = findVariablesInUse(app);
  if (variables.length > 0) {
    const [is, it] = variables.length === 1 ? ["is", "it"] : ["are", "them"];
    output.err(
      `${variables.join(" and ")} ${is} still set in this environment, so Keyscope goes on using the key in ${it}.`,
    );
  }
  return exitCode;
}

/** The grant is filed under the key's fingerprint, so it has to be found before the key is gone. */
async function forgetGrant(app: App): Promise<void> {
  const stored = await lookUpStoredKey(app);
  if (stored.ok) await app.grants.remove(await keyFingerprint(stored.credential));
}

function tell(outcome: RemoveOutcome, { connector, profile }: App, output: Output): ExitCode {
  switch (outcome.kind) {
    case "removed":
      output.out(`Removed the key for ${connector.title}, profile ${profile}, from the ${outcome.store}.`);
      output.out(`The key itself still works: revoke it in ${connector.title} under ${connector.keyGuide.menu}.`);
      return ExitCode.done;
    case "nothing-there":
      output.out(`The ${outcome.store} holds no key for ${connector.title}, profile ${profile}: nothing to remove.`);
      return ExitCode.done;
    default:
      output.err(`Nothing was removed. ${explainChangeFailure(outcome, { connector, profile }, "remove")}`);
      return ExitCode.failed;
  }
}
