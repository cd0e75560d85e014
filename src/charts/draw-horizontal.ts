import type { Chart } from "./chart.ts";
import { colourOf, drawLegend, type Frame, fitText, textAt, widthOf } from "./frame.ts";
import { linearScale } from "./scale.ts";
import { type SvgNode, svg } from "./svg.ts";

const BAR = 16;
const GAP = 8;

/** Bars that lie, each with its name before it and its number behind it. */
export function drawHorizontal(
  chart: Chart,
  { width, formats }: Frame,
): { readonly height: number; readonly nodes: readonly SvgNode[] } {
  const { labels, series } = chart;
  const legend = drawLegend(
    series.map(({ name }) => name),
    width,
  );
  const names = labels.map((label) => fitText(label, width * 0.38));
  const numbers = series.flatMap(({ values }) => values).filter((value) => value !== undefined);
  const left = Math.max(0, ...names.map((name) => widthOf(name))) + 8;
  const right = Math.max(0, ...numbers.map((value) => widthOf(formats.number(value)))) + 8;
  const scale = linearScale(
    [Math.min(0, ...numbers), Math.max(0, ...numbers, Number.MIN_VALUE)],
    [left, Math.max(width - right, left + 20)],
  );
  const group = series.length * BAR + GAP;
  const nodes = labels.flatMap((label, at) => {
    const top = legend.height + at * group;
    const name = textAt(left - 8, top + (series.length * BAR) / 2 + 4, names[at] ?? "", "end");
    const bars = series.flatMap(({ values, name: of }, index) => {
      const value = values[at];
      if (value === undefined) return [];
      const [from, to] = [scale(Math.min(0, value)), scale(Math.max(0, value))];
      const y = top + index * BAR;
      return [
        svg(
          "rect",
          { x: from, y: y + 1, width: Math.max(to - from, 0.5), height: BAR - 2, rx: 2, fill: colourOf(index) },
          [svg("title", {}, [`${label}, ${of}: ${formats.number(value)}`])],
        ),
        textAt(to + 6, y + 12, formats.number(value)),
      ];
    });
    return [name, ...bars];
  });
  return { height: legend.height + labels.length * group, nodes: [...legend.nodes, ...nodes] };
}
