import { isObject, type Json, type JsonObject } from "../answers/json.ts";
import type { Chart, ChartKind, ChartWish } from "./chart.ts";
import { type Column, columnsOf, isMoney } from "./columns.ts";
import { countRepeated, distinct, MOST_NUMBERS, MOST_SERIES, makeChart } from "./make-chart.ts";

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

/** Lines that nobody asked for by name. */
const MOST_CHOSEN = 4;
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
  const series = wish.series ?? chooseSeries(columns, rows, x, wish.y);
  const y = chooseY(columns, x, { ...wish, series }, rows.length === 1);
  if (y.length === 0) return { ok: false, reason: { kind: "no-numbers" } };
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
  // Where nothing is wished for, nothing has to fit.
  if (Object.keys(withoutNothing(wish)).length === 0) return { wish: {}, misfits: [] };
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
  const names = free.filter(({ kind }) => kind === "name");
  return free.find(({ kind }) => kind === "time") ?? names.find(({ name }) => CALLED.test(name)) ?? names[0];
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
  const headlines = money.filter(({ name }) => HEADLINE.test(name));
  if (isOneRow) {
    const ordered = new Set([...headlines, ...numbers.filter(({ name }) => name === "orders"), ...money, ...numbers]);
    return [...ordered].slice(0, MOST_NUMBERS).map(({ name }) => name);
  }
  const [first] = [...headlines, ...money, ...numbers];
  if (first === undefined) return [];
  // Names are in the order of the first number, and the others may count something else; a line of each name is one number.
  if (x === undefined || x.kind === "name" || series !== undefined) return [first.name];
  if (headlines.length > 0) return headlines.slice(0, MOST_CHOSEN).map(({ name }) => name);
  const alike = (money.length > 0 ? money : numbers).filter(
    ({ largest }) => largest === 0 || (largest <= first.largest * SAME_AXIS && largest * SAME_AXIS >= first.largest),
  );
  return alike.slice(0, MOST_CHOSEN).map(({ name }) => name);
}

/** What people call something by: not its number or its level, which may stand before that. */
const CALLED = /^(?:name|title|label)$/i;

/** What a shop is asked for first. */
const HEADLINE = /^(?:revenue|turnover|profit)$/i;

/** The column that tells lines apart, where a time comes several times. */
function chooseSeries(
  columns: readonly Column[],
  rows: readonly JsonObject[],
  x: Column | undefined,
  y: readonly string[] | undefined,
): string | undefined {
  if (x === undefined || (y !== undefined && y.length > 1) || distinct(rows, x.name) === rows.length) return undefined;
  const names = columns.filter(({ kind, name }) => kind === "name" && name !== x.name);
  // Names that hardly come twice make no lines.
  const most = x.kind === "time" ? Math.max(rows.length / 2, MOST_SERIES) : MOST_SERIES;
  const few = names.filter(({ name }) => distinct(rows, name) <= most);
  return (few.find(({ name }) => countRepeated(rows, x.name, name) === 0) ?? few[0])?.name;
}

function chooseKind(rows: readonly JsonObject[], x: Column | undefined): ChartKind {
  if (x === undefined || rows.length === 1) return "number";
  return x.kind === "time" ? "line" : "horizontal";
}
