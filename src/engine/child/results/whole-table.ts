import {
  DECIMAL,
  type DuckDBConnection,
  DuckDBListType,
  type DuckDBResult,
  DuckDBStructType,
  type DuckDBType,
  type DuckDBValue,
  HUGEINT,
  LIST,
  STRUCT,
} from "@duckdb/node-api";
import { stringifyExactly } from "../../../answers/exact-json.ts";
import type { Json } from "../../../answers/json.ts";
import type { OpenedRows, RowsFormat, RowsPiece } from "../../protocol.ts";
import { quoteName, quoteText } from "../database.ts";
import { setTimeZone } from "./query.ts";
import { jsonIn } from "./values.ts";

/** A table that is being read whole, in the order in which its rows came. */
export interface TableReader extends OpenedRows {
  /** The next rows, some thousands at most. */
  next(): Promise<RowsPiece>;
}

/** @param width how many of its columns, from the first, are the API's: a table of empty objects has one of ours */
export async function readTable(
  connection: DuckDBConnection,
  { table, width }: { readonly table: string; readonly width: number },
  format: RowsFormat,
  timeZone: string,
): Promise<TableReader> {
  const toJson = jsonIn(await setTimeZone(connection, timeZone));
  const result = await connection.stream(`SELECT * FROM ${quoteName(table)}`);
  const names = result.columnNames().slice(0, width);
  const types = result.columnTypes();
  const writeRow = format === "csv" ? csvRow : ndjsonRow(names);
  const toCells = (row: readonly DuckDBValue[]) => row.slice(0, width).map(toJson);
  return {
    table,
    columns: names.map((name, index) => ({ name, type: String(types[index]) })),
    header: format === "csv" ? csvRow(names) : "",
    next: () => nextPiece(result, (row) => writeRow(toCells(row))),
  };
}

async function nextPiece(result: DuckDBResult, writeRow: (row: readonly DuckDBValue[]) => string): Promise<RowsPiece> {
  const chunk = await result.fetchChunk();
  if (chunk === null || chunk.rowCount === 0) return { text: "", rows: 0 };
  const lines = chunk.getRows().map(writeRow);
  return { text: lines.join(""), rows: lines.length };
}

function ndjsonRow(names: readonly string[]): (cells: readonly Json[]) => string {
  const keys = names.map((name) => `${JSON.stringify(name)}:`);
  return (cells) => `{${cells.map((cell, column) => `${keys[column]}${stringifyExactly(cell)}`).join(",")}}\n`;
}

function csvRow(cells: readonly Json[]): string {
  return `${cells.map(csvCell).join(",")}\n`;
}

function csvCell(cell: Json): string {
  if (cell === null) return "";
  const text = typeof cell === "string" ? cell : stringifyExactly(cell);
  // `\.` alone in a line would be the end of the data to PostgreSQL.
  const mustQuote = /^$|^\s|\s$|[",\r\n]|^\\\.$/.test(text);
  return mustQuote ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writes a table to a file that this process may write to. */
export async function writeParquet(
  connection: DuckDBConnection,
  table: string,
  file: string,
): Promise<{ readonly rows: number }> {
  const shape = await connection.runAndReadAll(`SELECT * FROM ${quoteName(table)} LIMIT 0`);
  const types = shape.columnTypes();
  const columns = shape.columnNames().map((name, index) => {
    const type = types[index];
    return type === undefined ? quoteName(name) : `CAST(${quoteName(name)} AS ${fileType(type)}) AS ${quoteName(name)}`;
  });
  const options = "FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false";
  const copied = await connection.runAndReadAll(
    `COPY (SELECT ${columns.join(", ")} FROM ${quoteName(table)}) TO ${quoteText(file)} (${options})`,
  );
  return { rows: Number(copied.getRows()[0]?.[0] ?? 0) };
}

/** The same type, but for whole numbers of many digits: Parquet has none, and the engine would write them as floats. */
function fileType(type: DuckDBType): DuckDBType {
  if (type === HUGEINT) return DECIMAL(38, 0);
  if (type instanceof DuckDBListType) return LIST(fileType(type.valueType));
  if (!(type instanceof DuckDBStructType)) return type;
  const entries = type.entryNames.map((name, index) => [name, fileType(type.entryTypes[index] ?? HUGEINT)]);
  return STRUCT(Object.fromEntries(entries));
}
