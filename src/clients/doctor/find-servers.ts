import { connectors } from "../../connectors/catalog/index.ts";
import { findLikelyKeys } from "../../credentials/looks-secret.ts";
import { redact } from "../../credentials/redact.ts";
import type { Secret } from "../../credentials/secret.ts";
import type { ClientFailure } from "../../messages/client-failure.ts";
import type { Client, ConfigPlace, InstallScope, Machine } from "../client.ts";
import { type ConfigFailure, readConfig } from "../config/config-file.ts";
import { type KeySpot, plaintextKeys, spotName } from "../config/plaintext-keys.ts";
import { readServers } from "../config/servers.ts";
import { readServedKey, type ServedKey } from "../keyscope-server.ts";
import { readEntry, type WrittenEntry } from "../server-entry.ts";

/** One of Keyscope's servers in a client's configuration. */
export interface ConfiguredServer {
  readonly client: Client;
  readonly name: string;
  readonly scope: InstallScope;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly entry: WrittenEntry;
  readonly serves: ServedKey;
  /** Keys that stand in the entry, and what may be one. They are told nobody. */
  readonly secrets: readonly Secret[];
  readonly failures: readonly ClientFailure[];
}

/** `failures`: files that could not be read. */
interface FoundServers {
  readonly servers: readonly ConfiguredServer[];
  readonly failures: readonly ClientFailure[];
}

type Unreadable = Extract<ClientFailure, { kind: "unreadable-configuration" }>;

/** Finds Keyscope's servers in all of a client's files. */
export async function findServers(client: Client, machine: Machine): Promise<FoundServers> {
  const found = await Promise.all(listPlaces(client, machine).map((place) => findServersAt(client, place)));
  return { servers: found.flatMap(({ servers }) => servers), failures: found.flatMap(({ failures }) => failures) };
}

interface ScopedPlace extends ConfigPlace {
  readonly scope: InstallScope;
}

/** Lists where its servers are configured, each place once: in the home folder, some clients' file of the project is the person's. */
function listPlaces({ scopes, places }: Client, machine: Machine): ScopedPlace[] {
  const all = scopes.flatMap((scope) => places(machine, scope).map((place) => ({ ...place, scope })));
  const nameOf = ({ file, servers }: ScopedPlace) => JSON.stringify([file, servers]);
  return all.filter((place, at) => all.findIndex((other) => nameOf(other) === nameOf(place)) === at);
}

async function findServersAt(client: Client, place: ScopedPlace): Promise<FoundServers> {
  const { file, scope } = place;
  const found = await readConfig(file);
  if (found.kind === "absent") return { servers: [], failures: [] };
  if (found.kind === "failure") return unreadable(file, undefined, UNREADABLE[found.reason]);
  const read = readServers(found.text, place);
  if (!read.ok) return unreadable(file, { line: read.line, column: read.column }, read.reason);
  const servers = [...read.servers].flatMap(([name, server]): ConfiguredServer[] => {
    const [entry, serves] = [readEntry(server.entry), readServedKey(server.entry)];
    if (entry === undefined || serves === undefined) return [];
    const keys = plaintextKeys(server, found.text, connectors);
    const secrets = [...keys.map(({ secret }) => secret), ...findLikelyKeys(entry.args)];
    const failures = keys.flatMap(({ spots }) => spots.map((spot) => toFailure(file, spot)));
    // A key can stand where the connector belongs.
    const told = { ...serves, connector: secrets.reduce(redact, serves.connector) };
    return [{ client, name, scope, file, line: server.line, entry, serves: told, secrets, failures }];
  });
  return { servers, failures: [] };
}

function toFailure(file: string, spot: KeySpot): ClientFailure {
  return { kind: "plain-text", file, line: spot.line, place: spotName(spot) };
}

function unreadable(file: string, at: Unreadable["at"], reason: string): FoundServers {
  return { servers: [], failures: [{ kind: "unreadable-configuration", file, at, reason }] };
}

/** Why a file cannot be read, as a clause. The last two are about writing. */
const UNREADABLE: Readonly<Record<ConfigFailure["reason"], string>> = {
  folder: "it is a folder",
  "no-file": "it is no ordinary file",
  "lost-link": "it is a link to something that is not there",
  "not-utf8": "it is not UTF-8 text",
  denied: "you may not read it",
  "in-use": "another program has it open",
  failed: "the system did not let it be read",
  "read-only": "the system did not let it be read",
  "disk-full": "the system did not let it be read",
};
