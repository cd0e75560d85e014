/** The most of these moments in any window of so many milliseconds. */
export function mostInAWindow(moments: readonly number[], windowMs: number): number {
  const sorted = moments.toSorted((one, other) => one - other);
  return Math.max(0, ...sorted.map((start, first) => sorted.slice(first).filter((at) => at < start + windowMs).length));
}
