import { clients } from "../../clients/catalog/index.ts";
import type { Client, ConfigPlace, InstallScope, Machine } from "../../clients/client.ts";
import { backupOf, type ConfigFailure, type FoundConfig, readConfig } from "../../clients/config/config-file.ts";
import type { ParseFailure } from "../../clients/config/format.ts";
import { type PlaintextKey, plaintextKeys } from "../../clients/config/plaintext-keys.ts";
import { readServers } from "../../clients/config/servers.ts";
import { readServedKey } from "../../clients/keyscope-server.ts";
import { readEntry } from "../../clients/started-entry.ts";
import type { Connector } from "../../connectors/schema/connector.ts";

/** What a server of Keyscope's serves, and from which keychain. */
export interface OwnServer {
  /** Undefined when the arguments name none that is known. */
  readonly connector: string | undefined;
  readonly profile: string;
  readonly keyring: "kernel" | undefined;
}

/** A server in a client's configuration that has plaintext keys in its entry. */
export interface ServerWithKeys {
  readonly client: Client;
  readonly scope: InstallScope;
  readonly place: ConfigPlace;
  readonly name: string;
  /** In the file, from 1. */
  readonly line: number;
  readonly entry: unknown;
  /** What it serves, when it starts Keyscope on this machine; undefined when it is another program's. */
  readonly own: OwnServer | undefined;
  readonly keys: readonly PlaintextKey[];
}

/** A file as it was read, and the servers in it that have plaintext keys. */
export interface FileWithKeys {
  readonly config: Extract<FoundConfig, { kind: "text" }>;
  readonly servers: readonly ServerWithKeys[];
}

/** Why a file could not be looked into. */
export type Unread = ConfigFailure | (ParseFailure & { readonly kind: "unparsed"; readonly file: string });

/** What is in the configurations of all clients. */
export interface Findings {
  readonly files: readonly FileWithKeys[];
  /** Backups that were left, in which servers of Keyscope's have keys. */
  readonly backups: readonly string[];
  readonly unread: readonly Unread[];
  /** Every file that was looked for. */
  readonly looked: readonly { readonly file: string; readonly isThere: boolean }[];
}

type OwnedPlace = Pick<ServerWithKeys, "client" | "scope" | "place">;

/** Looks for keys of these connectors, for the user and for the project in the working directory. */
export async function findKeys(machine: Machine, connectors: readonly Connector[]): Promise<Findings> {
  const byFile = new Map<string, OwnedPlace[]>();
  for (const owned of allPlaces(machine)) {
    const places = byFile.get(owned.place.file) ?? [];
    // In the home folder, the project's file of some clients is the user's.
    if (places.some(({ place }) => isSamePlace(place, owned.place))) continue;
    byFile.set(owned.place.file, [...places, owned]);
  }
  const each = [...byFile].map(([file, places]) => lookInto(file, places, connectors));
  const all = await Promise.all(each);
  return {
    files: all.flatMap(({ found }) => (found !== undefined && found.servers.length > 0 ? [found] : [])),
    backups: all.flatMap(({ backup }) => backup ?? []),
    unread: all.flatMap(({ unread }) => unread ?? []),
    looked: all.map(({ file, isThere }) => ({ file, isThere })),
  };
}

function allPlaces(machine: Machine): OwnedPlace[] {
  return clients.flatMap((client) =>
    client.scopes.flatMap((scope) => client.places(machine, scope).map((place) => ({ client, scope, place }))),
  );
}

function isSamePlace(one: ConfigPlace, other: ConfigPlace): boolean {
  return one.servers.join("\n") === other.servers.join("\n");
}

interface Look {
  readonly file: string;
  readonly isThere: boolean;
  readonly found?: FileWithKeys;
  readonly backup?: string;
  readonly unread?: Unread;
}

async function lookInto(file: string, places: readonly OwnedPlace[], connectors: readonly Connector[]): Promise<Look> {
  const [config, old] = await Promise.all([readConfig(file), readConfig(backupOf(file))]);
  const kept = old.kind === "text" ? serversWithKeys(old.text, places, connectors) : undefined;
  const backup = kept?.ok && kept.servers.some(({ own }) => own !== undefined) ? { backup: old.file } : {};
  if (config.kind === "absent") return { file, isThere: false, ...backup };
  if (config.kind === "trouble") return { file, isThere: true, unread: config, ...backup };
  const read = serversWithKeys(config.text, places, connectors);
  if (!read.ok) return { file, isThere: true, unread: { ...read, kind: "unparsed", file }, ...backup };
  return { file, isThere: true, found: { config, servers: read.servers }, ...backup };
}

function serversWithKeys(
  text: string,
  places: readonly OwnedPlace[],
  connectors: readonly Connector[],
): { readonly ok: true; readonly servers: readonly ServerWithKeys[] } | ParseFailure {
  const found: ServerWithKeys[] = [];
  for (const owned of places) {
    const read = readServers(text, owned.place);
    if (!read.ok) return read;
    for (const [name, server] of read.servers) {
      const keys = plaintextKeys(server, text, connectors);
      if (keys.length > 0) found.push({ ...owned, ...server, name, own: ownServer(server.entry, connectors), keys });
    }
  }
  return { ok: true, servers: found };
}

/** Programs that start others where this machine's keychain cannot be reached. */
const ELSEWHERE = /^(?:docker|podman|nerdctl|ssh|wsl)(?:\.exe)?$/;

function ownServer(entry: unknown, connectors: readonly Connector[]): OwnServer | undefined {
  const own = readServedKey(entry);
  const started = own && readEntry(entry);
  if (own === undefined || started === undefined) return undefined;
  const { command, args } = started;
  if ([command, ...args].some((word) => ELSEWHERE.test(word.split(/[/\\]/).at(-1) ?? ""))) return undefined;
  const isKernel = args.some(
    (word, at) => word === "--keyring=kernel" || (word === "--keyring" && args[at + 1] === "kernel"),
  );
  // A key among the arguments can stand where the connector belongs.
  const connector = connectors.find(({ id }) => id === own.connector)?.id;
  return { connector, profile: own.profile, keyring: isKernel ? "kernel" : undefined };
}
