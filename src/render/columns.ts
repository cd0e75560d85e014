import { isObject, type Json } from "../answers/json.ts";
import { findRows, getRows, type Path, replaceRows } from "../answers/rows.ts";
import { getOwn } from "../utils/own.ts";

/**
 * A document whose rows are lists of values, below a first list with the columns' names. Rows that hold lists are no
 * table of TOON, and as objects they would have every name in every row.
 */
export interface Columns {
  readonly document: Json;
  /** For the line above the data: where the names stand, as a clause. */
  readonly note: string;
  /** Characters of JSON that it does without. */
  readonly saved: number;
}

/** Keys that the note can name so that there is no other reading of it. */
const WORD = /^[A-Za-z][\w-]{0,39}$/;

/** Puts the rows of a document under their columns' names; undefined where they do not all have the same ones. */
export function putUnderColumns(document: Json): Columns | undefined {
  const path = findRows(document);
  if (path === undefined || !path.every((key) => WORD.test(key))) return undefined;
  const rows = getRows(document, path);
  const names = findSharedNames(rows);
  if (names === undefined) return undefined;
  const lists = rows.map((row) => (isObject(row) ? names.map((name) => getOwn(row, name) ?? null) : row));
  return {
    document: replaceRows(document, path, [names, ...lists]),
    note: `the first row ${writePlace(path)}names the columns`,
    saved: countSaved(names, rows.length),
  };
}

function writePlace(path: Path): string {
  return path.length === 0 ? "" : `of ${path.join(".")} `;
}

/** The keys that every row has, and no others; undefined where there are none, or fewer than two rows. */
function findSharedNames(rows: readonly Json[]): readonly string[] | undefined {
  const [first] = rows;
  if (!isObject(first) || rows.length < 2) return undefined;
  const names = Object.keys(first);
  const isAlike = (row: Json) =>
    isObject(row) && Object.keys(row).length === names.length && names.every((name) => Object.hasOwn(row, name));
  return names.length > 0 && rows.every(isAlike) ? names : undefined;
}

/** `"name":` for each value is gone, and one list `["name","name"],` is there for it. */
function countSaved(names: readonly string[], rows: number): number {
  const written = names.reduce((sum, name) => sum + JSON.stringify(name).length, 0);
  return rows * (written + names.length) - (written + names.length + 2);
}
