import type { Client } from "../clients/client.ts";
import type { CheckedClient, CheckedServer } from "../clients/doctor/check-clients.ts";
import { DEFAULT_PROFILE } from "../credentials/profile.ts";
import { redact } from "../credentials/redact.ts";
import { type ClientFailure, explainClientFailure } from "../messages/client-failure.ts";
import { ownCommand } from "../messages/own-command.ts";
import { columns, type Output } from "../terminal/output.ts";

/** Makes what `status --json` has under `clients`; other programs rely on its names. */
export function toClientsJson(clients: readonly CheckedClient[]) {
  return clients.map(({ client, isInstalled, servers, failures }) => ({
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
      command: showWords(server),
      starts: hasStarted(server),
      tools: server.tools ?? null,
      problems: server.failures.map((failure) => toProblem(failure, client, server)),
    })),
    problems: failures.map((failure) => toProblem(failure, client)),
  }));
}

function toProblem(failure: ClientFailure, client: Client, server?: CheckedServer) {
  return { kind: failure.kind, text: explain(failure, client, server) };
}

/** Prints a row for each server, then its failures. `saidOfKey` is what was said of the key already; a server that says the same needs no second time. */
export function printClients(clients: readonly CheckedClient[], saidOfKey: string | undefined, output: Output): void {
  output.out("");
  if (clients.length === 0) {
    output.out(
      `No assistant was found on this machine. \`${ownCommand("install")}\` shows which ones Keyscope can be put into.`,
    );
    return;
  }
  output.out(columns(clients.flatMap(toRows), (column, text) => (column === 2 ? paintState(output, text) : text)));
  const print = (name: string, text: string) => output.out(`\n${output.paint("red", name)}  ${text}`);
  for (const { client, servers, failures } of clients) {
    for (const failure of failures) print(client.title, explain(failure, client));
    for (const server of servers) {
      for (const failure of server.failures) {
        const isKnown = failure.kind === "access" && failure.said === saidOfKey;
        const text = isKnown ? KNOWN : explain(failure, client, server);
        print(`${client.title}, ${server.name}`, text);
      }
    }
  }
}

const KNOWN = "It starts, but the assistant is told of the problem above.";

function toRows({ client, servers, failures }: CheckedClient): string[][] {
  if (servers.length > 0) {
    return servers.map((server) => [client.title, server.name, showState(server), showCommand(server)]);
  }
  if (failures.length > 0) return [[client.title, "-", "not known", ""]];
  return [[client.title, "-", "not installed", ownCommand(`install ${client.id}`)]];
}

function showState(server: CheckedServer): string {
  if (server.tools === undefined) return hasStarted(server) === null ? "not tried" : "does not start";
  return `starts, ${server.tools.length} ${server.tools.length === 1 ? "tool" : "tools"}`;
}

/** Whether it starts; null when it was not tried. */
function hasStarted({ tools, failures }: CheckedServer): boolean | null {
  return failures.some(({ kind }) => kind === "not-tried" || kind === "not-published") ? null : tools !== undefined;
}

/** The command as it stands in the file, without a key that may be in it. */
function showWords({ entry, secrets }: CheckedServer): string[] {
  return [entry.command, ...entry.args].map((word) => secrets.reduce(redact, word));
}

function showCommand(server: CheckedServer): string {
  const line = showWords(server)
    .map((word) => (/\s/.test(word) ? JSON.stringify(word) : word))
    .join(" ");
  return server.scope === "project" ? `${line} (this project)` : line;
}

function explain(failure: ClientFailure, { id, title }: Client, server?: CheckedServer): string {
  const entry = server && `${server.file}, line ${server.line}`;
  const installs = server === undefined ? "" : listInstallArguments(server);
  return explainClientFailure(failure, { client: title, id, installs, entry });
}

/** What `install` is to be told to write this entry again. */
function listInstallArguments({ scope, serves: { connector, profile } }: CheckedServer): string {
  return [
    ...(connector.includes("[secret]") ? [] : [connector]),
    ...(profile === DEFAULT_PROFILE ? [] : ["--profile", profile]),
    ...(scope === "project" ? ["--scope", "project"] : []),
  ].join(" ");
}

function paintState(output: Output, text: string): string {
  const state = text.trim();
  if (state.startsWith("starts")) return output.paint("green", text);
  return output.paint(state === "does not start" ? "red" : "dim", text);
}
