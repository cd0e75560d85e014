/**
 * Writes a whole number with its thousands apart: 5,855. The language's own formatting takes 10 ms for the first one, and
 * the first thing that a person asks is what waits for it.
 */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
