import { shorten } from "../../utils/clean-text.ts";
import type { Chart } from "../chart.ts";
import type { ChartFormats } from "../format.ts";
import { seriesColour } from "./palette.ts";
import { type SvgNode, svg } from "./svg.ts";

/** What every drawing needs to know. */
export interface Frame {
  readonly width: number;
  readonly formats: ChartFormats;
}

/** An average letter of 12 pixels, in the widest of usual fonts. Nothing here can measure. */
const LETTER = 7;

/** Characters of scripts whose letters are as wide as they are high: Chinese, Japanese, Korean, and emoji. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f000}-\u{3ffff}]/gu;

export function widthOf(text: string, size = 12): number {
  return ((text.length + (text.match(WIDE)?.length ?? 0)) * LETTER * size) / 12;
}

/** The text's beginning, as much as there is room for. */
export function fitText(text: string, room: number): string {
  const shown = shorten(text, Math.max(Math.floor(room / LETTER), 1));
  const over = widthOf(shown) - room;
  return over <= LETTER ? shown : shorten(text, Math.max(shown.length - Math.ceil(over / LETTER / 2) - 1, 1));
}

/** How a bar of a period that is not over differs from the others. */
export const OPEN = { "fill-opacity": 0.35, stroke: "currentColor", "stroke-dasharray": "3 3" } as const;

export type Anchor = "start" | "middle" | "end";

export function textAt(
  x: number,
  y: number,
  text: string,
  anchor: Anchor = "start",
  more: SvgNode["attributes"] = {},
): SvgNode {
  return svg("text", { x, y, "text-anchor": anchor, ...more }, [text]);
}

const LINE_HEIGHT = 18;
const SWATCH = 10;

/** Names with their colours, in as many lines as they need; nothing for a single one. */
export function drawLegend(
  { series }: Chart,
  { width }: Frame,
): { readonly height: number; readonly nodes: readonly SvgNode[] } {
  if (series.length < 2) return { height: 0, nodes: [] };
  const nodes: SvgNode[] = [];
  let [x, line] = [0, 0];
  for (const [index, { name }] of series.entries()) {
    const shown = fitText(name, width - SWATCH - 6);
    const wide = SWATCH + 6 + widthOf(shown) + 14;
    if (x > 0 && x + wide > width) [x, line] = [0, line + 1];
    const y = line * LINE_HEIGHT;
    nodes.push(
      svg("rect", { x, y: y + 1, width: SWATCH, height: SWATCH, rx: 2, fill: "currentColor", ...seriesColour(index) }),
    );
    nodes.push(textAt(x + SWATCH + 6, y + SWATCH, shown));
    x += wide;
  }
  return { height: (line + 1) * LINE_HEIGHT + 6, nodes };
}
