import { daysOfYear, yearOf } from "../../data/calendar.ts";
import type { DayCost } from "../costs.ts";
import { type Cents, decimal, type Figures, percent, revenueOf } from "../figures.ts";
import { country, year } from "../parameters.ts";
import type { Store } from "../store.ts";
import { costsOf, figuresOf, groupBy, inCountry, marketingOf, otherOf, periodOf } from "./period.ts";

interface Item {
  readonly name: string;
  readonly kind: "variable" | "fixed";
  readonly amount: Cents;
}

interface Group {
  readonly level: string;
  readonly name: string;
  readonly items: readonly Item[];
}

function variable(name: string, amount: Cents): Item {
  return { name, kind: "variable", amount };
}

function productCosts(figures: Readonly<Figures>): Group {
  const items = [
    variable("Unit cost", figures.unitCosts),
    variable("Packaging", figures.packaging),
    variable("Per-unit fulfilment", figures.unitFulfilment),
  ];
  return { level: "CM1", name: "Product costs", items };
}

function orderProcessing(figures: Readonly<Figures>): Group {
  const items = [
    variable("Shipping", figures.shipping),
    variable("Payment fees", figures.paymentFees),
    variable("Transaction fees", figures.transactionFees),
    variable("Per-order fulfilment", figures.orderFulfilment),
  ];
  return { level: "CM2", name: "Order processing", items };
}

function byName(costs: readonly DayCost[]): Item[] {
  return Array.from(
    groupBy(costs, (cost) => cost.name),
    ([name, group]) => ({
      name,
      kind: group[0]?.kind ?? "fixed",
      amount: costsOf(group),
    }),
  );
}

function present(group: Group, revenue: Cents) {
  const amount = group.items.reduce((sum, item) => sum + item.amount, 0);
  return {
    level: group.level,
    name: group.name,
    amount: decimal(amount),
    percent_of_revenue: percent(amount, revenue),
    items: group.items.map((item) => ({ ...item, amount: decimal(item.amount) })),
  };
}

/**
 * GET dashboard/cost-breakdown/: the four cost groups of a year and what is in them. For one country only the two
 * that its orders cause: nobody knows which country an advertisement or the rent was for.
 */
export function costBreakdown(query: URLSearchParams, store: Store) {
  const asked = year(query) ?? yearOf(store.today);
  const land = country(query);
  const { first, last } = daysOfYear(asked);
  const period = periodOf(store, first, last);
  const figures = figuresOf(inCountry(period.orders, land));
  const groups = [productCosts(figures), orderProcessing(figures)];
  if (land === undefined) {
    groups.push({ level: "CM3", name: "Marketing", items: byName(marketingOf(period.ledger)) });
    groups.push({ level: "CM4", name: "Other", items: byName(otherOf(period.ledger)) });
  }
  const revenue = revenueOf(figures);
  const total = groups.flatMap((group) => group.items).reduce((sum, item) => sum + item.amount, 0);
  return {
    year: asked,
    ...(land === undefined ? {} : { country: land, not_attributed_to_countries: ["Marketing", "Other"] }),
    revenue: decimal(revenue),
    total_costs: decimal(total),
    ...(land === undefined ? { profit: decimal(revenue - total) } : { cm2: decimal(revenue - total) }),
    groups: groups.map((group) => present(group, revenue)),
  };
}
