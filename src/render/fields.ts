import { isArray, isObject, type Json, type JsonObject } from "../answers/json.ts";
import { findRows, getRows, type Path, replaceRows } from "../answers/rows.ts";
import { quotedList } from "../utils/clean-text.ts";
import { getOwn, setOwn } from "../utils/own.ts";
import type { Shown } from "./envelope.ts";

/** What is shown of an answer, and sentences about fields that were asked for in vain. */
interface Chosen {
  readonly content: Json;
  readonly notes: readonly string[];
}

/**
 * Keeps only some fields of each row, in the order asked for, and all that stands beside the rows. A name that is a key
 * counts as that key; otherwise a dotted path leads into objects ("customer.name") and through lists ("lines.sku": one
 * list of all lines' skus). A field that one row lacks is left out of that row. Rows that are no objects stay as they
 * are, and all rows where no name is known.
 */
export function chooseFields({ content, dataKey }: Shown, fields: readonly string[]): Chosen {
  const path = (dataKey === undefined ? undefined : findRowsInData(content, dataKey)) ?? findRows(content);
  const rows = path === undefined ? [] : getRows(content, path);
  if (path !== undefined && rows.length === 0) return { content, notes: [] };
  if (path === undefined || !rows.some(isObject)) {
    return { content, notes: ["fields had no effect: the answer has no rows with fields."] };
  }
  const names = [...new Set(fields)];
  const known = names.filter((name) =>
    rows.some((row) => isObject(row) && valueAt(row, name, undefined) !== undefined),
  );
  const unknown = names.filter((name) => !known.includes(name));
  const notes = unknown.length === 0 ? [] : [noteUnknown(unknown, known.length === 0, collectFieldNames(rows))];
  if (known.length === 0) return { content, notes };
  const kept = rows.map((row) => (isObject(row) ? pick(row, known) : row));
  return { content: replaceRows(content, path, kept), notes };
}

/** In a document that is shown whole, rows of its data come before any others. */
function findRowsInData(content: Json, dataKey: string): Path | undefined {
  const data = isObject(content) ? getOwn(content, dataKey) : undefined;
  const path = data === undefined ? undefined : findRows(data);
  return path && [dataKey, ...path];
}

/** Characters that a list of names may take. */
const LONGEST_LIST = 1500;

function noteUnknown(unknown: readonly string[], none: boolean, available: readonly string[]): string {
  const instead = none ? ", so all fields are shown" : "";
  return `The rows have no field ${quotedList(unknown, LONGEST_LIST)}${instead}. They have: ${quotedList(available, LONGEST_LIST)}.`;
}

function pick(row: JsonObject, names: readonly string[]): JsonObject {
  const columns: Record<string, Json> = {};
  for (const name of names) {
    const value = valueAt(row, name, []);
    if (value !== undefined) setOwn(columns, name, value);
  }
  return columns;
}

/**
 * Gets the value that a name or path leads to.
 * @param ofEmptyList what a path through an empty list leads to: [] in a row, undefined when asked whether it exists
 */
function valueAt(node: Json, path: string, ofEmptyList: readonly Json[] | undefined): Json | undefined {
  if (isArray(node)) {
    if (node.length === 0) return ofEmptyList;
    const values = node.map((item) => valueAt(item, path, ofEmptyList)).filter((value) => value !== undefined);
    return values.length > 0 ? values : undefined;
  }
  if (!isObject(node)) return undefined;
  const value = getOwn(node, path);
  return value !== undefined ? value : getValueBehindDot(node, path, ofEmptyList);
}

/** Every dot may be the end of a key, because keys may hold dots themselves. */
function getValueBehindDot(node: JsonObject, path: string, ofEmptyList: readonly Json[] | undefined): Json | undefined {
  for (let dot = path.indexOf("."); dot !== -1; dot = path.indexOf(".", dot + 1)) {
    const child = getOwn(node, path.slice(0, dot));
    const value = child === undefined ? undefined : valueAt(child, path.slice(dot + 1), ofEmptyList);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Rows that are looked at for the names of fields. */
const SAMPLE = 50;

/** Collects names that can be asked for: keys of the rows, and one level inside them. */
function collectFieldNames(rows: readonly Json[]): readonly string[] {
  const names = new Set<string>();
  for (const row of rows.slice(0, SAMPLE)) {
    if (!isObject(row)) continue;
    for (const [key, value] of Object.entries(row)) {
      names.add(key);
      for (const inner of collectInnerNames(value)) names.add(`${key}.${inner}`);
    }
  }
  return [...names];
}

function collectInnerNames(value: Json): readonly string[] {
  const object = isArray(value) ? value.find(isObject) : value;
  return isObject(object) ? Object.keys(object) : [];
}
