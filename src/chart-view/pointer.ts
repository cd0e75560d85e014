import type { Chart } from "../charts/chart.ts";
import { type ChartFormats, formatsOfChart, labelAt } from "../charts/format.ts";
import { shorten } from "../utils/clean-text.ts";
import { html } from "./elements.ts";

/*
 * Reading one place of a chart after the other: what the mouse is near, or where the arrow keys lead.
 */

const LONGEST_NAME = 80;

interface Place {
  readonly at: number;
  readonly box: DOMRect;
}

/** What stands at a place along the axis, a line for each series. */
interface Reading {
  readonly label: string;
  readonly lines: readonly { readonly series: number; readonly text: string }[];
}

function readPlace(chart: Chart, at: number, formats: ChartFormats): Reading {
  const lines = chart.series.flatMap(({ name, values }, series) => {
    const value = values[at];
    return value === undefined
      ? []
      : [{ series, text: `${shorten(name, LONGEST_NAME)}: ${formats.number(value, series)}` }];
  });
  return { label: shorten(labelAt(chart, at, formats.axis), LONGEST_NAME), lines };
}

interface Readable {
  /** What is focused, and holds the picture. */
  readonly frame: HTMLElement;
  readonly picture: SVGElement;
  /** A screen reader says what stands in it. */
  readonly spoken: HTMLElement;
  readonly chart: Chart;
  readonly locale: string;
}

/** Lets a picture be read by mouse and by keyboard. */
export function makeReadable({ frame, picture, spoken, chart, locale }: Readable): void {
  const tooltip = html("div", { class: "tooltip", hidden: "" });
  const focus = html("div", { class: "focus", hidden: "" });
  frame.append(focus, tooltip);
  const formats = formatsOfChart(chart, locale);
  let current = -1;
  const places = () => placesOf(picture);
  const show = (index: number, isSpoken: boolean) => {
    const all = places();
    const place = all[index];
    current = place === undefined ? -1 : index;
    tooltip.hidden = focus.hidden = place === undefined;
    if (place === undefined) return;
    const reading = readPlace(chart, place.at, formats);
    if (isSpoken) spoken.textContent = [reading.label, ...reading.lines.map(({ text }) => text)].join("; ");
    tooltip.replaceChildren(...drawReading(reading));
    putBeside(frame, tooltip, focus, place.box, chart.kind === "horizontal");
  };
  const point = (event: PointerEvent) => show(nearest(places(), event, chart.kind === "horizontal"), false);
  frame.addEventListener("pointermove", point);
  // A finger does not move before it leaves, and what it showed stays to be read.
  frame.addEventListener("pointerdown", point);
  frame.addEventListener("pointerleave", ({ pointerType }) => {
    if (pointerType === "mouse") show(-1, false);
  });
  frame.addEventListener("blur", () => show(-1, false));
  frame.addEventListener("keydown", (event) => {
    const next = keyStep(event.key, current, places().length);
    if (next === undefined) return;
    event.preventDefault();
    show(next, true);
  });
}

/** The boxes of all marks of each place, in their order. */
function placesOf(picture: SVGElement): Place[] {
  const boxes = new Map<number, DOMRect>();
  for (const mark of picture.querySelectorAll("[data-at]")) {
    const at = Number(mark.getAttribute("data-at"));
    const [box, before] = [mark.getBoundingClientRect(), boxes.get(at)];
    boxes.set(at, before === undefined ? box : around(before, box));
  }
  return [...boxes].map(([at, box]) => ({ at, box })).sort((one, other) => one.at - other.at);
}

function around(one: DOMRect, other: DOMRect): DOMRect {
  const [x, y] = [Math.min(one.left, other.left), Math.min(one.top, other.top)];
  return new DOMRect(x, y, Math.max(one.right, other.right) - x, Math.max(one.bottom, other.bottom) - y);
}

function nearest(places: readonly Place[], { clientX, clientY }: MouseEvent, isLying: boolean): number {
  const distances = places.map(({ box }) =>
    Math.abs(isLying ? clientY - (box.top + box.bottom) / 2 : clientX - (box.left + box.right) / 2),
  );
  return distances.indexOf(Math.min(...distances));
}

/** Where a key leads; undefined where it is none of those. Leaving the tooltip is -1. */
function keyStep(key: string, current: number, count: number): number | undefined {
  switch (key) {
    case "ArrowRight":
    case "ArrowDown":
      return Math.min(current + 1, count - 1);
    case "ArrowLeft":
    case "ArrowUp":
      return current === -1 ? count - 1 : Math.max(current - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    case "Escape":
      return current === -1 ? undefined : -1;
    default:
      return undefined;
  }
}

function drawReading({ label, lines }: Reading): Node[] {
  return [
    html("strong", {}, [label]),
    ...lines.map(({ series, text }) =>
      html("div", {}, [html("span", { class: `swatch series-${series}` }), html("span", {}, [text])]),
    ),
  ];
}

/** Puts the frame around the place, and the tooltip beside it where there is room. */
function putBeside(frame: HTMLElement, tooltip: HTMLElement, focus: HTMLElement, box: DOMRect, isLying: boolean): void {
  const outer = frame.getBoundingClientRect();
  const [left, top] = [box.left - outer.left, box.top - outer.top];
  const wide = Math.max(box.width, 2);
  place(
    focus,
    isLying ? { left, top, width: wide, height: box.height } : { left, top: 0, width: wide, height: outer.height },
  );
  const { width, height } = tooltip.getBoundingClientRect();
  const right = left + box.width + 12;
  const x = isLying || right + width > outer.width ? Math.max(left - width - 12, 0) : right;
  const y = isLying ? top + box.height + 6 : Math.max(top - height - 8, 0);
  const [mostX, mostY] = [Math.max(outer.width - width, 0), Math.max(outer.height - height, 0)];
  // Above a bar that lies where there is no room below.
  const yThere = isLying && y > mostY ? Math.max(top - height - 6, 0) : Math.min(y, mostY);
  place(tooltip, { left: Math.min(isLying ? left + 24 : x, mostX), top: yThere });
}

function place(element: HTMLElement, places: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(places)) element.style.setProperty(name, `${value}px`);
}
