// Making one takes longer than all that is done with it, and a process serves one store.
const calendars = new Map<string, Intl.DateTimeFormat | undefined>();

/** The day that it is in a timezone, as YYYY-MM-DD; undefined where there is none of that name. */
export function findDay(timezone: unknown, moment: Date): string | undefined {
  const calendar = typeof timezone === "string" ? findCalendar(timezone) : undefined;
  if (calendar === undefined) return undefined;
  const parts = new Map(calendar.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
}

/** The same, and the day in UTC where the timezone is not known. */
export function dayIn(timezone: unknown, moment: Date): string {
  return findDay(timezone, moment) ?? dayInUtc(moment);
}

/** The day that it is in UTC, as YYYY-MM-DD. */
export function dayInUtc(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** Whether a text is a day that exists, written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && dayInUtc(date) === text;
}

/** The day so many days after a day, or before it where they are negative. All are written YYYY-MM-DD. */
export function addDays(day: string, days: number): string {
  const date = new Date(day);
  date.setUTCDate(date.getUTCDate() + days);
  return dayInUtc(date);
}

/** The Monday of the week in which a day lies. */
export function mondayOf(day: string): string {
  return addDays(day, -((new Date(day).getUTCDay() + 6) % 7));
}

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
