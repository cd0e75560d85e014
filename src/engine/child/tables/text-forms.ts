/** What a text may be beside a text. `instant`: a time with its offset, `moment`: one without. */
export type TextForm = "date" | "instant" | "moment" | "decimal";

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})0*)?)?(Z|z|[+-]\d\d(?::?\d\d)?)?$/;
/** Money as a text. Without decimals it is more likely a code: "007", "12". */
const DECIMAL = /^-?(?:0|[1-9]\d*)\.\d+$/;

const DAY = 86_400_000;

/** All that the text could be read as without losing anything; none for ordinary texts. */
export function textForms(text: string): readonly TextForm[] {
  const first = text.charCodeAt(0);
  // A digit or a minus, since most texts are neither.
  if (!((first >= 48 && first <= 57) || first === 45)) return [];
  if (DECIMAL.test(text)) return ["decimal"];
  if (text.length === 10) return daysOf(text) === undefined ? [] : ["date"];
  const match = TIME.exec(text);
  if (match === null || readTime(match) === undefined) return [];
  return [match[8] === undefined ? "moment" : "instant"];
}

/** Days since 1970 of `2026-11-21`; undefined where that is no day. */
export function daysOf(text: string): number | undefined {
  const [, year = "", month = "", day = ""] = DATE.exec(text) ?? [];
  const midnight = midnightOf(Number(year), Number(month), Number(day));
  return midnight === undefined ? undefined : midnight / DAY;
}

/** Microseconds since 1970, by its offset or, without one, as if it were UTC; undefined where the text is no time. */
export function microsOf(text: string): bigint | undefined {
  const match = TIME.exec(text);
  const time = match === null ? undefined : readTime(match);
  if (time === undefined) return undefined;
  const micros = time.seconds * 1_000_000 + time.micros;
  return Number.isSafeInteger(micros) ? BigInt(micros) : BigInt(time.seconds) * 1_000_000n + BigInt(time.micros);
}

function readTime(match: RegExpExecArray): { readonly seconds: number; readonly micros: number } | undefined {
  const [, year, month, day, hour, minute, second = "0", fraction = "", offset] = match;
  const midnight = midnightOf(Number(year), Number(month), Number(day));
  const shift = offsetMinutes(offset);
  if (midnight === undefined || shift === undefined) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const seconds = midnight / 1000 + Number(hour) * 3600 + (Number(minute) - shift) * 60 + Number(second);
  return { seconds, micros: Number(fraction.padEnd(6, "0")) };
}

/** Minutes east of Greenwich; undefined for what no clock shows. */
function offsetMinutes(offset = "Z"): number | undefined {
  if (/^z$/i.test(offset)) return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3).replace(":", "") || "0");
  if (minutes > 18 * 60 || Number(offset.slice(-2)) > 59) return undefined;
  return offset.startsWith("-") ? -minutes : minutes;
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
