import { type Day, firstOfMonth, isoDay, isoMonth, monthOf, weekdayOf } from "../../../src/sandbox/data/calendar.ts";
import { cm2Of, revenueOf, sumFigures } from "../../../src/sandbox/setpilot/figures.ts";
import type { Order } from "../../../src/sandbox/setpilot/orders.ts";
import { clock, type Store } from "../../../src/sandbox/setpilot/store.ts";
import { groupBy, sumOf } from "../figures.ts";

/*
 * What the questions about Setpilot are counted from: the sandbox's orders with their day and minute on the shop's clock
 * and their figures in cents.
 */

export function revenue({ figures }: Order): number {
  return revenueOf(figures);
}

export function revenueAll(orders: readonly Order[]): number {
  return sumOf(orders, revenue);
}

export function monthName({ day }: Order): string {
  return isoMonth(day);
}

/** The hour on the shop's clock, in which summer time must not shift an order. */
export function hour({ minute }: Order): number {
  return Math.floor(minute / 60);
}

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

export function weekday(day: Day): string {
  return WEEKDAYS[weekdayOf(day)] ?? "";
}

/** The instant of an order as a result shows it. */
export function moment({ day, minute }: Order): string {
  return clock.timestamp(day, minute);
}

/** The first moment of a month as a result shows it. */
export function monthStart(day: Day): string {
  return clock.timestamp(firstOfMonth(day), 0);
}

/** The last September that is over, from its first day to the day after it. */
export function lastSeptember({ today }: Store): { readonly first: Day; readonly after: Day } {
  const back = (monthOf(today) + 2) % 12 || 12;
  return { first: firstOfMonth(today, back), after: firstOfMonth(today, back - 1) };
}

/** The orders of whole months: so many of them, up to the one before this. */
export function wholeMonths({ orders, today }: Store, months: number): Order[] {
  return orders.filter(({ day }) => day >= firstOfMonth(today, months) && day < firstOfMonth(today));
}

/** A day's profit and loss, counted from its orders and its costs. */
export function days({ orders, ledger }: Store) {
  const ofDay = groupBy(orders, ({ day }) => day);
  return ledger.map(({ day, marketing, other }) => {
    const figures = sumFigures(ofDay.get(day) ?? []);
    const spent = sumOf(marketing, ({ amount }) => amount);
    const profit = cm2Of(figures) - spent - sumOf(other, ({ amount }) => amount);
    return { day, date: isoDay(day), revenue: revenueOf(figures), orders: figures.orders, marketing: spent, profit };
  });
}

/** The stock rows that the API gives when asked for as many as it can: what runs out first, at most 100. */
export function givenStock({ stock }: Store): Store["stock"] {
  return stock
    .toSorted(
      (one, other) => (one.days_left ?? Number.POSITIVE_INFINITY) - (other.days_left ?? Number.POSITIVE_INFINITY),
    )
    .slice(0, 100);
}
