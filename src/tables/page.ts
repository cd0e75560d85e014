import { atPath, isArray, isObject, type Json, type JsonObject } from "../answers/json.ts";
import { findRows, getRows, type Path } from "../answers/rows.ts";
import type { Connector } from "../connectors/schema/connector.ts";
import { selectShown } from "../render/envelope.ts";
import { findCursor } from "../render/pagination.ts";
import { getOwn } from "../utils/own.ts";
import type { Table } from "./table.ts";

/** What one request of a table's brought. */
export interface Page {
  readonly rows: readonly JsonObject[];
  /** Rows that there are in all, where the API tells. */
  readonly total?: number;
  /** Leads to the next page, where the API pages so. */
  readonly cursor?: string;
}

/** What an answer is called that tells the number of all rows, with `_` and `-` taken out. */
const TOTAL = /^total(?:count|rows|results|items|records|elements|entries)?$|^(?:rows|results|items|records)total$/i;

/**
 * Reads a page out of an answer.
 * @param path where the rows were found on a page before; an empty page has no rows by which to find it
 */
export function readPage(
  document: Json,
  table: Table,
  connector: Connector,
  path: Path | undefined,
): { readonly page: Page; readonly path: Path | undefined } {
  const { content } = selectShown(document, connector.envelope);
  const data = connector.envelope === undefined ? content : getData(document, connector.envelope.data);
  const declared = table.declared.rows?.split(".");
  const rowsPath = declared ?? path ?? findRows(data);
  const rows = rowsPath === undefined ? [] : getRows(declared === undefined ? data : document, rowsPath);
  const total = readTotal(document, table, rows.length);
  const cursor = readCursor(document, table);
  const page = {
    rows: rows.map(asObject),
    ...(total === undefined ? {} : { total }),
    ...(cursor === undefined ? {} : { cursor }),
  };
  return { page, path: rows.length > 0 ? rowsPath : path };
}

function getData(document: Json, name: string): Json {
  return (isObject(document) ? getOwn(document, name) : undefined) ?? document;
}

/** A row that is no object is a table of one column. */
function asObject(row: Json): JsonObject {
  return isObject(row) ? row : { value: row };
}

function readTotal(document: Json, { declared }: Table, rows: number): number | undefined {
  const value = declared.total === undefined ? findTotal(document) : atPath(document, declared.total);
  return typeof value === "number" && Number.isInteger(value) && value >= rows ? value : undefined;
}

/** At the top of the document and two objects deep. */
function findTotal(document: Json): Json | undefined {
  let level: readonly Json[] = [document];
  for (let depth = 0; depth <= 2; depth += 1) {
    const objects = level.filter(isObject);
    for (const object of objects) {
      const found = Object.entries(object).find(
        ([key, value]) => typeof value === "number" && TOTAL.test(key.replace(/[_-]/g, "")),
      );
      if (found !== undefined) return found[1];
    }
    level = objects.flatMap((object) => Object.values(object).filter((value) => !isArray(value)));
  }
  return undefined;
}

function readCursor(document: Json, { declared }: Table): string | undefined {
  const value = declared.next === undefined ? findNextCursor(document) : atPath(document, declared.next);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function findNextCursor(document: Json): string | undefined {
  if (!isObject(document)) return undefined;
  return [document, ...Object.values(document).filter(isObject)].map(findCursor).find((value) => value !== undefined);
}
