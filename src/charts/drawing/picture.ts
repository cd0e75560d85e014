import { type Chart, headingOf } from "../chart.ts";
import { tellOmitted } from "../omitted.ts";
import { type DrawOptions, drawChart } from "./draw.ts";
import { fitText, textAt } from "./frame.ts";
import { type SvgNode, svg } from "./svg.ts";

const MARGIN = 16;
const TITLE = 24;
const NOTE = 18;

/**
 * Draws a chart as a picture that stands alone: on white, with its title above it and what it does not show below.
 * @param width of the chart within the margins, in pixels
 */
export function drawPicture(chart: Chart, { width, locale }: DrawOptions): SvgNode & { readonly size: Size } {
  const drawn = drawChart(chart, { width, locale });
  const notes = tellOmitted(chart);
  const above = MARGIN + TITLE;
  const below = above + Number(drawn.attributes["height"]) + (notes.length > 0 ? 8 : 0);
  const size = { width: width + 2 * MARGIN, height: below + notes.length * NOTE + MARGIN };
  const attributes = {
    ...drawn.attributes,
    ...size,
    viewBox: `0 0 ${size.width} ${size.height}`,
    color: "#1a1a1a",
  };
  const title = fitText(headingOf(chart), (width * 12) / 14);
  const children = [
    svg("title", {}, [chart.title]),
    svg("rect", { ...size, fill: "#ffffff" }),
    textAt(MARGIN, MARGIN + 12, title, "start", { "font-size": 14, "font-weight": 600 }),
    { ...drawn, attributes: { ...drawn.attributes, x: MARGIN, y: above } },
    ...notes.map((note, at) => textAt(MARGIN, below + at * NOTE + 12, fitText(note, width))),
  ];
  return { ...svg("svg", attributes, children), size };
}

interface Size {
  readonly width: number;
  readonly height: number;
}
