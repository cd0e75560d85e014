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

/** Why a change of a file could not be made. */
export type EditFailure =
  | ParseFailure
  /** The file is fine, but written in a way that cannot be changed without touching what else is in it. */
  | { readonly ok: false; readonly problem: "unusual" };

/** A file's text after a change; where there is a failure, nothing of the text is to be used. */
export type Edited = { readonly ok: true; readonly text: string } | EditFailure;

const FORMATS: Readonly<Record<ConfigPlace["format"], Format>> = { json: jsonFormat, toml: tomlFormat };

/** Reads the servers that a client's file names. An empty file names none. */
export function readServers(text: string, place: ConfigPlace): ReadServers {
  const format = FORMATS[place.format];
  const body = withoutMark(text);
  const parsed = parsePlain(format, body);
  if (!parsed.ok) return parsed;
  const around = [...place.servers.keys(), place.servers.length].map((depth) => place.servers.slice(0, depth));
  const wrong = around.find((path) => !isTable(valueAt(parsed.value, path) ?? {}));
  if (wrong !== undefined) return notATable(format, body, wrong);
  const all = Object.entries(valueAt(parsed.value, place.servers) ?? {});
  const servers = all.map(([name, entry]: [string, unknown]) => {
    return [name, { entry, line: format.lineOf(body, [...place.servers, name]) }] as const;
  });
  return { ok: true, servers: new Map(servers) };
}

/**
 * Puts this server into the text, in the place of one of that name. Everything else stays byte for byte, and that is
 * checked: what was parsed before and after differs in this entry only.
 */
export function withServer(text: string, place: ConfigPlace, name: string, entry: Entry): Edited {
  return edit(text, place, name, entry);
}

/** Takes this server out of the text. The table of servers goes with its last one. Checked in the same way. */
export function withoutServer(text: string, place: ConfigPlace, name: string): Edited {
  return edit(text, place, name, undefined);
}

function edit(text: string, place: ConfigPlace, name: string, entry: Entry | undefined): Edited {
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
    isDeepStrictEqual(without(after.value, path), without(before.value, path)) &&
    isDeepStrictEqual(valueAt(after.value, path), entry) &&
    // The table of servers may go with its last one, but not what that table stands in.
    isTable(valueAt(after.value, path.slice(0, -2)));
  const mark = text.slice(0, text.length - body.length);
  return isRight ? { ok: true, text: mark + changed } : { ok: false, problem: "unusual" };
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
  return path.reduce((inner, key) => (isTable(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined), value);
}

/** Copies without what is under that path, and without tables on the way of which nothing is left. */
function without(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return undefined;
  if (!isTable(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, name === key ? without(member, rest) : member]);
  const left = members.filter(([, member]) => member !== undefined);
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, "");
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function notATable(format: Format, text: string, path: readonly string[]): ParseFailure {
  const line = path.length === 0 ? 1 : format.lineOf(text, path);
  const what = path.at(-1);
  const problem = what === undefined ? "the file does not hold an object" : `"${what}" is not an object`;
  return { ok: false, line, column: 1, problem };
}
