import type { ClientFailure } from "./client-failure.ts";
import { PUT_ON_PATH } from "./own-command.ts";

/** Why a command does not start a server at all. */
export type StartFailure = Extract<ClientFailure, { readonly kind: (typeof KINDS)[number] }>;

const KINDS = ["missing-program", "not-startable", "old-node", "no-answer", "ended"] as const;

/** Whether a server that fails so does not start at all. */
export function isStartFailure(failure: ClientFailure): failure is StartFailure {
  return KINDS.some((kind) => kind === failure.kind);
}

/**
 * Tells why a command that was to be written into a client's configuration was not. `line` is the command as it is typed.
 * What a server wrote is taken as it comes: it has been cleaned.
 */
export function explainStartFailure(failure: StartFailure, client: string, line: string): string {
  const remedy = /(?:^|\/c )keyscope /.test(line)
    ? `Put \`keyscope\` on the PATH: ${PUT_ON_PATH}. Then run this command again.`
    : "Run that command in a terminal to see what it says. When it waits in silence, run this one again.";
  return `Nothing was changed, because ${client} could not start Keyscope by \`${line}\`: ${nameCause(failure, client)}. ${remedy}`;
}

function nameCause(failure: StartFailure, client: string): string {
  switch (failure.kind) {
    case "missing-program":
      return failure.elsewhere === undefined
        ? `there is no program \`${failure.program}\` on the PATH`
        : `there is no program \`${failure.program}\` where ${client} looks for it; this terminal finds it as ${failure.elsewhere}`;
    case "not-startable":
      return `the system does not start it (${failure.code})`;
    case "old-node":
      return `it runs with Node.js ${failure.found} (${failure.program}), and needs ${failure.needed} or later`;
    case "no-answer":
      return `it did not answer within ${failure.seconds} s${showSaid(failure.said)}`;
    case "ended":
      return `it ended at once${failure.exitCode === null ? "" : ` (exit code ${failure.exitCode})`}${showSaid(failure.said)}`;
    default:
      return failure satisfies never;
  }
}

function showSaid(said: string): string {
  return said === "" ? "" : `, and wrote: ${said.replace(/[.!?]$/, "")}`;
}
