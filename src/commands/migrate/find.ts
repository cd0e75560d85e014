import { clients } from "../../clients/catalog/index.ts";
import { listPlaces, type Machine, type ScopedPlace } from "../../clients/client.ts";
import { backupOf, type FoundConfig, readConfig } from "../../clients/config/config-file.ts";
import type { ParseFailure } from "../../clients/config/format.ts";
import { type PlaintextKey, plaintextKeys } from "../../clients/config/plaintext-keys.ts";
import { readServers } from "../../clients/config/servers.ts";
import { readServedKey, type ServedKey } from "../../clients/keyscope-server.ts";
import { readEntry } from "../../clients/server-entry.ts";
import { type Connector, type KeyForm, usualBaseUrl } from "../../connectors/schema/connector.ts";
import { type BaseUrlFailure, parseAddress } from "../../credentials/base-url.ts";
import type { ProfileSettings } from "../../credentials/credential.ts";
import { applyPrivacyVariable, USUAL_SETTINGS } from "../../credentials/profile.ts";
import type { Secret } from "../../credentials/secret.ts";
import { groupBy } from "../../utils/group-by.ts";
import { explainConfig, refuseToEdit } from "../install/change.ts";

/** What a server of Keyscope's on this machine serves. */
export interface ServedHere extends Omit<ServedKey, "connector"> {
  /** Undefined when the arguments name none that is known. */
  readonly connector: string | undefined;
  /** The variables that the entry sets. */
  readonly env: Readonly<Record<string, string>>;
}

/** A server in a client's configuration that has plaintext keys in its entry. */
export interface ServerWithKeys extends ScopedPlace {
  readonly name: string;
  readonly entry: unknown;
  /** Undefined when it is another program's server, or one of Keyscope's that runs elsewhere. */
  readonly serves: ServedHere | undefined;
  readonly keys: readonly PlaintextKey[];
}

/** A file as it was read, and the servers in it that have plaintext keys. */
export interface FileWithKeys {
  readonly config: Extract<FoundConfig, { kind: "text" }>;
  readonly servers: readonly ServerWithKeys[];
}

/** What is in the configurations of all clients. */
export interface Findings {
  readonly files: readonly FileWithKeys[];
  /** Backups that were left, in which servers of Keyscope's have keys. */
  readonly backups: readonly string[];
  /** The files that could not be looked into, each with why, as sentences. */
  readonly unread: ReadonlyMap<string, string>;
  /** Every file that was looked for, and whether it is there. */
  readonly looked: ReadonlyMap<string, boolean>;
}

/** A key that is to be moved into the keychain, and every place where it stands. */
export interface Move {
  readonly connector: Connector;
  readonly form: KeyForm;
  readonly secret: Secret;
  readonly address: KeyAddress;
  readonly keyring: ServedKey["keyring"];
  /** What the entries decided about personal data. */
  readonly privacy: ProfileSettings["privacy"];
  /**
   * Not for profile `default`: a file that came with a project names an address of its own, and whatever else uses
   * that profile would be sent there.
   */
  readonly isStrange: boolean;
  readonly spots: readonly { readonly server: ServerWithKeys; readonly key: PlaintextKey }[];
}

/** Where an entry sends its key. `none`: it names no address, and every customer has an own one. */
export type KeyAddress =
  | { readonly kind: "url"; readonly url: URL }
  | { readonly kind: "none" }
  | { readonly kind: "bad"; readonly reason: BaseUrlFailure };

/** Looks for keys of these connectors, for the user and for the project in the working directory. */
export async function findKeys(machine: Machine, connectors: readonly Connector[]): Promise<Findings> {
  const files: FileWithKeys[] = [];
  const backups: string[] = [];
  const unread = new Map<string, string>();
  const looked = new Map<string, boolean>();
  const everywhere = clients.flatMap((client) => listPlaces(client, machine));
  for (const [file, places] of groupBy(everywhere, ({ place }) => place.file)) {
    const [config, backup] = [await readConfig(file), await readConfig(backupOf(file))];
    looked.set(file, config.kind !== "absent");
    const servers = config.kind === "text" ? serversWithKeys(config.text, places, connectors) : [];
    if (config.kind === "failure") unread.set(file, explainConfig(config));
    else if ("reason" in servers) unread.set(file, refuseToEdit(file, servers, CORRECT).message);
    else if (config.kind === "text" && servers.length > 0) files.push({ config, servers });
    const kept = backup.kind === "text" ? serversWithKeys(backup.text, places, connectors) : [];
    if (!("reason" in kept) && kept.some(({ serves }) => serves !== undefined)) backups.push(backup.file);
  }
  return { files, backups, unread, looked };
}

const CORRECT = "Correct that line, then run this again.";

function serversWithKeys(
  text: string,
  places: readonly ScopedPlace[],
  connectors: readonly Connector[],
): readonly ServerWithKeys[] | ParseFailure {
  const found: ServerWithKeys[] = [];
  for (const owned of places) {
    const read = readServers(text, owned.place);
    if (!read.ok) return read;
    for (const [name, server] of read.servers) {
      const { entry } = server;
      const keys = plaintextKeys(server, text, connectors);
      if (keys.length > 0) found.push({ ...owned, name, entry, serves: servedHere(entry, connectors), keys });
    }
  }
  return found;
}

/** Programs that start others where this machine's keychain cannot be reached. */
const ELSEWHERE = /^(?:docker|podman|nerdctl|ssh|wsl)(?:\.exe)?$/;

function servedHere(entry: unknown, connectors: readonly Connector[]): ServedHere | undefined {
  const [served, started] = [readServedKey(entry), readEntry(entry)];
  if (served === undefined || started === undefined) return undefined;
  const { command, args, env } = started;
  if ([command, ...args].some((word) => ELSEWHERE.test(word.split(/[/\\]/).at(-1) ?? ""))) return undefined;
  // A key among the arguments can stand where the connector belongs.
  const connector = connectors.find(({ id }) => id === served.connector)?.id;
  return { ...served, connector, env };
}

/** Collects the keys in entries of Keyscope's servers, each once, wherever it stands. */
export function movesIn(files: readonly FileWithKeys[]): readonly Move[] {
  const moves: Move[] = [];
  for (const next of files.flatMap(({ servers }) => servers.flatMap(movesOf))) {
    const at = moves.findIndex((move) => isSameKey(move, next));
    const same = moves[at];
    if (same === undefined) moves.push(next);
    else moves[at] = together(same, next);
  }
  return moves;
}

function movesOf(server: ServerWithKeys): Move[] {
  const { serves, scope, keys } = server;
  if (serves === undefined) return [];
  const { env, keyring } = serves;
  return keys.flatMap((key) => {
    if (key.kind !== "key") return [];
    const { connector, form, secret } = key;
    const { environment } = connector;
    const address = addressOf(connector, env[environment.baseUrl] ?? "");
    const { settings } = applyPrivacyVariable(USUAL_SETTINGS, connector, env);
    const isStrange = scope === "project" && address.kind === "url" && address.url.href !== usualBaseUrl(connector);
    const { privacy } = settings;
    return [{ connector, form, secret, address, keyring, privacy, isStrange, spots: [{ server, key }] }];
  });
}

function addressOf(connector: Connector, text: string): KeyAddress {
  if (text.trim() === "") {
    const usual = usualBaseUrl(connector);
    return usual === undefined ? { kind: "none" } : { kind: "url", url: new URL(usual) };
  }
  const parsed = parseAddress(connector.address, text);
  return parsed.ok ? { kind: "url", url: parsed.url } : { kind: "bad", reason: parsed.reason };
}

function isSameKey(one: Move, other: Move): boolean {
  return (
    one.connector.id === other.connector.id &&
    one.form.id === other.form.id &&
    one.keyring === other.keyring &&
    one.secret.equals(other.secret) &&
    JSON.stringify(one.address) === JSON.stringify(other.address)
  );
}

function together(one: Move, other: Move): Move {
  return {
    ...one,
    privacy: one.privacy === "masked" ? "masked" : other.privacy,
    isStrange: one.isStrange && other.isStrange,
    spots: [...one.spots, ...other.spots],
  };
}
