import { isDeepStrictEqual } from "node:util";
import { isConnectorId } from "../../app/find-connector.ts";
import { connectors } from "../../connectors/catalog/index.ts";
import { findLikelyKeys, hideKeys } from "../../credentials/looks-secret.ts";
import { parseProfile } from "../../credentials/profile.ts";
import { redact } from "../../credentials/redact.ts";
import type { Secret } from "../../credentials/secret.ts";
import type { ClientEntry, ClientFailure } from "../../messages/client-failure.ts";
import { type Client, type InstallScope, listPlaces, type Machine, readAddress, type ScopedPlace } from "../client.ts";
import { type ConfigFailure, readConfig } from "../config/config-file.ts";
import { plaintextKeys, spotName } from "../config/plaintext-keys.ts";
import { changeServer, readServers } from "../config/servers.ts";
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
  readonly repair: ClientEntry["repair"];
  /** Keys that stand in the entry, and what may be one. They are told nobody. */
  readonly secrets: readonly Secret[];
  readonly failures: readonly ClientFailure[];
}

/** An address in a client's configuration at which a server of Keyscope's is reached over HTTP. Nothing is asked there. */
export interface RemoteServer {
  readonly name: string;
  readonly scope: InstallScope;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Without a query, and without what may be a secret. */
  readonly url: string;
}

/** `failures`: files that could not be read. */
interface FoundServers {
  readonly servers: readonly ConfiguredServer[];
  readonly remote: readonly RemoteServer[];
  readonly failures: readonly ClientFailure[];
}

type Unreadable = Extract<ClientFailure, { kind: "unreadable-configuration" }>;

/** Finds Keyscope's servers in all of a client's files. */
export async function findServers(client: Client, machine: Machine): Promise<FoundServers> {
  const found = await Promise.all(listPlaces(client, machine).map((place) => findServersAt(place, machine)));
  return {
    servers: found.flatMap(({ servers }) => servers),
    remote: found.flatMap(({ remote }) => remote),
    failures: found.flatMap(({ failures }) => failures),
  };
}

async function findServersAt({ client, scope, place }: ScopedPlace, machine: Machine): Promise<FoundServers> {
  const { file } = place;
  const found = await readConfig(file);
  if (found.kind === "absent") return { servers: [], remote: [], failures: [] };
  const unreadable = (reason: string, at: Unreadable["at"]): FoundServers => {
    return { servers: [], remote: [], failures: [{ kind: "unreadable-configuration", file, at, reason }] };
  };
  if (found.kind === "failure") return unreadable(UNREADABLE[found.reason], undefined);
  const read = readServers(found.text, place);
  if (!read.ok) return unreadable(read.reason, { line: read.line, column: read.column });
  const isWritten = isDeepStrictEqual(place, client.places(machine, scope)[0]);
  const seen = new Set<string>();
  const servers = [...read.servers].flatMap(([name, server]): ConfiguredServer[] => {
    const [entry, serves] = [readEntry(server.entry), readServedKey(server.entry)];
    if (entry === undefined || serves === undefined) return [];
    const keys = plaintextKeys(server, found.text, connectors);
    const secrets = [...keys.map(({ secret }) => secret), ...findLikelyKeys(entry.args)];
    const spots = keys.flatMap((key) => key.spots);
    const failures = spots.map(
      (spot) => ({ kind: "plain-text", file, line: spot.line, place: spotName(spot) }) as const,
    );
    // A key can stand where the connector belongs.
    const told = { ...serves, connector: secrets.reduce(redact, serves.connector) };
    const key = `${serves.connector}:${serves.profile}`;
    const isInstalled = isWritten && !seen.has(key);
    seen.add(key);
    const canChange = isServable(told) && changeServer(found.text, place, name).ok;
    const repair = !canChange ? "by-hand" : isInstalled ? "install" : "replace";
    return [{ client, name, scope, file, line: server.line, entry, serves: told, repair, secrets, failures }];
  });
  const remote = [...read.servers].flatMap(([name, { entry, line }]): RemoteServer[] => {
    const url = readAddress(entry);
    return url !== undefined && isOfKeyscope(name, entry) ? [{ name, scope, file, line, url: showAddress(url) }] : [];
  });
  return { servers, remote, failures: [] };
}

/** What `install --http` writes: "keyscope" or an API is its name, or it reads the token from Keyscope's variable. */
function isOfKeyscope(name: string, entry: unknown): boolean {
  return isConnectorId(name) || /keyscope/i.test(JSON.stringify([name, entry]));
}

function showAddress(url: string): string {
  return hideKeys(url.replace(/[?#].*$/, "").replace(/\/\/[^/@]*@/, "//"));
}

/** Whether `install` takes these words. */
function isServable({ connector, profile }: ServedKey): boolean {
  return isConnectorId(connector) && parseProfile(profile).ok;
}

/** Why a file cannot be read, as a clause. The last two are about writing. */
const UNREADABLE: Readonly<Record<ConfigFailure["reason"], string>> = {
  folder: "it is a folder",
  "not-regular": "it is no ordinary file but a pipe, a device or a socket",
  "too-large": "it is far too large",
  "lost-link": "it is a link to something that is not there",
  "not-utf8": "it is not UTF-8 text",
  denied: "you may not read it",
  "in-use": "another program has it open",
  failed: "the system did not let it be read",
  "read-only": "the system did not let it be read",
  "disk-full": "the system did not let it be read",
};
