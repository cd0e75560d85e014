import type { AnswerMeta } from "../answers/answer.ts";
import { isExactNumber } from "../answers/exact-json.ts";
import { isArray, isObject, isScalar, type Json, type JsonObject } from "../answers/json.ts";
import { sanitize } from "../answers/sanitize.ts";
import type { ChartWish } from "../charts/chart.ts";
import { fitWish } from "../charts/choose.ts";
import type { ChartData } from "../charts/data.ts";
import { readNotes } from "../render/render.ts";
import { beginning, type Clean, shorten } from "../utils/clean-text.ts";
import { getOwn, setOwn } from "../utils/own.ts";
import { atOnce } from "../utils/turns.ts";

/*
 * What travels beside a text to whoever draws it. It is no second answer: what no chart shows is left out, so that the
 * largest answer weighs a quarter of a megabyte here.
 */

/** No line has more points. */
const MOST_ROWS = 500;
/** Columns beside those that somebody wished for. */
const MOST_COLUMNS = 40;
/** Characters of a text or a column's name: more do not stand along any axis. */
const LONGEST_TEXT = 200;
/** So much of a text is looked through once more for what must not leave: its end could be half of something. */
const LOOKED_THROUGH = 400;
/** Characters of all rows as JSON before that, which nothing interrupts, and after it. */
const MOST_LOOKED_THROUGH = 500_000;
const LONGEST_ROWS = 250_000;

/** An answer that has a chart. */
export interface Drawable {
  readonly title: string;
  /** As the assistant reads it. */
  readonly text: string;
  readonly rows: readonly Json[];
  readonly meta: AnswerMeta;
  /** By the shop's clock, as if it showed UTC; NaN where that is not known. */
  readonly now: number;
  readonly wish: ChartWish;
}

/** Makes what travels. `clean` is the last gate before a text leaves. */
export function chartData({ title, text, rows, meta, now, wish }: Drawable, clean: Clean): ChartData {
  const names = columnNames(rows, wish);
  const plain = rows
    .filter(isObject)
    .slice(0, MOST_ROWS)
    .map((row) => plainRow(row, names));
  const looked = sanitize(withinLimit(plain, MOST_LOOKED_THROUGH), (one) => shorten(clean(one), LONGEST_TEXT));
  const { document } = atOnce(looked);
  const kept = withinLimit(isArray(document) ? document.filter(isObject) : [], LONGEST_ROWS);
  const { currency } = meta;
  return {
    source: clean(tellSource(title, meta)),
    // The first line of a text is its source, in other words.
    notes: readNotes(text).slice(1).map(clean),
    rows: kept,
    omitted: rows.length - kept.length,
    wish: fitWish(kept, wish).wish,
    ...(typeof currency === "string" && /^[A-Z]{3}$/.test(currency) ? { currency } : {}),
    ...(Number.isNaN(now) ? {} : { now }),
  };
}

/** A time that says how far it is from Greenwich: any other is another moment in another place. */
const EXACT_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:\d\d)$/;

/** Whose answer it is, and from when: "Setpilot, Waldkauz Kaffee, 2026-11-21 10:00 UTC". */
function tellSource(title: string, { store, generated_at: at }: AnswerMeta): string {
  const made = new Date(typeof at === "string" && EXACT_TIME.test(at) ? at : Number.NaN);
  return [
    title,
    ...(typeof store === "string" ? [shorten(store, LONGEST_TEXT)] : []),
    ...(Number.isNaN(made.getTime()) ? [] : [`${made.toISOString().slice(0, 16).replace("T", " ")} UTC`]),
  ].join(", ");
}

/** The columns that a chart can use: whatever is wished for, and the first ones. */
function columnNames(rows: readonly Json[], { x, y = [], series }: ChartWish): readonly string[] {
  const wished = new Set([x, ...y, series].map((name) => name?.toLowerCase()));
  const names = new Set<string>();
  for (const row of rows.slice(0, MOST_ROWS)) {
    if (!isObject(row)) continue;
    for (const name of Object.keys(row)) {
      const isUsed = names.size < MOST_COLUMNS || wished.has(name.toLowerCase());
      if (isUsed && name.length <= LONGEST_TEXT) names.add(name);
    }
  }
  return [...names];
}

function plainRow(row: JsonObject, names: readonly string[]): JsonObject {
  const plain: Record<string, Json> = {};
  for (const name of names) {
    const value = getOwn(row, name);
    // Objects and lists have no place on an axis.
    if (value !== undefined && isScalar(value)) setOwn(plain, name, plainValue(value));
  }
  return plain;
}

/** A value as plain JSON holds it: ids that a JavaScript number would change, and what it has no number for, are texts. */
function plainValue(value: Json): Json {
  if (typeof value === "string") return beginning(value, LOOKED_THROUGH);
  if (!isExactNumber(value)) return value;
  const rounded = Number(value.value);
  const isId = Number.isInteger(rounded) && !Number.isSafeInteger(rounded) && /^-?\d+$/.test(value.value);
  return isId || !Number.isFinite(rounded) ? beginning(value.value, LOOKED_THROUGH) : rounded;
}

function withinLimit(rows: readonly JsonObject[], limit: number): readonly JsonObject[] {
  let length = 0;
  const end = rows.findIndex((row) => {
    length += JSON.stringify(row).length + 1;
    return length > limit;
  });
  return end === -1 ? rows : rows.slice(0, end);
}
