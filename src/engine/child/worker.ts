import type { DuckDBConnection } from "@duckdb/node-api";
import { failed, type Outcome, type TableColumns } from "../failure.ts";
import type { Checked, DescribedTable, QueryRequest, RequestName, Requests, ResultText } from "../protocol.ts";
import { findTables, unknownTable } from "../table-names.ts";
import { type Database, openDatabase, quoteName } from "./database.ts";
import { findCutDays } from "./results/cut-days.ts";
import { runQuery, setTimeZone } from "./results/query.ts";
import { jsonIn } from "./results/values.ts";
import { readTable, type TableReader, writeParquet } from "./results/whole-table.ts";
import { explain } from "./statement/explain.ts";
import { parseStatement } from "./statement/parse.ts";
import { columnNames, describeTable } from "./tables/describe.ts";
import { allTables, renameTable, type TableLayout, tableNames } from "./tables/layout.ts";
import { load } from "./tables/load.ts";

/** What the engine's process can do, by the requests' names. */
export type Worker = { readonly [K in RequestName]: (ask: Requests[K]["ask"]) => Promise<Requests[K]["answer"]> };

/** How often a statement that must end is interrupted: while it is planned, that has no effect. */
const INTERRUPT_EVERY_MS = 20;

/** A statement on its way. It can be stopped before it has a connection. */
interface Job {
  isStopped: boolean;
}

/**
 * Opens the engine. Rejects where it does not load on this system.
 * @param file what it may write to. One that may write runs no statement that somebody else wrote.
 */
export async function openWorker(file: string | undefined): Promise<Worker> {
  const database = await openDatabase(file);
  /** What was loaded, by the names of the API's lists. */
  const layouts = new Map<string, TableLayout>();
  const jobs = new Set<Job>();
  let pages: Uint8Array[] = [];
  let reader: TableReader | undefined;

  async function connected<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await database.connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  }

  return {
    check: ({ sql, known }) => connected((connection) => check(connection, sql, known, layouts)),
    async pages(ask) {
      pages.push(...ask.pages);
      return null;
    },
    async load({ name, idField, reserved }) {
      const given = pages;
      pages = [];
      return connected((connection) => replace(connection, layouts, { name, idField, reserved, pages: given }));
    },
    describe: ({ tables, timeZone }) =>
      connected((connection) => describe(connection, database.writeName, pick(layouts, tables), timeZone)),
    query(ask) {
      if (file !== undefined) return refuse();
      const job: Job = { isStopped: false };
      jobs.add(job);
      const answer = connected((connection) =>
        query(connection, database.writeName, ask, pick(layouts, ask.tables), job),
      );
      return answer.finally(() => jobs.delete(job));
    },
    openRows: ({ table, timeZone, format }) =>
      withTable(layouts, table, async ({ name, keys, fields }) => {
        // Its connection lives as long as the process, which reads one table.
        reader = await readTable(
          await database.connect(),
          { table: name, width: keys.length + fields.length },
          format,
          timeZone,
        );
        const { next: _, ...opened } = reader;
        return opened;
      }),
    nextRows: () => attempt(async () => reader?.next() ?? { text: "", rows: 0 }),
    writeParquet: ({ table }) =>
      file === undefined
        ? refuse()
        : withTable(layouts, table, ({ name }) => connected((connection) => writeParquet(connection, name, file))),
    async interrupt() {
      for (const job of jobs) job.isStopped = true;
      return null;
    },
  };
}

/** What no process of ours is asked: it ends. */
function refuse(): Promise<never> {
  return Promise.reject(new Error("this process does not do that"));
}

/** Works with a loaded table, or with one made of the lists in its rows. */
async function withTable<T>(
  layouts: ReadonlyMap<string, TableLayout>,
  wanted: string,
  work: (table: TableLayout) => Promise<T>,
): Promise<Outcome<T>> {
  const tables = [...layouts.values()].flatMap(allTables).map(({ table }) => table);
  const names = tables.map(({ name }) => name);
  const found = tables.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  return found === undefined ? failed(unknownTable(wanted, names)) : attempt(() => work(found));
}

/** Own work, which fails only where memory or the disk does not suffice. */
async function attempt<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return failed(
      explain(messageOf(error), { sql: "", statement: { tables: [], aliases: [] }, tables: [], known: [] }),
    );
  }
}

function pick(layouts: ReadonlyMap<string, TableLayout>, names: readonly string[]): TableLayout[] {
  return names.flatMap((name) => layouts.get(name) ?? []);
}

async function check(
  connection: DuckDBConnection,
  sql: string,
  known: readonly string[],
  layouts: ReadonlyMap<string, TableLayout>,
): Promise<Outcome<Checked>> {
  const statement = await parseStatement(connection, sql);
  if ("kind" in statement) return failed(statement);
  // Tables that were made of lists are known by their own names once they are there.
  const roots = new Map<string, string>();
  for (const layout of pick(layouts, known)) {
    for (const { table } of allTables(layout)) roots.set(table.name.toLowerCase(), layout.name);
  }
  const named = statement.tables.map((name) => roots.get(name.toLowerCase()) ?? name);
  const tables = findTables(named, known);
  return "kind" in tables ? failed(tables) : { ok: true, value: { tables, named: statement.tables } };
}

/** Puts freshly loaded tables in the place of those that the same list had before. */
async function replace(
  connection: DuckDBConnection,
  layouts: Map<string, TableLayout>,
  list: Requests["load"]["ask"] & { readonly pages: readonly Uint8Array[] },
): Promise<Outcome<null>> {
  const before = layouts.get(list.name);
  layouts.delete(list.name);
  await drop(connection, before);
  await makeWay(connection, layouts, list);
  const others = [...layouts.values()].flatMap(allTables).map(({ table }) => table.name);
  return attempt(async () => {
    layouts.set(list.name, await load(connection, { ...list, taken: [...others, ...list.reserved] }));
    return null;
  });
}

/** Renames the table that was made of another list's rows and has the name of this list, which is the API's own. */
async function makeWay(
  connection: DuckDBConnection,
  layouts: Map<string, TableLayout>,
  list: Requests["load"]["ask"],
): Promise<void> {
  for (const layout of layouts.values()) {
    const tables = allTables(layout).map(({ table }) => table.name);
    const taken = tables.find((name) => name.toLowerCase() === list.name.toLowerCase());
    if (taken === undefined) continue;
    const all = [...layouts.values()].flatMap(allTables).map(({ table }) => table.name);
    const free = tableNames([...all, ...list.reserved])(list.name);
    await connection.run(`ALTER TABLE ${quoteName(taken)} RENAME TO ${quoteName(free)}`);
    layouts.set(layout.name, renameTable(layout, taken, free));
  }
}

async function drop(connection: DuckDBConnection, layout: TableLayout | undefined): Promise<void> {
  if (layout === undefined) return;
  for (const { table } of allTables(layout)) await connection.run(`DROP TABLE IF EXISTS ${quoteName(table.name)}`);
}

async function describe(
  connection: DuckDBConnection,
  writeName: Database["writeName"],
  layouts: readonly TableLayout[],
  timeZone: string,
): Promise<Outcome<readonly DescribedTable[]>> {
  const toJson = jsonIn(await setTimeZone(connection, timeZone));
  return attempt(async () => {
    const described: DescribedTable[] = [];
    for (const { table, parent } of layouts.flatMap(allTables)) {
      described.push(await describeTable(table, parent, { connection, toJson, writeName }));
    }
    return described;
  });
}

async function query(
  connection: DuckDBConnection,
  writeName: Database["writeName"],
  { sql, timeZone, maxRows, milliseconds }: QueryRequest,
  layouts: readonly TableLayout[],
  job: Job,
): Promise<Outcome<ResultText>> {
  const statement = await parseStatement(connection, sql);
  if ("kind" in statement) return failed(statement);
  const tables = layouts.flatMap(allTables).map(({ table }) => table);
  const known = new Map(tables.map((table) => [table.name.toLowerCase(), table]));
  const unknown = statement.tables.find((name) => !known.has(name.toLowerCase()));
  if (unknown !== undefined) {
    return failed(
      unknownTable(
        unknown,
        tables.map(({ name }) => name),
      ),
    );
  }
  const isRead = ({ name }: TableLayout) => statement.tables.some((read) => read.toLowerCase() === name.toLowerCase());
  const end = performance.now() + milliseconds;
  const timer = setInterval(() => {
    if (job.isStopped || performance.now() > end) connection.interrupt();
  }, INTERRUPT_EVERY_MS);
  try {
    const result = await runQuery(connection, sql, timeZone, maxRows);
    if (!result.ok) return result;
    // The answer is there, whether or not this can be told in time.
    const cutDays = await findCutDays(statement, tables.filter(isRead), { connection, writeName }).catch(() => []);
    return cutDays.length > 0 ? { ok: true, value: { ...result.value, cutDays } } : result;
  } catch (error) {
    const message = messageOf(error);
    if (/^INTERRUPT Error/.test(message)) {
      return failed(job.isStopped ? { kind: "cancelled" } : { kind: "too-slow", seconds: milliseconds / 1000 });
    }
    const context = { sql, statement, tables: toColumns(tables.filter(isRead)), known: toColumns(tables) };
    return failed(explain(message, context));
  } finally {
    clearInterval(timer);
  }
}

function toColumns(tables: readonly TableLayout[]): readonly TableColumns[] {
  return tables.map((table) => ({ table: table.name, columns: columnNames(table) }));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
