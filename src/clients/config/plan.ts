import { isDeepStrictEqual } from "node:util";
import { type Client, type ConfigPlace, type Entry, entryOf, type ServerCommand } from "../client.ts";
import { readServedKey, type ServedKey } from "../keyscope-server.ts";
import { readEntry } from "../server-entry.ts";
import type { ParseFailure } from "./format.ts";
import { changeServer, type EditFailure, readServers } from "./servers.ts";

/** The server that a client is to have. */
export interface Wanted {
  readonly serves: Pick<ServedKey, "connector" | "profile">;
  readonly command: ServerCommand;
  readonly name: string;
  /** The person chose the name. */
  readonly isNamed: boolean;
}

/** The file cannot be changed. */
interface Refused {
  readonly kind: "refused";
  readonly why: EditFailure;
}

/** What installing comes to for a client's file as it is now. */
export type InstallPlan =
  | { readonly kind: "already"; readonly name: string }
  /** The name belongs to a server of another program (`by` undefined), or to Keyscope with another key. */
  | { readonly kind: "taken"; readonly name: string; readonly by: ServedKey | undefined }
  /** `isNew`: there was no such server; otherwise its entry is brought up to date. */
  | { readonly kind: "change"; readonly name: string; readonly text: string; readonly isNew: boolean }
  | Refused;

export type UninstallPlan =
  | { readonly kind: "none" }
  /** `text`: the file afterwards; undefined when it is to be removed: nothing is left in it, and there was none before. */
  | {
      readonly kind: "change";
      readonly servers: readonly KeyscopeServer[];
      readonly text: string | undefined;
      readonly isBackup: boolean;
    }
  | Refused;

/** A server of Keyscope's in a client's file. */
export interface KeyscopeServer {
  readonly name: string;
  readonly place: ConfigPlace;
  readonly serves: ServedKey;
  readonly entry: object;
}

/**
 * Plans to put a server into a file's text. One that serves the same key under another name is the one that is meant,
 * unless a name is given. What people added to its entry stays.
 */
export function planInstall(client: Client, place: ConfigPlace, text: string, wanted: Wanted): InstallPlan {
  const read = readServers(text, place);
  if (!read.ok) return { kind: "refused", why: read };
  const { serves, command } = wanted;
  const same = [...read.servers].find(([, { entry }]) => isSame(readServedKey(entry), serves));
  const name = wanted.isNamed ? wanted.name : (same?.[0] ?? wanted.name);
  const existing = read.servers.get(name);
  if (existing !== undefined) {
    const by = readServedKey(existing.entry);
    if (!isSame(by, serves)) return { kind: "taken", name, by };
    if (starts(existing.entry, command)) return { kind: "already", name };
  }
  const edited = changeServer(text, place, name, withAdded(entryOf(client, command, name), existing?.entry));
  if (!edited.ok) return { kind: "refused", why: edited };
  return { kind: "change", name, text: edited.text, isNew: existing === undefined };
}

/** What decides how a process is started. All else in an entry that is there stays as the person has it. */
const STARTING = new Set(["type", "command", "cmd", "args", "transport"]);

function withAdded(entry: Entry, existing: unknown): Entry {
  if (!isObject(existing)) return entry;
  const added = Object.entries(existing).filter(([member]) => !STARTING.has(member));
  const kept = Object.entries(existing).filter(([member]) => member in entry);
  return { ...Object.fromEntries(kept), ...entry, ...Object.fromEntries(added) };
}

function isSame(one: ServedKey | undefined, other: Wanted["serves"]): boolean {
  return one?.connector === other.connector && one.profile === other.profile;
}

function starts(entry: unknown, command: ServerCommand): boolean {
  const written = readEntry(entry);
  return written !== undefined && isDeepStrictEqual({ command: written.command, args: written.args }, command);
}

/** Finds the servers of Keyscope's that these places of one file name, such as a person's own and a project's. */
export function findKeyscopeServers(
  places: readonly ConfigPlace[],
  text: string,
): readonly KeyscopeServer[] | ParseFailure {
  const found: KeyscopeServer[] = [];
  for (const place of places) {
    const read = readServers(text, place);
    if (!read.ok) return read;
    for (const [name, { entry }] of read.servers) {
      const serves = readServedKey(entry);
      if (serves !== undefined && isObject(entry)) found.push({ name, place, serves, entry });
    }
  }
  return found;
}

/**
 * Plans to take servers of Keyscope's out of a file's text. Where the backup is what the file was before just this
 * server was put in, the file becomes that again, byte for byte. A file of which nothing is left and that has no backup
 * was made by installing, and is to be removed.
 */
export function planUninstall(
  places: readonly ConfigPlace[],
  text: string,
  backup: string | undefined,
  isMeant: (serves: ServedKey) => boolean,
): UninstallPlan {
  const all = findKeyscopeServers(places, text);
  if ("reason" in all) return { kind: "refused", why: all };
  const servers = all.filter(({ serves }) => isMeant(serves));
  const [only, ...others] = servers;
  if (only === undefined) return { kind: "none" };
  if (others.length === 0 && backup !== undefined && becomes(backup, only, text)) {
    return { kind: "change", servers, text: backup, isBackup: true };
  }
  let rest = text;
  for (const { place, name } of servers) {
    const edited = changeServer(rest, place, name);
    if (!edited.ok) return { kind: "refused", why: edited };
    rest = edited.text;
  }
  const blank = places[0]?.blank ?? "";
  const isEmpty = backup === undefined && (rest === blank || /^\uFEFF?\s*(?:\{\s*\}\s*)?$/.test(rest));
  return { kind: "change", servers, text: isEmpty ? undefined : rest, isBackup: false };
}

/** Whether this text had no such server and is the other one with it. */
function becomes(before: string, { place, name, entry }: KeyscopeServer, after: string): boolean {
  const read = readServers(before, place);
  if (!read.ok || read.servers.has(name)) return false;
  const edited = changeServer(before, place, name, { ...entry });
  return edited.ok && edited.text === after;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
