import { shorten } from "../utils/clean-text.ts";
import { type Chart, currencyOf, headingOf, labelsOf, numbersOf, type Series } from "./chart.ts";
import { formatsOf, formatsOfChart } from "./format.ts";
import { tellOmitted } from "./omitted.ts";

/** Rows of a chart with many points. */
const HEIGHT = 12;
/** Characters of a column, where there is room. */
const WIDEST = 4;
/** More labels below one another are no picture any more. */
const MOST_LINES = 40;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;
const RISING = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇"] as const;

/**
 * Draws a chart with blocks: a bar for each label, with its number, or columns side by side where there are too many.
 * @param width of the terminal, in characters
 */
export function drawInTerminal(chart: Chart, width: number, locale: string): string[] {
  const { labels } = chart;
  const lines = [shorten(headingOf(chart), width), ""];
  if (chart.kind === "number") lines.push(...listNumbers(chart, width, locale));
  else if (labels.length * chart.series.length <= MOST_LINES) lines.push(...drawBars(chart, width, locale));
  else lines.push(...drawAllColumns(chart, width, locale));
  const missing = tellOmitted(chart);
  // Columns end with a line that is empty.
  if (missing.length > 0 && lines.at(-1) !== "") lines.push("");
  return [...lines, ...missing];
}

/** One picture below the other, since blocks of several colours are not for every terminal. */
function drawAllColumns(chart: Chart, width: number, locale: string): string[] {
  const pictures = chart.series.flatMap((series) => drawColumns(chart, series, width, locale));
  return chart.series.length > 1 ? ["Each picture has its own scale.", "", ...pictures] : pictures;
}

/** Numbers of one row may count different things: no bars, and each its own unit where the heading has none. */
function listNumbers(chart: Chart, width: number, locale: string): string[] {
  const formats = formatsOfChart(chart, locale);
  const plain = formatsOf(locale, undefined, numbersOf(chart));
  const shown = chart.series.map(({ values: [value] }, at) => {
    if (value === undefined) return "–";
    return currencyOf(chart) === undefined ? formats.number(value, at) : plain.number(value);
  });
  const numberWidth = Math.max(...shown.map(({ length }) => length));
  const nameWidth = Math.min(
    Math.max(...chart.series.map(({ name }) => name.length)),
    Math.max(width - numberWidth - 2, 1),
  );
  return chart.series.map(({ name }, at) => `${cut(name, nameWidth)}  ${(shown[at] ?? "").padStart(numberWidth)}`);
}

function drawBars(chart: Chart, width: number, locale: string): string[] {
  const { series } = chart;
  const formats = formatsOf(locale, undefined, numbersOf(chart));
  const names = labelsOf(chart);
  const rows = names.flatMap((name, at) =>
    series.map((each, index) => ({
      name: index === 0 ? name : "",
      of: series.length > 1 ? each.name : "",
      value: each.values[at],
    })),
  );
  const shown = rows.map(({ value }) => (value === undefined ? "–" : formats.number(value)));
  const wide = (texts: readonly string[], most: number) =>
    Math.min(Math.max(0, ...texts.map(({ length }) => length)), most);
  const nameWidth = wide(names, Math.floor(width / 3));
  const ofWidth = wide(
    rows.map(({ of }) => of),
    Math.floor(width / 5),
  );
  const numberWidth = wide(shown, width);
  const room = Math.max(width - nameWidth - numberWidth - 3 - (ofWidth > 0 ? ofWidth + 1 : 0), 8);
  const most = Math.max(0, ...rows.map(({ value }) => Math.abs(value ?? 0)));
  return rows.map(({ name, of, value }, at) => {
    const before = ofWidth > 0 ? `${cut(name, nameWidth)} ${cut(of, ofWidth)}` : cut(name, nameWidth);
    const share = most === 0 ? 0 : Math.abs(value ?? 0) / most;
    // What is below zero has its sign in the number, and another pattern here.
    const bar = (value ?? 0) < 0 ? "░".repeat(Math.max(Math.round(share * room), 1)) : barOf(share * room);
    return `${before} ${bar.padEnd(room)} ${(shown[at] ?? "").padStart(numberWidth)}`;
  });
}

function barOf(length: number): string {
  const eighths = Math.round(length * 8);
  return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
}

function cut(text: string, width: number): string {
  return shorten(text, width).padEnd(width);
}

/** One series as columns: each is a point, or the mean of points beside one another, which is said. */
function drawColumns(chart: Chart, { name, values }: Series, width: number, locale: string): string[] {
  const formats = formatsOf(locale, undefined, []);
  const numbers = values.filter((value) => value !== undefined);
  const [least, most] = [Math.min(0, ...numbers), Math.max(0, ...numbers)];
  const rowOf = (value: number) => (most === least ? 0 : ((value - least) / (most - least)) * HEIGHT);
  const marks = new Map([
    [HEIGHT - 1, formats.tick(most)],
    [Math.floor(rowOf(0)), formats.tick(0)],
    [0, formats.tick(least)],
  ]);
  const left = Math.max(...[...marks.values()].map(({ length }) => length)) + 1;
  const room = Math.max(width - left - 1, 1);
  const each = Math.ceil(values.length / room);
  const wide = Math.min(Math.max(Math.floor(room / values.length), 1), WIDEST);
  const columns = Array.from({ length: Math.ceil(values.length / each) }, (_, at) =>
    meanOf(values.slice(at * each, (at + 1) * each)),
  );
  const rows = Array.from({ length: HEIGHT }, (_, at) => {
    const row = HEIGHT - 1 - at;
    const blocks = columns.map((value) => {
      const block = blockOf(value === undefined ? 0 : rowOf(value) - row);
      return wide > 2 ? `${block.repeat(wide - 1)} ` : block.repeat(wide);
    });
    return `${(marks.get(row) ?? "").padStart(left - 1)} ${blocks.join("")}`.trimEnd();
  });
  const note = each > 1 ? `, each column the mean of ${each}` : "";
  return [
    `${shorten(name, Math.max(width - note.length, 1))}${note}`,
    ...rows,
    `${" ".repeat(left)}${endsOf(labelsOf(chart), columns.length * wide)}`,
    "",
  ];
}

/** The first and the last label, below the columns. */
function endsOf(labels: readonly string[], wide: number): string {
  const [first = "", last = ""] = [labels[0], labels.at(-1)];
  return `${first}${last.padStart(Math.max(wide - first.length, last.length + 1))}`;
}

function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const there = values.filter((value) => value !== undefined);
  return there.length === 0 ? undefined : there.reduce((sum, value) => sum + value, 0) / there.length;
}

function blockOf(filled: number): string {
  if (filled >= 1) return "█";
  return RISING[Math.max(Math.floor(filled * 8), 0)] ?? " ";
}
