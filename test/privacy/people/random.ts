/** Chance that is the same in every run (mulberry32). */
export interface Chance {
  /** A whole number from 0, below the limit. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
  /** Puts a digit in the place of each `#` and one from 1 to 9 in the place of each `@`. */
  readonly digits: (pattern: string) => string;
}

export function makeChance(seed: number): Chance {
  let state = seed >>> 0;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  return {
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    digits: (pattern) => pattern.replace(/[#@]/g, (sign) => String(sign === "#" ? below(10) : 1 + below(9))),
  };
}
