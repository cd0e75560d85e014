import { type Chart, isOpenAt, numbersOf } from "../chart.ts";
import { labelAt } from "../format.ts";
import { drawLegend, type Frame, fitText, OPEN, textAt, widthOf } from "./frame.ts";
import { seriesColour } from "./palette.ts";
import { linearScale } from "./scale.ts";
import { type SvgNode, svg } from "./svg.ts";

const BAR = 16;
const GAP = 8;
/** Height of a name that stands above its bars. */
const NAME = 17;
/** Names take no more of the width. */
const NAMES = 0.38;
/** Narrower, a name that does not fit stands above its bars, where all of the width is for it. */
const NARROW = 480;

interface Rows {
  readonly labels: readonly string[];
  readonly areAbove: boolean;
  /** Where bars begin, at zero or at the least number. */
  readonly left: number;
  readonly height: number;
  readonly x: (value: number) => number;
}

/** Bars that lie, each with its name before or above it and its number behind it. */
export function drawHorizontal(
  chart: Chart,
  frame: Frame,
): { readonly height: number; readonly nodes: readonly SvgNode[] } {
  const legend = drawLegend(chart, frame);
  const rows = placeRows(chart, frame);
  const nodes = rows.labels.flatMap((_, at) => drawRow(chart, frame, rows, at, legend.height + at * rows.height));
  return { height: legend.height + rows.labels.length * rows.height, nodes: [...legend.nodes, ...nodes] };
}

function placeRows(chart: Chart, { width, formats }: Frame): Rows {
  const labels = chart.labels.map((_, at) => labelAt(chart, at, formats.axis));
  const widest = Math.max(0, ...labels.map((label) => widthOf(label)));
  const areAbove = width < NARROW && widest > width * NAMES;
  const left = areAbove ? 0 : Math.min(widest, width * NAMES) + 8;
  const numbers = numbersOf(chart);
  const widths = chart.series.flatMap(({ values }, index) =>
    values.map((value) => (value === undefined ? 0 : widthOf(formats.number(value, index)))),
  );
  const right = Math.max(0, ...widths) + 8;
  const range = [Math.min(0, ...numbers), Math.max(0, ...numbers, Number.MIN_VALUE)] as const;
  return {
    labels,
    areAbove,
    left,
    height: chart.series.length * BAR + GAP + (areAbove ? NAME : 0),
    x: linearScale(range, [left, Math.max(width - right, left + 20)]),
  };
}

function drawRow(chart: Chart, { width, formats }: Frame, rows: Rows, at: number, top: number): SvgNode[] {
  const { series } = chart;
  const { areAbove, left, x } = rows;
  const label = rows.labels[at] ?? "";
  const open = isOpenAt(chart, at) ? OPEN : {};
  const name = areAbove
    ? textAt(0, top + 12, fitText(label, width))
    : textAt(left - 8, top + (series.length * BAR) / 2 + 4, fitText(label, left - 8), "end");
  const bars = series.flatMap(({ values, name: of }, index) => {
    const value = values[at];
    if (value === undefined) return [];
    const [from, to] = [x(Math.min(0, value)), x(Math.max(0, value))];
    const y = top + (areAbove ? NAME : 0) + index * BAR;
    const place = { x: from, y: y + 1, width: Math.max(to - from, 0.5), height: BAR - 2, rx: 2 };
    return [
      svg("rect", { "data-at": at, ...seriesColour(index), ...place, fill: "currentColor", ...open }, [
        svg("title", {}, [`${label}, ${of}: ${formats.number(value, index)}`]),
      ]),
      textAt(to + 6, y + 12, formats.number(value, index)),
    ];
  });
  return [name, ...bars];
}
