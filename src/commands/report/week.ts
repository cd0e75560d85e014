import { addDays, mondayOf } from "../../utils/calendar.ts";

/** A week from Monday to Sunday. Days are written YYYY-MM-DD, as a shop's calendar has them. */
export interface Week {
  /** As ISO 8601 calls it: "2026-W46". */
  readonly name: string;
  /** The year that most of its days are in, as its name has it: "2026". */
  readonly year: string;
  readonly first: string;
  readonly last: string;
  /** The Monday before it, and the one seven weeks before it. */
  readonly before: string;
  readonly earlier: string;
  /** It is over, so nothing of it can be missing but what comes late. */
  readonly isOver: boolean;
}

const WEEK_MS = 7 * 86_400_000;

/** The last week that is over on this day. */
export function lastWeek(today: string): Week {
  return weekFrom(addDays(mondayOf(today), -7), today);
}

/** The week of a name such as "2026-W46"; undefined where there is none of that name. */
export function namedWeek(name: string, today: string): Week | undefined {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(name) ?? [];
  if (number === undefined) return undefined;
  // 4 January is always in the first week.
  const week = weekFrom(addDays(mondayOf(`${year}-01-04`), 7 * (Number(number) - 1)), today);
  return week.name === name ? week : undefined;
}

function weekFrom(first: string, today: string): Week {
  const thursday = addDays(first, 3);
  const year = new Date(thursday).getUTCFullYear();
  const number = Math.floor((Date.parse(thursday) - Date.UTC(year, 0, 1)) / WEEK_MS) + 1;
  const last = addDays(first, 6);
  return {
    name: `${year}-W${String(number).padStart(2, "0")}`,
    year: String(year),
    first,
    last,
    before: addDays(first, -7),
    earlier: addDays(first, -49),
    isOver: last < today,
  };
}
