import type { Answer } from "../../answers/answer.ts";
import { atPath, isObject, type Json, type JsonObject } from "../../answers/json.ts";
import { findIdField, readList } from "../../answers/list.ts";
import { asCursor, findCursor, tellsMore } from "../../answers/next-page.ts";
import { learnTemplate, type RowTemplate } from "../../answers/row-template.ts";
import type { Path } from "../../answers/rows.ts";
import { writeRow } from "../../answers/written-json.ts";
import type { Connector } from "../../connectors/schema/connector.ts";
import { getOwn } from "../../utils/own.ts";
import type { Columns, Table } from "../table.ts";
import { cutRow, parsedRow, type Row } from "./row.ts";

/** What one request of a table's brought. */
export interface Page {
  readonly rows: readonly Row[];
  /** Rows that there are in all, where the API tells. */
  readonly total?: number;
  /** Leads to the next page, where the API pages so. */
  readonly cursor?: string;
  /** The API says that more rows follow, whether or not it says how they are had. */
  readonly isMore?: true;
}

/** Where and how a page is read. */
export interface PageSource {
  readonly connector: Connector;
  readonly table: Table;
  /** What each row gets beside its own columns. */
  readonly columns: Columns;
}

/** What the pages before show of those that follow. */
export interface Seen {
  /** Where the rows stand: an empty page has none by which to find them. */
  readonly path?: Path | undefined;
  /** How the rows are written, where they are written alike. */
  readonly template?: RowTemplate | undefined;
  /** Pages in a row whose rows were not written as those of the page before. */
  readonly misses?: number;
}

/** After so many, looking for how rows are written would be work for nothing. */
const MOST_MISSES = 3;

/** Reads a page out of an answer that was fetched with the template in what was `seen`. */
export function readPage(answer: Answer, source: PageSource, seen: Seen): { readonly page: Page; readonly seen: Seen } {
  const { connector, table, columns } = source;
  const list = readList(answer.document, { data: connector.envelope?.data, ...table.declared, before: seen.path });
  const rows = cutRows(answer, seen) ?? parsedRows(list.rows, answer, columns);
  const cursor = readCursor(answer.document, table, rows.at(-1));
  const total = list.total !== undefined && list.total >= rows.length ? list.total : undefined;
  const page = {
    rows,
    ...(total === undefined ? {} : { total }),
    ...(cursor === undefined ? {} : { cursor }),
    ...(tellsMore(answer.document) ? { isMore: true as const } : {}),
  };
  if (answer.rows !== undefined) return { page, seen: { ...seen, misses: 0 } };
  if (list.rows.length === 0) return { page, seen };
  const { misses = 0 } = seen;
  // Columns that are put into each row do not stand in the answer.
  const isLearnt = Object.keys(columns).length === 0 && misses < MOST_MISSES;
  const template = isLearnt && list.fullPath ? learnTemplate(list.rows, list.fullPath) : undefined;
  return { page, seen: { path: list.path, template, misses: misses + 1 } };
}

function cutRows({ rows }: Answer, { template }: Seen): readonly Row[] | undefined {
  return template && rows?.map((text) => cutRow(template, text));
}

function parsedRows(rows: readonly Json[], { traits }: Answer, columns: Columns): readonly Row[] {
  // Nothing needs to be looked for where no number kept its source text.
  const write = traits.exactNumbers ? writeRow : (row: JsonObject) => JSON.stringify(row);
  const hasColumns = Object.keys(columns).length > 0;
  return rows.map((each) => {
    const row = hasColumns ? { ...columns, ...asObject(each) } : asObject(each);
    return parsedRow(row, write(row));
  });
}

/** Whether an answer without rows is none at all but an error, which some APIs send with the status of a good answer. */
export function tellsError(document: Json): boolean {
  if (!isObject(document)) return false;
  return ["error", "errors"].some((name) => {
    const told = getOwn(document, name) ?? "";
    return typeof told === "object" ? Object.keys(told).length > 0 : told !== "" && told !== false && told !== 0;
  });
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

function readCursor(document: Json, { declared, endpoint }: Table, last: Row | undefined): string | undefined {
  if (declared.next !== undefined) return asCursor(atPath(document, declared.next));
  return findCursor(document, endpoint, () => {
    const field = last && findIdField(declared.id, (name) => last.has(name));
    return field && last.get(field);
  });
}
