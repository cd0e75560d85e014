import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { Machine } from "../../clients/client.ts";
import { type AvailableCommand, commandLine, runClientCommand } from "../../clients/client-command.ts";
import { backUp, type FoundConfig, type ReplaceOutcome, readConfig } from "../../clients/config/config-file.ts";
import { difference } from "../../clients/config/difference.ts";
import type { Output, Style } from "../../terminal/output.ts";
import { askYesOrNo, canAsk } from "../../terminal/prompt.ts";
import { explainConfig } from "./config-failure.ts";

const STYLES: Readonly<
  Record<ReturnType<typeof difference>[number]["kind"], { mark: string; style: Style | undefined }>
> = {
  hunk: { mark: "", style: "cyan" },
  added: { mark: "+", style: "green" },
  removed: { mark: "-", style: "red" },
  same: { mark: " ", style: undefined },
};

/** Prints what is going to change in a file. Other servers' keys in it are hidden. */
export function showDifference(
  file: string,
  before: string | undefined,
  after: string | undefined,
  output: Output,
): void {
  const what = before === undefined ? " (new file)" : after === undefined ? " (the file goes)" : "";
  output.out(output.paint("bold", `${file}${what}`));
  for (const { kind, text } of difference(before ?? "", after ?? "")) {
    const { mark, style } = STYLES[kind];
    output.out(style === undefined ? `${mark}${text}` : output.paint(style, `${mark}${text}`));
  }
}

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

/** A change that a client's own program makes. */
export interface CommandChange {
  readonly program: AvailableCommand;
  /** The client's name. */
  readonly title: string;
  /** The arguments of each time that it is run. */
  readonly runs: readonly (readonly string[])[];
  readonly found: FoundConfig;
  /** What the person can do when it fails, as sentences. */
  readonly remedy: string;
}

/**
 * Shows the commands, asks, keeps a backup where one is wanted, and runs them; ends the command when one fails. Returns
 * where the backup is.
 */
export async function changeByCommand(
  { program, title, runs, found, remedy }: CommandChange,
  { machine, yes, wantsBackup }: { machine: Machine; yes: boolean; wantsBackup: boolean },
  output: Output,
): Promise<string | undefined> {
  output.out(`${title} has a command of its own for this. It changes ${found.file}:`);
  for (const args of runs) output.out(output.paint("green", commandLine([program.own.program, ...args])));
  await agree("Run it?", yes);
  const backup = wantsBackup ? replaced(await backUp(found)) : undefined;
  for (const args of runs) {
    const failure = await runClientCommand(program, args, machine);
    if (failure !== undefined) {
      throw new CommandError(`${title}'s command failed: ${failure}. ${remedy}`, ExitCode.failed);
    }
  }
  return backup;
}

/** Reads a client's file; ends the command when that cannot be done. */
export async function openConfig(file: string): Promise<FoundConfig> {
  const found = await readConfig(file);
  if (found.kind === "failure") throw new CommandError(explainConfig(found), ExitCode.failed);
  return found;
}

/** Returns where the backup is, if one was made; ends the command when the file was not replaced. */
export function replaced(outcome: ReplaceOutcome): string | undefined {
  if (outcome.kind === "replaced") return outcome.backup;
  throw new CommandError(explainConfig(outcome), ExitCode.failed);
}
