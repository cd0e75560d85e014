import type { Answer } from "../../answers/answer.ts";
import { isExactNumber } from "../../answers/exact-json.ts";
import { atPath, isObject, type Json, type JsonObject } from "../../answers/json.ts";
import { readList } from "../../answers/list.ts";
import type { Path } from "../../answers/rows.ts";
import { writeRow } from "../../answers/written-json.ts";
import type { Connector } from "../../connectors/schema/connector.ts";
import { findCursor } from "../../render/pagination.ts";
import type { Columns, Table } from "../table.ts";
import type { RowText } from "./rows.ts";

/** What one request of a table's brought. */
export interface Page {
  readonly rows: readonly RowText[];
  /** Rows that there are in all, where the API tells. */
  readonly total?: number;
  /** Leads to the next page, where the API pages so. */
  readonly cursor?: string;
}

/** Where and how a page is read. */
export interface PageSource {
  readonly connector: Connector;
  readonly table: Table;
  /** What each row gets beside its own columns. */
  readonly columns: Columns;
}

/**
 * Reads a page out of an answer.
 * @param path where the rows were found on a page before; an empty page has no rows by which to find it
 */
export function readPage(
  { document, traits }: Answer,
  { connector, table, columns }: PageSource,
  path: Path | undefined,
): { readonly page: Page; readonly path: Path | undefined } {
  const known = { data: connector.envelope?.data, ...table.declared, before: path };
  const { rows, path: rowsPath, total } = readList(document, known);
  const cursor = readCursor(document, table);
  // Nothing needs to be looked for where no number kept its source text.
  const write = traits.exactNumbers ? writeRow : (row: JsonObject) => JSON.stringify(row);
  const hasColumns = Object.keys(columns).length > 0;
  const page = {
    rows: rows.map((each) => rowText(hasColumns ? { ...columns, ...asObject(each) } : asObject(each), write)),
    ...(total === undefined ? {} : { total }),
    ...(cursor === undefined ? {} : { cursor }),
  };
  return { page, path: rows.length > 0 ? rowsPath : path };
}

function rowText(row: JsonObject, write: (row: JsonObject) => string): RowText {
  return { row, text: write(row) };
}

/** Whether a page has the rows of the one before, in their order. */
export function isSamePage(before: Page, { rows }: Page): boolean {
  return (
    rows.length > 0 &&
    rows.length === before.rows.length &&
    rows.every(({ text }, index) => text === before.rows[index]?.text)
  );
}

/** A row that is no object is a table of one column. */
function asObject(row: Json): JsonObject {
  return isObject(row) ? row : { value: row };
}

function readCursor(document: Json, { declared }: Table): string | undefined {
  const value = declared.next === undefined ? findNextCursor(document) : atPath(document, declared.next);
  if (typeof value === "number") return String(value);
  if (isExactNumber(value)) return value.value;
  return typeof value === "string" && value !== "" ? value : undefined;
}

function findNextCursor(document: Json): string | undefined {
  if (!isObject(document)) return undefined;
  return [document, ...Object.values(document).filter(isObject)].map(findCursor).find((value) => value !== undefined);
}
