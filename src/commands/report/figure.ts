import type { JsonObject } from "../../answers/json.ts";
import { type Chart, headingOf } from "../../charts/chart.ts";
import { chooseChart } from "../../charts/choose.ts";
import { isMoney } from "../../charts/columns.ts";
import { drawChart } from "../../charts/drawing/draw.ts";
import { svg as element, type SvgNode } from "../../charts/drawing/svg.ts";
import { tellOmitted } from "../../charts/omitted.ts";
import { wordsOf } from "../../charts/words.ts";
import type { Comparison } from "./comparison.ts";
import type { MadeSection } from "./section.ts";
import { toNumber } from "./values.ts";

/** Pixels: what a page of A4 has between its margins. */
const WIDTH = 680;

/** What a drawing needs beside the section. */
export interface DrawFor {
  readonly locale: string;
  /** Today by the shop's clock, YYYY-MM-DD. */
  readonly today: string;
  /** The week and the one before it, in words. */
  readonly weeks: readonly [string, string];
}

/** Draws a section, below the words that say what is seen; nothing where it has nothing to draw. */
export function makeFigure(made: MadeSection, compared: Comparison | undefined, on: DrawFor): readonly SvgNode[] {
  const chart = compared === undefined ? chartOfRows(made, on) : chartOfComparison(made, compared, on);
  if (chart === undefined || made.chart === undefined) return [];
  const caption = [`Chart: ${headingOf(chart)}. The table below has its numbers.`, ...tellOmitted(chart)].join(" ");
  return [
    element("figure", {}, [
      drawChart(chart, { width: WIDTH, locale: on.locale }),
      element("figcaption", {}, [caption]),
    ]),
  ];
}

function chartOfRows({ chart: wish, columns, rows, currency }: MadeSection, { today }: DrawFor): Chart | undefined {
  const there = columns.filter(({ holds }) => holds === "number").map(({ name }) => name);
  const y = wish?.y?.filter((name) => there.includes(name)) ?? [];
  if (wish?.x === undefined || y.length === 0 || rows.length < 2) return undefined;
  if (!columns.some(({ name }) => name === wish.x)) return undefined;
  const choice = chooseChart({ rows, currency, now: Date.parse(today) }, { ...wish, y });
  return choice.ok ? choice.chart : undefined;
}

function chartOfComparison(
  { chart: wish, currency }: MadeSection,
  { figures }: Comparison,
  { today, weeks }: DrawFor,
): Chart | undefined {
  if (wish === undefined) return undefined;
  const rows = figures.map(({ name, week, before }): JsonObject => {
    return { figure: wordsOf(name), now: toNumber(week) ?? null, earlier: toNumber(before) ?? null };
  });
  const hasBefore = figures.some(({ before }) => before !== null);
  const y = hasBefore ? ["now", "earlier"] : ["now"];
  const choice = chooseChart({ rows, now: Date.parse(today) }, { kind: wish.kind, x: "figure", y });
  if (!choice.ok) return undefined;
  const unit = figures.every(({ name }) => isMoney(name)) ? currency : undefined;
  return {
    ...choice.chart,
    title: hasBefore ? "the week beside the week before" : "the week",
    series: choice.chart.series.map((one, at) => ({ ...one, name: weeks[at] ?? one.name, currency: unit })),
  };
}
