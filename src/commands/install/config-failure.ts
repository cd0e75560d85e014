import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { ConfigFailure, ReplaceOutcome } from "../../clients/config/config-file.ts";
import type { EditFailure } from "../../clients/config/servers.ts";

/** Explains why a client's file cannot be read or changed, and what to do. Says that nothing was changed. */
export function explainConfig(failure: Exclude<ReplaceOutcome, { kind: "replaced" }>): string {
  if (failure.kind === "changed-meanwhile") {
    return `${failure.file} was changed by another program in the meantime, so nothing was written. Run the command again.`;
  }
  return `${failureText(failure)} Nothing was changed.`;
}

function failureText({ file, reason, detail }: ConfigFailure): string {
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

/** Makes the error for a file that is not understood, or cannot be changed without touching the rest of it. */
export function refuseToEdit(file: string, why: EditFailure, remedy: string): CommandError {
  const reason =
    "line" in why
      ? `${file} cannot be understood at line ${why.line}, column ${why.column}: ${why.reason}.`
      : `${file} is valid, but written in a way that cannot be changed without touching what else is in it (such as all servers on one line, or one name twice).`;
  return new CommandError(`${reason} Nothing was changed. ${remedy}`, ExitCode.failed);
}
