import { firstOfMonth, isoDay, isoMonth } from "../../data/calendar.ts";
import { integer } from "../../server/parameters.ts";
import type { DayCost } from "../costs.ts";
import { type Cents, decimal, revenueOf } from "../figures.ts";
import type { Order } from "../orders.ts";
import type { DayLedger, Store } from "../store.ts";
import { costsOf, figuresOf, groupBy, marketingOf, periodOf } from "./period.ts";

const DEFAULT_MONTHS = 12;

function roas(revenue: Cents, spend: Cents): number | null {
  return spend === 0 ? null : Math.round((revenue / spend) * 100) / 100;
}

/** What a channel cost and the orders that came through it. */
function channelRow(costs: readonly DayCost[], orders: readonly Order[]) {
  const revenue = revenueOf(figuresOf(orders));
  const spend = costsOf(costs);
  return {
    spend: decimal(spend),
    attributed_orders: orders.length,
    attributed_revenue: decimal(revenue),
    roas: roas(revenue, spend),
  };
}

function channelRows(ledger: readonly DayLedger[], orders: readonly Order[]) {
  const bySource = groupBy(orders, (order) => order.source);
  return Array.from(
    groupBy(marketingOf(ledger), (cost) => cost.id),
    ([channel, costs]) => ({
      channel,
      name: costs[0]?.name ?? channel,
      ...channelRow(costs, bySource.get(channel) ?? []),
    }),
  );
}

/** GET marketing/: spend by channel over the last months with this one, twelve by default, in all and by month. */
export function marketing(query: URLSearchParams, store: Store) {
  const months = integer(query, "months", 1, 24) ?? DEFAULT_MONTHS;
  const first = firstOfMonth(store.today, months - 1);
  const { orders, ledger } = periodOf(store, first, store.today);
  const ordersByMonth = groupBy(orders, (order) => isoMonth(order.day));
  const ledgerByMonth = groupBy(ledger, (entry) => isoMonth(entry.day));
  return {
    months,
    start_date: isoDay(first),
    end_date: isoDay(store.today),
    spend: decimal(costsOf(marketingOf(ledger))),
    revenue: decimal(revenueOf(figuresOf(orders))),
    rows: channelRows(ledger, orders),
    by_month: Array.from(ledgerByMonth).flatMap(([month, ofMonth]) =>
      channelRows(ofMonth, ordersByMonth.get(month) ?? []).map((row) => ({ month, ...row })),
    ),
  };
}
