import type { Grain, Times } from "./chart.ts";

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
