import { connectors } from "../../connectors/catalog/index.ts";
import { findLikelyKeys } from "../../credentials/looks-secret.ts";
import { redact } from "../../credentials/redact.ts";
import type { Secret } from "../../credentials/secret.ts";
import type { ClientFailure } from "../../messages/client-failure.ts";
import type { Client, ConfigPlace, InstallScope, Machine } from "../client.ts";
import { type ConfigFailure, readConfig } from "../config/config-file.ts";
import { type KeySpot, plaintextKeys, spotName } from "../config/plaintext-keys.ts";
import { readServers } from "../config/servers.ts";
import { type OwnEntry, ownEntry } from "../own-entry.ts";
import { readEntry, type WrittenEntry } from "../started-entry.ts";

/** One of Keyscope's servers in a client's configuration. */
export interface ConfiguredServer {
  readonly client: Client;
  readonly name: string;
  readonly scope: InstallScope;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly entry: WrittenEntry;
  readonly serves: OwnEntry;
  /** Keys that stand in the entry, and what may be one. They are told nobody. */
  readonly secrets: readonly Secret[];
  readonly troubles: readonly ClientFailure[];
}

/** Keyscope's servers in all of a client's files, and the files that could not be read. */
export async function findServers(
  client: Client,
  machine: Machine,
): Promise<{ readonly servers: readonly ConfiguredServer[]; readonly troubles: readonly ClientFailure[] }> {
  const found = await Promise.all(placesOf(client, machine).map((place) => serversAt(client, place)));
  return { servers: found.flatMap(({ servers }) => servers), troubles: found.flatMap(({ troubles }) => troubles) };
}

interface ScopedPlace extends ConfigPlace {
  readonly scope: InstallScope;
}

/** In the home folder, some clients' file of the project is the person's. */
function placesOf({ scopes, places }: Client, machine: Machine): ScopedPlace[] {
  const all = scopes.flatMap((scope) => places(machine, scope).map((place) => ({ ...place, scope })));
  const nameOf = ({ file, servers }: ScopedPlace) => JSON.stringify([file, servers]);
  return all.filter((place, at) => all.findIndex((other) => nameOf(other) === nameOf(place)) === at);
}

async function serversAt(client: Client, place: ScopedPlace) {
  const { file, scope } = place;
  const found = await readConfig(file);
  if (found.kind === "absent") return { servers: [], troubles: [] };
  if (found.kind === "trouble") return { servers: [], troubles: [unreadable(found)] };
  const read = readServers(found.text, place);
  if (!read.ok) {
    const { line, column, problem } = read;
    return {
      servers: [],
      troubles: [{ kind: "unreadable-configuration", file, at: { line, column }, problem } as const],
    };
  }
  const servers = [...read.servers].flatMap(([name, server]): ConfiguredServer[] => {
    const [entry, serves] = [readEntry(server.entry), ownEntry(server.entry)];
    if (entry === undefined || serves === undefined) return [];
    const keys = plaintextKeys(server, found.text, connectors);
    const secrets = [...keys.map(({ secret }) => secret), ...findLikelyKeys(entry.args)];
    const troubles = keys.flatMap(({ spots }) => spots.map((spot) => inPlainText(file, spot)));
    // A key can stand where the connector belongs.
    const told = { ...serves, connector: secrets.reduce(redact, serves.connector) };
    return [{ client, name, scope, file, line: server.line, entry, serves: told, secrets, troubles }];
  });
  return { servers, troubles: [] };
}

function inPlainText(file: string, spot: KeySpot): ClientFailure {
  return { kind: "plain-text", file, line: spot.line, place: spotName(spot) };
}

function unreadable({ file, reason }: ConfigFailure): ClientFailure {
  return { kind: "unreadable-configuration", file, at: undefined, problem: reasonText(reason) };
}

function reasonText(reason: ConfigFailure["reason"]): string {
  switch (reason) {
    case "folder":
      return "it is a folder";
    case "no-file":
      return "it is no ordinary file";
    case "lost-link":
      return "it is a link to something that is not there";
    case "not-utf8":
      return "it is not UTF-8 text";
    case "denied":
      return "you may not read it";
    case "in-use":
      return "another program has it open";
    case "read-only":
    case "disk-full":
    case "failed":
      return "the system did not let it be read";
    default:
      return reason satisfies never;
  }
}
