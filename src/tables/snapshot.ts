import { promisify } from "node:util";
import { deflateRaw, inflateRaw } from "node:zlib";
import type { AnswerMeta } from "../answers/answer.ts";
import { isArray, isObject } from "../answers/json.ts";
import { parseWritten } from "../answers/written-json.ts";
import type { LoadingTable } from "../failures/failure.ts";
import { getOwn } from "../utils/own.ts";
import type { Whole } from "./reading.ts";
import { createRows, type Rows } from "./rows.ts";
import type { Table } from "./table.ts";

/** A table as it was read, ready for the engine. */
export interface Snapshot {
  readonly table: Table;
  /** Another one whenever the rows are others. */
  readonly version: string;
  /** Rows in pages, each a JSON array with exact numbers, in UTF-8, deflated without a header. */
  readonly pages: readonly Uint8Array[];
  readonly rows: number;
  readonly whole: Whole;
  readonly readAt: Date;
  /** When all of them were read last, not only the newest. */
  readonly allReadAt: Date;
  /** What the answers said of store, currency and timezone. */
  readonly meta: AnswerMeta;
  /** The column by whose time its rows come newest first, where that is known. */
  readonly newestFirst?: string;
  /** While not all rows are there: since when all are, by the column by which they come newest first. */
  readonly complete?: LoadingTable["complete"];
}

/** The same as it lies on disk, without what the connector says of its table. */
export type StoredTable = Omit<Snapshot, "table" | "complete">;

const ROWS_OF_A_PAGE = 1_000;

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Packs rows into pages. Turns are given between pages, so that other calls are answered meanwhile. */
export async function packRows(texts: Iterable<string>): Promise<readonly Uint8Array[]> {
  const pages: Uint8Array[] = [];
  let page: string[] = [];
  const flush = async () => {
    pages.push(await deflate(`[${page.join(",")}]`, { level: 3 }));
    page = [];
  };
  for (const text of texts) {
    page.push(text);
    if (page.length === ROWS_OF_A_PAGE) await flush();
  }
  if (page.length > 0) await flush();
  return pages;
}

/** Makes the rows of pages again, so that more can be added to them. */
export async function unpackRows(pages: readonly Uint8Array[], idField: string | undefined): Promise<Rows> {
  const rows = createRows(idField);
  const pass = rows.newPass();
  for (const page of pages) {
    const document = parseWritten(await unpackPage(page));
    for (const row of isArray(document) ? document : []) if (isObject(row)) pass.add(row);
  }
  return rows;
}

/** Unpacks one page to the JSON text that `packRows` made of its rows. */
export async function unpackPage(page: Uint8Array): Promise<string> {
  return (await inflate(page)).toString("utf8");
}

/** The values of a column, each once, in the order of the rows. What is no text and no number is left out. */
export async function columnValues({ pages }: Pick<Snapshot, "pages">, column: string): Promise<(string | number)[]> {
  const values = new Set<string | number>();
  for (const page of pages) {
    const rows: unknown = JSON.parse(await unpackPage(page));
    for (const row of Array.isArray(rows) ? rows : []) {
      const value: unknown = getOwn(row, column);
      if (typeof value === "string" || typeof value === "number") values.add(value);
    }
  }
  return [...values];
}
