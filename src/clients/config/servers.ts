import { isDeepStrictEqual } from "node:util";
import { getOwn, isRecord } from "../../utils/own.ts";
import type { ConfigPlace, Entry } from "../client.ts";
import { isVariable } from "../server-entry.ts";
import type { Format, ParseFailure } from "./format.ts";
import { jsonFormat } from "./json.ts";
import { tomlFormat } from "./toml.ts";
import { yamlFormat, yamlListFormat } from "./yaml.ts";

/** A server in a client's file: its entry as it was parsed, and the line it begins at, from 1. */
export interface FoundServer {
  readonly entry: unknown;
  readonly line: number;
}

export type ReadServers = { readonly ok: true; readonly servers: ReadonlyMap<string, FoundServer> } | ParseFailure;

/** Why a change of a file could not be made. */
export type EditFailure =
  | ParseFailure
  /** The file is fine, but written in a way that cannot be changed without touching what else is in it. */
  | { readonly ok: false; readonly reason: "unusual" };

/** A file's text after a change; where there is a failure, nothing of the text is to be used. */
export type Edited = { readonly ok: true; readonly text: string } | EditFailure;

const FORMATS: Readonly<Record<ConfigPlace["format"], Format>> = {
  json: jsonFormat,
  toml: tomlFormat,
  yaml: yamlFormat,
  "yaml-list": yamlListFormat,
};

/** Reads the servers that a client's file names. An empty file names none. */
export function readServers(text: string, place: ConfigPlace): ReadServers {
  const format = FORMATS[place.format];
  const body = withoutMark(text);
  const parsed = parsePlain(format, body);
  if (!parsed.ok) return parsed;
  const around = [...place.servers.keys(), place.servers.length].map((depth) => place.servers.slice(0, depth));
  const wrong = around.find((path) => !isTable(valueAt(parsed.value, path) ?? {}));
  if (wrong !== undefined) {
    const what = wrong.at(-1);
    const kind = place.format === "yaml-list" ? "a list of servers with different names" : "an object";
    const reason = what === undefined ? "the file does not hold an object" : `"${what}" is not ${kind}`;
    return { ok: false, line: what === undefined ? 1 : format.lineOf(body, wrong), column: 1, reason };
  }
  const all = Object.entries(valueAt(parsed.value, place.servers) ?? {});
  const servers = all.map(([name, entry]: [string, unknown]) => {
    return [name, { entry, line: format.lineOf(body, [...place.servers, name]) }] as const;
  });
  return { ok: true, servers: new Map(servers) };
}

/**
 * Puts this server into the text, in the place of one of that name; without an entry, takes it out, and the table of
 * servers with its last one. Everything else stays byte for byte, and that is checked: what was parsed before and after
 * differs in this entry only.
 */
export function changeServer(text: string, place: ConfigPlace, name: string, entry?: Entry): Edited {
  const read = readServers(text, place);
  if (!read.ok) return read;
  const format = FORMATS[place.format];
  const path = [...place.servers, name];
  const body = withoutMark(text);
  const changed = entry === undefined ? format.remove(body, path) : format.set(body, path, entry);
  const [before, after] = [parsePlain(format, body), parsePlain(format, changed)];
  const isRight =
    before.ok &&
    after.ok &&
    isDeepStrictEqual(without(after.value, [path]), without(before.value, [path])) &&
    isDeepStrictEqual(valueAt(after.value, path), entry) &&
    // The table of servers may go with its last one, but not what that table stands in.
    isTable(valueAt(after.value, path.slice(0, -2)));
  const mark = text.slice(0, text.length - body.length);
  return isRight ? { ok: true, text: mark + changed } : { ok: false, reason: "unusual" };
}

/** What is to go from a server's entry, and what comes in its place. */
export interface EntryChange {
  /** The entry as it is. */
  readonly entry: unknown;
  /** The members that lead to each text that goes, such as ["env", "SETPILOT_API_KEY"]. */
  readonly without: readonly Path[];
  /** Members that get another value, such as a command and its arguments. */
  readonly put?: Entry;
}

type Path = readonly string[];

/**
 * Changes a server's entry. Where only variables go, they are cut out and all else in the entry stays byte for byte,
 * comments too; otherwise the entry is written anew.
 */
export function withEntryChanged(text: string, place: ConfigPlace, name: string, change: EntryChange): Edited {
  const left = without(change.entry, change.without);
  if (change.put === undefined && change.without.every(isVariable)) {
    const cut = withoutVariables(text, { ...place, servers: [...place.servers, name] }, change.without, left);
    if (cut.ok) return cut;
  }
  return changeServer(text, place, name, { ...left, ...change.put });
}

/** Cuts variables out of the entry at that place. `rest`: what the entry holds then. */
function withoutVariables(text: string, place: ConfigPlace, variables: readonly Path[], rest: Entry): Edited {
  let edited: Edited = { ok: true, text };
  for (const [env = "", variable = ""] of variables) {
    if (edited.ok) edited = changeServer(edited.text, { ...place, servers: [...place.servers, env] }, variable);
    // A table of TOML keeps its header when its last key goes. JSON's may keep a comment, which stays.
    const isHeaderLeft = rest[env] === undefined && place.format === "toml" && variable === variables.at(-1)?.[1];
    if (edited.ok && isHeaderLeft) edited = changeServer(edited.text, place, env);
  }
  return edited;
}

/** Parses into plain objects: the parsers' own have no prototype. Dates stay. */
function parsePlain(format: Format, body: string): ReturnType<Format["parse"]> {
  const parsed = format.parse(body);
  return parsed.ok ? { ok: true, value: plain(parsed.value) } : parsed;
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isTable(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, key) => (isTable(inner) ? getOwn(inner, key) : undefined), value);
}

/** Copies a table without what is under these paths, and without tables on the way of which nothing is left. */
function without(table: unknown, paths: readonly Path[]): Entry {
  if (typeof table !== "object" || table === null) return {};
  const members = Object.entries(table).flatMap(([name, member]: [string, unknown]) => {
    const inner = paths.filter(([first]) => first === name).map(([, ...rest]) => rest);
    if (inner.length === 0) return [[name, member] as const];
    if (inner.some(({ length }) => length === 0)) return [];
    if (Array.isArray(member))
      return [[name, member.filter((_, at) => !inner.some(([index]) => index === String(at)))] as const];
    const rest = without(member, inner);
    return Object.keys(rest).length === 0 ? [] : [[name, rest] as const];
  });
  return Object.fromEntries(members);
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, "");
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && !(value instanceof Date);
}
