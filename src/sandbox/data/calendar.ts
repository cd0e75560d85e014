/** A calendar day without a time: the number of days since 1970-01-01. */
export type Day = number;

const MILLISECONDS = 86_400_000;

/** Writes a day as in 2026-11-20. */
export function isoDay(day: Day): string {
  return new Date(day * MILLISECONDS).toISOString().slice(0, 10);
}

/** Writes a month as in 2026-11. */
export function isoMonth(day: Day): string {
  return isoDay(day).slice(0, 7);
}

/** Reads the day that a YYYY-MM-DD text names; undefined when it names none, as 2026-02-30 does. */
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const day = Date.parse(`${text}T00:00:00Z`) / MILLISECONDS;
  return Number.isInteger(day) && isoDay(day) === text ? day : undefined;
}

export function yearOf(day: Day): number {
  return new Date(day * MILLISECONDS).getUTCFullYear();
}

/** Counts from 1 for January. */
export function monthOf(day: Day): number {
  return new Date(day * MILLISECONDS).getUTCMonth() + 1;
}

/** Counts from 0 for Sunday. */
export function weekdayOf(day: Day): number {
  return new Date(day * MILLISECONDS).getUTCDay();
}

/** Finds the first day of the month that lies so many months before (or, below zero, after) the day's own. */
export function firstOfMonth(day: Day, monthsBack = 0): Day {
  return Date.UTC(yearOf(day), monthOf(day) - 1 - monthsBack, 1) / MILLISECONDS;
}

/** Finds 1 January and 31 December. */
export function daysOfYear(year: number): { first: Day; last: Day } {
  return { first: Date.UTC(year, 0, 1) / MILLISECONDS, last: Date.UTC(year, 11, 31) / MILLISECONDS };
}

/** What the clock on the shop's wall says. */
export interface WallClock {
  /** The day that it is there. */
  today(now: Date): Day;
  /** A minute of a day there as an instant with offset: 2026-11-20T09:14:00+01:00. */
  timestamp(day: Day, minute: number): string;
}

/** Makes the wall clock of an IANA timezone. Offsets are those at noon: minutes before a change at night may be off. */
export function wallClock(timezone: string): WallClock {
  const date = new Intl.DateTimeFormat("en-CA", { timeZone: timezone, dateStyle: "short" });
  const offset = new Intl.DateTimeFormat("en-US", { timeZone: timezone, timeZoneName: "longOffset" });
  const offsetOn = (day: Day) => /[+-]\d{2}:\d{2}$/.exec(offset.format((day + 0.5) * MILLISECONDS))?.[0] ?? "+00:00";
  return {
    today: (now) => parseDay(date.format(now)) ?? Math.floor(now.getTime() / MILLISECONDS),
    timestamp(day, minute) {
      const hours = String(Math.floor(minute / 60)).padStart(2, "0");
      const minutes = String(minute % 60).padStart(2, "0");
      return `${isoDay(day)}T${hours}:${minutes}:00${offsetOn(day)}`;
    },
  };
}

/** Writes a minute of a day in UTC, as in 2026-11-20T09:14:00.000Z. */
export function utcTimestamp(day: Day, minute: number): string {
  return new Date(day * MILLISECONDS + minute * 60_000).toISOString();
}

/** Finds the day that it is in UTC. */
export function utcDay(now: Date): Day {
  return Math.floor(now.getTime() / MILLISECONDS);
}

/** Keeps what was built for the day asked for last. It depends on nothing else, so every sandbox shares it. */
export function perDay<T>(build: (today: Day) => T): (today: Day) => T {
  let latest: { readonly today: Day; readonly built: T } | undefined;
  return (today) => {
    if (latest?.today !== today) latest = { today, built: build(today) };
    return latest.built;
  };
}
