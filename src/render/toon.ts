import { encodeLines, rawString } from "@toon-format/toon";
import { isExactNumber, stringifyExactly } from "../answers/exact-json.ts";
import { isArray, isObject, isScalar, type Json, type JsonObject, type Scalar } from "../answers/json.ts";
import type { Traits } from "../answers/sanitize.ts";
import { type Columns, putUnderColumns } from "./columns.ts";

/** A document as text: one document of that format, and nothing else. */
export interface Encoded {
  readonly format: "TOON" | "JSON";
  readonly text: string;
  /** How rows have to be read that are no objects any more, as a clause. */
  readonly note?: string;
}

/** TOON indents by two spaces a level, so that deeper documents are shorter in JSON and would only cost time. */
const DEEPEST_TOON = 32;

/** A table of TOON is easier to read, so that lists of values have to be shorter by that much in place of it. */
const WORTH_IT = 0.9;

/**
 * Writes the document as TOON, or as compact JSON where that is shorter; where rows hold lists, as JSON with the names of
 * their columns once.
 * @param limit characters, 40,000 at most, of the text and its note; undefined comes back when nothing fits
 */
export function encodeWithin(document: Json, traits: Readonly<Traits>, limit: number): Encoded | undefined {
  const shortestToon = suitsToon(document, traits) ? toonFloor(document) : Number.POSITIVE_INFINITY;
  const shortestJson = jsonFloor(document);
  // Under columns nothing but the values is left.
  const isTooLong = Math.min(shortestToon, shortestJson) > limit;
  const columns = isTooLong && valuesFloor(document) <= limit ? putUnderColumns(document) : undefined;
  if (isTooLong && columns === undefined) return undefined;
  // Of a table it is plain which of the two is shorter, so that only one is written.
  const isTable = 2 * shortestToon < shortestJson;
  const table = isTable ? writeToonWithin(document, traits, Math.min(shortestJson, limit)) : undefined;
  if (table !== undefined) return { format: "TOON", text: table };
  const json = writeJson(document, traits);
  const room = Math.min(json.length, limit);
  const toon = shortestToon > room ? undefined : writeToonWithin(document, traits, room);
  const worth = Math.min(WORTH_IT * (toon ?? json).length, limit);
  const underColumns = writeUnderColumns(columns ?? putUnderColumns(document), traits, json, worth);
  if (underColumns !== undefined) return underColumns;
  if (toon !== undefined) return { format: "TOON", text: toon };
  return json.length <= limit ? { format: "JSON", text: json } : undefined;
}

/** @param json the document with its rows as objects, from whose length that of the lists follows */
function writeUnderColumns(
  columns: Columns | undefined,
  traits: Readonly<Traits>,
  json: string,
  limit: number,
): Encoded | undefined {
  if (columns === undefined || json.length - columns.saved + columns.note.length > limit) return undefined;
  return { format: "JSON", text: writeJson(columns.document, traits), note: columns.note };
}

/** Writes compact JSON with every number as exact as it came. */
export function writeJson(document: Json, traits: Readonly<Traits>): string {
  return traits.exactNumbers ? stringifyExactly(document) : JSON.stringify(document);
}

/**
 * Whether TOON gives the document back as it was (test/render/toon.test.ts). A document that is one bare string would
 * be a line of its own in TOON, without quotes. Minus zero comes back as zero and a number like 1e400 as a string.
 */
function suitsToon(document: Json, traits: Readonly<Traits>): boolean {
  return !isScalar(document) && !traits.jsonOnly && traits.depth <= DEEPEST_TOON;
}

function writeToonWithin(document: Json, traits: Readonly<Traits>, limit: number): string | undefined {
  const lines: string[] = [];
  let length = -1;
  for (const line of encodeLines(traits.exactNumbers ? keepSourceNumbers(document) : document)) {
    length += 1 + line.length;
    if (length > limit) return undefined;
    lines.push(line);
  }
  // An empty object is an empty text in TOON, which nobody would recognise as data.
  return lines.length === 0 ? undefined : lines.join("\n");
}

/**
 * Puts numbers that keep their source text into the form that TOON's encoder writes out unchanged. It takes them in the
 * document as well as from a replacer, and a replacer would be called with the path of every single value.
 */
function keepSourceNumbers(value: Json): unknown {
  if (isExactNumber(value)) return rawString(value.value);
  if (isScalar(value)) return value;
  if (isArray(value)) return value.map(keepSourceNumbers);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, keepSourceNumbers(child)]));
}

/*
 * How short TOON can be at best, without writing it. Writing takes ten times as long, and in vain where the rows
 * cannot become a table: there compact JSON wins. Each function counts from below; a property test holds it to that.
 */

/** Nobody asks by how much a document is longer than this, so that counting a huge one may stop here. */
const ENOUGH = 40_000;

/** Counts the characters that the document's TOON has at least; somewhere above 40,000 the count stops. */
export function toonFloor(value: Json): number {
  if (isScalar(value)) return scalarFloor(value);
  return isArray(value) ? arrayFloor(value, 0) : objectFloor(value, 0) - 1;
}

/** Counts the characters that the document's JSON has at least; somewhere above 40,000 the count stops. */
export function jsonFloor(value: Json): number {
  if (isScalar(value)) return scalarFloor(value);
  if (isArray(value)) return sum(value, 1, (item) => jsonFloor(item) + 1);
  return sum(Object.keys(value), 1, (key) => key.length + 4 + jsonFloor(value[key] ?? null));
}

/** Counts what the values take without any keys, as the cells of a table do. */
function valuesFloor(value: Json): number {
  if (isScalar(value)) return scalarFloor(value);
  return sum(isArray(value) ? value : Object.values(value), 0, valuesFloor);
}

function scalarFloor(value: Scalar): number {
  if (typeof value === "string") return value.length === 0 ? 2 : value.length;
  // Writing a number takes as long as all else here; one with decimals has three characters at least.
  if (typeof value === "number") return Number.isInteger(value) ? 1 : 3;
  return isExactNumber(value) ? value.value.length : String(value).length;
}

/** Adds up until it is enough. */
function sum<T>(items: readonly T[], start: number, floorOf: (item: T) => number): number {
  let floor = start;
  for (const item of items) {
    floor += floorOf(item);
    if (floor > ENOUGH) return floor;
  }
  return floor;
}

/** An object's lines, each with the line break and indentation before it. */
function objectFloor(object: JsonObject, depth: number): number {
  const table = mayBeTable(Object.values(object));
  return sum(Object.keys(object), 0, (key) => {
    const value = object[key] ?? null;
    return 1 + 2 * depth + key.length + 1 + (table ? valuesFloor(value) : memberFloor(value, depth));
  });
}

/** What follows the colon of a key whose line stands at this depth. */
function memberFloor(value: Json, depth: number): number {
  if (isScalar(value)) return 1 + scalarFloor(value);
  return isArray(value) ? arrayFloor(value, depth) : objectFloor(value, depth + 1);
}

function arrayFloor(items: readonly Json[], depth: number): number {
  const first = items[0];
  if (first === undefined) return 2;
  if (items.every(isScalar)) return sum(items, 3, (item) => 1 + scalarFloor(item));
  const line = 1 + 2 * (depth + 1);
  if (!mayBeTable(items)) return sum(items, 3, (item) => itemFloor(item, depth + 1, line));
  return sum(items, 3 + (isObject(first) ? keysFloor(first) : 0), (row) => line + valuesFloor(row));
}

/** An item of a list with "- " before it. */
function itemFloor(item: Json, depth: number, line: number): number {
  if (isScalar(item)) return line + 2 + scalarFloor(item);
  if (isArray(item)) return line + 2 + arrayFloor(item, depth);
  return Math.max(objectFloor(item, depth + 1), line + 1);
}

function keysFloor(row: JsonObject): number {
  return sum(Object.keys(row), 0, (key) => key.length + 1);
}

/** Rows can be a table when all are objects with as many keys as the first, and the first holds no list. */
function mayBeTable(items: readonly Json[]): boolean {
  const first = items[0];
  if (!isObject(first)) return false;
  const values = Object.values(first);
  if (values.length === 0 || values.some(isArray)) return false;
  return items.every((item) => isObject(item) && Object.keys(item).length === values.length);
}
