import { isDeepStrictEqual } from "node:util";
import type { ConfigPlace, Entry } from "../client.ts";
import type { Format, ParseFailure } from "./format.ts";
import { jsonFormat } from "./json.ts";
import { tomlFormat } from "./toml.ts";

/** A server in a client's file: its entry as it was parsed, and the line it begins at, from 1. */
export interface FoundServer {
  readonly entry: unknown;
  readonly line: number;
}

export type ReadServers = { readonly ok: true; readonly servers: ReadonlyMap<string, FoundServer> } | ParseFailure;

/** A file's text after a change; or why it could not be made, in which case nothing of the text is to be used. */
export type Edited =
  | { readonly ok: true; readonly text: string }
  /** The file is fine, but written in a way that cannot be changed without touching what else is in it. */
  | { readonly ok: false; readonly problem: "unusual" }
  | ParseFailure;

const MARK = "\uFEFF";

/** The servers that a client's file names. An empty file names none. */
export function readServers(text: string, place: ConfigPlace): ReadServers {
  const format = formatOf(place);
  const body = withoutMark(text);
  const parsed = format.parse(body);
  if (!parsed.ok) return parsed;
  let table: unknown = parsed.value ?? {};
  const path: string[] = [];
  for (const key of place.servers) {
    if (!isTable(table)) return notATable(format, body, path);
    path.push(key);
    table = members(table).get(key) ?? {};
  }
  if (!isTable(table)) return notATable(format, body, path);
  const servers = [...members(table)].map(
    ([name, entry]) => [name, { entry: plain(entry), line: format.lineOf(body, [...path, name]) }] as const,
  );
  return { ok: true, servers: new Map(servers) };
}

/**
 * The text with this server in it, in the place of one of that name. Everything else stays byte for byte, and that is
 * checked: what was parsed before and after differs in this entry only.
 */
export function withServer(text: string, place: ConfigPlace, name: string, entry: Entry): Edited {
  const path = [...place.servers, name];
  return edited(text, place, {
    change: (format, body) => format.set(body, path, entry),
    expected: (before) => changed(before, path, { entry }),
  });
}

/** The text without this server. The table of servers goes with its last one. Checked in the same way. */
export function withoutServer(text: string, place: ConfigPlace, name: string): Edited {
  const path = [...place.servers, name];
  return edited(text, place, {
    change: (format, body) => format.remove(body, path),
    expected: (before) => changed(before, path, undefined),
  });
}

function edited(
  text: string,
  place: ConfigPlace,
  { change, expected }: { change(format: Format, body: string): string; expected(before: unknown): unknown },
): Edited {
  const read = readServers(text, place);
  if (!read.ok) return read;
  const format = formatOf(place);
  const body = withoutMark(text);
  const before = format.parse(body);
  if (!before.ok) return before;
  const after = change(format, body);
  const parsed = format.parse(after);
  const isRight =
    parsed.ok && isDeepStrictEqual(shape(plain(parsed.value), place), shape(plain(expected(before.value)), place));
  return isRight
    ? { ok: true, text: text.slice(0, text.length - body.length) + after }
    : { ok: false, problem: "unusual" };
}

/** A copy with one entry more or less. */
function changed(value: unknown, [key = "", ...rest]: readonly string[], put: { entry: Entry } | undefined): unknown {
  const all = new Map(isTable(value) ? members(value) : []);
  if (rest.length > 0) all.set(key, changed(all.get(key), rest, put));
  else if (put !== undefined) all.set(key, put.entry);
  else all.delete(key);
  return table(all);
}

/** For comparing: an empty table of servers is as good as none. */
function shape(value: unknown, place: ConfigPlace): unknown {
  return withoutEmpty(value, place.servers) ?? table(new Map());
}

function withoutEmpty(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (!isTable(value)) return value;
  if (key === undefined) return members(value).size === 0 ? undefined : value;
  const all = members(value);
  const inner = withoutEmpty(all.get(key), rest);
  if (inner === undefined) all.delete(key);
  else all.set(key, inner);
  return table(all);
}

/** Tables as plain objects: the parsers' own have no prototype. Dates stay. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isTable(value)) return value;
  return table(new Map([...members(value)].map(([key, member]) => [key, plain(member)])));
}

function formatOf({ format }: ConfigPlace): Format {
  switch (format) {
    case "json":
      return jsonFormat;
    case "toml":
      return tomlFormat;
    default:
      return format satisfies never;
  }
}

function withoutMark(text: string): string {
  return text.startsWith(MARK) ? text.slice(MARK.length) : text;
}

function isTable(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function members(value: object): Map<string, unknown> {
  return new Map<string, unknown>(Object.entries(value));
}

function table(all: ReadonlyMap<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(all);
}

function notATable(format: Format, text: string, path: readonly string[]): ParseFailure {
  const line = path.length === 0 ? 1 : format.lineOf(text, path);
  const what = path.at(-1);
  const problem = what === undefined ? "the file does not hold an object" : `"${what}" is not an object`;
  return { ok: false, line, column: 1, problem };
}
