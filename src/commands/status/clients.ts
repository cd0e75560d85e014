import type { Client, InstallScope } from "../../clients/client.ts";
import type { CheckedClient, CheckedServer } from "../../clients/doctor/check-clients.ts";
import { DEFAULT_PROFILE } from "../../credentials/profile.ts";
import { redact } from "../../credentials/redact.ts";
import { type ClientFailure, explainClientFailure, explainPlainText } from "../../messages/client-failure.ts";
import { ownCommand } from "../../messages/own-command.ts";
import { columns, type Output } from "../../terminal/output.ts";
import type { Problem } from "./problems.ts";

/** Makes what `status --json` has under `clients`; other programs rely on its names. */
export function toClientsJson(clients: readonly CheckedClient[]) {
  return clients.map(({ client, isInstalled, servers, remote, failures }) => ({
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
    overHttp: remote,
    problems: failures.map((failure) => toProblem(failure, client)),
  }));
}

function toProblem(failure: ClientFailure, client: Client, server?: CheckedServer) {
  return { kind: failure.kind, text: explain(failure, client, server) };
}

/** What keeps assistants from Keyscope, and what a person should know although it does not. */
export interface ClientFindings {
  readonly problems: readonly Problem[];
  readonly notes: readonly Problem[];
}

/** @param saidOfKeys what is said of the keys: an assistant that is told the same has the same problem */
export function findClientProblems(clients: readonly CheckedClient[], saidOfKeys: ReadonlySet<string>): ClientFindings {
  const all = clients.flatMap(({ client, servers, failures }) => [
    ...failures.map((failure) => ({ failure, client, server: undefined })),
    ...servers.flatMap((server) => server.failures.map((failure) => ({ failure, client, server }))),
  ]);
  const inFiles = all.flatMap(({ failure }) => (failure.kind === "plain-text" ? [failure] : []));
  const found = all.map(({ failure, client, server }) => {
    const isKnown = failure.kind === "access" && saidOfKeys.has(failure.said);
    const text = failure.kind === "plain-text" ? explainPlainText(inFiles) : explain(failure, client, server);
    const where = server === undefined ? client.title : `${client.title}: ${server.name}`;
    return { isNote: NOTES.has(failure.kind), problem: { where, text: isKnown ? failure.said : text } };
  });
  const select = (isNote: boolean) => found.filter((one) => one.isNote === isNote).map(({ problem }) => problem);
  return { problems: select(false), notes: select(true) };
}

/** With these a server may well work. */
const NOTES: ReadonlySet<ClientFailure["kind"]> = new Set(["not-tried", "asked"]);

/** Prints a row for each server. `installs` is what `install` is to be told where a client has none: "setpilot". */
export function printClients(clients: readonly CheckedClient[], installs: string, output: Output): void {
  if (clients.length === 0) {
    output.out(
      `No assistant was found on this machine. \`${ownCommand("install")}\` shows which ones Keyscope can be put into.`,
    );
    return;
  }
  const rows = clients.flatMap((client) => toRows(client, installs));
  output.out(columns(rows, (column, text) => (column === 2 ? paintState(output, text) : text)));
}

function toRows({ client, servers, remote, failures }: CheckedClient, installs: string): string[][] {
  const rows = [
    ...servers.map((server) => [client.title, server.name, showState(server), showCommand(server)]),
    ...remote.map(({ name, url, scope }) => [client.title, name, "over HTTP", noteProject(url, scope)]),
  ];
  if (rows.length > 0) return rows;
  if (failures.length > 0) return [[client.title, "-", "not known", ""]];
  return [[client.title, "-", "not installed", `\`${ownCommand(`install ${client.id} ${installs}`.trimEnd())}\``]];
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

/** Without the folders, which no terminal has room for: the document for programs has them. */
function showCommand(server: CheckedServer): string {
  const line = showWords(server)
    .map((word) => word.replace(/^(?:\/|[A-Za-z]:\\).*[/\\](?=[^/\\]+$)/, ""))
    .map((word) => (/\s/.test(word) ? JSON.stringify(word) : word))
    .join(" ");
  return noteProject(line, server.scope);
}

function noteProject(what: string, scope: InstallScope): string {
  return scope === "project" ? `${what} (this project)` : what;
}

function explain(failure: ClientFailure, { id, title }: Client, server?: CheckedServer): string {
  return explainClientFailure(failure, { client: title, id, entry: server && toEntry(server) });
}

function toEntry({ file, line, scope, repair, serves: { connector, profile, keyring } }: CheckedServer) {
  return {
    at: `${file}, line ${line}`,
    connector,
    profile: profile === DEFAULT_PROFILE ? undefined : profile,
    keyring,
    isOfProject: scope === "project",
    repair,
  };
}

function paintState(output: Output, text: string): string {
  const state = text.trim();
  if (state.startsWith("starts")) return output.paint("green", text);
  return output.paint(state === "does not start" ? "red" : "dim", text);
}
