import type { Chart } from "../chart.ts";
import { formatsOfChart } from "../format.ts";
import { drawAcross } from "./draw-across.ts";
import { drawHorizontal } from "./draw-horizontal.ts";
import { drawNumbers } from "./draw-numbers.ts";
import type { Frame } from "./frame.ts";
import { type SvgNode, svg } from "./svg.ts";

export interface DrawOptions {
  /** Pixels. The height follows from what there is to show. */
  readonly width: number;
  /** How numbers and dates are written, such as "de-DE". */
  readonly locale: string;
}

/** Draws a chart as a picture of that width. Text has the colour of what is around it. */
export function drawChart(chart: Chart, { width, locale }: DrawOptions): SvgNode {
  const frame: Frame = { width, formats: formatsOfChart(chart, locale) };
  const { height, nodes } = drawKind(chart, frame);
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "font-family": "system-ui, sans-serif",
    "font-size": 12,
    fill: "currentColor",
  };
  return svg("svg", attributes, [svg("title", {}, [chart.title]), ...nodes]);
}

function drawKind(chart: Chart, frame: Frame): { readonly height: number; readonly nodes: readonly SvgNode[] } {
  switch (chart.kind) {
    case "line":
    case "bar":
    case "stacked":
      return drawAcross(chart, frame);
    case "horizontal":
      return drawHorizontal(chart, frame);
    case "number":
      return drawNumbers(chart, frame);
    default:
      return chart.kind satisfies never;
  }
}
