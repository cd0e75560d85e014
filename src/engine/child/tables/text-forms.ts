/** What a text may be beside a text. `instant`: a time with its offset, `moment`: one without. */
export type TextForm = "date" | "instant" | "moment" | "decimal";

const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6}0*)?)?(?:Z|z|[+-]\d\d(?::?\d\d)?)?$/;
/** Money as a text. Without decimals it is more likely a code: "007", "12". */
const DECIMAL = /^-?(?:0|[1-9]\d*)\.\d+$/;

const DAY = 86_400_000;
/** Microseconds that one of the last digit is worth, of so many behind the point. */
const MICROS = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

const ZERO = "0".charCodeAt(0);
const MINUS = "-".charCodeAt(0);
const POINT = ".".charCodeAt(0);
const COLON = ":".charCodeAt(0);

/** All that the text could be read as without losing anything; none for ordinary texts. */
export function textForms(text: string): readonly TextForm[] {
  const first = text.charCodeAt(0);
  // A digit or a minus, since most texts are neither.
  if (!isDigit(first) && first !== MINUS) return [];
  if (DECIMAL.test(text)) return ["decimal"];
  if (text.length === 10) return daysOf(text) === undefined ? [] : ["date"];
  const time = readTime(text);
  if (time === undefined) return [];
  return [time.hasOffset ? "instant" : "moment"];
}

/** Days since 1970 of `2026-11-21`; undefined where that is no day. */
export function daysOf(text: string): number | undefined {
  const midnight = DATE.test(text) ? readMidnight(text) : undefined;
  return midnight === undefined ? undefined : midnight / DAY;
}

/** Microseconds since 1970, by its offset or, without one, as if it were UTC; undefined where the text is no time. */
export function microsOf(text: string): bigint | undefined {
  const time = readTime(text);
  if (time === undefined) return undefined;
  const micros = time.seconds * 1_000_000 + time.micros;
  return Number.isSafeInteger(micros) ? BigInt(micros) : BigInt(time.seconds) * 1_000_000n + BigInt(time.micros);
}

interface Time {
  /** Since 1970, by the offset or as if it were UTC. */
  readonly seconds: number;
  readonly micros: number;
  readonly hasOffset: boolean;
}

/** Reads digit by digit, since tables have millions of times, and parts of a text are slower. */
function readTime(text: string): Time | undefined {
  const midnight = TIME.test(text) ? readMidnight(text) : undefined;
  if (midnight === undefined) return undefined;
  const hour = readDigits(text, 11, 13);
  const minute = readDigits(text, 14, 16);
  const hasSeconds = text.charCodeAt(16) === COLON;
  const second = hasSeconds ? readDigits(text, 17, 19) : 0;
  const fractionAt = text.charCodeAt(19) === POINT ? 20 : 19;
  const offsetAt = hasSeconds ? endOfDigits(text, fractionAt) : 16;
  const shift = offsetMinutes(text, offsetAt);
  if (hour > 23 || minute > 59 || second > 59 || shift === undefined) return undefined;
  const places = Math.min(offsetAt - fractionAt, 6);
  return {
    seconds: midnight / 1000 + hour * 3600 + (minute - shift) * 60 + second,
    micros: places > 0 ? readDigits(text, fractionAt, fractionAt + places) * (MICROS[places] ?? 0) : 0,
    hasOffset: offsetAt < text.length,
  };
}

/** Minutes east of Greenwich; undefined for what no clock shows. */
function offsetMinutes(text: string, at: number): number | undefined {
  // Nothing, or a Z.
  if (text.length <= at + 1) return 0;
  const hours = readDigits(text, at + 1, at + 3);
  const minutes = text.length > at + 3 ? readDigits(text, text.length - 2, text.length) : 0;
  if (minutes > 59 || hours * 60 + minutes > 18 * 60) return undefined;
  return (text.charCodeAt(at) === MINUS ? -1 : 1) * (hours * 60 + minutes);
}

/** The midnight, in milliseconds since 1970, with which the day begins that a text begins with. */
function readMidnight(text: string): number | undefined {
  return midnightOf(readDigits(text, 0, 4), readDigits(text, 5, 7), readDigits(text, 8, 10));
}

function readDigits(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) number = number * 10 + text.charCodeAt(at) - ZERO;
  return number;
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}

function midnightOf(year: number, month: number, day: number): number | undefined {
  // JavaScript takes the years before 100 for 1900 and later.
  if (year < 100 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  return Date.UTC(year, month - 1, day);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
