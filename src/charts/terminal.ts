import { shorten } from "../utils/clean-text.ts";
import { type Chart, labelsOf, numbersOf } from "./chart.ts";
import { formatsOf } from "./format.ts";

/** Rows of a chart with many points. */
const HEIGHT = 12;
/** More labels below one another are no picture any more. */
const MOST_LINES = 40;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;
const RISING = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇"] as const;

/**
 * Draws a chart with blocks: a bar for each label, with its number, or columns side by side where there are too many.
 * @param width of the terminal, in characters
 */
export function drawInTerminal(chart: Chart, width: number, locale: string): string[] {
  const { labels, omitted, currency } = chart;
  const unit = currency === undefined ? "" : ` (${currency})`;
  const lines = [`${chart.title}${unit}`, ""];
  if (chart.kind === "number") lines.push(...listNumbers(chart, locale));
  else if (labels.length * chart.series.length <= MOST_LINES) lines.push(...drawBars(chart, width, locale));
  else for (const index of chart.series.keys()) lines.push(...drawColumns(chart, index, width, locale));
  if (omitted > 0) lines.push("", `${omitted} more are not drawn.`);
  return lines;
}

/** Numbers of one row may count different things: no bars. */
function listNumbers(chart: Chart, locale: string): string[] {
  const shown = chart.series.map(({ values: [value] }) =>
    value === undefined ? "–" : formatsOf(locale, undefined, [value]).number(value),
  );
  const nameWidth = Math.max(...chart.series.map(({ name }) => name.length));
  const numberWidth = Math.max(...shown.map(({ length }) => length));
  return chart.series.map(({ name }, at) => `${name.padEnd(nameWidth)}  ${(shown[at] ?? "").padStart(numberWidth)}`);
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
function drawColumns(chart: Chart, index: number, width: number, locale: string): string[] {
  const formats = formatsOf(locale, undefined, []);
  const labels = labelsOf(chart);
  const { name, values } = chart.series[index] ?? { name: "", values: [] };
  const numbers = values.filter((value) => value !== undefined);
  const [least, most] = [Math.min(0, ...numbers), Math.max(0, ...numbers)];
  const marks = [formats.tick(most), formats.tick(least)];
  const left = Math.max(...marks.map(({ length }) => length)) + 1;
  const each = Math.ceil(values.length / Math.max(width - left - 1, 1));
  const columns = Array.from({ length: Math.ceil(values.length / each) }, (_, at) =>
    meanOf(values.slice(at * each, (at + 1) * each)),
  );
  const rows = Array.from({ length: HEIGHT }, (_, at) => {
    const row = HEIGHT - 1 - at;
    const mark = at === 0 ? marks[0] : row === 0 ? marks[1] : "";
    const blocks = columns.map((value) =>
      blockOf(value === undefined || most === least ? 0 : ((value - least) / (most - least)) * HEIGHT - row),
    );
    return `${(mark ?? "").padStart(left - 1)} ${blocks.join("")}`.trimEnd();
  });
  const [first = "", last = ""] = [labels[0], labels.at(-1)];
  const ends = `${" ".repeat(left)}${first}${last.padStart(Math.max(columns.length - first.length, last.length + 1))}`;
  const note = each > 1 ? `, each column the mean of ${each}` : "";
  return [`${name}${note}`, ...rows, ends, ""];
}

function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const there = values.filter((value) => value !== undefined);
  return there.length === 0 ? undefined : there.reduce((sum, value) => sum + value, 0) / there.length;
}

function blockOf(filled: number): string {
  if (filled >= 1) return "█";
  return RISING[Math.max(Math.floor(filled * 8), 0)] ?? " ";
}
