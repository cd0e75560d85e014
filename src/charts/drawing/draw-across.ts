import { type Chart, isOpenAt, type Series } from "../chart.ts";
import { axisLabelAt, labelAt } from "../format.ts";
import { drawLegend, type Frame, fitText, OPEN, textAt, widthOf } from "./frame.ts";
import { seriesColour } from "./palette.ts";
import { bandScale, linearScale, roundAxis } from "./scale.ts";
import { type SvgNode, svg } from "./svg.ts";

/*
 * Charts along a horizontal axis: lines, bars side by side, and bars on top of one another.
 */

/** Height of the part with the numbers. */
const PLOT = 220;
const ROOM_BELOW = 26;
const TICKS = 5;
/** So that the first and the last point are not cut. */
const INSET = 6;

interface Plot {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly y: (value: number) => number;
}

export function drawAcross(
  chart: Chart,
  frame: Frame,
): { readonly height: number; readonly nodes: readonly SvgNode[] } {
  const legend = drawLegend(chart, frame);
  const top = legend.height + 8;
  const { range, ticks } = roundAxis(rangeOf(chart), TICKS);
  const left = Math.max(...ticks.map((tick) => widthOf(frame.formats.axis.tick(tick)))) + 10;
  const plot: Plot = {
    left,
    top,
    right: frame.width - 8,
    bottom: top + PLOT,
    y: linearScale(range, [top + PLOT, top]),
  };
  const grid = ticks.flatMap((tick) => drawTick(plot, tick, frame));
  const marks = chart.kind === "line" ? drawLines(chart, plot, frame) : drawBars(chart, plot, frame);
  return { height: plot.bottom + ROOM_BELOW, nodes: [...legend.nodes, ...grid, ...marks] };
}

/** From zero, also for lines: a share of a bar that is cut off would be a lie, and a line beside bars another scale. */
function rangeOf({ kind, series, labels }: Chart): [number, number] {
  const values =
    kind === "stacked"
      ? labels.flatMap((_, at) => stackOf(series, at).flatMap(({ from, to }) => [from, to]))
      : series.flatMap(({ values: all }) => all);
  const numbers = values.filter((value) => value !== undefined);
  const [least, most] = [Math.min(0, ...numbers), Math.max(0, ...numbers)];
  return least === most ? [0, 1] : [least, most];
}

function drawTick({ left, right, y }: Plot, tick: number, { formats }: Frame): SvgNode[] {
  const at = y(tick);
  const strong = tick === 0 ? 0.5 : 0.15;
  return [
    svg("line", { x1: left, x2: right, y1: at, y2: at, stroke: "currentColor", "stroke-opacity": strong }),
    textAt(left - 6, at + 4, formats.axis.tick(tick), "end"),
  ];
}

interface Label {
  readonly at: number;
  readonly text: string;
  readonly x: number;
  readonly half: number;
}

/** Labels below the axis: all, or every second, third or later one that has room; always that of a period which is not over. */
function drawLabels(chart: Chart, plot: Plot, frame: Frame, places: readonly number[]): SvgNode[] {
  const wide = plot.right - plot.left;
  // Times are short and can be left out between two others; each name counts.
  const room = chart.times === undefined ? Math.max(wide / places.length - 12, 48) : Math.max(wide / 3, 160);
  const labelOf = (at: number, before: number): Label => {
    const text = fitText(axisLabelAt(chart, at, before, frame.formats.axis), room);
    const half = widthOf(text) / 2;
    return { at, text, half, x: Math.min(Math.max(places[at] ?? 0, half), frame.width - half) };
  };
  const last = places.length - 1;
  for (let step = 1; ; step += 1) {
    const all = [...places.keys()].filter((at) => at % step === 0).map((at) => labelOf(at, at - step));
    if (!all.every((label, index) => areApart(all[index - 1], label))) continue;
    const open = chart.times?.isOpen === true ? labelOf(last, step >= last ? -1 : 0) : undefined;
    const shown = open === undefined ? all : [...all.filter((label) => label.at < last && areApart(label, open)), open];
    return shown.map(({ x, text }) => textAt(x, plot.bottom + 18, text, "middle"));
  }
}

function areApart(one: Label | undefined, next: Label): boolean {
  return one === undefined || one.x + one.half + 12 <= next.x - next.half;
}

function drawLines(chart: Chart, plot: Plot, frame: Frame): SvgNode[] {
  const { series, times, labels } = chart;
  const at = times?.at ?? labels.map((_, index) => index);
  const x = linearScale([at[0] ?? 0, at.at(-1) ?? 0], [plot.left + INSET, plot.right - INSET]);
  const places = at.map(x);
  const isOpen = times?.isOpen === true;
  return [
    ...series.flatMap((each, index) =>
      drawLine(each, places, {
        plot,
        colour: seriesColour(index),
        isOpen,
        name: (point) =>
          `${labelAt(chart, point, frame.formats.axis)}, ${each.name}: ${frame.formats.number(each.values[point] ?? 0, index)}`,
      }),
    ),
    ...drawLabels(chart, plot, frame, places),
  ];
}

interface LineStyle {
  readonly plot: Plot;
  readonly colour: ReturnType<typeof seriesColour>;
  /** The last point is of a period that goes on. */
  readonly isOpen: boolean;
  readonly name: (point: number) => string;
}

function drawLine({ values }: Series, places: readonly number[], { plot, colour, isOpen, name }: LineStyle): SvgNode[] {
  const points = values.map((value, at) => ({ at, value }));
  const whole = isOpen ? points.slice(0, -1) : points;
  const style = { ...colour, fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linejoin": "round" };
  const drawn = [svg("path", { ...style, d: pathOf(whole, places, plot) })];
  if (isOpen)
    drawn.push(svg("path", { ...style, "stroke-dasharray": "4 4", d: pathOf(points.slice(-2), places, plot) }));
  const dots = points.flatMap(({ at, value }) => {
    if (value === undefined) return [];
    const isLast = isOpen && at === points.length - 1;
    // A point alone has no line; with many, each would hide it.
    const radius = points.length <= 40 || isLast ? 3 : 0.01;
    const fill = isLast ? "none" : "currentColor";
    const place = { cx: places[at] ?? 0, cy: plot.y(value), r: radius };
    return [
      svg("circle", { "data-at": at, ...colour, ...place, fill, stroke: "currentColor" }, [
        svg("title", {}, [name(at)]),
      ]),
    ];
  });
  return [...drawn, ...dots];
}

/** Goes from point to point, and begins anew after a hole. */
function pathOf(
  points: readonly { readonly at: number; readonly value: number | undefined }[],
  places: readonly number[],
  { y }: Plot,
): string {
  let isDown = false;
  const steps = points.map(({ at, value }) => {
    const step =
      value === undefined ? "" : `${isDown ? "L" : "M"}${(places[at] ?? 0).toFixed(1)},${y(value).toFixed(1)}`;
    isDown = value !== undefined;
    return step;
  });
  return steps.join("");
}

interface Piece {
  readonly from: number;
  readonly to: number;
}

/** The pieces of one bar on top of one another, those below zero the other way. */
function stackOf(series: readonly Series[], at: number): Piece[] {
  let [above, below] = [0, 0];
  return series.map(({ values }) => {
    const value = values[at] ?? 0;
    const from = value < 0 ? below : above;
    const to = from + value;
    if (value < 0) below = to;
    else above = to;
    return { from, to };
  });
}

function drawBars(chart: Chart, plot: Plot, frame: Frame): SvgNode[] {
  const { series, labels, kind } = chart;
  const bands = bandScale(labels.length, [plot.left, plot.right]);
  const { width: wide } = bands;
  const lanes = kind === "stacked" ? 1 : series.length;
  const nodes = labels.flatMap((_, at) => {
    const start = bands.at(at);
    const isOpen = isOpenAt(chart, at);
    const pieces =
      kind === "stacked" ? stackOf(series, at) : series.map(({ values }) => ({ from: 0, to: values[at] ?? 0 }));
    return pieces.flatMap(({ from, to }, index) => {
      const value = series[index]?.values[at];
      if (value === undefined) return [];
      const [high, low] = [plot.y(Math.max(from, to)), plot.y(Math.min(from, to))];
      const x = start + (kind === "stacked" ? 0 : (index * wide) / lanes);
      const place = { x, y: high, width: Math.max(wide / lanes - (lanes > 1 ? 1 : 0), 0.5), height: low - high };
      const title = `${labelAt(chart, at, frame.formats.axis)}, ${series[index]?.name ?? ""}: ${frame.formats.number(value, index)}`;
      return [
        svg(
          "rect",
          { "data-at": at, ...seriesColour(index), ...place, fill: "currentColor", ...(isOpen ? OPEN : {}) },
          [svg("title", {}, [title])],
        ),
      ];
    });
  });
  return [
    ...nodes,
    ...drawLabels(
      chart,
      plot,
      frame,
      labels.map((_, at) => bands.at(at) + wide / 2),
    ),
  ];
}
