import { randomFrom } from "../../../src/sandbox/data/random.ts";

/** Chance that is the same in every run. */
export interface Chance {
  /** A whole number from 0, below the limit. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
  /** Puts a digit in the place of each `#` and one from 1 to 9 in the place of each `@`. */
  readonly digits: (pattern: string) => string;
}

export function makeChance(seed: number): Chance {
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random.next() * 2 ** 32) % limit;
  return {
    below,
    pick: (items) => items[below(items.length)] ?? items[0],
    digits: (pattern) => pattern.replace(/[#@]/g, (sign) => String(sign === "#" ? below(10) : 1 + below(9))),
  };
}
