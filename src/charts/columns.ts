import { isExactNumber } from "../answers/exact-json.ts";
import type { Json, JsonObject } from "../answers/json.ts";
import { fieldNames } from "../answers/rows.ts";
import { getOwn } from "../utils/own.ts";
import type { Grain, Times } from "./chart.ts";

/** What a column holds. */
export interface Column {
  readonly name: string;
  readonly kind: "time" | "number" | "name";
  /** They can be drawn where somebody asks for it, whatever kind the name says they are. */
  readonly isNumbers: boolean;
  readonly largest: number;
}

/** The columns of rows, in the order in which they come. */
export function columnsOf(rows: readonly JsonObject[]): readonly Column[] {
  const names = fieldNames(rows);
  return names.map((name) =>
    columnOf(
      name,
      rows.map((row) => getOwn(row, name) ?? null),
    ),
  );
}

/** Numbers with such a name tell which one, not how much. */
const IDENTIFIES = /(?:^|_|\b)(?:id|position|year|month|week|weekday|day|hour|quarter|number|no|nr|zip|postal_code)$/i;

function columnOf(name: string, values: readonly Json[]): Column {
  const there = values.filter((value) => value !== null);
  const numbers = there.map(numberOf).filter((number) => number !== undefined);
  const isNumbers = there.length > 0 && numbers.length === there.length;
  if (isNumbers && !IDENTIFIES.test(name)) {
    const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
    return { name, kind: "number", isNumbers, largest };
  }
  const isTime = there.length > 0 && there.every((value) => readTime(textOf(value)) !== undefined);
  return { name, kind: isTime && there.length === values.length ? "time" : "name", isNumbers, largest: 0 };
}

/** No axis goes further. */
const LARGEST = 1e150;

/** What a number is on an axis; undefined where it is none, or beyond all axes. */
export function numberOf(value: Json): number | undefined {
  const number = typeof value === "number" ? value : isExactNumber(value) ? Number(value.value) : Number.NaN;
  // Between the outermost ones nothing is left to reckon places with, and the smallest are nothing beside any other.
  if (!(Math.abs(number) < LARGEST)) return undefined;
  return Math.abs(number) < 1 / LARGEST ? 0 : number;
}

/** A value as it stands along an axis. */
export function textOf(value: Json): string {
  if (typeof value === "string") return value;
  if (isExactNumber(value)) return value.value;
  return value === null ? "(none)" : JSON.stringify(value);
}

/** Words of a name that an amount of money has, and those that say it is something else. */
const MONEY =
  /(?:^|_)(?:revenue|turnover|sales|profit|cost|costs|price|amount|amounts|refund|refunds|discount|discounts|spend|spent|income|fee|fees|tax|margin|cm\d|net|gross|aov|order_value|value)(?:_|$)/i;
const NO_MONEY = /percent|pct|share|ratio|rate|(?<!dis|ac)count|units|quantity|number|rows|days/i;

/** Whether a column's name says that it holds money. Wrong units are worse than none. */
export function isMoney(name: string): boolean {
  const snake = name.replace(/(?<=[a-z])(?=[A-Z])/g, "_");
  return MONEY.test(snake) && !NO_MONEY.test(snake);
}

/** A year, a month, a day or a time, with or without its offset from Greenwich, which is that of the shop. */
const TIME = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?$/;

/** Milliseconds since 1970, as if the clock that wrote the text showed UTC; undefined where it is no time. */
export function readTime(text: string): number | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month = "1", day = "1", hour = "0", minute = "0", second = "0"] = match;
  const time = new Date(0);
  // Not by Date.UTC, which takes the years before 100 for others.
  time.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  time.setUTCHours(Number(hour), Number(minute), Number(second));
  return time.getUTCMonth() === Number(month) - 1 && Number(hour) < 24 ? time.getTime() : undefined;
}

/**
 * Reads a column of times, in their order.
 * @param now by the same clock
 */
export function timesOf(texts: readonly string[], now: number): Times | undefined {
  const at = texts.map(readTime);
  if (!at.every((time) => time !== undefined)) return undefined;
  const grain = grainOf(at);
  return { at, grain, isOpen: isWithin(Math.max(...at), grain, stepOf(at), now) };
}

function grainOf(at: readonly number[]): Grain {
  const days = at.map((time) => new Date(time));
  if (!days.every((day) => day.getTime() % DAY === 0)) return "time";
  if (!days.every((day) => day.getUTCDate() === 1)) return "day";
  return days.every((day) => day.getUTCMonth() === 0) && at.length > 1 ? "year" : "month";
}

const DAY = 86_400_000;

/** The least time between two of them: a week where days stand for weeks. */
function stepOf(at: readonly number[]): number {
  const sorted = [...new Set(at)].sort((one, other) => one - other);
  const steps = sorted.slice(1).map((time, index) => time - (sorted[index] ?? time));
  return steps.length === 0 ? DAY : Math.min(...steps);
}

function isWithin(start: number, grain: Grain, step: number, now: number): boolean {
  if (grain === "time") return false;
  return start <= now && now < endOf(start, grain, step);
}

function endOf(start: number, grain: Grain, step: number): number {
  const end = new Date(start);
  if (grain === "year") end.setUTCFullYear(end.getUTCFullYear() + 1);
  else if (grain === "month") end.setUTCMonth(end.getUTCMonth() + 1);
  else end.setTime(start + step);
  return end.getTime();
}
