import type { JsonObject } from "../answers/json.ts";
import { type Connector, queryToolName } from "../connectors/schema/connector.ts";
import type { ColumnNote, DescribedColumn } from "../engine/protocol.ts";
import type { DescribedSnapshot } from "../query/described.ts";
import type { QuestionAnswer } from "../query/questions.ts";
import { tellMeta } from "../render/render.ts";
import type { Snapshot } from "../tables/snapshot.ts";
import { dayIn } from "../utils/calendar.ts";
import { quoted } from "../utils/clean-text.ts";
import { grouped } from "../utils/grouped.ts";
import { getOwn } from "../utils/own.ts";
import { tellComplete } from "./sql/table-failures.ts";

/** Which rows a result rests on: "orders: all 5,855 rows, read 2026-11-21T18:13:00+01:00". */
export function tellRows({ table: { name, declared }, rows, whole, readAt, complete }: Snapshot, zone: string): string {
  const read = `read ${timeIn(zone, readAt)}`;
  switch (whole.kind) {
    case "proven":
      return `${name}: all ${grouped(rows)} rows, ${read}`;
    case "as-told":
      return `${name}: all ${grouped(rows)} rows as far as the API tells, ${read}`;
    case "unproven":
      return `${name}: ${grouped(rows)} rows, not proven complete, ${read}: there are ${grouped(whole.least)} to ${grouped(whole.most)}, because rows came or went while they were read or the API left some out, so no total of it is exact`;
    case "never": {
      const of = whole.total === undefined ? "" : ` of ${grouped(whole.total)}`;
      const why = declared.never === undefined ? "" : ` (${declared.never})`;
      return `${name}: ${grouped(rows)}${of} rows, not all${why}: a total is a lower bound, ${read}`;
    }
    case "partial": {
      const of = whole.total === undefined ? "" : ` of ${grouped(whole.total)}`;
      const exact = complete === undefined ? "" : `; exact for ${tellComplete(complete)}`;
      return `${name}: NOT ALL ROWS, ${grouped(rows)}${of} so far: a total is a lower bound${exact}`;
    }
    default:
      return whole satisfies never;
  }
}

/** What stands before a question's rows: the shop, and for each table which rows they are. */
export function queryLines({ title }: Connector, answer: QuestionAnswer): readonly string[] {
  const { tables, timeZone } = answer;
  const meta = Object.assign({}, ...tables.map((table) => table.meta));
  const { generated_at: _, ...facts } = meta;
  const isPartial = tables.some(({ whole }) => whole.kind === "partial");
  return [
    `${isPartial ? "NOT ALL ROWS. " : ""}${tellMeta(title, facts)}`,
    ...tellSources(answer),
    ...tables.flatMap(tellRest),
    ...tables.flatMap((table) => notePeriod(table, timeZone)),
    ...tellLimits(answer),
  ];
}

/** How all rows may be had, where that is up to whoever asks. */
function tellRest({ table: { name }, whole }: Snapshot): readonly string[] {
  if (whole.kind === "partial") return [`Without partial: true the answer waits for all rows of ${name}.`];
  return whole.kind === "unproven" ? [`With refresh: true all rows of ${name} are read anew.`] : [];
}

/** On which rows an answer rests, table by table. */
export function tellSources({ tables, named, timeZone }: QuestionAnswer): readonly string[] {
  return [
    ...tables.map((table) => tellRows(table, timeZone)),
    ...tables.flatMap((table) => named.flatMap((name) => tellPartialList(table, name))),
  ];
}

/** A column as statements have it, which can be nothing else in a line. */
const PLAIN = /^[\p{L}\p{N}_."]{1,100}$/u;

/** What is not told apart in an answer, and what is not in it. */
function tellLimits({ mixedCurrencies, cutDays = [], more, rows }: QuestionAnswer): readonly string[] {
  return [
    ...cutDays
      .filter(({ column }) => PLAIN.test(column))
      .map(
        ({ column, day }) =>
          `${column} is a time, so '${day}' is 00:00 of that day, and rows of later that day are not counted to it. For whole days compare ${column}::date.`,
      ),
    ...(mixedCurrencies === undefined
      ? []
      : [
          `Amounts are in ${mixedCurrencies} currencies, and the statement does not tell them apart: group by currency.`,
        ]),
    ...(more ? [`There are more rows than the ${rows.length} shown: aggregate, filter, or use LIMIT and OFFSET.`] : []),
  ];
}

/**
 * That a table made of a list inside the rows of another one holds a part of what there is, where that is so.
 * @param name as a statement spells it
 */
export function tellPartialList({ table: { name: list, declared } }: Snapshot, name: string): readonly string[] {
  const lists = Object.entries(declared.partialLists ?? {});
  // A list inside the list, too: coupons_usages_items.
  const found = lists.find(([field]) => `${name}_`.toLowerCase().startsWith(`${list}_${field}_`.toLowerCase()));
  return found === undefined ? [] : [`${name}: NOT ALL ROWS, ${found[1]}: a total is a lower bound.`];
}

/** The rows of a period end with today. */
function notePeriod({ table: { name, declared } }: Snapshot, zone: string): readonly string[] {
  if (declared.days === undefined) return [];
  return [`${name}: today, ${dayIn(zone, new Date())}, is not over.`];
}

/** What stands before the columns of tables: what a row of each is, and which rows are there. */
export function tablesLines(connector: Connector, described: readonly DescribedSnapshot[]): readonly string[] {
  const meta = Object.assign({}, ...described.map(({ snapshot }) => snapshot.meta));
  const { generated_at: _, ...facts } = meta;
  const zone = typeof facts.timezone === "string" ? facts.timezone : "UTC";
  const columns = described.flatMap(({ tables }) => tables.flatMap((table) => table.columns));
  const time = columns.find(({ type, sql }) => /^TIMESTAMP[A-Z ]*$/.test(type) && PLAIN.test(sql))?.sql;
  const days = time === undefined ? "" : `; compare days with ${time}::date`;
  return [
    tellMeta(connector.title, facts),
    ...described.flatMap(({ snapshot, tables }) => [
      `${tellRows(snapshot, zone)}. ${snapshot.table.declared.row ?? "What a row is, is not documented."}`,
      ...tables
        .filter(({ parent }) => parent !== undefined)
        .flatMap(({ name, rows, parent }) => [
          `${name}: ${grouped(rows)} rows, made of a list inside the rows of ${parent}.`,
          ...tellPartialList(snapshot, name),
        ]),
      ...notePeriod(snapshot, zone),
    ]),
    `Ask with ${queryToolName(connector)}. Times are in ${zone}${days}. Below: each value with its count, or smallest to largest (how many different).`,
  ];
}

/** The columns of each table, by its name: type, and what stands in them. */
export function tablesColumns(described: readonly DescribedSnapshot[]): JsonObject {
  const tables = described.flatMap(({ snapshot, tables }) =>
    tables.map((table) => [table.name, table.columns.map((column) => columnRow(column, snapshot))] as const),
  );
  return Object.fromEntries(tables);
}

function columnRow(column: DescribedColumn, { table }: Snapshot): JsonObject {
  const meaning = getOwn(table.declared.columns ?? {}, column.name);
  return { column: column.sql, type: shortType(column.type), values: tellValues(column, meaning) };
}

/** Without what an assistant does not need to write a statement. */
function shortType(type: string): string {
  return type.replaceAll("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ").replace(/DECIMAL\(\d+,(\d+)\)/g, "DECIMAL");
}

function tellValues(column: DescribedColumn, meaning: string | undefined): string {
  const { values, smallest, largest, different, nulls, notes } = column;
  const range = smallest === undefined ? undefined : `${smallest} to ${largest} (${different ?? 0})`;
  const told = values === undefined ? range : tellCounts(values, column.type);
  const empty = nulls === 0 ? undefined : nulls === 1 ? "always empty" : `${percent(nulls)} empty`;
  return [meaning, told, empty, ...notes.map(tellNote)].filter((part) => part !== undefined && part !== "").join("; ");
}

/** Of a column in which no value comes twice, counts would say nothing; neither would each number or time of it. */
function tellCounts(values: NonNullable<DescribedColumn["values"]>, type: string): string {
  const all = values.map(({ value }) => value);
  if (values.length < 3 || values.some(({ count }) => count > 1)) {
    return values.map(({ value, count }) => `${value} ${count}`).join(" | ");
  }
  // Equally frequent ones come in their own order.
  return type === "VARCHAR" ? `${all.join(" | ")}, once each` : `${all[0]} to ${all.at(-1)} (${all.length})`;
}

function tellNote(note: ColumnNote): string {
  switch (note.kind) {
    case "as-text":
      return "kept as text, because its values are of several kinds or too long to compute with";
    case "renamed":
      return `the API calls it ${quoted(note.from)}`;
    default:
      return note satisfies never;
  }
}

function percent(share: number): string {
  return share < 0.01 ? "under 1 %" : `${Math.round(share * 100)} %`;
}

/** 2026-11-21T18:13+01:00 in a timezone, UTC where there is none of that name. */
export function timeIn(zone: string, moment: Date): string {
  const inUtc = `${moment.toISOString().slice(0, 16)}Z`;
  // The calendars of all zones take 10 ms to load.
  if (zone === "UTC") return inUtc;
  try {
    const parts = new Map(
      new Intl.DateTimeFormat("en-US-u-ca-iso8601", {
        timeZone: zone,
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
        hourCycle: "h23",
        timeZoneName: "longOffset",
      })
        .formatToParts(moment)
        .map(({ type, value }) => [type, value]),
    );
    const offset = (parts.get("timeZoneName") ?? "GMT").replace("GMT", "") || "Z";
    return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}T${parts.get("hour")}:${parts.get("minute")}${offset}`;
  } catch {
    return inUtc;
  }
}
