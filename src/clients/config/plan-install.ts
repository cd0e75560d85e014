import type { Client, ConfigPlace, ServerCommand } from "../client.ts";
import { type OwnEntry, ownEntry } from "../own-entry.ts";
import { readEntry } from "../server-entry.ts";
import type { ParseFailure } from "./format.ts";
import { type Edited, type FoundServer, readServers, withServer } from "./servers.ts";

/** What installing comes to for a client's file as it is now. */
export type InstallPlan =
  | { readonly kind: "already"; readonly name: string }
  /** The name belongs to a server of another program (`by` undefined), or to Keyscope with another key. */
  | { readonly kind: "taken"; readonly name: string; readonly by: OwnEntry | undefined }
  /** `isNew`: there was no such server; otherwise its entry is brought up to date. */
  | { readonly kind: "change"; readonly name: string; readonly text: string; readonly isNew: boolean }
  /** The file cannot be changed: where it is not understood, or "unusual". */
  | { readonly kind: "refused"; readonly why: ParseFailure | "unusual" };

/**
 * Plans to put a server into a file's text. One that serves the same key under another name is the one that is meant,
 * unless a name is given. What people added to its entry stays.
 */
export function planInstall(
  client: Client,
  place: ConfigPlace,
  text: string,
  wanted: { readonly own: OwnEntry; readonly command: ServerCommand; readonly name: string; readonly isNamed: boolean },
): InstallPlan {
  const read = readServers(text, place);
  if (!read.ok) return { kind: "refused", why: read };
  const { own, command } = wanted;
  const same = [...read.servers].find(([, { entry }]) => isSame(ownEntry(entry), own));
  const name = wanted.isNamed ? wanted.name : (same?.[0] ?? wanted.name);
  const existing = read.servers.get(name);
  if (existing !== undefined) {
    const by = ownEntry(existing.entry);
    if (!isSame(by, own)) return { kind: "taken", name, by };
    if (starts(existing, command)) return { kind: "already", name };
  }
  const entry = { ...plainObject(existing?.entry), ...client.entry(command) };
  return planned(name, existing === undefined, withServer(text, place, name, entry));
}

function planned(name: string, isNew: boolean, edited: Edited): InstallPlan {
  if (edited.ok) return { kind: "change", name, text: edited.text, isNew };
  return { kind: "refused", why: "line" in edited ? edited : "unusual" };
}

function isSame(one: OwnEntry | undefined, other: OwnEntry): boolean {
  return one?.connector === other.connector && one.profile === other.profile;
}

function starts({ entry }: FoundServer, command: ServerCommand): boolean {
  const written = readEntry(entry);
  return (
    written !== undefined &&
    JSON.stringify([written.command, ...written.args]) === JSON.stringify([command.command, ...command.args])
  );
}

function plainObject(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
