import { isExactNumber } from "../answers/exact-json.ts";
import type { Json, JsonObject } from "../answers/json.ts";
import { getOwn } from "../utils/own.ts";
import { readTime } from "./times.ts";

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
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
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
const NO_MONEY = /percent|pct|share|ratio|rate|count|units|quantity|number|rows|days/i;

/** Whether a column's name says that it holds money. Wrong units are worse than none. */
export function isMoney(name: string): boolean {
  const snake = name.replace(/(?<=[a-z])(?=[A-Z])/g, "_");
  return MONEY.test(snake) && !NO_MONEY.test(snake);
}
