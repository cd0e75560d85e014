import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { askYesOrNo, canAsk } from "../../terminal/prompt.ts";

/** Goes on when the person says yes, or said so beforehand; otherwise ends the command with nothing changed. */
export async function agree(question: string, isAgreed: boolean): Promise<void> {
  if (isAgreed) return;
  if (!canAsk()) {
    throw new CommandError(
      "Nothing was changed: there is no terminal to ask at. To do what is shown above, run the command again with --yes.",
      ExitCode.usage,
    );
  }
  if ((await askYesOrNo(question, true)) !== true) throw new CommandError("Nothing was changed.", ExitCode.failed);
}
