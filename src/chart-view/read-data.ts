import type { JsonObject } from "../answers/json.ts";
import { CHART_KINDS, type ChartWish } from "../charts/chart.ts";
import { CHART_DATA, type ChartData } from "../charts/data.ts";
import { getMember, isRecord } from "../utils/own.ts";

/*
 * What comes from the host, which may be anything, as what this page knows.
 */

/** No server of ours sends more. */
const MOST_ROWS = 500;
const MOST_NOTES = 20;

/** Finds what is to be drawn in a tool's result; undefined where it brings nothing, or is an error. */
export function readChartData(result: unknown): ChartData | undefined {
  const meta = getMember(result, "_meta");
  const data = getMember(meta, CHART_DATA);
  const rows = getMember(data, "rows");
  if (getMember(result, "isError") === true || !Array.isArray(rows)) return undefined;
  const [currency, now] = [text(getMember(data, "currency")), number(getMember(data, "now"))];
  return {
    source: text(getMember(data, "source")) ?? "",
    notes: texts(getMember(data, "notes")).slice(0, MOST_NOTES),
    rows: rows.slice(0, MOST_ROWS).filter(isRow),
    omitted: number(getMember(data, "omitted")) ?? 0,
    wish: readWish(getMember(data, "wish")),
    ...(currency === undefined ? {} : { currency }),
    ...(now === undefined ? {} : { now }),
  };
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

/** A message is a copy by the browser: its objects hold what JSON can, and at worst what `JSON.stringify` refuses. */
function isRow(value: unknown): value is JsonObject {
  return isRecord(value);
}

function readWish(wish: unknown): ChartWish {
  const kind = CHART_KINDS.find((known) => known === getMember(wish, "kind"));
  const y = texts(getMember(wish, "y"));
  return {
    kind,
    x: text(getMember(wish, "x")),
    y: y.length === 0 ? undefined : y,
    series: text(getMember(wish, "series")),
  };
}
