import { type App, openApp, type Selection } from "../app/app.ts";
import { ExitCode } from "../app/exit-code.ts";
import { findVariablesInUse } from "../credentials/environment/environment-key.ts";
import type { ForgetOutcome } from "../credentials/stored-key.ts";
import { explainChangeFailure } from "../messages/key-failures.ts";
import type { Output } from "../terminal/output.ts";
import { chooseKey } from "./choose-key.ts";
import { dropKey } from "./login/keep-key.ts";

/** Removes the stored key, what was remembered of its scopes and the rows that were read with it, and says what the keychain said. */
export async function logout(selection: Selection, output: Output): Promise<ExitCode> {
  const app = await openApp(await chooseKey(selection, { verb: "logout" }));
  const exitCode = tell(await dropKey(app), app, output);
  const variables = findVariablesInUse(app);
  if (variables.length > 0) {
    const [is, it] = variables.length === 1 ? ["is", "it"] : ["are", "them"];
    output.err(
      `${variables.join(" and ")} ${is} still set in this environment, so Keyscope goes on using the key in ${it}.`,
    );
  }
  return exitCode;
}

function tell(outcome: ForgetOutcome, { connector, profile }: App, output: Output): ExitCode {
  switch (outcome.kind) {
    case "removed":
      output.out(`Removed the key for ${connector.title}, profile ${profile}, from the ${outcome.store}.`);
      output.out(
        outcome.isTold
          ? "Servers that are running stop using it within 10 s."
          : "Servers that are running could not be told and go on using it: restart your assistant.",
      );
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
