import { isObject, type Json, type JsonObject } from "../../answers/json.ts";
import type { App } from "../../app/app.ts";
import type { ChartWish } from "../../charts/chart.ts";
import { type ArgumentValues, type Endpoint, queryToolName } from "../../connectors/schema/connector.ts";
import type { EndpointSection, QuerySection, ReportSection } from "../../connectors/schema/report.ts";
import type { Failure, Outcome } from "../../failures/failure.ts";
import { scopeNoun } from "../../messages/key.ts";
import { tellLimits, tellSources, timeIn } from "../../messages/tables.ts";
import type { QuestionAnswer } from "../../query/questions.ts";
import type { View } from "../../scopes/narrowing.ts";
import type { TablesCaller } from "../../tables/keeper.ts";
import { tablesOf } from "../../tables/table.ts";
import { failureResult, fetchedResult, queryResult } from "../../tools/results.ts";
import type { ToolResult } from "../../tools/tool.ts";
import { allOf, showHidden } from "../../utils/clean-text.ts";
import { getOwn } from "../../utils/own.ts";
import { type FoundColumns, fillSql, findColumns, holdsOf, type ThereColumn } from "./columns.ts";
import { readExact } from "./values.ts";
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
  readonly why: string;
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
    failure?: Failure,
    missing: readonly string[] = [],
  ): SectionOutcome {
    return { ok: false, missed: { section, why: session.withoutKeys(showHidden(why)), missing, failure } };
  }

  function fail(section: ReportSection, failure: Failure): SectionOutcome {
    // What somebody chose to hide is no fault, as little as a scope that the key lacks.
    return miss(section, failureResult(failure, session).text, failure.kind === "not-chosen" ? undefined : failure);
  }

  async function makeQuery(section: QuerySection): Promise<SectionOutcome> {
    const found = await findIn(section);
    if (!found.ok) return "why" in found ? miss(section, found.why) : fail(section, found.failure);
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
        notes: [...tellSources(answer.value), ...tellLimits(answer.value)],
        tool: queryToolName(connector),
        sql,
      },
    };
  }

  /** The section's columns in its table. */
  async function findIn(section: QuerySection): Promise<FoundColumns | Extract<Outcome<never>, { ok: false }>> {
    if (Object.keys(section.columns).length === 0) return { ok: true, names: {} };
    const answer = await look(section.table);
    if (!answer.ok) return answer;
    const there = answer.value.columns.map(({ name, type }) => ({ name, holds: holdsOf(type) }));
    return findColumns(section.columns, there, `the table ${section.table}`);
  }

  async function makeEndpoint(section: EndpointSection, endpoint: Endpoint): Promise<SectionOutcome> {
    const given = argumentsOf(section, week);
    const fetched = await session.fetch(endpoint, given, caller);
    if (!fetched.ok) return fail(section, fetched.failure);
    const result = fetchedResult(session, endpoint, fetched.value, undefined);
    const { rows, currency } = rowsOf(result);
    const found = findColumns(section.columns, columnsOf(rows), `the answer of ${section.tool}`);
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
          `${kept.length} of the ${rows.length} rows of this answer, received ${timeIn(zone, receivedAt)}.`,
          ...notesOf(result),
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
      if (hidden !== undefined) {
        const scopes = `the ${scopeNoun(connector, hidden.missing.length)} ${allOf(hidden.missing)}`;
        return miss(section, `The key lacks ${scopes}.`, undefined, hidden.missing);
      }
      const outcome = section.kind === "query" ? await makeQuery(section) : await makeEndpoint(section, endpoint);
      return outcome;
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

/** What a tool says above its rows: the first line is about the shop, the last that data follows. */
function notesOf({ text }: ToolResult): readonly string[] {
  const lines = text.split("\n").filter((line) => line.startsWith("# "));
  return lines.slice(1, -1).map((line) => line.slice(2));
}

function chartOf({ chart }: ReportSection, nameOf: (name: string) => string): ChartWish | undefined {
  return chart && { kind: chart.kind, x: nameOf(chart.x), y: chart.y?.map(nameOf) };
}

function argumentsOf(section: EndpointSection, week: Week): ArgumentValues {
  const year = Number(week.last.slice(0, 4));
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

/** The fields of an answer's rows, by what all of their values are. */
function columnsOf(rows: readonly JsonObject[]): readonly ThereColumn[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return names.map((name) => {
    const values = rows.map((row) => getOwn(row, name) ?? null).filter((value) => value !== null);
    if (values.length === 0) return { name, holds: undefined };
    if (values.every((value) => readExact(value) !== undefined)) return { name, holds: "number" };
    return { name, holds: values.every((value) => typeof value === "string") ? "name" : undefined };
  });
}

function smallest(rows: readonly JsonObject[], name: string | undefined): readonly JsonObject[] {
  if (name === undefined) return rows;
  const sizeOf = (row: JsonObject) => {
    const exact = readExact(getOwn(row, name) ?? null);
    return exact === undefined ? Number.POSITIVE_INFINITY : Number(exact.units) / 10 ** exact.places;
  };
  return [...rows].sort((one, other) => sizeOf(one) - sizeOf(other));
}
