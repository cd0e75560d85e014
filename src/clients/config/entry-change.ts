import type { ConfigPlace, Entry } from "../client.ts";
import type { KeySpot } from "./plaintext-keys.ts";
import { type Edited, withoutServer, withServer } from "./servers.ts";

/** What is to go from a server's entry, and what comes in its place. */
export interface EntryChange {
  readonly name: string;
  readonly entry: unknown;
  /** The members that lead to each text that goes, such as ["env", "SETPILOT_API_KEY"]. */
  readonly without: readonly KeySpot["path"][];
  /** Members that get another value, such as a command and its arguments. */
  readonly put: Entry | undefined;
}

/**
 * The text with that change. Where only variables go, they are cut out and all else in the entry stays byte for byte,
 * comments too; otherwise the entry is written anew.
 */
export function withEntryChanged(text: string, place: ConfigPlace, change: EntryChange): Edited {
  const areVariables = change.without.every(([member]) => member === "env");
  if (change.put === undefined && areVariables) {
    const cut = withoutVariables(text, place, change);
    if (cut.ok) return cut;
  }
  const rest = withoutPaths(change.entry, change.without);
  return withServer(text, place, change.name, { ...rest, ...change.put });
}

function withoutVariables(text: string, place: ConfigPlace, { name, entry, without }: EntryChange): Edited {
  const inEntry: ConfigPlace = { ...place, servers: [...place.servers, name] };
  const inEnv: ConfigPlace = { ...place, servers: [...inEntry.servers, "env"] };
  const cut = without.reduce<Edited>(
    (edited, [, variable = ""]) => (edited.ok ? withoutServer(edited.text, inEnv, variable) : edited),
    { ok: true, text },
  );
  const isEmpty = withoutPaths(entry, without)["env"] === undefined;
  // A table of TOML keeps its header when its last key goes. JSON's may keep a comment, which stays.
  return cut.ok && isEmpty && place.format === "toml" ? withoutServer(cut.text, inEntry, "env") : cut;
}

/** A copy without those texts, and without a table that has nothing else. */
function withoutPaths(entry: unknown, paths: readonly KeySpot["path"][]): Record<string, unknown> {
  if (typeof entry !== "object" || entry === null) return {};
  const members = Object.entries(entry).flatMap(([name, value]: [string, unknown]) => {
    const inner = paths.filter(([first]) => first === name).map(([, ...rest]) => rest);
    if (inner.length === 0) return [[name, value] as const];
    if (inner.some(({ length }) => length === 0)) return [];
    if (Array.isArray(value))
      return [[name, value.filter((_, at) => !inner.some(([index]) => index === String(at)))] as const];
    const rest = withoutPaths(value, inner);
    return Object.keys(rest).length === 0 ? [] : [[name, rest] as const];
  });
  return Object.fromEntries(members);
}
