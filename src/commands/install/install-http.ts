import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { refuseKeys } from "../../app/key-on-command-line.ts";
import { clients } from "../../clients/catalog/index.ts";
import {
  type Client,
  type Entry,
  type InstallScope,
  type Machine,
  readAddress,
  thisMachine,
} from "../../clients/client.ts";
import { changeServer, readServers } from "../../clients/config/servers.ts";
import { TOKEN_VARIABLE } from "../../credentials/looks-secret.ts";
import { ownCommand } from "../../messages/own-command.ts";
import type { Output } from "../../terminal/output.ts";
import { isRecord } from "../../utils/own.ts";
import { changeFile, openConfig, refuseToEdit, sayBackup } from "./change.ts";
import { checkedName, checkedScope, chosenClients, clientsAndConnector } from "./choose-client.ts";
import { findHttpServer, type HttpServer, parseServerUrl } from "./http-server.ts";
import { printSteps } from "./next-steps.ts";
import { type PlacedEntry, printEntry } from "./print-entry.ts";

/** How a server over HTTP is put into clients. */
export interface InstallHttpOptions {
  /** Clients, and last perhaps an API, which names the server. */
  readonly names: readonly string[];
  /** Where the server is. */
  readonly http: string;
  readonly scope?: InstallScope | undefined;
  readonly name?: string | undefined;
  readonly print?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

/** What is to be put where. */
interface Putting extends PlacedEntry {
  readonly scope: InstallScope;
  readonly server: HttpServer;
}

/**
 * Puts the address of a Keyscope server into MCP clients, as `install` does with the command that starts one. No token
 * goes into a file: clients read it from a variable, or ask their users to sign in.
 */
export async function installHttp(options: InstallHttpOptions, output: Output): Promise<ExitCode> {
  refuseKeys([...options.names, options.name ?? "", options.http]);
  const machine = thisMachine();
  const words = clientsAndConnector(options.names);
  const url = parseServerUrl(options.http);
  const offered = clients.filter((client) => client.remote !== undefined && client.isInstalled(machine));
  const chosen = words.clients.length > 0 ? words.clients : await chosenClients(offered, output, words.connector);
  const server = await findHttpServer(url);
  const name = checkedName(options.name ?? words.connector ?? "keyscope");
  const all = chosen.map((client) => toPut(client, options, server, name, machine));
  if (options.print === true) return printEntry(all, output);
  const done: Putting[] = [];
  for (const putting of all) done.push({ ...putting, name: await put(putting, options, output) });
  printNextSteps(done, server, output);
  return ExitCode.done;
}

function toPut(
  client: Client,
  options: InstallHttpOptions,
  server: HttpServer,
  name: string,
  machine: Machine,
): Putting {
  const scope = checkedScope(client, options.scope);
  const [place] = client.places(machine, scope);
  return { client, scope, place, server, name, entry: entryFor(client, server, name) };
}

function entryFor({ title, id, remote }: Client, { url, signIn }: HttpServer, name: string): Entry {
  if (remote === undefined) {
    throw new CommandError(
      `${title}'s configuration file takes no server over HTTP. Let it start Keyscope itself: \`${ownCommand(`install ${id}`)}\`. If ${title} has a page for connectors in its settings, ${url} can be added there.`,
      ExitCode.usage,
    );
  }
  const entry = remote.entry(url, name);
  if (signIn !== undefined) return entry;
  if (remote.bearer !== undefined) return { ...entry, ...remote.bearer(TOKEN_VARIABLE) };
  throw new CommandError(
    `${title} cannot read a token from a variable, and Keyscope writes none into a file. Let it start Keyscope itself: \`${ownCommand(`install ${id}`)}\`.`,
    ExitCode.usage,
  );
}

/**
 * Shows the change, asks, and makes it. What people added to an entry for the same address stays.
 * @returns the name that the server has there
 */
async function put(
  { client, place, server, name: wanted, entry }: Putting,
  options: InstallHttpOptions,
  output: Output,
): Promise<string> {
  const found = await openConfig(place.file);
  const text = found.text ?? place.blank ?? "";
  const read = readServers(text, place);
  if (!read.ok) throw refuseToEdit(place.file, read, "Correct that place, then run the command again.");
  const isThis = (one: unknown) => readAddress(one) === server.url;
  const same = [...read.servers].find(([, one]) => isThis(one.entry))?.[0];
  const name = options.name ?? same ?? wanted;
  const existing = read.servers.get(name)?.entry;
  if (existing !== undefined && !isThis(existing)) {
    throw new CommandError(
      `${client.title} already has another server called "${name}" in ${place.file}. Nothing was changed. Choose another name: add --name and the name, such as --name ${name}-2.`,
      ExitCode.usage,
    );
  }
  const edited = changeServer(text, place, name, isRecord(existing) ? { ...existing, ...entry } : entry);
  if (!edited.ok) throw refuseToEdit(place.file, edited, "Add the entry yourself: --print prints it.");
  if (edited.text === found.text) {
    output.out(`Already installed in ${client.title}, as "${name}" in ${place.file}. Nothing was changed.`);
    return name;
  }
  const backup = await changeFile(found, edited.text, { yes: options.yes === true, backup: "make" }, output);
  output.out(`Installed in ${client.title}, as "${name}".`);
  sayBackup(backup, output);
  return name;
}

function printNextSteps(all: readonly Putting[], { signIn }: HttpServer, output: Output): void {
  const steps = [
    ...(signIn === undefined ? [tokenStep(all)] : []),
    ...all.map(({ client, scope }) => client.afterwards(scope)),
    ...(signIn === undefined ? [] : all.map((putting) => signInStep(putting, signIn))),
  ];
  printSteps(steps, output);
}

function signInStep({ client: { title, remote }, name }: Putting, host: string): string {
  const command = remote?.signIn?.(name);
  if (command === undefined) return `When ${title} connects, sign in at ${host}.`;
  const where = command.startsWith("/") ? ` in ${title}` : "";
  return `Sign in at ${host}: \`${command}\`${where} opens the page in your browser.`;
}

function tokenStep(all: readonly Putting[]): string {
  const titles = all.map(({ client }) => client.title).join(", ");
  const set =
    process.platform === "win32"
      ? `$env:${TOKEN_VARIABLE} = ${ownCommand("http-token")}`
      : `export ${TOKEN_VARIABLE}="$(${ownCommand("http-token")})"`;
  return `The entry reads the server's token from ${TOKEN_VARIABLE}. Set it where ${titles} is started from: \`${set}\`.`;
}

/** Takes the address of a Keyscope server out of a client's file. */
export async function uninstallHttp(
  client: Client,
  { http, scope, yes }: Pick<InstallHttpOptions, "http" | "scope" | "yes">,
  output: Output,
): Promise<ExitCode> {
  const url = parseServerUrl(http);
  const [place] = client.places(thisMachine(), checkedScope(client, scope));
  const found = await openConfig(place.file);
  const read = readServers(found.text ?? "", place);
  if (!read.ok) throw refuseToEdit(place.file, read, "Take the entry out by hand in an editor.");
  const name = [...read.servers].find(([, { entry }]) => readAddress(entry) === url)?.[0];
  if (name === undefined) {
    output.out(`No server at ${url} is in ${client.title}'s configuration: nothing to remove.`);
    return ExitCode.done;
  }
  const edited = changeServer(found.text ?? "", place, name);
  if (!edited.ok) throw refuseToEdit(place.file, edited, "Take the entry out by hand in an editor.");
  const backup = await changeFile(found, edited.text, { yes: yes === true, backup: "make" }, output);
  sayBackup(backup, output);
  output.out(`Removed from ${client.title}.`);
  return ExitCode.done;
}
