import { getOwn } from "../utils/own.ts";
import { isArray, isObject, isScalar, type Json, type JsonObject } from "./json.ts";
import type { Path } from "./rows.ts";

/** How the rows of a list are written. One that matches is what `JSON.stringify` makes of it, character by character. */
export interface RowTemplate {
  /** Where the list stands in the document. */
  readonly path: Path;
  readonly columns: readonly string[];
  /** All names in a row, those inside its columns too. */
  readonly names: ReadonlySet<string>;
  /** Matches one row, from `lastIndex` on. */
  readonly pattern: RegExp;
  /** What a row that matches has in a column; undefined where there is no such column. */
  read(row: string, column: string): Json | undefined;
}

/** With more names, or deeper, rows are no records. */
const MOST_NAMES = 200;
const DEEPEST = 8;

/*
 * Each of these can match in one way only. Of two ways in each of fifty columns, a row that does not match in the end would take
 * years.
 */
const TEXT = String.raw`"[^"\\\0-\x1f]*"`;
/** Up to 15 digits, which a JavaScript number holds as they are and writes as they were. */
const WHOLE = String.raw`(?:0|-?[1-9]\d{0,14})(?![\d.])`;
const DECIMAL = String.raw`-?(?:0|[1-9]\d{0,8})\.\d{0,5}[1-9](?!\d)`;
const SCALAR = `(?:${TEXT}|${WHOLE}|${DECIMAL}|true|false|null)`;

/** Learns from rows how all of them are written; undefined where they are not written alike. */
export function learnTemplate(rows: readonly Json[], path: Path): RowTemplate | undefined {
  const names = new Set<string>();
  const members = rows.every(isObject) ? membersOf(rows, names, 0) : undefined;
  if (members === undefined || members.length === 0) return undefined;
  const columns = members.map(({ name }) => name);
  const readers = new Map<string, RegExp>();
  return {
    path,
    columns,
    names,
    pattern: new RegExp(objectOf(members), "y"),
    read(row, column) {
      const reader = readers.get(column) ?? readerOf(members, columns.indexOf(column));
      if (reader === undefined) return undefined;
      readers.set(column, reader);
      return JSON.parse(reader.exec(row)?.[1] ?? "null");
    },
  };
}

/** Finds what stands in one of the columns. */
function readerOf(members: readonly Member[], at: number): RegExp | undefined {
  const member = members[at];
  if (member === undefined) return undefined;
  const before = members.slice(0, at).map((each) => `${write(each)},`);
  return new RegExp(String.raw`^\{${before.join("")}${write({ ...member, value: `(${member.value})` })}`);
}

/** A name in an object, and a regular expression for what stands there. */
interface Member {
  readonly name: string;
  readonly value: string;
}

function write({ name, value }: Member): string {
  return `"${name.replace(/[\^$.*+?()[\]{}|]/g, "\\$&")}":${value}`;
}

/** The members of objects that all have the same names in the same order, none of which has to be escaped. */
function membersOf(objects: readonly JsonObject[], names: Set<string>, depth: number): readonly Member[] | undefined {
  const own = Object.keys(objects[0] ?? {});
  for (const name of own) names.add(name);
  const areAlike = objects.every((object) => {
    const keys = Object.keys(object);
    return keys.length === own.length && keys.every((key, index) => key === own[index]);
  });
  const arePlain = own.every((name) => JSON.stringify(name) === `"${name}"`);
  if (!areAlike || !arePlain || names.size > MOST_NAMES) return undefined;
  const members: Member[] = [];
  for (const name of own) {
    const value = placeOf(
      objects.map((object) => getOwn(object, name) ?? null),
      names,
      depth + 1,
    );
    if (value === undefined) return undefined;
    members.push({ name, value });
  }
  return members;
}

/** What may stand in a place, where all that was seen there is of one kind, or nothing. */
function placeOf(seen: readonly Json[], names: Set<string>, depth: number): string | undefined {
  const present = seen.filter((value) => value !== null);
  if (present.every(isScalar)) return SCALAR;
  if (depth > DEEPEST) return undefined;
  if (present.every(isArray)) return orNull(listOf(present.flat(), names, depth));
  const members = present.every(isObject) ? membersOf(present, names, depth) : undefined;
  return members && orNull(objectOf(members));
}

function orNull(container: string | undefined): string | undefined {
  return container && `(?:${container}|null)`;
}

function listOf(items: readonly Json[], names: Set<string>, depth: number): string | undefined {
  if (items.length === 0) return String.raw`\[\]`;
  const item = placeOf(items, names, depth + 1);
  // Behind each a comma, but behind the last one.
  return item && String.raw`\[(?:${item}(?:,(?!\])|(?=\])))*\]`;
}

function objectOf(members: readonly Member[]): string {
  return String.raw`\{${members.map(write).join(",")}\}`;
}
