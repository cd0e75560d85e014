import { type Day, daysOfYear, yearOf } from "../data/calendar.ts";
import { BadParameter, passes, readInteger } from "../server/parameters.ts";
import type { Cents } from "./figures.ts";
import type { Order } from "./orders.ts";
import type { DayCost, DayLedger, Store } from "./store.ts";

/** Two days, both included. */
export interface Span {
  readonly first: Day;
  readonly last: Day;
}

/** The part of the store within a span. */
export interface Period {
  readonly orders: readonly Order[];
  readonly ledger: readonly DayLedger[];
}

/** Reads the year asked for; undefined when none is. */
export function readYear(query: URLSearchParams): number | undefined {
  return readInteger(query, "year", 2000, 2100);
}

/** Reads the calendar year asked for, this one by default. */
export function readYearSpan(query: URLSearchParams, store: Store): Span & { readonly year: number } {
  const asked = readYear(query) ?? yearOf(store.today);
  return { year: asked, ...daysOfYear(asked) };
}

/** Reads a country as two letters, in capitals. Undefined when all are meant. */
export function readCountry(query: URLSearchParams): string | undefined {
  const text = query.get("country");
  if (text === null) return undefined;
  if (!/^[a-z]{2}$/i.test(text))
    throw new BadParameter("country", "country must be a two-letter code, for example DE.");
  return text.toUpperCase();
}

/** Cuts a period out of the store, where a country is given with its orders only; days without data are not there. */
export function periodOf(store: Store, { first, last }: Span, land?: string): Period {
  const isWithin = (entry: { readonly day: Day }) => entry.day >= first && entry.day <= last;
  return {
    orders: store.orders.filter((order) => isWithin(order) && passes(land, order.customer.country)),
    ledger: store.ledger.filter(isWithin),
  };
}

/** Lists the costs of all the days, one after the other. */
export function costsIn(ledger: readonly DayLedger[], kind: "marketing" | "other"): DayCost[] {
  return ledger.flatMap((entry) => entry[kind]);
}

export function amountOf(costs: readonly { readonly amount: Cents }[]): Cents {
  return costs.reduce((sum, cost) => sum + cost.amount, 0);
}

/** Groups in the order in which their first members come. */
export function groupBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Makes a row of each group. */
export function rowsBy<T, K, R>(items: readonly T[], key: (item: T) => K, row: (key: K, group: T[]) => R): R[] {
  return Array.from(groupBy(items, key), ([value, group]) => row(value, group));
}
