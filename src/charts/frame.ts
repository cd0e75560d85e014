import { shorten } from "../utils/clean-text.ts";
import type { Formats } from "./format.ts";
import { type SvgNode, svg } from "./svg.ts";

/** What every drawing needs to know. */
export interface Frame {
  readonly width: number;
  readonly formats: Formats;
}

/** Colours that people with any kind of colour blindness can tell apart, after Okabe and Ito, on light and on dark. */
const COLOURS = ["#0f7fc4", "#e08a00", "#0a9a74", "#c4689a", "#7f7f7f", "#d4552a"] as const;

export function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] ?? COLOURS[0];
}

/** An average letter of 12 pixels. Nothing here can measure. */
const LETTER = 6.7;

export function widthOf(text: string, size = 12): number {
  return (text.length * LETTER * size) / 12;
}

/** The text's beginning, as much as there is room for. */
export function fitText(text: string, room: number): string {
  return shorten(text, Math.max(Math.floor(room / LETTER), 1));
}

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
  names: readonly string[],
  width: number,
): { readonly height: number; readonly nodes: readonly SvgNode[] } {
  if (names.length < 2) return { height: 0, nodes: [] };
  const nodes: SvgNode[] = [];
  let [x, line] = [0, 0];
  for (const [index, name] of names.entries()) {
    const shown = fitText(name, width - SWATCH - 6);
    const wide = SWATCH + 6 + widthOf(shown) + 14;
    if (x > 0 && x + wide > width) [x, line] = [0, line + 1];
    const y = line * LINE_HEIGHT;
    nodes.push(svg("rect", { x, y: y + 1, width: SWATCH, height: SWATCH, rx: 2, fill: colourOf(index) }));
    nodes.push(textAt(x + SWATCH + 6, y + SWATCH, shown));
    x += wide;
  }
  return { height: (line + 1) * LINE_HEIGHT + 6, nodes };
}
