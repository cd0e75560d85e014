/** A list that has at least one entry, so that picking from it always gives one. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** Repeatable random numbers: the same seed gives the same row of numbers on every machine. */
export interface Random {
  /** From 0 up to, but without, 1. */
  next(): number;
  /** A whole number, both bounds included. */
  between(minimum: number, maximum: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  one<T>(list: NonEmpty<T>): T;
  /** One of them, the heavier the likelier. */
  weighted<T extends { readonly weight: number }>(list: NonEmpty<T>): T;
}

/** Makes the generator known as mulberry32: 32 bits of state, quick, and good enough for invented orders. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Starts random numbers from a whole-number seed. */
export function randomFrom(seed: number): Random {
  const next = mulberry32(seed);
  return {
    next,
    between: (minimum, maximum) => minimum + Math.floor(next() * (maximum - minimum + 1)),
    chance: (probability) => next() < probability,
    one: (list) => list[Math.floor(next() * list.length)] ?? list[0],
    weighted(list) {
      let left = next() * list.reduce((sum, item) => sum + item.weight, 0);
      for (const item of list) {
        left -= item.weight;
        if (left < 0) return item;
      }
      return list[0];
    },
  };
}

/** Gives the same list, known to have an entry. Throws when it has none. */
export function nonEmpty<T>([first, ...rest]: readonly T[]): NonEmpty<T> {
  if (first === undefined) throw new Error("A list of the sandbox is empty.");
  return [first, ...rest];
}

/** Draws a UUID in small letters, of version 4 by its looks. */
export function uuidFrom(random: Random): string {
  const digits = Array.from({ length: 32 }, () => random.between(0, 15).toString(16));
  digits[12] = "4";
  digits[16] = random.one(["8", "9", "a", "b"]);
  const text = digits.join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}
