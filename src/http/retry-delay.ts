/** The longest silence that a 429 can impose on this process: an absurd wish must not disable a key until a restart. */
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Milliseconds that a `Retry-After` header asks for, given as seconds or as an HTTP date (RFC 9110, 10.2.3).
 * Undefined when there is none or it cannot be read; 0 for a moment that has passed; at most one hour.
 */
export function retryAfterMs(header: string | undefined, wallNow: Date): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_PAUSE_MS);
  const moment = httpDate(text);
  return moment === undefined ? undefined : Math.min(Math.max(0, moment - wallNow.getTime()), LONGEST_PAUSE_MS);
}

/**
 * What time it is for the API, by the `Date` of its answer: a date that it names is a moment of its own clock, and
 * this machine's may be wrong by any amount. Ours where the API does not say.
 */
export function apiTime(date: string | undefined, wallNow: Date): Date {
  const moment = httpDate(date?.trim() ?? "");
  return moment === undefined ? wallNow : new Date(moment);
}

function httpDate(text: string): number | undefined {
  // Date.parse takes far more than HTTP dates, "-5" among it; all three HTTP forms have a day's name and a time of day.
  if (!/^(mon|tue|wed|thu|fri|sat|sun).*\d\d:\d\d:\d\d/i.test(text)) return undefined;
  // The oldest form names no zone and means GMT; Date.parse would take it for local time.
  const moment = Date.parse(/(gmt|utc)$/i.test(text) ? text : `${text} GMT`);
  return Number.isNaN(moment) ? undefined : moment;
}

/** Full jitter: anywhere between nothing and a bound that doubles with each attempt (1 is the first retry). */
export function jitteredDelayMs(retry: number, random: () => number): number {
  return random() * 500 * 2 ** retry;
}
