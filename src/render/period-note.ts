import type { AnswerMeta } from "../answers/answer.ts";
import type { ArgumentValues, Endpoint, PeriodRole } from "../connectors/schema/connector.ts";
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
  const known = typeof timezone === "string" ? findCalendar(timezone) : undefined;
  const date = known === undefined ? now.toISOString().slice(0, 10) : formatDate(known, now);
  const where = known === undefined ? "UTC (the store's timezone is not known)" : `${timezone}`;
  return { date, year: Number(date.slice(0, 4)), words: `${date} in ${where}` };
}

// Making one takes longer than all the rest of a note, and a process serves one store.
const calendars = new Map<string, Intl.DateTimeFormat | undefined>();

/** Makes a calendar, or finds one; undefined when there is no such timezone. */
function findCalendar(timezone: string): Intl.DateTimeFormat | undefined {
  if (!calendars.has(timezone)) {
    if (calendars.size >= 20) calendars.clear();
    calendars.set(timezone, makeCalendar(timezone));
  }
  return calendars.get(timezone);
}

function makeCalendar(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-US-u-ca-iso8601", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
  } catch {
    return undefined;
  }
}

function formatDate(format: Intl.DateTimeFormat, now: Date): string {
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
  return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
}
