import { type Day, isoDay } from "../data/calendar.ts";
import { BadParameter, readDate, readInteger } from "../server/parameters.ts";
import {
  average,
  type Cents,
  cm2Of,
  decimal,
  type Figures,
  marginsOf,
  percent,
  revenueOf,
  sumFigures,
} from "./figures.ts";
import {
  amountOf,
  costsIn,
  groupBy,
  type Period,
  periodOf,
  readCountry,
  readYearSpan,
  rowsBy,
  type Span,
} from "./period.ts";
import type { Store } from "./store.ts";

type Ledger = Period["ledger"];

/** What cannot be laid at a country's door: these columns are missing where one country is asked for. */
const NOT_ATTRIBUTED = ["marketing_costs", "cm3", "other_costs", "profit"] as const;

/** Presents the profit and loss down to CM2, which every order has a part in. */
function contribution(figures: Readonly<Figures>) {
  return {
    orders: figures.orders,
    units: figures.units,
    gross_sales: decimal(figures.grossSales),
    discounts: decimal(figures.discounts),
    refunds: decimal(figures.refunds),
    shipping_income: decimal(figures.shippingIncome),
    ...marginsOf(figures),
  };
}

/** Computes the profit, which is CM4. */
function profitOf(figures: Readonly<Figures>, ledger: Ledger): Cents {
  return cm2Of(figures) - amountOf(costsIn(ledger, "marketing")) - amountOf(costsIn(ledger, "other"));
}

/** Presents the whole profit and loss. */
function profitAndLoss(figures: Readonly<Figures>, ledger: Ledger) {
  const profit = profitOf(figures, ledger);
  const other = amountOf(costsIn(ledger, "other"));
  return {
    ...contribution(figures),
    marketing_costs: decimal(amountOf(costsIn(ledger, "marketing"))),
    cm3: decimal(profit + other),
    other_costs: decimal(other),
    profit: decimal(profit),
  };
}

/** GET dashboard/summary/: the profit and loss of a calendar year, this one by default. */
export function getSummary(query: URLSearchParams, store: Store) {
  const { year, ...span } = readYearSpan(query, store);
  const { orders, ledger } = periodOf(store, span);
  const figures = sumFigures(orders);
  const revenue = revenueOf(figures);
  return {
    year,
    days_with_data: ledger.length,
    ...profitAndLoss(figures, ledger),
    profit_margin_percent: percent(profitOf(figures, ledger), revenue),
    average_order_value: average(revenue, figures.orders),
  };
}

const DEFAULT_DAYS = 90;
const MAXIMUM_DAYS = 3_660;

/** Reads the days asked for: `days` counts where one of the dates is missing; two dates leave nothing for it to say. */
function readDays(query: URLSearchParams, today: Day): Span {
  const start = readDate(query, "start_date");
  const end = readDate(query, "end_date");
  const days = readInteger(query, "days", 1, MAXIMUM_DAYS);
  if (start !== undefined && end !== undefined && start > end) {
    throw new BadParameter("start_date", "start_date must not be after end_date.");
  }
  if (start !== undefined) return { first: start, last: end ?? (days === undefined ? today : start + days - 1) };
  const last = end ?? today;
  return { first: last - (days ?? DEFAULT_DAYS) + 1, last };
}

/** Without the columns of `NOT_ATTRIBUTED` where one country is asked for. */
type Columns = ReturnType<typeof contribution> & Partial<ReturnType<typeof profitAndLoss>>;

/** GET dashboard/daily/: one row a day, the last 90 days by default. Days without data have no row. */
export function getDaily(query: URLSearchParams, store: Store) {
  const span = readDays(query, store.today);
  const land = readCountry(query);
  const { orders, ledger } = periodOf(store, span, land);
  const byDay = groupBy(orders, (order) => order.day);
  const columns = (ofDays: typeof orders, itsLedger: Ledger): Columns =>
    land === undefined ? profitAndLoss(sumFigures(ofDays), itsLedger) : contribution(sumFigures(ofDays));
  return {
    start_date: isoDay(span.first),
    end_date: isoDay(span.last),
    ...(land === undefined ? {} : { country: land, not_attributed_to_countries: NOT_ATTRIBUTED }),
    rows: ledger.map((entry) => ({ date: isoDay(entry.day), ...columns(byDay.get(entry.day) ?? [], [entry]) })),
    totals: columns(orders, ledger),
  };
}

/** The cost groups that orders cause, and the figures that are in them. */
const ORDER_COSTS = [
  {
    level: "CM1",
    name: "Product costs",
    items: { "Unit cost": "unitCosts", Packaging: "packaging", "Per-unit fulfilment": "unitFulfilment" },
  },
  {
    level: "CM2",
    name: "Order processing",
    items: {
      Shipping: "shipping",
      "Payment fees": "paymentFees",
      "Transaction fees": "transactionFees",
      "Per-order fulfilment": "orderFulfilment",
    },
  },
] as const;

/** The cost groups that a day causes. */
const DAY_COSTS = [
  { level: "CM3", name: "Marketing", kind: "marketing" },
  { level: "CM4", name: "Other", kind: "other" },
] as const;

interface CostGroup {
  readonly level: string;
  readonly name: string;
  readonly items: readonly { readonly name: string; readonly kind: "variable" | "fixed"; readonly amount: Cents }[];
}

function orderCosts(figures: Readonly<Figures>): CostGroup[] {
  return ORDER_COSTS.map(({ level, name, items }) => ({
    level,
    name,
    items: Object.entries(items).map(([item, figure]) => ({ name: item, kind: "variable", amount: figures[figure] })),
  }));
}

function dayCosts(ledger: Ledger): CostGroup[] {
  return DAY_COSTS.map(({ level, name, kind }) => ({
    level,
    name,
    items: rowsBy(
      costsIn(ledger, kind),
      (cost) => cost.name,
      (item, costs) => ({ name: item, kind: costs[0]?.kind ?? "fixed", amount: amountOf(costs) }),
    ),
  }));
}

function costGroupRow({ level, name, items }: CostGroup, revenue: Cents) {
  const amount = amountOf(items);
  return {
    level,
    name,
    amount: decimal(amount),
    percent_of_revenue: percent(amount, revenue),
    items: items.map((item) => ({ ...item, amount: decimal(item.amount) })),
  };
}

/**
 * GET dashboard/cost-breakdown/: the four cost groups of a year and what is in them. For one country only the two
 * that its orders cause: nobody knows which country an advertisement or the rent was for.
 */
export function getCostBreakdown(query: URLSearchParams, store: Store) {
  const { year, ...span } = readYearSpan(query, store);
  const land = readCountry(query);
  const { orders, ledger } = periodOf(store, span, land);
  const figures = sumFigures(orders);
  const groups = [...orderCosts(figures), ...(land === undefined ? dayCosts(ledger) : [])];
  const revenue = revenueOf(figures);
  const total = amountOf(groups.flatMap(({ items }) => items));
  return {
    year,
    ...(land === undefined ? {} : { country: land, not_attributed_to_countries: DAY_COSTS.map(({ name }) => name) }),
    revenue: decimal(revenue),
    total_costs: decimal(total),
    ...(land === undefined ? { profit: decimal(revenue - total) } : { cm2: decimal(revenue - total) }),
    groups: groups.map((group) => costGroupRow(group, revenue)),
  };
}
