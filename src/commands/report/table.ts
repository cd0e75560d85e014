import type { Json, JsonObject } from "../../answers/json.ts";
import { isMoney } from "../../charts/columns.ts";
import { svg as element, type SvgNode } from "../../charts/drawing/svg.ts";
import { wordsOf } from "../../charts/words.ts";
import { getOwn } from "../../utils/own.ts";
import type { ThereColumn } from "./columns.ts";
import type { Comparison } from "./comparison.ts";
import type { MadeSection } from "./section.ts";
import { readExact, type ValueWriter } from "./values.ts";

const NONE = "–";
/** A word that would make the table wider than a page. */
const LONG_WORD = /\S{30}/;

/** A number of a column: money as money, and one that nobody reads digit by digit as it is. */
export function writeFigure(name: string, value: Json, currency: string | undefined, writer: ValueWriter): string {
  const exact = readExact(value);
  if (exact === undefined) return value === null ? NONE : writer.text(value);
  return isMoney(name) ? writer.money(exact, currency) : writer.number(exact);
}

/** A table of rows as they came, each value as it is. */
export function rowsTable({ columns, rows, currency }: MadeSection, caption: string, writer: ValueWriter): SvgNode {
  const head = columns.map(({ name, holds }) =>
    element("th", { scope: "col", ...(holds === "number" ? { class: "n" } : {}) }, [wordsOf(name)]),
  );
  const body = rows.map((row) =>
    element(
      "tr",
      {},
      columns.map((column, at) => cell(column, row, { isFirst: at === 0, currency, writer })),
    ),
  );
  return table(caption, head, body);
}

interface CellOptions {
  readonly isFirst: boolean;
  readonly currency: string | undefined;
  readonly writer: ValueWriter;
}

function cell({ name, holds }: ThereColumn, row: JsonObject, { isFirst, currency, writer }: CellOptions): SvgNode {
  const value: Json = getOwn(row, name) ?? null;
  const text =
    holds === "number"
      ? writeFigure(name, value, currency, writer)
      : value === null
        ? NONE
        : holds === "time" && typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value)
          ? writer.day(value)
          : writer.text(value);
  // Only where it must be, because names of ordinary words would be broken too.
  const look: SvgNode["attributes"] =
    holds === "number" ? { class: "n" } : LONG_WORD.test(text) ? { class: "long" } : {};
  return isFirst ? element("th", { scope: "row", ...look }, [text]) : element("td", look, [text]);
}

/** A table of figures of two weeks beside one another. */
export function comparisonTable(
  { figures }: Comparison,
  { currency }: MadeSection,
  caption: string,
  weeks: readonly [string, string],
  writer: ValueWriter,
): SvgNode {
  const head = ["Figure", ...weeks, "Change"].map((name, at) =>
    element("th", { scope: "col", ...(at > 0 ? { class: "n" } : {}) }, [name]),
  );
  const body = figures.map(({ name, week, before, change }) =>
    element("tr", {}, [
      element("th", { scope: "row" }, [wordsOf(name)]),
      element("td", { class: "n" }, [writeFigure(name, week, currency, writer)]),
      element("td", { class: "n" }, [writeFigure(name, before, currency, writer)]),
      element("td", { class: "n" }, [change === undefined ? NONE : writer.change(change)]),
    ]),
  );
  return table(caption, head, body);
}

function table(caption: string, head: readonly SvgNode[], body: readonly SvgNode[]): SvgNode {
  return element("div", { class: "wide" }, [
    element("table", {}, [
      element("caption", {}, [caption]),
      element("thead", {}, [element("tr", {}, head)]),
      element("tbody", {}, body),
    ]),
  ]);
}
