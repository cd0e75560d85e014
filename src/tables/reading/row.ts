import type { Json, JsonObject } from "../../answers/json.ts";
import type { RowTemplate } from "../../answers/row-template.ts";
import { getOwn } from "../../utils/own.ts";

/** A row of a table. */
export interface Row {
  /** Its JSON, with exact numbers. */
  readonly text: string;
  columns(): readonly string[];
  has(column: string): boolean;
  /** What it has in a column; undefined where it has no such column. */
  get(column: string): Json | undefined;
}

/** A row that was parsed. */
export function parsedRow(row: JsonObject, text: string): Row {
  return {
    text,
    columns: () => Object.keys(row),
    has: (column) => Object.hasOwn(row, column),
    get: (column) => getOwn(row, column),
  };
}

/** A row that was cut out of an answer. */
export function cutRow(template: RowTemplate, text: string): Row {
  return {
    text,
    columns: () => template.columns,
    has: (column) => template.columns.includes(column),
    get: (column) => template.read(text, column),
  };
}
