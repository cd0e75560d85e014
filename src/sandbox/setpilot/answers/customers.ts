import { type Day, daysOfYear, firstOfMonth, isoDay, isoMonth, yearOf } from "../../data/calendar.ts";
import { integer } from "../../server/parameters.ts";
import { average, decimal, percent, revenueOf } from "../figures.ts";
import type { Order } from "../orders.ts";
import { year } from "../parameters.ts";
import type { Store } from "../store.ts";
import { figuresOf, groupBy, periodOf } from "./period.ts";

const DEFAULT_MONTHS = 12;

/**
 * A customer is new in the period that holds their first order ever, and returning in one they bought in after
 * that. Orders are told apart one by one: a new customer's second order is a repeat order.
 */
function metrics(orders: readonly Order[]) {
  const customers = new Set(orders.map((order) => order.customer)).size;
  const firsts = orders.filter((order) => !order.returning);
  const repeats = orders.filter((order) => order.returning);
  const revenue = revenueOf(figuresOf(orders));
  return {
    customers,
    new_customers: firsts.length,
    returning_customers: customers - firsts.length,
    returning_percent: percent(customers - firsts.length, customers),
    orders: orders.length,
    first_orders: firsts.length,
    repeat_orders: repeats.length,
    revenue: decimal(revenue),
    first_order_revenue: decimal(revenueOf(figuresOf(firsts))),
    repeat_order_revenue: decimal(revenueOf(figuresOf(repeats))),
    average_order_value: average(revenue, orders.length),
    revenue_per_customer: average(revenue, customers),
  };
}

/** A year whole, or its last months; without a year the last months up to today. */
function monthsAsked(query: URLSearchParams, today: Day): { first: Day; last: Day } {
  const asked = year(query);
  const months = integer(query, "months", 1, 24);
  if (asked === undefined) return { first: firstOfMonth(today, (months ?? DEFAULT_MONTHS) - 1), last: today };
  const { first, last } = daysOfYear(asked);
  const end = asked === yearOf(today) ? today : last;
  return { first: months === undefined ? first : Math.max(first, firstOfMonth(end, months - 1)), last: end };
}

/** GET customer-metrics/: new against returning customers, in all and month by month, twelve months by default. */
export function customerMetrics(query: URLSearchParams, store: Store) {
  const { first, last } = monthsAsked(query, store.today);
  const { orders } = periodOf(store, first, last);
  return {
    start_date: isoDay(first),
    end_date: isoDay(last),
    ...metrics(orders),
    rows: Array.from(
      groupBy(orders, (order) => isoMonth(order.day)),
      ([month, ofMonth]) => ({
        month,
        ...metrics(ofMonth),
      }),
    ),
  };
}
