import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { Client, ConfigPlace, Entry } from "../../clients/client.ts";
import { changeServer } from "../../clients/config/servers.ts";
import type { Output } from "../../terminal/output.ts";

/** An entry, and where it belongs. */
export interface PlacedEntry {
  readonly client: Client;
  readonly place: ConfigPlace;
  /** The server's name there. */
  readonly name: string;
  readonly entry: Entry;
}

/**
 * Prints an entry as it stands in a file with nothing else. Only that goes to standard output, so that it can be piped; of
 * several it would not be clear which is whose, so the command ends.
 */
export function printEntry([first, ...others]: readonly PlacedEntry[], output: Output): ExitCode {
  if (first === undefined || others.length > 0) {
    throw new CommandError("--print prints the entry of one client. Name one.", ExitCode.usage);
  }
  const { client, place, name, entry } = first;
  const alone = changeServer("", place, name, entry);
  if (alone.ok) output.out(alone.text.trimEnd().split("\n"));
  output.err(`For ${client.title} this belongs into ${place.file}.`);
  return ExitCode.done;
}
