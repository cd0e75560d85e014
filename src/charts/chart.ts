/*
 * What is drawn, apart from how: the same chart becomes a picture, lines of a terminal and a page.
 */

/** How a chart shows its numbers. `bar` stands, one beside the other for each series; `horizontal` lies, the longest first. */
export const CHART_KINDS = ["line", "bar", "stacked", "horizontal", "number"] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

/** What somebody wants to see; whatever is left out is chosen. Columns by their names. */
export interface ChartWish {
  readonly kind?: ChartKind | undefined;
  /** The column along the axis: a time, or names. */
  readonly x?: string | undefined;
  /** The columns with the numbers. */
  readonly y?: readonly string[] | undefined;
  /** The column that tells apart what belongs to one line or bar. */
  readonly series?: string | undefined;
}

/** One line, or one bar of each group. */
export interface Series {
  readonly name: string;
  /** As many as there are labels; undefined where there is no number. */
  readonly values: readonly (number | undefined)[];
  /** What the numbers are in, where they are money and that is sure. */
  readonly currency: string | undefined;
}

/** What rows hold and a chart does not. */
export interface Omitted {
  /** Rows for which there is no room. */
  readonly rows: number;
  /** Rows whose place another row has: the same label, and the same series. */
  readonly repeated: number;
  /** Names of lines or bars, the larger ones first. */
  readonly series: readonly string[];
}

/** How long the periods are that the times of a chart stand for. */
export type Grain = "year" | "month" | "day" | "time";

/** The times of a chart, in the shop's own clock. */
export interface Times {
  /** Milliseconds since 1970, as if the shop's clock showed UTC. */
  readonly at: readonly number[];
  readonly grain: Grain;
  /** The last period goes on. */
  readonly isOpen: boolean;
}

export interface Chart {
  readonly kind: ChartKind;
  /** What is shown, in a few words: "Revenue by month and country". */
  readonly title: string;
  /** What stands along the axis: texts as they came, the times among them also in `times`. */
  readonly labels: readonly string[];
  readonly times: Times | undefined;
  readonly series: readonly Series[];
  readonly omitted: Omitted;
}

/** The currency that all numbers are in, where that is sure: an axis has one unit. */
export function currencyOf({ series: [first, ...others] }: Chart): string | undefined {
  return others.every(({ currency }) => currency === first?.currency) ? first?.currency : undefined;
}

/** What is shown, and in which currency. */
export function headingOf(chart: Chart): string {
  const currency = currencyOf(chart);
  return currency === undefined ? chart.title : `${chart.title} (${currency})`;
}

/** All numbers of a chart. */
export function numbersOf({ series }: Chart): number[] {
  return series.flatMap(({ values }) => values).filter((value) => value !== undefined);
}

/** Whether a place along the axis is the period that goes on. */
export function isOpenAt({ times, labels }: Pick<Chart, "labels" | "times">, at: number): boolean {
  return times?.isOpen === true && at === labels.length - 1;
}

/** The labels as a reader wants them: times no longer than they need, and what is said of a period that goes on. */
export function labelsOf(chart: Pick<Chart, "labels" | "times">): readonly string[] {
  const { labels, times } = chart;
  if (times === undefined) return labels;
  const digits = { year: 4, month: 7, day: 10, time: 16 }[times.grain];
  return labels.map((label, at) => {
    const shown = label.slice(0, digits).replace("T", " ");
    return isOpenAt(chart, at) ? `${shown}, so far` : shown;
  });
}
