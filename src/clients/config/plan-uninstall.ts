import type { ConfigPlace } from "../client.ts";
import { type OwnEntry, ownEntry } from "../own-entry.ts";
import type { ParseFailure } from "./format.ts";
import { readServers, withoutServer, withServer } from "./servers.ts";

/** A server of Keyscope's in a client's file. */
export interface OwnServer {
  readonly name: string;
  readonly place: ConfigPlace;
  readonly own: OwnEntry;
  readonly entry: object;
  readonly line: number;
}

export type UninstallPlan =
  | { readonly kind: "none" }
  /** `text`: the file afterwards; undefined when it is to be removed: nothing is left in it, and there was none before. */
  | {
      readonly kind: "change";
      readonly servers: readonly OwnServer[];
      readonly text: string | undefined;
      readonly isBackup: boolean;
    }
  | { readonly kind: "refused"; readonly why: ParseFailure | "unusual" };

/** The servers of Keyscope's that these places of one file name, such as a person's own and a project's. */
export function ownServers(places: readonly ConfigPlace[], text: string): readonly OwnServer[] | ParseFailure {
  const found: OwnServer[] = [];
  for (const place of places) {
    const read = readServers(text, place);
    if (!read.ok) return read;
    for (const [name, { entry, line }] of read.servers) {
      const own = ownEntry(entry);
      if (own !== undefined && typeof entry === "object" && entry !== null)
        found.push({ name, place, own, entry, line });
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
  isMeant: (own: OwnEntry) => boolean,
): UninstallPlan {
  const all = ownServers(places, text);
  if ("problem" in all) return { kind: "refused", why: all };
  const servers = all.filter(({ own }) => isMeant(own));
  const [only, ...others] = servers;
  if (only === undefined) return { kind: "none" };
  if (others.length === 0 && backup !== undefined && becomes(backup, only, text)) {
    return { kind: "change", servers, text: backup, isBackup: true };
  }
  let rest = text;
  for (const { place, name } of servers) {
    const edited = withoutServer(rest, place, name);
    if (!edited.ok) return { kind: "refused", why: "line" in edited ? edited : "unusual" };
    rest = edited.text;
  }
  const isEmpty = backup === undefined && /^\uFEFF?\s*(?:\{\s*\}\s*)?$/.test(rest);
  return { kind: "change", servers, text: isEmpty ? undefined : rest, isBackup: false };
}

/** Whether this text had no such server and is the other one with it. */
function becomes(before: string, { place, name, entry }: OwnServer, after: string): boolean {
  const read = readServers(before, place);
  if (!read.ok || read.servers.has(name)) return false;
  const edited = withServer(before, place, name, { ...entry });
  return edited.ok && edited.text === after;
}
