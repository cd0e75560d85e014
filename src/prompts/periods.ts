import type { PromptArgument } from "../connectors/schema/connector.ts";
import { addDays, dayInUtc, isDay, mondayOf } from "../utils/calendar.ts";
import { cleanText } from "../utils/clean-text.ts";

/*
 * Periods as a person names them: "last week", "2026-10", "2026". Dates are worked out by the day that it is in the shop, and
 * where that is not known the words are left to the assistant, which sees the shop's time zone with the first answer.
 */

export type PeriodArgument = Extract<PromptArgument, { type: "period" }>;
type Unit = PeriodArgument["unit"];

/** First and last day, as YYYY-MM-DD. */
interface Span {
  readonly first: string;
  readonly last: string;
}

/** How a person names a week by one of its days, a month or a year. */
const NAMED: Readonly<Record<Unit, RegExp>> = {
  week: /^(?:19|20)\d\d-\d\d-\d\d$/,
  month: /^(?:19|20)\d\d-\d\d$/,
  year: /^(?:19|20)\d\d$/,
};
/** What fills such a name up to a day. */
const REST: Readonly<Record<Unit, string>> = { week: "", month: "-01", year: "-01-01" };
const NAME_LENGTH: Readonly<Record<Unit, number>> = { week: 10, month: 7, year: 4 };

/** How many periods of the past are offered to choose from, beside the words. */
const OFFERED: Readonly<Record<Unit, number>> = { week: 26, month: 24, year: 10 };

/**
 * Tells a period so that an assistant can ask for its days: with dates where they are known, and those of the one before it.
 * @param given what a person wrote, of which anything that is no such period stays in the person's words; undefined for the usual one
 * @param today the day that it is in the shop, as YYYY-MM-DD; undefined where the shop's time zone is not known
 */
export function tellPeriod(argument: PeriodArgument, given: string | undefined, today: string | undefined): string {
  const { unit } = argument;
  const text = given ?? argument.default;
  const word = findWord(text, unit);
  const anchor = word === undefined ? findNamed(text, unit) : today && shift(unit, today, word === "last" ? -1 : 0);
  if (anchor === undefined)
    return word === undefined ? inWords(text, unit) : `${word} ${unit} (${MEANING[word](unit)})`;
  const name = word === undefined ? `the ${unit} ${unit === "week" ? "of " : ""}${text.trim()}` : `${word} ${unit}`;
  const span = spanOf(unit, anchor);
  const before = spanOf(unit, shift(unit, anchor, -1));
  return `${name}, ${span.first} to ${span.last}${tellRest(span, today)} (the ${unit} before it: ${before.first} to ${before.last})`;
}

/** Offers the periods that a person may mean, the usual one first, the newest before older ones. `today` as YYYY-MM-DD. */
export function offerPeriods({ unit, default: usual }: PeriodArgument, today: string): string[] {
  const words = usual === "last" ? ["last", "this"] : ["this", "last"];
  const past = Array.from({ length: OFFERED[unit] }, (_, back) =>
    spanOf(unit, shift(unit, today, -back)).first.slice(0, NAME_LENGTH[unit]),
  );
  return [...words.map((word) => `${word} ${unit}`), ...past];
}

const MEANING = {
  this: (unit: Unit) => `the current ${unit}${DAYS[unit]}; it is not over`,
  last: (unit: Unit) => `the whole ${unit} before the current one${DAYS[unit]}`,
} as const;

const DAYS: Readonly<Record<Unit, string>> = { week: ", Monday to Sunday", month: "", year: "" };

/** "last" alone counts, too: some clients take the first word of what a person types. */
function findWord(text: string, unit: Unit): "this" | "last" | undefined {
  const [word, rest] = text
    .trim()
    .toLowerCase()
    .split(/[\s_-]+/);
  if (rest !== undefined && rest !== unit) return undefined;
  return word === "this" || word === "last" ? word : undefined;
}

/** The first day of what is named, or the day itself; undefined where no such day exists. */
function findNamed(text: string, unit: Unit): string | undefined {
  const name = text.trim();
  if (!NAMED[unit].test(name)) return undefined;
  const day = `${name}${REST[unit]}`;
  return isDay(day) ? day : undefined;
}

function inWords(text: string, unit: Unit): string {
  return `the ${unit} that is meant by ${JSON.stringify(cleanText(text).trim())}`;
}

function tellRest({ first, last }: Span, today: string | undefined): string {
  if (today === undefined || last < today) return "";
  return first > today ? ", which is still to come" : `, of which the days from ${today} on are not over`;
}

/** The day, moved by so many weeks, months or years; of months and years the first. */
function shift(unit: Unit, day: string, by: number): string {
  if (unit === "week") return addDays(day, 7 * by);
  const date = new Date(day);
  if (unit === "month") date.setUTCMonth(date.getUTCMonth() + by, 1);
  else date.setUTCFullYear(date.getUTCFullYear() + by, 0, 1);
  return dayInUtc(date);
}

/** The whole week, month or year in which a day lies. */
function spanOf(unit: Unit, day: string): Span {
  const first = unit === "week" ? mondayOf(day) : shift(unit, day, 0);
  return { first, last: addDays(shift(unit, first, 1), -1) };
}
