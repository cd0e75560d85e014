import { getOwn } from "../utils/own.ts";
import { isArray, isObject, type Json, type JsonObject } from "./json.ts";

/** The names of all fields of rows, in the order in which they first come. */
export function fieldNames(rows: readonly JsonObject[]): readonly string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

/** Where an array stands in a document: the keys that lead to it. */
export type Path = readonly string[];

/** Rows deeper than this many objects are not looked for. */
const LEVELS = 3;

/**
 * Finds where the rows of an answer are: the value itself if it is an array, else the longest array of objects in it,
 * else the longest array of anything. Looks through objects, not into rows; of equally long ones the outermost and
 * first counts.
 */
export function findRows(value: Json): Path | undefined {
  const arrays = findArrays(value);
  return pickLongest(arrays.filter(({ rows }) => rows.some(isObject))) ?? pickLongest(arrays);
}

interface Found {
  readonly path: Path;
  readonly rows: readonly Json[];
}

function findArrays(value: Json): readonly Found[] {
  const found: Found[] = [];
  let level: readonly { readonly path: Path; readonly value: Json }[] = [{ path: [], value }];
  for (let depth = 0; depth <= LEVELS; depth += 1) {
    for (const { path, value } of level) if (isArray(value)) found.push({ path, rows: value });
    level = level.flatMap(({ path, value }) =>
      isObject(value) ? Object.entries(value).map(([key, child]) => ({ path: [...path, key], value: child })) : [],
    );
  }
  return found;
}

function pickLongest(arrays: readonly Found[]): Path | undefined {
  return arrays.reduce<Found | undefined>(
    (best, next) => (best === undefined || next.rows.length > best.rows.length ? next : best),
    undefined,
  )?.path;
}

/** Gets the array at a path that `findRows` gave; empty where the document has changed since. */
export function getRows(value: Json, path: Path): readonly Json[] {
  const end = path.reduce<Json | undefined>((node, key) => (isObject(node) ? getOwn(node, key) : undefined), value);
  return end !== undefined && isArray(end) ? end : [];
}

/** Makes the same document with other rows at that path; everything beside them stays. */
export function replaceRows(value: Json, path: Path, rows: readonly Json[]): Json {
  const [key, ...rest] = path;
  if (key === undefined || !isObject(value)) return rows;
  const child: JsonObject = { [key]: replaceRows(getOwn(value, key) ?? null, rest, rows) };
  return { ...value, ...child };
}
