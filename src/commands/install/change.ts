import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { Machine } from "../../clients/client.ts";
import { type AvailableCommand, commandLine, runClientCommand } from "../../clients/client-command.ts";
import {
  backUp,
  type ConfigFailure,
  type FoundConfig,
  type ReplaceOutcome,
  readConfig,
  replaceConfig,
} from "../../clients/config/config-file.ts";
import { type DifferenceLine, difference } from "../../clients/config/difference.ts";
import type { EditFailure } from "../../clients/config/servers.ts";
import type { Output, Style } from "../../terminal/output.ts";
import { askYesOrNo, canAsk } from "../../terminal/prompt.ts";
import { LARGEST_FILE } from "../../utils/read-file.ts";

const STYLES: Readonly<Record<DifferenceLine["kind"], { mark: string; style?: Style }>> = {
  hunk: { mark: "", style: "cyan" },
  added: { mark: "+", style: "green" },
  removed: { mark: "-", style: "red" },
  same: { mark: " " },
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
    output.out([style === undefined ? `${mark}${text}` : output.paint(style, `${mark}${text}`)]);
  }
}

/** The person wants no more questions. */
export class GaveUp extends CommandError {
  constructor() {
    super("Nothing was changed.", ExitCode.failed);
  }
}

/** Goes on when the person says yes, or said so beforehand; otherwise ends the command with nothing changed. */
async function agree(question: string, isAgreed: boolean): Promise<void> {
  if (isAgreed) return;
  if (!canAsk()) {
    throw new CommandError(
      "Nothing was changed: there is no terminal to ask at. To do what is shown above, run the command again with --yes.",
      ExitCode.usage,
    );
  }
  const answer = await askYesOrNo(question, true);
  if (answer === undefined) throw new GaveUp();
  if (!answer) throw new CommandError("Nothing was changed.", ExitCode.failed);
}

/** Shows a change of a file, asks, and makes it. Returns where the backup is; `backup` as for `replaceConfig`. */
export async function changeFile(
  found: FoundConfig,
  text: string | undefined,
  { yes, backup }: { readonly yes: boolean; readonly backup: "make" | "leave" },
  output: Output,
): Promise<string | undefined> {
  showDifference(found.file, found.text, text, output);
  await agree("Make this change?", yes);
  return replaced(await replaceConfig(found, text, backup));
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
  readonly machine: Machine;
  readonly yes: boolean;
  readonly wantsBackup: boolean;
}

/**
 * Shows the commands, asks, keeps a backup where one is wanted, and runs them; ends the command when one fails. Returns
 * where the backup is.
 */
export async function changeByCommand(
  { program, title, runs, found, remedy, machine, yes, wantsBackup }: CommandChange,
  output: Output,
): Promise<string | undefined> {
  output.out(`${title} has a command of its own for this. It changes ${found.file}:`);
  output.out(runs.map((args) => output.paint("green", commandLine([program.own.program, ...args]))));
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

/** Says where the backup of a file is, if one was made. */
export function sayBackup(backup: string | undefined, output: Output): void {
  if (backup !== undefined) output.out(`The file as it was before: ${backup}`);
}

/** Explains why a client's file cannot be read or changed, and what to do. Says that nothing was changed. */
export function explainConfig(failure: Exclude<ReplaceOutcome, { kind: "replaced" }>): string {
  if (failure.kind === "changed-meanwhile") {
    return `${failure.file} was changed by another program in the meantime, so nothing was written. Run the command again.`;
  }
  const { file, reason, detail } = failure;
  return `${FAILURES[reason](file, detail)} Nothing was changed.`;
}

const FAILURES: Readonly<Record<ConfigFailure["reason"], (file: string, detail: string) => string>> = {
  folder: (file) =>
    `${file} is a folder, and a file is expected there. Move the folder away, then run the command again.`,
  "not-regular": (file) =>
    `${file} is no ordinary file but a pipe, a device or a socket. Put an ordinary file there, then run the command again.`,
  "too-large": (file) =>
    `${file} is larger than ${LARGEST_FILE / 1_000_000} MB, so it was not read. Look at what makes it so large, then run the command again.`,
  "lost-link": (file) =>
    `${file} is a link to a file that does not exist. Make that file or remove the link, then run the command again.`,
  "not-utf8": (file) =>
    `${file} is not UTF-8 text, so it cannot be changed safely. Save it as UTF-8 in an editor, then run the command again.`,
  "read-only": (file) =>
    `${file} is read-only. If you may change it, make it writable, then run the command again; otherwise add the entry that --print shows where you can.`,
  denied: (file, detail) =>
    `The system does not let you read or write ${file} or its folder (${detail}). Change its rights or its owner, then run the command again.`,
  "disk-full": (file) =>
    `The disk is full, so ${file} could not be written; the old file is whole. Free some space, then run the command again.`,
  "in-use": (file) => `${file} is in use by another program. Quit the client, then run the command again.`,
  failed: (file, detail) =>
    `${file} could not be read or written: ${detail}. Look at that file and its folder, then run the command again.`,
};

/** Makes the error for a file that is not understood, or cannot be changed without touching the rest of it. */
export function refuseToEdit(file: string, why: EditFailure, remedy: string): CommandError {
  const reason =
    "line" in why
      ? `${file} cannot be understood at line ${why.line}, column ${why.column}: ${why.reason}.`
      : `${file} is valid, but written in a way that cannot be changed without touching what else is in it (such as all servers on one line, or one name twice).`;
  return new CommandError(`${reason} Nothing was changed. ${remedy}`, ExitCode.failed);
}
