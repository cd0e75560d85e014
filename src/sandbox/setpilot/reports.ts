import { type Day, daysOfYear, firstOfMonth, isoDay, isoMonth, yearOf } from "../data/calendar.ts";
import { readInteger } from "../server/parameters.ts";
import { average, decimal, percent, productCostsOf, revenueOf, sumFigures } from "./figures.ts";
import type { Line, Order } from "./orders.ts";
import {
  amountOf,
  costsIn,
  groupBy,
  type Period,
  periodOf,
  readYear,
  readYearSpan,
  rowsBy,
  type Span,
} from "./period.ts";
import type { DayCost, Store } from "./store.ts";

const DEFAULT_PRODUCTS = 10;
const DEFAULT_MONTHS = 12;

function salesColumns(lines: readonly Line[]) {
  const figures = sumFigures(lines);
  const revenue = revenueOf(figures);
  const costs = productCostsOf(figures);
  return {
    units_sold: figures.units,
    units_refunded: lines.reduce((sum, line) => sum + line.unitsRefunded, 0),
    revenue: decimal(revenue),
    product_costs: decimal(costs),
    cm1: decimal(revenue - costs),
    cm1_margin_percent: percent(revenue - costs, revenue),
  };
}

/** GET top-products/: products by what they took in a year, ten by default. The rest is one sum beside the rows. */
export function getTopProducts(query: URLSearchParams, store: Store) {
  const { year, ...span } = readYearSpan(query, store);
  const limit = readInteger(query, "limit", 1, 100) ?? DEFAULT_PRODUCTS;
  const lines = periodOf(store, span).orders.flatMap((order) => order.lines);
  const ranked = rowsBy(
    lines,
    (line) => line.product,
    (product, ofProduct) => ({ product, lines: ofProduct, sales: salesColumns(ofProduct) }),
  ).sort((one, other) => other.sales.revenue - one.sales.revenue);
  const rest = ranked.slice(limit);
  return {
    year,
    ranked_by: "revenue",
    limit,
    rows: ranked.slice(0, limit).map(({ product, sales }, index) => ({
      rank: index + 1,
      sku: product.sku,
      name: product.name,
      category: product.category,
      ...sales,
    })),
    other_products: { products: rest.length, ...salesColumns(rest.flatMap((entry) => entry.lines)) },
    totals: salesColumns(lines),
  };
}

/**
 * A customer is new in the period that holds their first order ever, and returning in one they bought in after
 * that. Orders are told apart one by one: a new customer's second order is a repeat order.
 */
function customerColumns(orders: readonly Order[]) {
  const customers = new Set(orders.map((order) => order.customer)).size;
  const firsts = orders.filter((order) => !order.returning);
  const repeats = orders.filter((order) => order.returning);
  const revenue = revenueOf(sumFigures(orders));
  return {
    customers,
    new_customers: firsts.length,
    returning_customers: customers - firsts.length,
    returning_percent: percent(customers - firsts.length, customers),
    orders: orders.length,
    first_orders: firsts.length,
    repeat_orders: repeats.length,
    revenue: decimal(revenue),
    first_order_revenue: decimal(revenueOf(sumFigures(firsts))),
    repeat_order_revenue: decimal(revenueOf(sumFigures(repeats))),
    average_order_value: average(revenue, orders.length),
    revenue_per_customer: average(revenue, customers),
  };
}

/** Reads the months asked for: a year whole, or its last months; without a year the last months up to today. */
function readMonths(query: URLSearchParams, today: Day): Span {
  const asked = readYear(query);
  const months = readInteger(query, "months", 1, 24);
  if (asked === undefined) return { first: firstOfMonth(today, (months ?? DEFAULT_MONTHS) - 1), last: today };
  const { first, last } = daysOfYear(asked);
  const end = asked === yearOf(today) ? today : last;
  return { first: months === undefined ? first : Math.max(first, firstOfMonth(end, months - 1)), last: end };
}

/** GET customer-metrics/: new against returning customers, in all and month by month, twelve months by default. */
export function getCustomerMetrics(query: URLSearchParams, store: Store) {
  const span = readMonths(query, store.today);
  const { orders } = periodOf(store, span);
  return {
    start_date: isoDay(span.first),
    end_date: isoDay(span.last),
    ...customerColumns(orders),
    rows: rowsBy(
      orders,
      (order) => isoMonth(order.day),
      (month, ofMonth) => ({ month, ...customerColumns(ofMonth) }),
    ),
  };
}

/** Presents what a channel cost and the orders that came through it. */
function channelRow(channel: string, costs: readonly DayCost[], orders: readonly Order[]) {
  const revenue = revenueOf(sumFigures(orders));
  const spend = amountOf(costs);
  return {
    channel,
    name: costs[0]?.name ?? channel,
    spend: decimal(spend),
    attributed_orders: orders.length,
    attributed_revenue: decimal(revenue),
    roas: spend === 0 ? null : Math.round((revenue / spend) * 100) / 100,
  };
}

function channelRows({ orders, ledger }: Period) {
  const bySource = groupBy(orders, (order) => order.source);
  return rowsBy(
    costsIn(ledger, "marketing"),
    (cost) => cost.id,
    (channel, costs) => channelRow(channel, costs, bySource.get(channel) ?? []),
  );
}

/** GET marketing/: spend by channel over the last months with this one, twelve by default, in all and by month. */
export function getMarketing(query: URLSearchParams, store: Store) {
  const months = readInteger(query, "months", 1, 24) ?? DEFAULT_MONTHS;
  const span = { first: firstOfMonth(store.today, months - 1), last: store.today };
  const { orders, ledger } = periodOf(store, span);
  const ordersByMonth = groupBy(orders, (order) => isoMonth(order.day));
  const ofMonths = rowsBy(
    ledger,
    (entry) => isoMonth(entry.day),
    (month, itsLedger) => {
      const rows = channelRows({ orders: ordersByMonth.get(month) ?? [], ledger: itsLedger });
      return rows.map((row) => ({ month, ...row }));
    },
  );
  return {
    months,
    start_date: isoDay(span.first),
    end_date: isoDay(span.last),
    spend: decimal(amountOf(costsIn(ledger, "marketing"))),
    revenue: decimal(revenueOf(sumFigures(orders))),
    rows: channelRows({ orders, ledger }),
    by_month: ofMonths.flat(),
  };
}
