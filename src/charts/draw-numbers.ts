import type { Chart, Series } from "./chart.ts";
import { type Frame, fitText, textAt } from "./frame.ts";
import type { SvgNode } from "./svg.ts";

const TILE = 180;
const HEIGHT = 76;
const LARGE = 28;

/** A column that holds what another one was before. */
const BEFORE = /(?:^|_)(?:before|previous|prior|last)(?:_|$)/i;

/** Numbers of one row, large, each with its name; the first with its change where the row has what it was before. */
export function drawNumbers(
  { series }: Chart,
  { width, formats }: Frame,
): { readonly height: number; readonly nodes: readonly SvgNode[] } {
  const across = Math.max(Math.floor(width / TILE), 1);
  const nodes = series.flatMap((each, at) => {
    const [x, y] = [(at % across) * TILE, Math.floor(at / across) * HEIGHT];
    const value = each.values[0];
    const change = at === 0 ? changeOf(series) : undefined;
    return [
      textAt(x, y + 14, fitText(each.name, TILE - 10)),
      textAt(x, y + 46, value === undefined ? "–" : formats.number(value), "start", {
        "font-size": LARGE,
        "font-weight": 600,
      }),
      ...(change === undefined ? [] : [textAt(x, y + 66, change)]),
    ];
  });
  return { height: Math.ceil(series.length / across) * HEIGHT, nodes };
}

function changeOf([first, ...others]: readonly Series[]): string | undefined {
  const now = first?.values[0];
  const before = others.find(({ name }) => BEFORE.test(name))?.values[0];
  if (now === undefined || before === undefined || before === 0) return undefined;
  const percent = ((now - before) / Math.abs(before)) * 100;
  return `${percent < 0 ? "−" : "+"}${Math.abs(percent).toFixed(1)} %`;
}
