import type { JsonObject } from "../answers/json.ts";
import { CHART_KINDS, type ChartWish } from "../charts/chart.ts";
import { CHART_DATA, type ChartData } from "../charts/data.ts";
import { getOwn } from "../utils/own.ts";

/*
 * What comes from the host, which may be anything, as what this page knows.
 */

/** No server of ours sends more. */
const MOST_ROWS = 500;
const MOST_NOTES = 20;

/** Finds what is to be drawn in a tool's result; undefined where it brings nothing, or is an error. */
export function readChartData(result: unknown): ChartData | undefined {
  const meta = part(result, "_meta");
  const data = part(meta, CHART_DATA);
  const rows = part(data, "rows");
  if (part(result, "isError") === true || !Array.isArray(rows)) return undefined;
  const [currency, now] = [text(part(data, "currency")), number(part(data, "now"))];
  return {
    source: text(part(data, "source")) ?? "",
    notes: texts(part(data, "notes")).slice(0, MOST_NOTES),
    rows: rows.slice(0, MOST_ROWS).filter(isRow),
    omitted: number(part(data, "omitted")) ?? 0,
    wish: readWish(part(data, "wish")),
    ...(currency === undefined ? {} : { currency }),
    ...(now === undefined ? {} : { now }),
  };
}

/** What an object has under a name; undefined of everything else. */
export function part(value: unknown, name: string): unknown {
  return isRecord(value) ? getOwn(value, name) : undefined;
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A message is a copy by the browser: its objects hold what JSON can, and at worst what `JSON.stringify` refuses. */
function isRow(value: unknown): value is JsonObject {
  return isRecord(value);
}

function readWish(wish: unknown): ChartWish {
  const kind = CHART_KINDS.find((known) => known === part(wish, "kind"));
  const y = texts(part(wish, "y"));
  return { kind, x: text(part(wish, "x")), y: y.length === 0 ? undefined : y, series: text(part(wish, "series")) };
}
