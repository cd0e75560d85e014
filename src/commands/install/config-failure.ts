import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { ConfigFailure, ReplaceOutcome } from "../../clients/config/config-file.ts";
import type { ParseFailure } from "../../clients/config/format.ts";

/** Why a client's file cannot be read or changed, and what to do. Says that nothing was changed. */
export function explainConfig(trouble: Exclude<ReplaceOutcome, { kind: "replaced" }>): string {
  const { file } = trouble;
  if (trouble.kind === "changed-meanwhile") {
    return `${file} was changed by another program in the meantime, so nothing was written. Run the command again.`;
  }
  return `${networkFailureText(trouble)} Nothing was changed.`;
}

function networkFailureText({ file, reason, detail }: ConfigFailure): string {
  switch (reason) {
    case "folder":
      return `${file} is a folder, and a file is expected there. Move the folder away, then run the command again.`;
    case "no-file":
      return `${file} is no ordinary file but a pipe or a device. Put an ordinary file there, then run the command again.`;
    case "lost-link":
      return `${file} is a link to a file that does not exist. Make that file or remove the link, then run the command again.`;
    case "not-utf8":
      return `${file} is not UTF-8 text, so it cannot be changed safely. Save it as UTF-8 in an editor, then run the command again.`;
    case "read-only":
      return `${file} is read-only. If you may change it, make it writable, then run the command again; otherwise add the entry that --print shows where you can.`;
    case "denied":
      return `The system does not let you read or write ${file} or its folder (${detail}). Change its rights or its owner, then run the command again.`;
    case "disk-full":
      return `The disk is full, so ${file} could not be written; the old file is whole. Free some space, then run the command again.`;
    case "in-use":
      return `${file} is in use by another program. Quit the client, then run the command again.`;
    case "failed":
      return `${file} could not be read or written: ${detail}. Look at that file and its folder, then run the command again.`;
    default:
      return reason satisfies never;
  }
}

/** Ends the command: the file is not understood, or written in a way that cannot be changed without touching the rest. */
export function refuseToEdit(file: string, why: ParseFailure | "unusual", remedy: string): CommandError {
  const reason =
    why === "unusual"
      ? `${file} is valid, but written in a way that cannot be changed without touching what else is in it (such as all servers on one line, or one name twice).`
      : `${file} cannot be understood at line ${why.line}, column ${why.column}: ${why.problem}.`;
  return new CommandError(`${reason} Nothing was changed. ${remedy}`, ExitCode.failed);
}
