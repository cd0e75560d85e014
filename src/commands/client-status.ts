import { clients } from "../clients/catalog/index.ts";
import { type Client, type Machine, thisMachine } from "../clients/client.ts";
import { type ServerCheck, serverTrials } from "../clients/doctor/check-server.ts";
import { type ConfiguredServer, findServers } from "../clients/doctor/find-servers.ts";
import { DEFAULT_PROFILE } from "../credentials/profile.ts";
import { redact } from "../credentials/redact.ts";
import { type ClientFailure, explainClientFailure } from "../messages/client-failure.ts";
import { columns, type Output } from "../terminal/output.ts";
import { cleanText } from "../utils/clean-text.ts";

/** A client that is on this machine, or whose configuration names Keyscope. */
export interface ClientStatus {
  readonly client: Client;
  readonly isInstalled: boolean;
  readonly servers: readonly (ConfiguredServer & ServerCheck)[];
  /** Of the configuration as a whole. */
  readonly troubles: readonly ClientFailure[];
}

/** Looks into every client's configuration and starts Keyscope's servers there, all at the same time: 10 s at most. */
export async function clientStatuses(machine: Machine = thisMachine()): Promise<ClientStatus[]> {
  const program = { node: process.execPath, script: process.argv[1] ?? "" };
  const trials = serverTrials(machine, program);
  const all = await Promise.all(
    clients.map(async (client): Promise<ClientStatus> => {
      const { servers, troubles } = await findServers(client, machine);
      const checked = servers.map(async (server) => ({ ...server, ...(await trials.check(server)) }));
      return { client, isInstalled: client.isInstalled(machine), servers: await Promise.all(checked), troubles };
    }),
  );
  return all.filter(({ isInstalled, servers }) => isInstalled || servers.length > 0);
}

/** What `status --json` has under `clients`; other programs rely on its names. */
export function clientsDocument(statuses: readonly ClientStatus[]) {
  return statuses.map(({ client, isInstalled, servers, troubles }) => ({
    id: client.id,
    title: client.title,
    installed: isInstalled,
    servers: servers.map((server) => ({
      name: server.name,
      scope: server.scope,
      file: server.file,
      line: server.line,
      connector: server.serves.connector,
      profile: server.serves.profile,
      command: wordsOf(server),
      starts: startsOf(server),
      tools: server.tools ?? null,
      problems: server.troubles.map((trouble) => problemDocument(trouble, client, server)),
    })),
    problems: troubles.map((trouble) => problemDocument(trouble, client, undefined)),
  }));
}

function problemDocument(trouble: ClientFailure, client: Client, server: ConfiguredServer | undefined) {
  return { kind: trouble.kind, text: worded(trouble, client, server) };
}

/** `problem` is what was said of the key already; a server that says the same needs no second time. */
export function printClients(statuses: readonly ClientStatus[], problem: string | undefined, output: Output): void {
  output.out("");
  if (statuses.length === 0) {
    output.out(
      "No assistant was found on this machine. `npx keyscope install` shows which ones Keyscope can be put into.",
    );
    return;
  }
  output.out(columns(statuses.flatMap(rowsOf), (column, text) => (column === 2 ? paintState(output, text) : text)));
  for (const { client, servers, troubles } of statuses) {
    for (const trouble of troubles) printFailure(client.title, worded(trouble, client, undefined), output);
    for (const server of servers) {
      for (const trouble of server.troubles) {
        const isKnown = trouble.kind === "access" && trouble.said === problem;
        const text = isKnown
          ? "It starts, but the assistant is told of the problem above."
          : worded(trouble, client, server);
        printFailure(`${client.title}, ${cleanText(server.name)}`, text, output);
      }
    }
  }
}

function rowsOf({ client, servers, troubles }: ClientStatus): string[][] {
  if (servers.length > 0) {
    return servers.map((server) => [client.title, cleanText(server.name), stateOf(server), commandOf(server)]);
  }
  const state = troubles.length > 0 ? "not known" : "not installed";
  return [[client.title, "-", state, troubles.length > 0 ? "" : `npx keyscope install ${client.id}`]];
}

function stateOf(server: ServerCheck): string {
  if (server.tools === undefined) return startsOf(server) === null ? "not tried" : "does not start";
  return `starts, ${server.tools.length} ${server.tools.length === 1 ? "tool" : "tools"}`;
}

/** Null when it was not tried. */
function startsOf({ tools, troubles }: ServerCheck): boolean | null {
  return troubles.some(({ kind }) => kind === "not-tried") ? null : tools !== undefined;
}

/** The command as it stands in the file, without a key that may be in it. */
function wordsOf({ entry, secrets }: ConfiguredServer): string[] {
  return [entry.command, ...entry.args].map((word) => cleanText(secrets.reduce(redact, word)));
}

function commandOf(server: ConfiguredServer): string {
  const line = wordsOf(server)
    .map((word) => (/\s/.test(word) ? JSON.stringify(word) : word))
    .join(" ");
  const { scope } = server;
  return scope === "project" ? `${line} (this project)` : line;
}

function printFailure(name: string, text: string, output: Output): void {
  output.out(`\n${output.paint("red", name)}  ${text}`);
}

function worded(trouble: ClientFailure, { id, title }: Client, server: ConfiguredServer | undefined): string {
  const entry = server && `${server.file}, line ${server.line}`;
  return explainClientFailure(trouble, { client: title, id, installs: installsOf(server), entry });
}

/** What `install` is to be told to write this entry again. */
function installsOf(server: ConfiguredServer | undefined): string {
  if (server === undefined) return "";
  const { connector, profile } = server.serves;
  return [
    ...(connector.includes("[secret]") ? [] : [connector]),
    ...(profile === DEFAULT_PROFILE ? [] : ["--profile", profile]),
    ...(server.scope === "project" ? ["--scope", "project"] : []),
  ].join(" ");
}

function paintState(output: Output, text: string): string {
  const state = text.trim();
  if (state.startsWith("starts")) return output.paint("green", text);
  return output.paint(state === "does not start" ? "red" : "dim", text);
}
