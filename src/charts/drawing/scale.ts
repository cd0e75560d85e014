import { nice, ticks } from "d3-array";

type Range = readonly [number, number];

/** Maps a range of values to one of pixels; all to its middle where the values are one. */
export function linearScale([from, to]: Range, [start, end]: Range): (value: number) => number {
  if (from === to) return () => (start + end) / 2;
  return (value) => start + ((value - from) / (to - from)) * (end - start);
}

/** An axis of about so many round numbers that holds the range. */
export function roundAxis(
  [least, most]: Range,
  count: number,
): { readonly range: Range; readonly ticks: readonly number[] } {
  const [from, to] = nice(least, most, count);
  return { range: [from, to], ticks: ticks(from, to, count) };
}

/** Equal places beside one another, a quarter of each left free. */
export function bandScale(count: number, [left, right]: Range): { readonly width: number; at(index: number): number } {
  const step = (right - left) / Math.max(count, 1);
  return { width: step * 0.75, at: (index) => left + step * (index + 0.125) };
}
