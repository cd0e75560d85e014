import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { isConnectorId } from "../../app/find-connector.ts";
import { clients } from "../../clients/catalog/index.ts";
import type { Client, InstallScope } from "../../clients/client.ts";
import { isServerName } from "../../clients/keyscope-server.ts";
import { defaultConnector } from "../../connectors/catalog/index.ts";
import { ownCommand } from "../../messages/own-command.ts";
import { didYouMean } from "../../messages/phrases.ts";
import { columns, type Output } from "../../terminal/output.ts";
import { askChoice, askChoices, canAsk } from "../../terminal/prompt.ts";
import { nearestName } from "../../utils/nearest-name.ts";

/** What two words of a command line mean: `keyscope install ebiz` names a connector where a client could stand. */
export function clientAndConnector({
  client,
  connector,
}: {
  client?: string | undefined;
  connector?: string | undefined;
}) {
  const isSwapped = client !== undefined && connector === undefined && findClient(client) === undefined;
  return isSwapped && isConnectorId(client) ? { client: undefined, connector: client } : { client, connector };
}

/** What the words after `install` mean: clients, and an API last where no client has that name. */
export function clientsAndConnector(names: readonly string[]): {
  readonly clients: readonly Client[];
  readonly connector?: string | undefined;
} {
  const last = names.at(-1);
  const isConnector = last !== undefined && findClient(last) === undefined && (names.length > 1 || isConnectorId(last));
  const named = (isConnector ? names.slice(0, -1) : names).map((name) => namedClient(name, "install"));
  return { clients: [...new Set(named)], connector: isConnector ? last : undefined };
}

function findClient(name: string): Client | undefined {
  const wanted = name.toLowerCase();
  return clients.find((client) => client.id === wanted || client.title.toLowerCase() === wanted);
}

const WORDS = {
  install: {
    question: "Install in which clients? Space takes one in or out, Enter goes on.",
    some: "Say in which client Keyscope is to be installed. Found on this machine:",
    none: "No MCP client was found on this machine. If you have one, name it:",
  },
  uninstall: {
    question: "Remove from which client?",
    some: "Say from which client Keyscope is to be removed. It is in:",
    none: "Keyscope was found in no client's configuration. To look into one, name it:",
  },
} as const;

/** The client that a person named; or the one that they choose of these, asked at a terminal only. */
export async function chosenClient(
  name: string | undefined,
  verb: keyof typeof WORDS,
  offered: readonly Client[],
  output: Output,
  connector?: string,
): Promise<Client> {
  if (name !== undefined) return namedClient(name, verb);
  const { question } = WORDS[verb];
  if (offered.length > 0 && canAsk()) {
    const choices = offered.map(({ id, title }) => ({ value: id, label: title }));
    const id = await askChoice(question, choices);
    const chosen = offered.find((client) => client.id === id);
    if (chosen === undefined) throw new CommandError("Nothing was changed.", ExitCode.failed);
    return chosen;
  }
  return nameNone(verb, offered, output, connector);
}

/** The clients that a person chooses of these, asked at a terminal only; to begin with all of them are chosen. */
export async function chosenClients(
  offered: readonly Client[],
  output: Output,
  connector: string | undefined,
): Promise<readonly Client[]> {
  if (offered.length === 0 || !canAsk()) return nameNone("install", offered, output, connector);
  const choices = offered.map(({ id, title }) => ({ value: id, label: title }));
  const ids = await askChoices(WORDS.install.question, choices);
  if (ids === undefined) throw new CommandError("Nothing was changed.", ExitCode.failed);
  return offered.filter(({ id }) => ids.includes(id));
}

/** Lists what could be typed, and ends the command. */
function nameNone(
  verb: keyof typeof WORDS,
  offered: readonly Client[],
  output: Output,
  connector: string | undefined,
): never {
  const { some, none } = WORDS[verb];
  const [heading, listed] = offered.length === 0 ? [none, clients] : [some, offered];
  output.err(heading);
  const words = connector === undefined ? "" : ` ${connector}`;
  output.err(columns(listed.map(({ id, title }) => [`  ${ownCommand(`${verb} ${id}${words}`)}`, title])));
  throw new CommandError("Nothing was changed.", ExitCode.usage);
}

function namedClient(name: string, verb: string): Client {
  const found = findClient(name);
  if (found !== undefined) return found;
  const ids = clients.map(({ id }) => id);
  throw new CommandError(
    `There is no client "${name}".${didYouMean(nearestName(name.toLowerCase(), ids))} Known: ${ids.join(", ")}. The client comes first: \`${ownCommand(`${verb} cursor ${defaultConnector.id}`)}\`. For any other client, \`${ownCommand("install cursor --print")}\` prints an entry that most understand.`,
    ExitCode.usage,
  );
}

/** The server's name that was asked for; ends the command where some client does not take it. */
export function checkedName(name: string): string {
  if (isServerName(name)) return name;
  throw new CommandError(
    `"${name}" cannot name a server in every client: use 1 to 40 letters, digits and hyphens, beginning with a letter or digit.`,
    ExitCode.usage,
  );
}

/** The scope that was asked for; ends the command where the client has none of that kind. */
export function checkedScope({ scopes, title }: Client, scope: InstallScope | undefined): InstallScope {
  if (scope === undefined || scopes.includes(scope)) return scope ?? "user";
  throw new CommandError(
    `${title} has no configuration for a single project. Leave out --scope ${scope}, and it is for all that you do in ${title}.`,
    ExitCode.usage,
  );
}
