import { type Chart, currencyOf, type Grain, isOpenAt, numbersOf } from "./chart.ts";

/** How numbers and times are written for a reader. */
export interface Formats {
  /** Whole, for a label: "5,662.15". */
  number(value: number): string;
  /** Short, for an axis: "5.7K". */
  tick(value: number): string;
  /** A share as a change: "+4.2%". */
  change(share: number): string;
  /** "Nov 2026", "21 Nov" or "14:00", as long as the time's grain. */
  time(value: number, grain: Grain): string;
  /** A day beside others of its year: "Nov 21". */
  dayOfYear(value: number): string;
}

/** Written out, larger ones are longer than a bar. */
const LONG = 1e15;

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
    // Also between 0 and 1, where an axis counts in hundredths.
    maximumSignificantDigits: 3,
  });
  const short = new Intl.NumberFormat(locale, {
    ...unit,
    notation: "scientific",
    minimumFractionDigits: 0,
    maximumFractionDigits: 2,
  });
  const change = new Intl.NumberFormat(locale, {
    style: "percent",
    maximumFractionDigits: 1,
    signDisplay: "exceptZero",
  });
  const times = {
    year: new Intl.DateTimeFormat(locale, { timeZone: "UTC", year: "numeric" }),
    month: new Intl.DateTimeFormat(locale, { timeZone: "UTC", year: "numeric", month: "short" }),
    day: new Intl.DateTimeFormat(locale, { timeZone: "UTC", year: "numeric", month: "short", day: "numeric" }),
    time: new Intl.DateTimeFormat(locale, { timeZone: "UTC", dateStyle: "medium", timeStyle: "short" }),
  } satisfies Record<Grain, Intl.DateTimeFormat>;
  const dayOfYear = new Intl.DateTimeFormat(locale, { timeZone: "UTC", month: "short", day: "numeric" });
  return {
    number: (value) => (Math.abs(value) < LONG ? number : short).format(value),
    tick: (value) => (Math.abs(value) < LONG ? tick : short).format(value),
    change: (share) => change.format(share),
    time: (value, grain) => times[grain].format(value),
    dayOfYear: (value) => dayOfYear.format(value),
  };
}

/** The formats of a chart's axes, and of each of its series. */
export interface ChartFormats {
  readonly axis: Formats;
  /** A number of a series, by that one's place among them. */
  number(value: number, series: number): string;
}

/** Makes the formats of a chart: numbers in one unit have as many decimals, and each that a row counts has its own. */
export function formatsOfChart(chart: Chart, locale: string): ChartFormats {
  const axis = formatsOf(locale, currencyOf(chart), numbersOf(chart));
  const each = chart.series.map(({ currency, values }) => {
    const isApart = chart.kind === "number" && currency === undefined;
    const alike = isApart ? [values] : chart.series.flatMap((one) => (one.currency === currency ? [one.values] : []));
    return formatsOf(
      locale,
      currency,
      alike.flat().filter((value) => value !== undefined),
    );
  });
  return { axis, number: (value, series) => (each[series] ?? axis).number(value) };
}

/** What a place along the axis is called: a time as the reader writes it, and that it is not over, or the text as it came. */
export function labelAt(chart: Chart, at: number, formats: Formats): string {
  const { labels, times } = chart;
  const time = times?.at[at];
  if (times === undefined || time === undefined) return labels[at] ?? "";
  return `${formats.time(time, times.grain)}${tellOpen(chart, at)}`;
}

/**
 * The same below the axis, where a day has its year only if the one shown before it is of another year.
 * @param before the place that is shown before it, if there is one
 */
export function axisLabelAt(chart: Chart, at: number, before: number, formats: Formats): string {
  const [time, last] = [chart.times?.at[at], chart.times?.at[before]];
  const isOfSameYear = time !== undefined && last !== undefined && yearOf(time) === yearOf(last);
  if (chart.times?.grain !== "day" || !isOfSameYear) return labelAt(chart, at, formats);
  return `${formats.dayOfYear(time)}${tellOpen(chart, at)}`;
}

function tellOpen(chart: Chart, at: number): string {
  return isOpenAt(chart, at) ? " (so far)" : "";
}

function yearOf(time: number): number {
  return new Date(time).getUTCFullYear();
}
