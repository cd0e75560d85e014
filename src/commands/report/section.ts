import { isObject, type Json, type JsonObject } from "../../answers/json.ts";
import type { App } from "../../app/app.ts";
import type { ChartWish } from "../../charts/chart.ts";
import { type ArgumentValues, type Endpoint, queryToolName } from "../../connectors/schema/connector.ts";
import type { EndpointSection, QuerySection, ReportSection } from "../../connectors/schema/report.ts";
import type { Failure, Outcome } from "../../failures/failure.ts";
import { scopeNoun } from "../../messages/key.ts";
import { tellSources, timeIn } from "../../messages/tables.ts";
import type { QuestionAnswer } from "../../query/questions.ts";
import { readNotes } from "../../render/render.ts";
import type { View } from "../../scopes/narrowing.ts";
import type { TablesCaller } from "../../tables/keeper.ts";
import { tablesOf } from "../../tables/table.ts";
import { failureResult, fetchedResult, queryResult } from "../../tools/results.ts";
import type { ToolResult } from "../../tools/tool.ts";
import { allOf, showHidden } from "../../utils/clean-text.ts";
import { getOwn } from "../../utils/own.ts";
import { columnsOf, type FoundColumns, fillSql, findColumns, holdsOf, type ThereColumn } from "./columns.ts";
import { explainToReader, limitNotes, reachNotes } from "./readers.ts";
import { toNumber } from "./values.ts";
import type { Week } from "./week.ts";

/** What a section came to. Everything in it that the API said is clean. */
export interface MadeSection {
  readonly section: ReportSection;
  readonly columns: readonly ThereColumn[];
  readonly rows: readonly JsonObject[];
  /** What is drawn, by columns that are there. */
  readonly chart: ChartWish | undefined;
  /** The currency of its money, where that is sure. */
  readonly currency: string | undefined;
  /** On which rows it rests, when they were read, and what is not over or not all, as sentences. */
  readonly notes: readonly string[];
  /** The tool whose answer it is, with its arguments, and the statement where it is a question. */
  readonly tool: string;
  readonly sql: string | undefined;
}

/** A section that could not be made, and why; `missing` where the key lacks scopes for it. */
export interface MissedSection {
  readonly section: ReportSection;
  /** For the person at the terminal, who can do something about it. */
  readonly why: string;
  /** For whoever reads the page. */
  readonly toReader: string;
  readonly missing: readonly string[];
  readonly failure: Failure | undefined;
}

export type SectionOutcome =
  | { readonly ok: true; readonly made: MadeSection }
  | { readonly ok: false; readonly missed: MissedSection };

/** Makes the sections of a report, one after the other. */
export interface SectionMaker {
  make(section: ReportSection): Promise<SectionOutcome>;
}

/** What sections are made with. */
export interface SectionSources extends Pick<App, "session" | "questions"> {
  readonly view: View;
  readonly week: Week;
  readonly caller: TablesCaller;
}

export function createSectionMaker({ session, questions, view, week, caller }: SectionSources): SectionMaker {
  const { connector } = session;
  /** The columns of tables that were looked at. */
  const looks = new Map<string, Promise<Outcome<QuestionAnswer>>>();

  async function ask(sql: string): Promise<Outcome<QuestionAnswer>> {
    return (await questions.open()).ask({ sql, refresh: false, partial: false }, caller);
  }

  function look(table: string): Promise<Outcome<QuestionAnswer>> {
    const known = looks.get(table) ?? ask(`SELECT * FROM "${table}" LIMIT 1`);
    looks.set(table, known);
    return known;
  }

  function miss(
    section: ReportSection,
    why: string,
    { toReader = why, failure, missing = [] }: Partial<MissedSection> = {},
  ): SectionOutcome {
    const clean = (text: string) => session.withoutKeys(showHidden(text));
    return { ok: false, missed: { section, why: clean(why), toReader: clean(toReader), missing, failure } };
  }

  function lack(section: ReportSection, missing: readonly string[], lacks: string): SectionOutcome {
    return miss(section, `The key ${lacks} the ${scopeNoun(connector, missing.length)} ${allOf(missing)}.`, {
      missing,
    });
  }

  function fail(section: ReportSection, failure: Failure): SectionOutcome {
    if (failure.kind === "scope-lost") return lack(section, failure.missing, "no longer has");
    const why = failureResult(failure, session).text;
    const toReader = explainToReader(failure, connector, why);
    // What somebody chose to hide is no fault, as little as a scope that the key lacks.
    if (failure.kind === "not-chosen") return miss(section, why, { toReader });
    return miss(section, toReader, { failure });
  }

  async function makeQuery(section: QuerySection): Promise<SectionOutcome> {
    const looked = await look(section.table);
    if (!looked.ok) return fail(section, looked.failure);
    // A table without rows has no columns either, and a new shop has no orders.
    if (looked.value.tables.every((table) => table.rows === 0))
      return { ok: true, made: nothingOf(section, looked.value) };
    const there = looked.value.columns.map(({ name, type }) => ({ name, holds: holdsOf(type) }));
    const found = findColumns(section.columns, there, `the table ${section.table}`);
    if (!found.ok) return miss(section, found.why);
    const sql = fillSql(section.sql, section.columns, found.names, week);
    const answer = await ask(sql);
    if (!answer.ok) return fail(section, answer.failure);
    const { rows, currency } = rowsOf(queryResult(session, answer.value, undefined));
    const named = oneCurrency(rows);
    return {
      ok: true,
      made: {
        section,
        columns: answer.value.columns
          .map(({ name, type }) => ({ name: showHidden(name), holds: holdsOf(type) }))
          .filter(isShown(named)),
        rows,
        chart: chartOf(section, (name) => name),
        currency: named ?? currency,
        notes: [...tellSources(answer.value), ...reachNotes(answer.value, week), ...limitNotes(answer.value)],
        tool: queryToolName(connector),
        sql,
      },
    };
  }

  function nothingOf(section: QuerySection, answer: QuestionAnswer): MadeSection {
    const notes = [...tellSources(answer), ...reachNotes(answer, week)];
    const tool = queryToolName(connector);
    return { section, columns: [], rows: [], chart: undefined, currency: undefined, notes, tool, sql: undefined };
  }

  async function makeEndpoint(section: EndpointSection, endpoint: Endpoint): Promise<SectionOutcome> {
    const given = argumentsOf(section, week);
    const fetched = await session.fetch(endpoint, given, caller);
    if (!fetched.ok) return fail(section, fetched.failure);
    const result = fetchedResult(session, endpoint, fetched.value, undefined);
    const { rows, currency } = rowsOf(result);
    const found: FoundColumns =
      rows.length === 0
        ? { ok: true, names: {} }
        : findColumns(section.columns, columnsOf(rows), `the answer of ${section.tool}`);
    if (!found.ok) return miss(section, found.why);
    const shown = Object.values(found.names).flat();
    const kept = smallest(rows, getOwn(found.names, section.smallest ?? "")?.[0]).slice(0, section.most);
    const { receivedAt, answer } = fetched.value;
    const zone = String(answer.meta.timezone ?? "UTC");
    return {
      ok: true,
      made: {
        section,
        columns: columnsOf(rows).filter(({ name }) => shown.includes(name)),
        rows: kept,
        chart: chartOf(section, (role) => getOwn(found.names, role)?.[0] ?? role),
        currency,
        notes: [
          `${kept.length === rows.length ? "All" : `${kept.length} of`} ${rows.length} rows of this answer, received ${timeIn(zone, receivedAt)}.`,
          // The first one is about the shop.
          ...readNotes(result.text).slice(1),
        ],
        tool: [section.tool, ...Object.entries(given).map(([name, value]) => `${name}=${value}`)].join(" "),
        sql: undefined,
      },
    };
  }

  return {
    async make(section) {
      const endpoint = endpointOf(section);
      if (endpoint === undefined) return miss(section, `${connector.title} has no such table or tool any more.`);
      const hidden = view.hidden.find((each) => each.endpoint === endpoint);
      if (hidden !== undefined) return lack(section, hidden.missing, "lacks");
      return section.kind === "query" ? makeQuery(section) : makeEndpoint(section, endpoint);
    },
  };

  function endpointOf(section: ReportSection): Endpoint | undefined {
    return section.kind === "endpoint"
      ? connector.endpoints.find(({ tool }) => tool === section.tool)
      : tablesOf(connector).find(({ name }) => name === section.table)?.endpoint;
  }
}

/** The rows of what a tool says, cleaned, and the currency of their money. */
function rowsOf({ chartRows }: ToolResult) {
  const { rows = [], currency } = chartRows?.() ?? {};
  return { rows: rows.filter(isObject), currency };
}

function chartOf({ chart }: ReportSection, nameOf: (name: string) => string): ChartWish | undefined {
  return chart && { kind: chart.kind, x: nameOf(chart.x), y: chart.y?.map(nameOf) };
}

function argumentsOf(section: EndpointSection, week: Week): ArgumentValues {
  const year = Number(week.year);
  const filled = Object.entries(section.arguments).map(([name, value]) => [name, value === "{year}" ? year : value]);
  return Object.fromEntries(filled);
}

/** The one that all rows name in a column of that name. */
function oneCurrency(rows: readonly Json[]): string | undefined {
  const named = new Set(rows.map((row) => (isObject(row) ? getOwn(row, "currency") : undefined)));
  const [only] = named;
  return named.size === 1 && typeof only === "string" ? only : undefined;
}

/** A currency that is said of all money need not stand in each row. */
function isShown(currency: string | undefined): (column: ThereColumn) => boolean {
  return ({ name }) => name !== "currency" || currency === undefined;
}

function smallest(rows: readonly JsonObject[], name: string | undefined): readonly JsonObject[] {
  if (name === undefined) return rows;
  const sizeOf = (row: JsonObject) => toNumber(getOwn(row, name) ?? null) ?? Number.POSITIVE_INFINITY;
  return [...rows].sort((one, other) => sizeOf(one) - sizeOf(other));
}
