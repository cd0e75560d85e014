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
  return findDay(timezone, moment) ?? moment.toISOString().slice(0, 10);
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
