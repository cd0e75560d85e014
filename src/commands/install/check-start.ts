import type { Client, Machine, ServerCommand } from "../../clients/client.ts";
import { commandLine } from "../../clients/client-command.ts";
import { findStartFailure } from "../../clients/doctor/check-command.ts";
import { explainStartFailure } from "../../messages/start-failure.ts";

/**
 * Starts a command that is to be written into a client's configuration, before that is touched: nothing has to be put
 * back, and no client finds an entry that does not start. Returns why it does not, with the remedy; undefined when it does.
 */
export async function explainCannotStart(
  command: ServerCommand,
  client: Client,
  machine: Machine,
): Promise<string | undefined> {
  const failure = await findStartFailure(command, client, machine);
  if (failure === undefined) return undefined;
  return explainStartFailure(failure, client.title, commandLine([command.command, ...command.args]));
}
