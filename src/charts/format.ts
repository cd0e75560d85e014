import type { Grain } from "./chart.ts";

/** How numbers and times are written for a reader. */
export interface Formats {
  /** Whole, for a label: "5,662.15". */
  number(value: number): string;
  /** Short, for an axis: "5.7K". */
  tick(value: number): string;
  /** "Nov 2026", "21 Nov" or "14:00", as long as the time's grain. */
  time(value: number, grain: Grain): string;
}

/**
 * Makes the formats of a locale, such as "de-DE".
 * @param currency an ISO 4217 code; numbers carry it where it is one
 * @param values the numbers that will be written: where one has decimals, all have two
 */
export function formatsOf(locale: string, currency: string | undefined, values: readonly number[]): Formats {
  const unit = currency !== undefined && /^[A-Z]{3}$/.test(currency) ? { style: "currency" as const, currency } : {};
  const number = new Intl.NumberFormat(locale, {
    ...unit,
    maximumFractionDigits: 2,
    minimumFractionDigits: values.every(Number.isInteger) ? 0 : 2,
  });
  const tick = new Intl.NumberFormat(locale, {
    ...unit,
    notation: "compact",
    maximumFractionDigits: 1,
    minimumFractionDigits: 0,
  });
  const times = {
    year: new Intl.DateTimeFormat(locale, { timeZone: "UTC", year: "numeric" }),
    month: new Intl.DateTimeFormat(locale, { timeZone: "UTC", year: "numeric", month: "short" }),
    day: new Intl.DateTimeFormat(locale, { timeZone: "UTC", year: "numeric", month: "short", day: "numeric" }),
    time: new Intl.DateTimeFormat(locale, { timeZone: "UTC", dateStyle: "medium", timeStyle: "short" }),
  } satisfies Record<Grain, Intl.DateTimeFormat>;
  return {
    number: (value) => number.format(value),
    tick: (value) => tick.format(value),
    time: (value, grain) => times[grain].format(value),
  };
}
