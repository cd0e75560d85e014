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

const DAY = 86_400_000;

/** The last week that is over on this day. */
export function lastWeek(today: string): Week {
  return weekFrom(mondayOf(Date.parse(today)) - 7 * DAY, today);
}

/** The week of a name such as "2026-W46"; undefined where there is none of that name. */
export function namedWeek(name: string, today: string): Week | undefined {
  const [, year, number] = /^(\d{4})-W(\d{2})$/.exec(name) ?? [];
  // 4 January is always in the first week.
  const first = mondayOf(Date.parse(`${year}-01-04`)) + (Number(number) - 1) * 7 * DAY;
  if (!Number.isFinite(first)) return undefined;
  const week = weekFrom(first, today);
  return week.name === name ? week : undefined;
}

function weekFrom(monday: number, today: string): Week {
  const thursday = new Date(monday + 3 * DAY);
  const year = thursday.getUTCFullYear();
  const number = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY)) + 1;
  const last = dayOf(monday + 6 * DAY);
  return {
    name: `${year}-W${String(number).padStart(2, "0")}`,
    year: String(year),
    first: dayOf(monday),
    last,
    before: dayOf(monday - 7 * DAY),
    earlier: dayOf(monday - 49 * DAY),
    isOver: last < today,
  };
}

/** Days since Monday come off. 1 January 1970 was a Thursday. */
function mondayOf(time: number): number {
  const day = Math.floor(time / DAY);
  return (day - ((((day + 3) % 7) + 7) % 7)) * DAY;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
