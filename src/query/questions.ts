import type { AnswerMeta } from "../answers/answer.ts";
import { isObject, type Json } from "../answers/json.ts";
import { createEngine, type Engine } from "../engine/engine.ts";
import type { DescribedTable, ResultColumn, TableSource } from "../engine/protocol.ts";
import { findTables as tablesNamed } from "../engine/table-names.ts";
import { done, type Failure, failed, type Outcome } from "../failures/failure.ts";
import type { AccessReport } from "../scopes/access-report.ts";
import type { Session } from "../scopes/session.ts";
import type { ReadOptions, TablesCaller } from "../tables/keeper.ts";
import type { Snapshot } from "../tables/snapshot.ts";
import { type Table, tablesFor } from "../tables/table.ts";
import { createTables, type TablesSources } from "../tables/tables.ts";
import { statementFailed } from "./statement-failed.ts";
import { openWholeTable, type WholeTable } from "./whole-table.ts";

/** A question over all rows. */
export interface Question extends ReadOptions {
  readonly sql: string;
}

/** What a question came to, and what it rests on. */
export interface QuestionAnswer {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly Json[];
  /** There are more rows than are shown. */
  readonly more: boolean;
  /** In which times are shown. */
  readonly timeZone: string;
  /** The tables that the statement read. */
  readonly tables: readonly Snapshot[];
  /** Amounts of so many currencies were added up without telling them apart; undefined where that is not so. */
  readonly mixedCurrencies?: number;
}

/** A table with its columns and what stands in them. */
export interface DescribedSnapshot {
  readonly snapshot: Snapshot;
  /** The table itself, and those made of lists inside its rows. */
  readonly tables: readonly DescribedTable[];
}

/** Questions over all rows that a session's key permits. */
export interface Questions {
  ask(question: Question, caller: TablesCaller): Promise<Outcome<QuestionAnswer>>;
  /** @param names of tables; empty for all */
  describe(names: readonly string[], caller: TablesCaller): Promise<Outcome<readonly DescribedSnapshot[]>>;
  /** Reads a table whole, however long that takes, so that it can be taken elsewhere. */
  open(name: string, options: Pick<ReadOptions, "refresh">, caller: TablesCaller): Promise<Outcome<WholeTable>>;
  /** Ends the engine's process and whatever is being read. Resolves when other processes may read it. */
  close(): Promise<void>;
}

/** A result has so many rows at most. */
export const MOST_RESULT_ROWS = 200;

const ADDS_UP = /\b(?:sum|avg|mean|median|total)\s*\(/i;

/** What questions need from the world. */
export interface QuestionsSources extends TablesSources {
  readonly session: TablesSources["session"] &
    Pick<Session, "grant" | "knownGrant" | "onGrantChanged"> & {
      checkAccess(): Promise<Pick<AccessReport, "failure">>;
    };
  /** The file of the engine's process. */
  readonly program: string;
}

export function openQuestions(sources: QuestionsSources): Questions {
  const { session, program } = sources;
  const tables = createTables(sources);
  let engine: Engine | undefined;

  function useEngine(): Engine {
    engine ??= createEngine({ program });
    return engine;
  }

  function closeEngine(): void {
    engine?.close();
    engine = undefined;
  }

  /** What the engine has of the others goes with its process. */
  async function forgetAllBut(permitted: readonly Table[]): Promise<void> {
    if (await tables.keepOnly(permitted)) closeEngine();
  }

  let credential = session.credential();
  // Not at the next question: rows of a key that was taken away are nobody's any more.
  session.onGrantChanged(() => {
    if (session.credential() === credential) return;
    credential = session.credential();
    void forgetAllBut(tablesFor(session.connector, session.knownGrant()));
  });

  /** The tables of the key. Without a good key it is told what is wrong with it. */
  async function findTables(): Promise<Outcome<readonly Table[]>> {
    const grant = await session.grant();
    // A key that was stored meanwhile is read when it is needed, and rows are kept under it.
    if (grant === undefined || session.credential() === undefined) {
      const { failure } = await session.checkAccess();
      if (failure?.kind === "key-rejected") await forgetAllBut([]);
      if (failure !== undefined && grant === undefined) return failed(failure);
    }
    const there = tablesFor(session.connector, session.knownGrant());
    await forgetAllBut(there);
    return there.length > 0 ? done(there) : failed(noTables(session));
  }

  /** Reads tables, and once more where that was stopped because the key was taken away or replaced. */
  async function readTables(
    wanted: readonly Table[],
    options: ReadOptions,
    caller: TablesCaller,
  ): Promise<Outcome<readonly Snapshot[]>> {
    const read = await tables.read(wanted, options, caller);
    if (read.ok || read.failure.kind !== "cancelled" || caller.signal.aborted) return read;
    const there = await findTables();
    return there.ok ? tables.read(wanted, options, caller) : there;
  }

  /** How many currencies a statement adds up that does not speak of currencies. */
  async function countMixedCurrencies(
    request: Parameters<Engine["query"]>[0],
    { signal }: TablesCaller,
  ): Promise<number> {
    if (!ADDS_UP.test(request.sql) || /currency/i.test(request.sql)) return 0;
    for (const { name } of request.tables) {
      const counted = await useEngine().query(
        { ...request, sql: `SELECT count(DISTINCT currency) FROM "${name}"` },
        signal,
      );
      const [row] = counted.ok ? counted.value.rows : [];
      const count = isObject(row) ? Object.values(row)[0] : 0;
      if (typeof count === "number" && count > 1) return count;
    }
    return 0;
  }

  return {
    async ask({ sql, ...options }, caller) {
      const there = await findTables();
      if (!there.ok) return there;
      const names = there.value.map(({ name }) => name);
      const checked = await useEngine().check(sql, names, caller.signal);
      if (!checked.ok) return statementFailed(checked);
      const wanted = there.value.filter(({ name }) => checked.value.tables.includes(name));
      const read = await readTables(wanted, options, caller);
      if (!read.ok) return read;
      const sourcesOfRows = read.value.map(sourceOf);
      const timeZone = timeZoneOf(read.value.map(({ meta }) => meta));
      const request = { sql, tables: sourcesOfRows, timeZone, maxRows: MOST_RESULT_ROWS };
      const result = await useEngine().query(request, caller.signal);
      if (!result.ok) return statementFailed(result);
      const currencies = await countMixedCurrencies(request, caller);
      return done({
        ...result.value,
        tables: read.value,
        ...(currencies > 1 ? { mixedCurrencies: currencies } : {}),
      });
    },
    async describe(names, caller) {
      const there = await findTables();
      if (!there.ok) return there;
      const unknown = names.find((name) => !there.value.some((table) => table.name === name));
      if (unknown !== undefined) {
        return failed({ kind: "unknown-table", table: unknown, tables: there.value.map(({ name }) => name) });
      }
      const wanted = names.length === 0 ? there.value : there.value.filter(({ name }) => names.includes(name));
      const read = await readTables(wanted, { refresh: false, partial: true }, caller);
      if (!read.ok) return read;
      const timeZone = timeZoneOf(read.value.map(({ meta }) => meta));
      const request = { tables: read.value.map(sourceOf), timeZone };
      const described = await useEngine().describe(request, caller.signal);
      if (!described.ok) return statementFailed(described);
      return done(
        read.value.map((snapshot) => ({
          snapshot,
          tables: described.value.filter(({ name, parent }) => (parent ?? name) === snapshot.table.name),
        })),
      );
    },
    async open(name, { refresh }, caller) {
      const reason = useEngine().whyNone();
      if (reason !== undefined) return failed({ kind: "statement", reason: { kind: "no-engine", reason } });
      const there = await findTables();
      if (!there.ok) return there;
      const found = tablesNamed(
        [name],
        there.value.map((table) => table.name),
      );
      if ("kind" in found) {
        return failed({ kind: "unknown-table", table: name, tables: there.value.map((table) => table.name) });
      }
      const wanted = there.value.filter((table) => found.includes(table.name));
      const read = await readTables(wanted, { refresh, partial: false }, { ...caller, isPatient: true });
      if (!read.ok) return read;
      const [snapshot] = read.value;
      if (snapshot === undefined) return failed({ kind: "internal" });
      return done(openWholeTable(program, { source: sourceOf(snapshot), name }, snapshot, timeZoneOf([snapshot.meta])));
    },
    async close() {
      closeEngine();
      await tables.close();
    },
  };
}

function sourceOf({ table, version, pages }: Snapshot): TableSource {
  const { id } = table.declared;
  return { name: table.name, version, pages, ...(id === undefined ? {} : { idField: id }) };
}

/** The shop's own, where the answers tell it. */
function timeZoneOf(metas: readonly AnswerMeta[]): string {
  const told = metas.map(({ timezone }) => timezone).find((zone) => typeof zone === "string");
  return typeof told === "string" ? told : "UTC";
}

function noTables({ connector }: Pick<Session, "connector">): Failure {
  const lists = connector.endpoints.filter(({ list, table }) => list || table !== undefined);
  return { kind: "no-tables", scopes: [...new Set(lists.flatMap(({ scopes }) => scopes))] };
}
