import type { Day } from "../../data/calendar.ts";
import type { DayCost } from "../costs.ts";
import { type Cents, type Figures, sumFigures } from "../figures.ts";
import type { Order } from "../orders.ts";
import type { DayLedger, Store } from "../store.ts";

/** The part of the store between two days, both included. */
export interface Period {
  readonly orders: readonly Order[];
  readonly ledger: readonly DayLedger[];
}

/** Cuts a period out of the store; days without data are simply not there. */
export function periodOf(store: Store, first: Day, last: Day): Period {
  const within = (entry: { readonly day: Day }) => entry.day >= first && entry.day <= last;
  return { orders: store.orders.filter(within), ledger: store.ledger.filter(within) };
}

export function inCountry(orders: readonly Order[], country: string | undefined): readonly Order[] {
  return country === undefined ? orders : orders.filter((order) => order.customer.country === country);
}

export function figuresOf(orders: readonly Order[]): Figures {
  return sumFigures(orders.map((order) => order.figures));
}

export function costsOf(costs: readonly DayCost[]): Cents {
  return costs.reduce((sum, cost) => sum + cost.amount, 0);
}

export function marketingOf(ledger: readonly DayLedger[]): DayCost[] {
  return ledger.flatMap((entry) => entry.marketing);
}

export function otherOf(ledger: readonly DayLedger[]): DayCost[] {
  return ledger.flatMap((entry) => entry.other);
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
