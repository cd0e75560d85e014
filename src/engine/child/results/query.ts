import type { DuckDBConnection, DuckDBResult, DuckDBType } from "@duckdb/node-api";
import { stringifyExactly } from "../../../answers/exact-json.ts";
import { uniqueNames } from "../../../answers/json.ts";
import { beginning } from "../../../utils/clean-text.ts";
import { failed, type Outcome } from "../../failure.ts";
import type { ResultText } from "../../protocol.ts";
import { quoteText } from "../database.ts";
import { cellSize } from "./cell-size.ts";
import { jsonIn, type ToJson } from "./values.ts";

/** Longest cell, in bytes of UTF-8 about: more than any result shows. */
const LONGEST_CELL = 40_000;
/** Longest name of a column; unless it is given one, it has the text of its expression. */
const LONGEST_NAME = 200;
/** Where reading stops although there are more rows: ten times of what is ever shown. */
const LONGEST_RESULT = 400_000;

/**
 * Runs a checked statement and reads its first rows as a stream: the statement stays as it was written, and what lies
 * behind these rows is never computed where it need not be. Rejects with the engine's error.
 */
export async function runQuery(
  connection: DuckDBConnection,
  sql: string,
  timeZone: string,
  maxRows: number,
): Promise<Outcome<ResultText>> {
  const zone = await setTimeZone(connection, timeZone);
  const result = await connection.stream(sql);
  const unique = uniqueNames(new Set());
  const names = result.columnNames().map((name) => unique(beginning(name, LONGEST_NAME)));
  const types = result.columnTypes();
  const columns = names.map((name, index) => ({ name, type: String(types[index]) }));
  const reader: Reader = { names, types, toJson: jsonIn(zone), maxRows, rows: [], left: LONGEST_RESULT };
  const end = await readRows(result, reader);
  if (typeof end === "object") return failed({ kind: "too-large-cell", column: end.column, longest: LONGEST_CELL });
  return { ok: true, value: { columns, rows: `[${reader.rows.join(",")}]`, more: end === "more", timeZone: zone } };
}

/** Sets the zone in which times are computed and shown, or UTC where the engine or Node does not know it. */
export async function setTimeZone(connection: DuckDBConnection, timeZone: string): Promise<string> {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    await connection.run(`SET TimeZone = ${quoteText(timeZone)}`);
    return timeZone;
  } catch {
    await connection.run("SET TimeZone = 'UTC'");
    return "UTC";
  }
}

interface Reader {
  readonly names: readonly string[];
  readonly types: readonly DuckDBType[];
  readonly toJson: ToJson;
  readonly maxRows: number;
  /** Each a JSON object. */
  readonly rows: string[];
  /** Bytes that may still be read. */
  left: number;
}

async function readRows(result: DuckDBResult, reader: Reader): Promise<"all" | "more" | { column: string }> {
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return "all";
    for (let row = 0; row < chunk.rowCount; row += 1) {
      if (reader.rows.length === reader.maxRows) return "more";
      const sizes = reader.types.map((type, column) => cellSize(chunk, column, type, row, LONGEST_CELL));
      const large = sizes.findIndex((size) => size > LONGEST_CELL);
      if (large !== -1) return { column: reader.names[large] ?? "" };
      reader.left -= sizes.reduce((sum, size, column) => sum + size + (reader.names[column]?.length ?? 0), 0);
      if (reader.left < 0) {
        return reader.rows.length > 0 ? "more" : { column: reader.names[sizes.indexOf(Math.max(...sizes))] ?? "" };
      }
      const cells = reader.names.map((name, column) => {
        const value = chunk.getColumnVector(column).getItem(row);
        return `${JSON.stringify(name)}:${stringifyExactly(reader.toJson(value))}`;
      });
      reader.rows.push(`{${cells.join(",")}}`);
    }
  }
}
