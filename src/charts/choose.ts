import { isObject, type Json, type JsonObject } from "../answers/json.ts";
import { getOwn } from "../utils/own.ts";
import type { Chart, ChartKind, ChartWish, Series } from "./chart.ts";
import { type Column, columnsOf, isMoney, numberOf, readTime, textOf, timesOf } from "./columns.ts";

/** Rows to be drawn, and what is known of them. */
export interface ChartRows {
  readonly rows: readonly Json[];
  readonly currency?: string | undefined;
  /** The moment by the shop's clock, in milliseconds as if that clock showed UTC. */
  readonly now: number;
}

/** Why there is nothing to draw. */
export type NothingToDraw =
  | { readonly kind: "no-rows" }
  | { readonly kind: "no-numbers" }
  | { readonly kind: "unknown-column"; readonly column: string; readonly columns: readonly string[] }
  | { readonly kind: "not-numbers"; readonly column: string };

export type Choice =
  | { readonly ok: true; readonly chart: Chart }
  | { readonly ok: false; readonly reason: NothingToDraw };

/** Lines or bars of one label beside one another; more could not be told apart. */
const MOST_SERIES = 6;
/** Lines that nobody asked for by name. */
const MOST_CHOSEN = 4;
/** Bars that fit below one another. */
const MOST_BARS = 40;
/** Points of a line. */
const MOST_POINTS = 500;
/** Numbers of one answer that are shown large. */
const MOST_NUMBERS = 6;
/** Columns whose numbers differ by more cannot be read on one axis. */
const SAME_AXIS = 20;

/** Chooses what to draw of rows: what was wished for, and the rest by what the columns hold. */
export function chooseChart({ rows: given, currency, now }: ChartRows, wish: ChartWish = {}): Choice {
  const rows = given.filter(isObject);
  const columns = columnsOf(rows);
  const wrong = findWrong(columns, wish);
  if (wrong !== undefined) return { ok: false, reason: wrong };
  if (rows.length === 0) return { ok: false, reason: { kind: "no-rows" } };
  const x = columns.find(({ name }) => name === wish.x) ?? chooseX(columns, wish);
  const y = chooseY(columns, x, wish, rows.length === 1);
  if (y.length === 0) return { ok: false, reason: { kind: "no-numbers" } };
  const series = wish.series ?? chooseSeries(columns, rows, x, y);
  const kind = wish.kind ?? chooseKind(rows, x);
  return { ok: true, chart: makeChart(rows, { kind, x: x?.name, y, series, currency, now }) };
}

/** A wish as far as rows can have it, and what stands in the way of the rest. */
export interface Fitted {
  readonly wish: ChartWish;
  readonly misfits: readonly NothingToDraw[];
}

/**
 * Leaves out of a wish what the rows do not have, so that there is something to draw whenever there is without a wish.
 * Columns may be spelled in another case: the engine does not tell it apart.
 */
export function fitWish(given: readonly Json[], wish: ChartWish): Fitted {
  const rows = given.filter(isObject);
  const columns = columnsOf(rows);
  const misfits: NothingToDraw[] = [];
  const find = (name: string | undefined) => {
    const found = name === undefined ? undefined : findColumn(columns, name);
    if (name !== undefined && found === undefined && columns.length > 0) {
      misfits.push({ kind: "unknown-column", column: name, columns: columns.map((column) => column.name) });
    }
    return found;
  };
  const x = find(wish.x)?.name;
  const series = find(wish.series)?.name;
  const y = (wish.y ?? []).flatMap((name) => {
    const found = find(name);
    if (found === undefined || found.isNumbers) return found?.name ?? [];
    misfits.push({ kind: "not-numbers", column: found.name });
    return [];
  });
  // One point is no line.
  const kind = wish.kind === "line" && rows.length === 1 ? undefined : wish.kind;
  const fitted = withoutNothing({ kind, x, y: y.length === 0 ? undefined : y, series });
  const isDrawn = (one: ChartWish) => chooseChart({ rows, now: Number.NaN }, one).ok;
  if (isDrawn(fitted) || !isDrawn({})) return { wish: fitted, misfits };
  return { wish: {}, misfits: [...misfits, { kind: "no-numbers" }] };
}

function findColumn(columns: readonly Column[], name: string): Column | undefined {
  const exact = columns.find((column) => column.name === name);
  if (exact !== undefined) return exact;
  const alike = columns.filter((column) => column.name.toLowerCase() === name.toLowerCase());
  return alike.length === 1 ? alike[0] : undefined;
}

function withoutNothing(wish: ChartWish): ChartWish {
  return Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
}

function findWrong(columns: readonly Column[], { x, y = [], series }: ChartWish): NothingToDraw | undefined {
  const names = columns.map(({ name }) => name);
  const unknown = [x, ...y, series].find((name) => name !== undefined && !names.includes(name));
  if (unknown !== undefined && columns.length > 0) return { kind: "unknown-column", column: unknown, columns: names };
  const notNumbers = y.find((name) => columns.find((column) => column.name === name)?.isNumbers !== true);
  return notNumbers === undefined || columns.length === 0 ? undefined : { kind: "not-numbers", column: notNumbers };
}

function chooseX(columns: readonly Column[], { y = [], series }: ChartWish): Column | undefined {
  const free = columns.filter(({ name }) => !y.includes(name) && name !== series);
  return free.find(({ kind }) => kind === "time") ?? free.find(({ kind }) => kind === "name");
}

function chooseY(
  columns: readonly Column[],
  x: Column | undefined,
  { y, series }: ChartWish,
  isOneRow: boolean,
): readonly string[] {
  if (y !== undefined) return y;
  const numbers = columns.filter(({ kind, name }) => kind === "number" && name !== x?.name && name !== series);
  const money = numbers.filter(({ name }) => isMoney(name));
  const [first] = money.length > 0 ? money : numbers;
  if (first === undefined) return [];
  if (isOneRow) return [...new Set([...money, ...numbers])].slice(0, MOST_NUMBERS).map(({ name }) => name);
  // Names are in the order of the first number, and the others may count something else.
  if (x === undefined || x.kind === "name") return [first.name];
  const headlines = money.filter(({ name }) => HEADLINE.test(name));
  if (headlines.length > 0) return headlines.slice(0, MOST_CHOSEN).map(({ name }) => name);
  const alike = (money.length > 0 ? money : numbers).filter(
    ({ largest }) => largest === 0 || (largest <= first.largest * SAME_AXIS && largest * SAME_AXIS >= first.largest),
  );
  return alike.slice(0, MOST_CHOSEN).map(({ name }) => name);
}

/** What a shop is asked for first. */
const HEADLINE = /^(?:revenue|turnover|profit)$/i;

/** The column that tells lines apart, where a time comes several times. */
function chooseSeries(
  columns: readonly Column[],
  rows: readonly JsonObject[],
  x: Column | undefined,
  y: readonly string[],
): string | undefined {
  if (x === undefined || y.length !== 1 || distinct(rows, x.name) === rows.length) return undefined;
  return columns.find(({ kind, name }) => kind === "name" && name !== x.name && distinct(rows, name) <= MOST_SERIES)
    ?.name;
}

function distinct(rows: readonly JsonObject[], name: string): number {
  return new Set(rows.map((row) => textOf(getOwn(row, name) ?? null))).size;
}

function chooseKind(rows: readonly JsonObject[], x: Column | undefined): ChartKind {
  if (x === undefined || rows.length === 1) return "number";
  return x.kind === "time" ? "line" : "horizontal";
}

interface Chosen {
  readonly kind: ChartKind;
  readonly x: string | undefined;
  readonly y: readonly string[];
  readonly series: string | undefined;
  readonly currency: string | undefined;
  readonly now: number;
}

function makeChart(rows: readonly JsonObject[], { kind, x, y, series, currency, now }: Chosen): Chart {
  const labelOf = (row: JsonObject) => (x === undefined ? "" : textOf(getOwn(row, x) ?? null));
  const ordered = inOrder(rows, x, y, kind);
  const most = kind === "horizontal" ? MOST_BARS : kind === "number" ? 1 : MOST_POINTS;
  // Without a column that tells them apart, two rows of one label are two bars.
  const labels = series === undefined ? ordered.map(labelOf) : [...new Set(ordered.map(labelOf))];
  const shown = labels.slice(0, most);
  const all =
    series === undefined
      ? seriesOfColumns(ordered.slice(0, most), y)
      : seriesOfRows(ordered, shown, series, y[0] ?? "", labelOf);
  return {
    kind,
    title: titleOf(kind === "number" ? undefined : x, y, series),
    labels: shown,
    times: x === undefined ? undefined : timesOf(shown, now),
    series: all.slice(0, kind === "number" ? MOST_NUMBERS : MOST_SERIES),
    currency: y.every(isMoney) ? currency : undefined,
    omitted: labels.length - shown.length,
  };
}

/** Times from the first to the last, names from the longest bar to the shortest. */
function inOrder(
  rows: readonly JsonObject[],
  x: string | undefined,
  [first = ""]: readonly string[],
  kind: ChartKind,
): readonly JsonObject[] {
  if (x === undefined) return rows;
  const timeOf = (row: JsonObject) => readTime(textOf(getOwn(row, x) ?? null));
  if (rows.every((row) => timeOf(row) !== undefined)) {
    return [...rows].sort((one, other) => (timeOf(one) ?? 0) - (timeOf(other) ?? 0));
  }
  if (kind !== "horizontal") return rows;
  const sizeOf = (row: JsonObject) => numberOf(getOwn(row, first) ?? null) ?? Number.NEGATIVE_INFINITY;
  return [...rows].sort((one, other) => sizeOf(other) - sizeOf(one));
}

type LabelOf = (row: JsonObject) => string;

function seriesOfColumns(rows: readonly JsonObject[], y: readonly string[]): Series[] {
  return y.map((name) => ({ name, values: rows.map((row) => numberOf(getOwn(row, name) ?? null)) }));
}

function seriesOfRows(
  rows: readonly JsonObject[],
  labels: readonly string[],
  series: string,
  y: string,
  labelOf: LabelOf,
): Series[] {
  const byName = new Map<string, Map<string, number | undefined>>();
  for (const row of rows) {
    const name = textOf(getOwn(row, series) ?? null);
    const values = byName.get(name) ?? new Map<string, number | undefined>();
    values.set(labelOf(row), numberOf(getOwn(row, y) ?? null));
    byName.set(name, values);
  }
  return [...byName].map(([name, values]) => ({ name, values: labels.map((label) => values.get(label)) }));
}

function titleOf(x: string | undefined, y: readonly string[], series: string | undefined): string {
  const by = [x, series].filter((name) => name !== undefined);
  return by.length === 0 ? y.join(", ") : `${y.join(", ")} by ${by.join(" and ")}`;
}
