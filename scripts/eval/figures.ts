import type { Figure } from "./question.ts";

/*
 * Counting without SQL. Money is whole cents throughout, and what is divided is rounded from whole numbers, so that no
 * figure that is expected went through a float.
 */

/** Cents as the decimal number that is shown: 566215 → 5662.15, 7870 → 78.7. */
export function money(cents: number): string {
  return String(cents / 100);
}

export function sumOf<T>(items: Iterable<T>, value: (item: T) => number): number {
  let sum = 0;
  for (const item of items) sum += value(item);
  return sum;
}

/** Groups in the order in which their first members come. */
export function groupBy<T, K>(items: Iterable<T>, key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** One row for each group. */
export function rowsOf<T, K, R>(items: Iterable<T>, key: (item: T) => K, row: (key: K, group: T[]) => R): R[] {
  return Array.from(groupBy(items, key), ([value, group]) => row(value, group));
}

type Key = number | string;

/** Sorts by several keys, one after the other; a number that is to fall is given with a minus. */
export function sortBy<T>(items: Iterable<T>, ...keys: readonly ((item: T) => Key)[]): T[] {
  return [...items].sort((one, other) => {
    for (const key of keys) {
      const order = compare(key(one), key(other));
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** Texts by their code units, as the engine does. */
function compare(one: Key, other: Key): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/**
 * Divides whole numbers and rounds to so many places. The engine divides in binary, so a half may go either way there,
 * and only there.
 */
export function ratio(numerator: number, denominator: number, places: number): Figure {
  if (denominator === 0) return null;
  const sign = numerator < 0 ? "-" : "";
  const doubled = 2n * BigInt(Math.abs(numerator)) * 10n ** BigInt(places);
  const whole = BigInt(denominator);
  const isHalf = doubled % (2n * whole) === whole;
  const up = text(sign, (doubled + whole) / (2n * whole), places);
  return isHalf ? { either: [text(sign, doubled / (2n * whole), places), up] } : up;
}

function text(sign: string, scaled: bigint, places: number): string {
  const shown = String(Number(scaled) / 10 ** places);
  return shown === "0" ? shown : sign + shown;
}

/** A part of a whole in percent, one place. */
export function percent(part: number, whole: number): Figure {
  return ratio(100 * part, whole, 1);
}

/** The mean of amounts in cents, to the cent. */
export function mean(cents: readonly number[]): Figure {
  return ratio(
    sumOf(cents, (value) => value),
    100 * cents.length,
    2,
  );
}

/** The median of amounts in cents, to the cent. */
export function median(cents: readonly number[]): Figure {
  const sorted = cents.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return ratio((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0), 200, 2);
}
