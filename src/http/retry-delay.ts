import { PATIENCE_MS } from "../rate-limit/limiter.ts";
import type { HttpHeaders, HttpOutcome } from "./client.ts";

/** The longest silence that a 429 can impose on this process: an absurd wish must not disable a key until a restart. */
const LONGEST_PAUSE_MS = 3_600_000;

/** A 429 that names no time: a short wait first, and when that was not enough, a minute, the usual window. */
const UNNAMED_PAUSE_MS = 2_000;

/** Milliseconds of silence that a 429 calls for. `throttled`: how many there were in a row, this one included. */
export function pauseAfter(headers: HttpHeaders, throttled: number, wallNow: Date): number {
  const asked = retryAfterMs(headers["retry-after"], apiTime(headers["date"], wallNow));
  // At least a second: "0" and moments in the past would otherwise make a storm.
  if (asked !== undefined) return Math.max(asked, 1_000);
  return throttled === 1 ? UNNAMED_PAUSE_MS : 60_000;
}

/** Milliseconds to wait before another attempt; undefined when another would not help. */
export function retryDelayMs(
  outcome: HttpOutcome,
  attempts: number,
  wallNow: Date,
  random: () => number,
): number | undefined {
  const jittered = jitteredDelayMs(attempts, random);
  if (outcome.kind === "failure") {
    return outcome.reason === "reset" || outcome.reason === "timeout" ? jittered : undefined;
  }
  if (outcome.kind !== "answer" || ![502, 503, 504].includes(outcome.status)) return undefined;
  const asked = retryAfterMs(outcome.headers["retry-after"], apiTime(outcome.headers["date"], wallNow)) ?? 0;
  return asked > PATIENCE_MS ? undefined : Math.max(asked, jittered);
}

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
