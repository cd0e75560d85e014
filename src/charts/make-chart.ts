import type { JsonObject } from "../answers/json.ts";
import { getOwn } from "../utils/own.ts";
import { type Chart, type ChartKind, labelsOf, type Series } from "./chart.ts";
import { isMoney, numberOf, readTime, textOf, timesOf } from "./columns.ts";
import { listWords, wordsOf, wordsWithin } from "./words.ts";

/** Lines or bars of one label beside one another; more could not be told apart. */
export const MOST_SERIES = 6;
/** Numbers of one answer that are shown large. */
export const MOST_NUMBERS = 6;
/** Bars that fit below one another. */
const MOST_BARS = 40;
/** Points of a line. */
const MOST_POINTS = 500;

/** What is drawn of rows, by the names of their columns. */
export interface Chosen {
  readonly kind: ChartKind;
  readonly x: string | undefined;
  readonly y: readonly string[];
  readonly series: string | undefined;
  readonly currency: string | undefined;
  readonly now: number;
}

/** Makes a chart of rows, as much as a reader can tell apart. */
export function makeChart(rows: readonly JsonObject[], chosen: Chosen): Chart {
  const { kind, x, y, series, now } = chosen;
  const labelOf = (row: JsonObject) => (x === undefined ? "" : textOf(getOwn(row, x) ?? null));
  const ordered = inOrder(rows, x, y, kind);
  const most = kind === "horizontal" ? MOST_BARS : kind === "number" ? 1 : MOST_POINTS;
  // Without a column that tells them apart, two rows of one label are two bars.
  const labels = (series === undefined ? ordered.map(labelOf) : [...new Set(ordered.map(labelOf))]).slice(0, most);
  const placed = new Set(labels);
  const there = series === undefined ? ordered.slice(0, most) : ordered.filter((row) => placed.has(labelOf(row)));
  const made = series === undefined ? seriesOfColumns(there, chosen) : seriesOfRows(there, labels, series, chosen);
  const times = x === undefined ? undefined : timesOf(labels, now);
  const title = titleOf(kind === "number" ? undefined : x, series === undefined ? y : y.slice(0, 1), series);
  // The numbers of one label among several are nobody's, if it is not said whose.
  const isOneOfMany = kind === "number" && x !== undefined && rows.length > there.length;
  return {
    kind,
    title: isOneOfMany ? `${title}, ${labelsOf({ labels, times }).join()}` : title,
    labels,
    times,
    series: made.drawn,
    omitted: {
      rows: rows.length - there.length,
      repeated: series === undefined ? 0 : countRepeated(there, x, series),
      series: made.left,
    },
  };
}

/** Times from the first to the last, or the last first where only that one is shown; names from the longest bar to the shortest. */
function inOrder(
  rows: readonly JsonObject[],
  x: string | undefined,
  [first = ""]: readonly string[],
  kind: ChartKind,
): readonly JsonObject[] {
  if (x === undefined) return rows;
  const timeOf = (row: JsonObject) => readTime(textOf(getOwn(row, x) ?? null));
  if (rows.every((row) => timeOf(row) !== undefined)) {
    const sorted = [...rows].sort((one, other) => (timeOf(one) ?? 0) - (timeOf(other) ?? 0));
    return kind === "number" ? sorted.toReversed() : sorted;
  }
  if (kind !== "horizontal") return rows;
  const sizeOf = (row: JsonObject) => numberOf(getOwn(row, first) ?? null) ?? Number.NEGATIVE_INFINITY;
  return [...rows].sort((one, other) => sizeOf(other) - sizeOf(one));
}

/** What is drawn, and the names of what is not. */
interface MadeSeries {
  readonly drawn: readonly Series[];
  readonly left: readonly string[];
}

function seriesOfColumns(rows: readonly JsonObject[], { kind, y, currency }: Chosen): MadeSeries {
  const most = kind === "number" ? MOST_NUMBERS : MOST_SERIES;
  const drawn = y.slice(0, most).map((name) => ({
    name: wordsOf(name),
    values: rows.map((row) => numberOf(getOwn(row, name) ?? null)),
    currency: isMoney(name) ? currency : undefined,
  }));
  return { drawn, left: y.slice(most).map(wordsOf) };
}

/** A series for each name, where one number is drawn: those with the largest numbers, in the order in which they came. */
function seriesOfRows(
  rows: readonly JsonObject[],
  labels: readonly string[],
  series: string,
  { x, y: [first = "", ...others], currency }: Chosen,
): MadeSeries {
  const byName = new Map<string, Map<string, number | undefined>>();
  for (const row of rows) {
    const name = textOf(getOwn(row, series) ?? null);
    const values = byName.get(name) ?? new Map<string, number | undefined>();
    const label = x === undefined ? "" : textOf(getOwn(row, x) ?? null);
    if (!values.has(label)) values.set(label, numberOf(getOwn(row, first) ?? null));
    byName.set(name, values);
  }
  const ranked = [...byName].map(([name, values]) => ({ name, size: sizeOf(values) }));
  ranked.sort((one, other) => other.size - one.size);
  const left = new Set(ranked.slice(MOST_SERIES).map(({ name }) => name));
  const unit = isMoney(first) ? currency : undefined;
  const drawn = [...byName].flatMap(([name, values]) =>
    left.has(name) ? [] : [{ name, values: labels.map((label) => values.get(label)), currency: unit }],
  );
  return { drawn, left: [...left, ...others.map(wordsOf)] };
}

function sizeOf(values: ReadonlyMap<string, number | undefined>): number {
  return [...values.values()].reduce<number>((sum, value) => sum + Math.abs(value ?? 0), 0);
}

function titleOf(x: string | undefined, y: readonly string[], series: string | undefined): string {
  const by = [x, series].filter((name) => name !== undefined).map(wordsWithin);
  return by.length === 0 ? listWords(y) : `${listWords(y)} by ${by.join(" and ")}`;
}

/** Rows that have the label and the series of a row before them. */
export function countRepeated(rows: readonly JsonObject[], x: string | undefined, series: string): number {
  const textAt = (row: JsonObject, name: string) => textOf(getOwn(row, name) ?? null);
  const places = rows.map((row) => JSON.stringify([x === undefined ? "" : textAt(row, x), textAt(row, series)]));
  return rows.length - new Set(places).size;
}

export function distinct(rows: readonly JsonObject[], name: string): number {
  return new Set(rows.map((row) => textOf(getOwn(row, name) ?? null))).size;
}
