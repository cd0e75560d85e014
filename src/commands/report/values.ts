import { isExactNumber } from "../../answers/exact-json.ts";
import type { Json } from "../../answers/json.ts";
import { shorten } from "../../utils/clean-text.ts";

/** A decimal number as it is: so many units of ten to the power of minus `places`. */
export interface Exact {
  readonly units: bigint;
  readonly places: number;
}

/** More places than this are no amount of anything, and a text as long as a page. */
const MOST_PLACES = 30;
/** Longer ones of a cell are cut. */
const LONGEST_TEXT = 300;

/** Reads a number without changing it; undefined where there is none, or one with more places than anybody reads. */
export function readExact(value: Json): Exact | undefined {
  const text = typeof value === "number" ? String(value) : isExactNumber(value) ? value.value : "";
  const [, sign = "", whole = "", part = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  if (whole === "" || Math.abs(Number(exponent)) > MOST_PLACES) return undefined;
  const places = part.length - Number(exponent);
  if (Math.abs(places) > MOST_PLACES) return undefined;
  const units = BigInt(`${sign}${whole}${part}`);
  return places < 0 ? { units: units * 10n ** BigInt(-places), places: 0 } : { units, places };
}

/** About the same as a JavaScript number has it: enough to draw and to sort by. Undefined where `readExact` gives none. */
export function toNumber(value: Json): number | undefined {
  const exact = readExact(value);
  return exact && Number(exact.units) / 10 ** exact.places;
}

/** The change from one number to another in thousandths of the earlier one, rounded; undefined where that is nothing. */
export function changeOf(now: Exact, before: Exact): Exact | undefined {
  const places = Math.max(now.places, before.places);
  const [after, start] = [now, before].map(({ units, places: own }) => units * 10n ** BigInt(places - own));
  if (after === undefined || start === undefined || start === 0n) return undefined;
  const size = start < 0n ? -start : start;
  const doubled = (after - start) * 2000n;
  const half = doubled < 0n ? -size : size;
  return { units: (doubled + half) / (2n * size), places: 3 };
}

/** Writes values for a reader, each exactly as it is. */
export interface ValueWriter {
  number(value: Exact): string;
  /** With the currency, where it is one. */
  money(value: Exact, currency: string | undefined): string;
  /** As a percentage with its sign. */
  change(value: Exact): string;
  /** A day YYYY-MM-DD with its weekday. */
  day(day: string): string;
  /** "9 – 15 Nov 2026" */
  days(first: string, last: string): string;
  /** Anything else. */
  text(value: Json): string;
}

/** @param locale such as "de-DE" */
export function valueWriter(locale: string): ValueWriter {
  const utc = { timeZone: "UTC", year: "numeric", month: "short", day: "numeric" } as const;
  const weekday = new Intl.DateTimeFormat(locale, { ...utc, weekday: "short" });
  const days = new Intl.DateTimeFormat(locale, utc);
  const percent = new Intl.NumberFormat(locale, {
    style: "percent",
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  });
  const number = (value: Exact, options: Intl.NumberFormatOptions, least: number) =>
    new Intl.NumberFormat(locale, {
      ...options,
      minimumFractionDigits: least,
      maximumFractionDigits: Math.max(value.places, least),
    }).format(decimalText(value));
  return {
    number: (value) => number(value, {}, 0),
    money: (value, currency) =>
      currency !== undefined && /^[A-Z]{3}$/.test(currency)
        ? number(value, { style: "currency", currency }, 2)
        : number(value, {}, 2),
    change: (value) => percent.format(decimalText(value)),
    day: (day) => weekday.format(Date.parse(day)),
    // Thin spaces are a font's business, and a terminal has none.
    days: (first, last) => days.formatRange(Date.parse(first), Date.parse(last)).replace(/[\u2009\u202f]/g, " "),
    text: (value) => shorten(typeof value === "string" ? value : JSON.stringify(value), LONGEST_TEXT),
  };
}

/** Its decimal digits, which formatting takes as they are. */
function decimalText({ units, places }: Exact): `${number}` {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, "0");
  const text = `${units < 0n ? "-" : ""}${digits.slice(0, digits.length - places)}${places === 0 ? "" : `.${digits.slice(-places)}`}`;
  return isDecimal(text) ? text : "0";
}

function isDecimal(text: string): text is `${number}` {
  return /^-?\d+(?:\.\d+)?$/.test(text);
}

/** The locale that a person's environment names, as the system's own programs read it; English where it names none. */
export function readLocale({ LC_ALL, LC_NUMERIC, LANG }: NodeJS.ProcessEnv): string {
  const named = [LC_ALL, LC_NUMERIC, LANG].find((value) => value !== undefined && value !== "") ?? "";
  const tag = (named.split(/[.@]/)[0] ?? "").replaceAll("_", "-");
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag)[0] ?? "en";
  } catch {
    return "en";
  }
}
