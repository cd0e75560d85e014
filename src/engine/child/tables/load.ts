import { BOOLEAN, type DuckDBConnection, DuckDBDataChunk } from "@duckdb/node-api";
import { stringifyExactly } from "../../../answers/exact-json.ts";
import { isArray, isObject, type Json, type JsonObject } from "../../../answers/json.ts";
import { unpackPage } from "../../../answers/packed-rows.ts";
import { parseRows } from "../../../answers/written-json.ts";
import { getOwn, getterOf } from "../../../utils/own.ts";
import { quoteName } from "../database.ts";
import type { ColumnType } from "./column-type.ts";
import { allTables, layOut, signatureOf, type TableLayout, tableNames } from "./layout.ts";
import { newShape, observe } from "./shape.ts";

/** Rows that the engine takes at once, at most. */
const CHUNK = 2048;

export interface LoadRequest {
  readonly name: string;
  readonly idField: string | undefined;
  readonly pages: readonly Uint8Array[];
  /** Names that other tables have. */
  readonly taken: Iterable<string>;
}

/** One page of so many shows of which types the columns most likely are. */
const SAMPLED = 16;

/**
 * Makes tables of an API's list: one of its rows, and one of each list of objects inside them. Reads the pages once where
 * some of them show the types that all have, else twice; so never more than one of them is in memory as objects.
 */
export async function load(connection: DuckDBConnection, request: LoadRequest): Promise<TableLayout> {
  const { pages } = request;
  const study = createStudy(request);
  for await (const rows of readPages(pages.filter((_, index) => index % SAMPLED === 0))) study.observe(rows);
  const guessed = study.layout();
  const guess = signatureOf(guessed);
  const tables = await createTables(connection, guessed);
  let isRight = true;
  let latest = guessed;
  for await (const rows of readPages(pages)) {
    study.observe(rows);
    study.watchIds(rows);
    const layout = study.layout();
    if (layout !== latest) isRight &&= signatureOf(layout) === guess;
    latest = layout;
    if (isRight) tables.write(rows);
  }
  tables.close();
  return isRight ? guessed : reload(connection, request, guessed, study.layout());
}

/** Makes the tables anew, when rows were found that do not fit into what was made. */
async function reload(
  connection: DuckDBConnection,
  { pages }: LoadRequest,
  wrong: TableLayout,
  layout: TableLayout,
): Promise<TableLayout> {
  for (const { table } of allTables(wrong)) await connection.run(`DROP TABLE ${quoteName(table.name)}`);
  const tables = await createTables(connection, layout);
  for await (const rows of readPages(pages)) tables.write(rows);
  tables.close();
  return layout;
}

/** Finds out which tables rows make. */
interface Study {
  observe(rows: readonly JsonObject[]): void;
  /** Sees whether the field of the ids tells all rows apart. Each row may come only once. */
  watchIds(rows: readonly JsonObject[]): void;
  /** The tables that all rows fit into that were observed; the same object as long as none of them showed anything new. */
  layout(): TableLayout;
}

function createStudy({ name, idField, taken }: LoadRequest): Study {
  const shape = newShape();
  const ids = new Set<string | number>();
  let id = idField;
  let layout: TableLayout | undefined;
  return {
    observe(rows) {
      for (const row of rows) if (observe(shape, row)) layout = undefined;
    },
    watchIds(rows) {
      for (const row of rows) {
        if (id === undefined) return;
        const value = getOwn(row, id) ?? null;
        const key = typeof value === "number" ? value : stringifyExactly(value);
        if (value === null || ids.has(key)) id = layout = undefined;
        ids.add(key);
      }
    },
    layout() {
      layout ??= layOut(name, shape.fields ?? new Map(), id, tableNames([name, ...taken]));
      return layout;
    },
  };
}

/** Reads page after page. Between them other work has its turn, the watchdog before all. */
async function* readPages(pages: readonly Uint8Array[]): AsyncGenerator<readonly JsonObject[]> {
  for (const page of pages) {
    yield asRows(parseRows(unpackPage(page)));
    await new Promise(setImmediate);
  }
}

/** Whatever is no object is a row without fields. */
function asRows(rows: Json): JsonObject[] {
  return isArray(rows) ? rows.map((row) => (isObject(row) ? row : {})) : [];
}

/** The tables of a layout, empty at first. */
interface Tables {
  /** Adds rows of the API's list, and those of the lists inside them. */
  write(rows: readonly JsonObject[]): void;
  close(): void;
}

async function createTables(connection: DuckDBConnection, layout: TableLayout): Promise<Tables> {
  const writers = new Map<TableLayout, Writer>();
  for (const { table } of allTables(layout)) writers.set(table, await openWriter(connection, table));
  let number = 0;
  return {
    write(rows) {
      for (const row of rows) {
        number += 1;
        writeRow(layout, row, [number], writers);
      }
    },
    close() {
      for (const writer of writers.values()) writer.close();
    },
  };
}

/** Writes a row, and the rows of the lists inside it. `keys`: its number, or those of the rows above and its position. */
function writeRow(
  table: TableLayout,
  row: JsonObject,
  keys: readonly Json[],
  writers: ReadonlyMap<TableLayout, Writer>,
): void {
  writers.get(table)?.write(row, keys);
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
  write(row: JsonObject, keys: readonly Json[]): void;
  close(): void;
}

/** A table needs a column; where rows have no field at all, they are still counted. */
const NO_COLUMNS = [{ name: "empty", type: BOOLEAN, given: BOOLEAN, convert: () => null }];

async function openWriter(connection: DuckDBConnection, { name, keys, fields }: TableLayout): Promise<Writer> {
  const counted = keys.length + fields.length > 0 ? keys : NO_COLUMNS;
  const columns = [...counted, ...fields];
  const read = fields.map(({ from }) => getterOf(from));
  const shown = columns.map((column) => `${quoteName(column.name)} ${column.type}`);
  await connection.run(`CREATE OR REPLACE TABLE ${quoteName(name)} (${shown.join(", ")})`);
  const appender = await connection.createAppender(name);
  const values: Json[][] = columns.map(() => []);
  const handOver = () => {
    if (values[0]?.length === 0) return;
    appender.appendDataChunk(chunkOf(columns, values));
    for (const column of values) column.length = 0;
  };
  return {
    write(row, given) {
      let at = 0;
      for (; at < counted.length; at += 1) values[at]?.push(given[at] ?? null);
      for (const get of read) {
        values[at]?.push(get(row) ?? null);
        at += 1;
      }
      if (values[0]?.length === CHUNK) handOver();
    },
    close() {
      handOver();
      appender.closeSync();
    },
  };
}

function chunkOf(
  columns: readonly Pick<ColumnType, "given" | "convert">[],
  values: readonly (readonly Json[])[],
): DuckDBDataChunk {
  const chunk = DuckDBDataChunk.create(
    columns.map(({ given }) => given),
    values[0]?.length,
  );
  // Converted only now, so that the engine's own form of a value is garbage at once.
  for (const [at, { convert }] of columns.entries()) chunk.setColumnValuesConverted(at, values[at] ?? [], convert);
  return chunk;
}
