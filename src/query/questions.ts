import type { AnswerMeta } from "../answers/answer.ts";
import { isObject } from "../answers/json.ts";
import type { Engine, QueryResult } from "../engine/engine.ts";
import type { TableSource } from "../engine/protocol.ts";
import { findTables as tablesNamed, unknownTable } from "../engine/table-names.ts";
import { done, type Failure, failed, type Outcome } from "../failures/failure.ts";
import type { AccessReport } from "../scopes/access-report.ts";
import type { Session } from "../scopes/session.ts";
import type { ReadOptions, TablesCaller } from "../tables/keeper.ts";
import type { Snapshot } from "../tables/snapshot.ts";
import { type Table, tablesFor, unchosenTables } from "../tables/table.ts";
import { joinOutcomes } from "../tables/tables.ts";
import { type Description, isNamed, isOfOneTable, pickDescribed } from "./described.ts";
import { type KeptRows, keepRows, type RowsSources } from "./kept-rows.ts";
import { statementFailed } from "./statement-failed.ts";
import { openWholeTable, type WholeTable } from "./whole-table.ts";

export { keepRows } from "./kept-rows.ts";

/** A question over all rows. */
export interface Question extends ReadOptions {
  readonly sql: string;
}

/** What a question came to, and what it rests on. */
export interface QuestionAnswer extends QueryResult {
  /** The tables that the statement read. */
  readonly tables: readonly Snapshot[];
  /** The same as the statement spells them, also those made of lists inside the rows: `orders_lines`. */
  readonly named: readonly string[];
  /** Amounts of so many currencies were added up without telling them apart; undefined where that is not so. */
  readonly mixedCurrencies?: number;
}

/** Questions over all rows that are open to a session. */
export interface AskedQuestions {
  ask(question: Question, caller: TablesCaller): Promise<Outcome<QuestionAnswer>>;
  /** @param names of tables, all or none of which are described; empty for all, as far as they can be read */
  describe(names: readonly string[], caller: TablesCaller): Promise<Outcome<Description>>;
  /** Reads a table whole, however long that takes, so that it can be taken elsewhere. */
  open(name: string, options: Pick<ReadOptions, "refresh">, caller: TablesCaller): Promise<Outcome<WholeTable>>;
}

/** The same with the rows that they rest on. */
export interface Questions extends AskedQuestions, Pick<KeptRows, "tryEngine" | "close"> {}

/** A result has so many rows at most. */
export const MOST_RESULT_ROWS = 200;

const ADDS_UP = /\b(?:sum|avg|mean|median|total)\s*\(/i;

/** Who asks. */
export type QuestionsSession = Pick<Session, "connector" | "view" | "knownView" | "credential"> & {
  checkAccess(): Promise<Pick<AccessReport, "failure">>;
};

/** What questions need from the world. */
export interface QuestionsSources extends RowsSources {
  readonly session: RowsSources["session"] & QuestionsSession;
}

/** Questions of whoever has the key. */
export function openQuestions(sources: QuestionsSources): Questions {
  const rows = keepRows(sources);
  const { tryEngine, close } = rows;
  return { ...createQuestions(sources.session, rows), tryEngine, close };
}

/** Questions of one who may ask about rows that are kept for several: of tables that are not open to them nothing is known here. */
export function createQuestions(session: QuestionsSession, rows: KeptRows): AskedQuestions {
  const { connector } = session;

  /** The tables that are open. Without a good key it is told what is wrong with it. */
  async function findTables(): Promise<Outcome<readonly Table[]>> {
    const view = await session.view();
    // A key that was stored meanwhile is read when it is needed, and rows are kept under it.
    if (view === undefined || rows.credential() === undefined) {
      const { failure } = await session.checkAccess();
      if (failure?.kind === "key-rejected") await rows.forget();
      if (failure !== undefined && view === undefined) return failed(failure);
    }
    const there = tablesFor(connector, session.knownView());
    await rows.settle();
    return there.length > 0 ? done(there) : failed(noTables(session));
  }

  /** Why there is no table of that name: whoever has the key chose so, or it does not exist. */
  function findNone(name: string, there: readonly Table[]): Failure {
    const choice = session.credential()?.settings.choice;
    const view = session.knownView();
    const unchosen = view === undefined ? [] : unchosenTables(connector, view).map((table) => table.name);
    if (choice !== undefined && !("kind" in tablesNamed([name], unchosen))) {
      return { kind: "not-chosen", what: "table", name, choice };
    }
    return { kind: "unknown-table", table: name, tables: there.map((table) => table.name) };
  }

  /** The tables that names mean; for `orders_lines`, which is known only when that is loaded, `orders`. Without a name, all. */
  function findNamed(names: readonly string[], there: readonly Table[]): Outcome<readonly Table[]> {
    const known = there.map(({ name }) => name);
    const unknown = names.find((name) => "kind" in tablesNamed([name], known));
    if (unknown !== undefined) return failed(findNone(unknown, there));
    const found = tablesNamed(names, known);
    return done(there.filter(({ name }) => names.length === 0 || ("kind" in found ? [] : found).includes(name)));
  }

  /** A table that a statement cannot have is perhaps one that the person chose to hide. */
  function refuse(outcome: Parameters<typeof statementFailed>[0], there: readonly Table[]): Outcome<never> {
    const { failure } = outcome;
    if (failure.kind !== "unknown-table") return statementFailed(outcome);
    const none = findNone(failure.table, there);
    if (none.kind === "not-chosen") return failed(none);
    // Where a table of its rows' lists is missing, the engine knows only the tables that the statement read.
    const names = new Set([...there.map(({ name }) => name), ...failure.tables]);
    return failed({ kind: "statement", reason: unknownTable(failure.table, [...names]) });
  }

  /** Nothing is read where it could not be asked. */
  function noEngine(): Outcome<never> | undefined {
    const none = rows.installation.whyNone();
    return none && failed({ kind: "statement", reason: { kind: "no-engine", ...none } });
  }

  /** Reads tables, and once more where that was stopped because the key was taken away or replaced. */
  async function readEach(
    wanted: readonly Table[],
    options: ReadOptions,
    caller: TablesCaller,
  ): Promise<readonly Outcome<Snapshot>[]> {
    caller.onTables?.(wanted.map(({ name }) => name));
    const read = await rows.readEach(wanted, options, caller);
    const wasStopped = read.some((outcome) => !outcome.ok && outcome.failure.kind === "cancelled");
    if (!wasStopped || caller.signal.aborted) return read;
    const there = await findTables();
    return there.ok ? rows.readEach(wanted, options, caller) : [there];
  }

  async function readTables(...asked: Parameters<typeof readEach>): Promise<Outcome<readonly Snapshot[]>> {
    return joinOutcomes(await readEach(...asked));
  }

  /** How many currencies a statement adds up that does not speak of currencies. */
  async function countMixedCurrencies(
    engine: Engine,
    request: Parameters<Engine["query"]>[0],
    { signal }: TablesCaller,
  ): Promise<number> {
    if (!ADDS_UP.test(request.sql) || /currency/i.test(request.sql)) return 0;
    for (const { name } of request.tables) {
      const counted = await engine.query({ ...request, sql: `SELECT count(DISTINCT currency) FROM "${name}"` }, signal);
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
      const checked = await rows.use(there.value, (engine) => engine.check(sql, names, caller.signal));
      if (!checked.ok) return refuse(checked, there.value);
      const wanted = there.value.filter(({ name }) => checked.value.tables.includes(name));
      const read = await readTables(wanted, options, caller);
      if (!read.ok) return read;
      const sourcesOfRows = read.value.map(sourceOf);
      const timeZone = timeZoneOf(read.value.map(({ meta }) => meta));
      const request = { sql, tables: sourcesOfRows, timeZone, maxRows: MOST_RESULT_ROWS };
      return rows.use(there.value, async (engine) => {
        const result = await engine.query(request, caller.signal);
        if (!result.ok) return refuse(result, there.value);
        const currencies = await countMixedCurrencies(engine, request, caller);
        return done({
          ...result.value,
          tables: read.value,
          named: checked.value.named,
          ...(currencies > 1 ? { mixedCurrencies: currencies } : {}),
        });
      });
    },
    async describe(names, caller) {
      const none = noEngine();
      if (none !== undefined) return none;
      const there = await findTables();
      if (!there.ok) return there;
      const wanted = findNamed(names, there.value);
      if (!wanted.ok) return wanted;
      const outcomes = await readEach(wanted.value, { refresh: false, partial: true }, caller);
      const unread = failuresOf(outcomes);
      const isPart = names.length === 0 && unread.length < outcomes.length && unread.every(isOfOneTable);
      const read = joinOutcomes(isPart ? outcomes.filter(({ ok }) => ok) : outcomes);
      if (!read.ok) return read;
      const timeZone = timeZoneOf(read.value.map(({ meta }) => meta));
      const request = { tables: read.value.map(sourceOf), timeZone };
      const described = await rows.use(there.value, (engine) => engine.describe(request, caller.signal));
      if (!described.ok) return statementFailed(described);
      const missing = names.find((name) => !described.value.some((table) => isNamed(table.name, [name])));
      if (missing !== undefined) {
        const all = new Set([...there.value, ...described.value].map(({ name }) => name));
        return failed({ kind: "unknown-table", table: missing, tables: [...all] });
      }
      return done({ described: pickDescribed(names, described.value, read.value), unread });
    },
    async open(name, { refresh }, caller) {
      const none = noEngine();
      if (none !== undefined) return none;
      const there = await findTables();
      if (!there.ok) return there;
      const wanted = findNamed([name], there.value);
      if (!wanted.ok) return wanted;
      const read = await readTables(wanted.value, { refresh, partial: false }, { ...caller, isPatient: true });
      if (!read.ok) return read;
      const [snapshot] = read.value;
      if (snapshot === undefined) return failed({ kind: "internal" });
      return done(
        openWholeTable({
          installation: rows.installation,
          wanted: { source: sourceOf(snapshot), name },
          snapshot,
          timeZone: timeZoneOf([snapshot.meta]),
          refuse: (outcome) => refuse(outcome, there.value),
        }),
      );
    },
  };
}

function failuresOf(outcomes: readonly Outcome<unknown>[]): readonly Failure[] {
  return outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.failure]));
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
