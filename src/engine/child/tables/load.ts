import { inflateRawSync } from "node:zlib";
import { BOOLEAN, type DuckDBConnection, DuckDBDataChunk, type DuckDBType, type DuckDBValue } from "@duckdb/node-api";
import { stringifyExactly } from "../../../answers/exact-json.ts";
import { isArray, isObject, type Json, type JsonObject } from "../../../answers/json.ts";
import { parseWritten } from "../../../answers/written-json.ts";
import { getOwn } from "../../../utils/own.ts";
import { quoteName } from "../database.ts";
import { allTables, layOut, type TableLayout, tableNames } from "./layout.ts";
import { newShape, observe, type Shape } from "./shape.ts";

/** Rows that the engine takes at once. */
const CHUNK = 2048;

export interface LoadRequest {
  readonly name: string;
  readonly idField: string | undefined;
  readonly pages: readonly Uint8Array[];
  /** Names that other tables have. */
  readonly taken: Iterable<string>;
}

/**
 * Makes tables of an API's list: one of its rows, and one of each list of objects inside them. Reads the pages twice,
 * once for the types and once for the values, so that never more than one of them is in memory as objects.
 */
export async function load(connection: DuckDBConnection, request: LoadRequest): Promise<TableLayout> {
  const { name, pages } = request;
  const shape = newShape();
  const ids = watchIds(request.idField);
  for await (const rows of readPages(pages)) {
    for (const row of rows) {
      observe(shape, row);
      ids.see(row);
    }
  }
  const fields = shape.fields ?? new Map<string, Shape>();
  const layout = layOut(name, fields, ids.field(), tableNames([name, ...request.taken]));
  const writers = new Map<TableLayout, Writer>();
  for (const { table } of allTables(layout)) writers.set(table, await openWriter(connection, table));
  let number = 0;
  for await (const rows of readPages(pages)) {
    for (const row of rows) {
      number += 1;
      writeRow(layout, row, [number], writers);
    }
  }
  for (const writer of writers.values()) writer.close();
  return layout;
}

/** Whether a field's values tell all rows apart. */
function watchIds(idField: string | undefined): { see(row: JsonObject): void; field(): string | undefined } {
  const seen = new Set<string>();
  let field = idField;
  return {
    see(row) {
      if (field === undefined) return;
      const id = stringifyExactly(getOwn(row, field) ?? null);
      if (id === "null" || seen.has(id)) field = undefined;
      seen.add(id);
    },
    field: () => field,
  };
}

/** Reads page after page. Between them other work has its turn, the watchdog before all. */
async function* readPages(pages: readonly Uint8Array[]): AsyncGenerator<readonly JsonObject[]> {
  for (const page of pages) {
    yield asRows(parseWritten(inflateRawSync(page).toString("utf8")));
    await new Promise(setImmediate);
  }
}

/** Whatever is no object is a row without fields. */
function asRows(rows: Json): JsonObject[] {
  return isArray(rows) ? rows.map((row) => (isObject(row) ? row : {})) : [];
}

/** Writes a row, and the rows of the lists inside it. `keys`: its number, or those of the rows above and its position. */
function writeRow(
  table: TableLayout,
  row: JsonObject,
  keys: readonly Json[],
  writers: ReadonlyMap<TableLayout, Writer>,
): void {
  const values = table.fields.map(({ from, convert }) => convert(getOwn(row, from) ?? null));
  const own = table.keys.map(({ convert }, index) => convert(keys[index] ?? null));
  writers.get(table)?.write([...own, ...values]);
  if (table.children.length === 0) return;
  const passed = table.idField === undefined ? keys : [getOwn(row, table.idField) ?? null];
  for (const { path, table: child } of table.children) {
    const list = at(row, path);
    if (list === undefined || !isArray(list)) continue;
    list.forEach((item, index) => {
      writeRow(child, isObject(item) ? item : {}, [...passed, index + 1], writers);
    });
  }
}

function at(row: JsonObject, path: readonly string[]): Json | undefined {
  let node: Json | undefined = row;
  for (const name of path) node = isObject(node) ? getOwn(node, name) : undefined;
  return node;
}

interface Writer {
  write(values: readonly DuckDBValue[]): void;
  close(): void;
}

/** A table needs a column; where rows have no field at all, they are still counted. */
const NO_COLUMNS = [{ name: "empty", type: BOOLEAN }];

async function openWriter(connection: DuckDBConnection, table: TableLayout): Promise<Writer> {
  const own = [...table.keys, ...table.fields];
  const columns = own.length > 0 ? own : NO_COLUMNS;
  const shown = columns.map(({ name, type }) => `${quoteName(name)} ${type}`);
  await connection.run(`CREATE OR REPLACE TABLE ${quoteName(table.name)} (${shown.join(", ")})`);
  const appender = await connection.createAppender(table.name);
  const types = columns.map(({ type }) => type);
  let rows: (readonly DuckDBValue[])[] = [];
  const flush = () => {
    if (rows.length > 0) appender.appendDataChunk(chunkOf(types, rows));
    rows = [];
  };
  return {
    write(values) {
      rows.push(own.length > 0 ? values : [null]);
      if (rows.length === CHUNK) flush();
    },
    close() {
      flush();
      appender.closeSync();
    },
  };
}

function chunkOf(types: readonly DuckDBType[], rows: readonly (readonly DuckDBValue[])[]): DuckDBDataChunk {
  const chunk = DuckDBDataChunk.create(types);
  chunk.setRows(rows);
  return chunk;
}
