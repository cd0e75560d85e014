import type { Json, JsonObject } from "../answers/json.ts";
import { fieldNames } from "../answers/rows.ts";
import type { Chart } from "../charts/chart.ts";
import { formatsOfChart, labelAt } from "../charts/format.ts";
import { shorten } from "../utils/clean-text.ts";
import { getOwn } from "../utils/own.ts";
import { html } from "./elements.ts";

/** Texts of a cell, which a table of a page this small cannot show longer. */
const LONGEST = 200;
const MOST_COLUMNS = 12;

const ALONG = { year: "Year", month: "Month", day: "Date", time: "Time" } as const;

/** The very numbers of a chart, as a table: a row for each label, a column for each series. */
export function chartTable(chart: Chart, locale: string): HTMLTableElement {
  const { kind, labels, series, times, title } = chart;
  const formats = formatsOfChart(chart, locale);
  const shown = (value: number | undefined, at: number) => (value === undefined ? "–" : formats.number(value, at));
  if (kind === "number") {
    return makeTable(
      title,
      ["Name", "Value"],
      series.map(({ name, values: [value] }, at) => [name, shown(value, at)]),
      "numbers",
    );
  }
  const heads = [times === undefined ? "Name" : ALONG[times.grain], ...series.map(({ name }) => name)];
  const rows = labels.map((_, at) => [
    labelAt(chart, at, formats.axis),
    ...series.map(({ values }, index) => shown(values[at], index)),
  ]);
  return makeTable(title, heads, rows, "numbers");
}

/** Rows of which no chart was made, as they came. */
export function rowsTable(rows: readonly JsonObject[]): HTMLTableElement {
  const names = fieldNames(rows).slice(0, MOST_COLUMNS);
  return makeTable(
    "Rows of the answer",
    names,
    rows.map((row) => names.map((name) => textOf(getOwn(row, name) ?? null))),
    "texts",
  );
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : value === null ? "–" : JSON.stringify(value);
}

function makeTable(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  cells: "numbers" | "texts",
): HTMLTableElement {
  const cut = (text: string) => shorten(text, LONGEST);
  const rowOf = ([label = "", ...others]: readonly string[]) =>
    html("tr", {}, [html("th", { scope: "row" }, [cut(label)]), ...others.map((cell) => html("td", {}, [cut(cell)]))]);
  return html("table", { class: cells }, [
    html("caption", {}, [cut(caption)]),
    html("thead", {}, [
      html(
        "tr",
        {},
        heads.map((head) => html("th", { scope: "col" }, [cut(head)])),
      ),
    ]),
    html("tbody", {}, rows.map(rowOf)),
  ]);
}
