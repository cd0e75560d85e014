import { daysOfYear, yearOf } from "../../data/calendar.ts";
import { integer } from "../../server/parameters.ts";
import { decimal, type Figures, percent, productCostsOf, revenueOf, sumFigures } from "../figures.ts";
import type { Line } from "../orders.ts";
import { year } from "../parameters.ts";
import type { Store } from "../store.ts";
import { groupBy, periodOf } from "./period.ts";

const DEFAULT_LIMIT = 10;

interface Sales {
  readonly figures: Figures;
  readonly unitsRefunded: number;
}

function salesOf(lines: readonly Line[]): Sales {
  return {
    figures: sumFigures(lines.map((line) => line.figures)),
    unitsRefunded: lines.reduce((sum, line) => sum + line.unitsRefunded, 0),
  };
}

function present({ figures, unitsRefunded }: Sales) {
  const revenue = revenueOf(figures);
  const costs = productCostsOf(figures);
  return {
    units_sold: figures.units,
    units_refunded: unitsRefunded,
    revenue: decimal(revenue),
    product_costs: decimal(costs),
    cm1: decimal(revenue - costs),
    cm1_margin_percent: percent(revenue - costs, revenue),
  };
}

/** GET top-products/: products by what they took in a year, ten by default. The rest is one sum beside the rows. */
export function topProducts(query: URLSearchParams, store: Store) {
  const asked = year(query) ?? yearOf(store.today);
  const limit = integer(query, "limit", 1, 100) ?? DEFAULT_LIMIT;
  const { first, last } = daysOfYear(asked);
  const lines = periodOf(store, first, last).orders.flatMap((order) => order.lines);
  const ranked = Array.from(
    groupBy(lines, (line) => line.product),
    ([product, ofProduct]) => ({
      product,
      lines: ofProduct,
      sales: salesOf(ofProduct),
    }),
  ).sort((one, other) => revenueOf(other.sales.figures) - revenueOf(one.sales.figures));
  const rest = ranked.slice(limit);
  return {
    year: asked,
    ranked_by: "revenue",
    limit,
    rows: ranked.slice(0, limit).map(({ product, sales }, index) => ({
      rank: index + 1,
      sku: product.sku,
      name: product.name,
      category: product.category,
      ...present(sales),
    })),
    other_products: { products: rest.length, ...present(salesOf(rest.flatMap((entry) => entry.lines))) },
    totals: present(salesOf(lines)),
  };
}
