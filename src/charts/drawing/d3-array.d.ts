/* What is used of d3-array. Its own types need those of a web page. */
declare module "d3-array" {
  /** The range, widened to round numbers. */
  export function nice(start: number, stop: number, count: number): [number, number];
  /** About so many round numbers within the range. */
  export function ticks(start: number, stop: number, count: number): number[];
}
