import type { AnswerMeta } from "../answers/answer.ts";
import type { ArgumentValues, Endpoint, PeriodRole } from "../connectors/schema/connector.ts";
import { dayIn, findDay } from "../utils/calendar.ts";
import { getOwn } from "../utils/own.ts";

/** Calendar days as YYYY-MM-DD, which compare as text. */
interface Today {
  readonly date: string;
  readonly year: number;
  /** For a sentence: "2026-10-05 in Europe/Prague". */
  readonly words: string;
}

/**
 * Says in one sentence that the period asked for is not over yet in the store's timezone, so that nobody takes part of a year
 * for all of it; undefined when it is over, or when no period was asked for. An unknown timezone counts as UTC.
 */
export function notePeriod(
  endpoint: Endpoint,
  values: ArgumentValues,
  meta: AnswerMeta,
  now: Date,
): string | undefined {
  const names = new Map<PeriodRole, string>();
  for (const { period, name } of endpoint.arguments) if (period !== undefined) names.set(period, name);
  if (names.size === 0) return undefined;
  const valueFor = (role: PeriodRole) => getOwn(values, names.get(role) ?? "");
  const today = findToday(meta.timezone, now);
  const year = valueFor("year");
  if (typeof year === "number") return noteYear(year, today);
  const start = valueFor("start");
  const end = valueFor("end");
  if (typeof start === "string" || typeof end === "string") return noteDates(start, end, today);
  const windowAsked = valueFor("days") !== undefined || valueFor("months") !== undefined;
  if (names.has("year") && !windowAsked) {
    return `No year was given, and which one that means is not documented. ${today.year} is not over: today is ${today.words}.`;
  }
  // Nothing was asked for where only a start and an end could have been, and a list without them is all there is.
  if (!windowAsked && !names.has("days") && !names.has("months")) return undefined;
  return `The period asked for reaches into today, ${today.words}, so it is not over.`;
}

function noteYear(year: number, today: Today): string | undefined {
  if (year < today.year) return undefined;
  return `The year ${year} ${year > today.year ? "has not begun" : "is not over"}: today is ${today.words}.`;
}

/** A start without an end is taken to run up to today. */
function noteDates(start: unknown, end: unknown, today: Today): string | undefined {
  if (typeof end === "string" && end < today.date) return undefined;
  const begun = typeof start !== "string" || start <= today.date;
  return `The period asked for ${begun ? "is not over" : "has not begun"}: today is ${today.words}.`;
}

function findToday(timezone: unknown, now: Date): Today {
  const day = findDay(timezone, now);
  const date = day ?? dayIn(undefined, now);
  const where = day === undefined ? "UTC (the store's timezone is not known)" : `${timezone}`;
  return { date, year: Number(date.slice(0, 4)), words: `${date} in ${where}` };
}
