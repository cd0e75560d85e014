import type { Chart, Series } from "../chart.ts";
import type { ChartFormats } from "../format.ts";
import { type Frame, fitText, textAt, widthOf } from "./frame.ts";
import type { SvgNode } from "./svg.ts";

const TILE = 180;
/** Of a name and its number, and of the line below them where something changed. */
const HEIGHT = 56;
const CHANGE = 20;
const LARGE = 28;
/** Digits that are bold are a fifth wider than an average letter. */
const BOLD = LARGE * 1.2;

/** A column that holds what another one was before. */
const BEFORE = /\b(?:before|previous|prior|last)\b/i;

/** Numbers of one row, large, each with its name; the first with its change where the row has what it was before. */
export function drawNumbers(
  { series }: Chart,
  { width, formats }: Frame,
): { readonly height: number; readonly nodes: readonly SvgNode[] } {
  const shown = series.map(({ values: [value] }, at) => (value === undefined ? "–" : formats.number(value, at)));
  const change = changeOf(series, formats);
  const tile = Math.max(TILE, ...shown.map((text) => widthOf(text, BOLD) + 16), widthOf(change ?? "") + 16);
  const across = Math.max(Math.floor(width / tile), 1);
  const height = change === undefined ? HEIGHT : HEIGHT + CHANGE;
  const nodes = series.flatMap((each, at) => {
    const [x, y] = [(at % across) * tile, Math.floor(at / across) * height];
    return [
      textAt(x, y + 14, fitText(each.name, tile - 10)),
      textAt(x, y + 46, shown[at] ?? "", "start", {
        "font-size": LARGE,
        "font-weight": 600,
      }),
      ...(change === undefined || at > 0 ? [] : [textAt(x, y + 66, change)]),
    ];
  });
  return { height: Math.ceil(series.length / across) * height, nodes };
}

function changeOf([first, ...others]: readonly Series[], { number, axis }: ChartFormats): string | undefined {
  const now = first?.values[0];
  const what = first?.name.toLowerCase() ?? "";
  const at = others.findIndex(({ name }) => BEFORE.test(name) && name.toLowerCase().includes(what));
  const before = others[at]?.values[0];
  if (now === undefined || before === undefined || before === 0) return undefined;
  return `${axis.change((now - before) / Math.abs(before))} against ${number(before, at + 1)}`;
}
