import { BadParameter, flag, integer } from "../../server/parameters.ts";
import { decimal } from "../figures.ts";
import { daysLeft, isLow, type StockLevel } from "../stock.ts";
import type { Store } from "../store.ts";

const DEFAULT_LIMIT = 50;

function row(level: StockLevel) {
  return {
    sku: level.product.sku,
    name: level.product.name,
    category: level.product.category,
    stock: level.units,
    low_stock_threshold: level.threshold,
    low_stock: isLow(level),
    units_sold_30_days: level.soldIn30Days,
    days_left: daysLeft(level),
    stock_value: decimal(level.units * level.product.unitCost),
  };
}

type Row = ReturnType<typeof row>;

/** What never runs out comes last. */
const sortKeys: Readonly<Record<string, (row: Row) => number | string>> = {
  days_left: (row) => row.days_left ?? Number.POSITIVE_INFINITY,
  stock: (row) => row.stock,
  units_sold_30_days: (row) => row.units_sold_30_days,
  stock_value: (row) => row.stock_value,
  sku: (row) => row.sku,
  name: (row) => row.name,
};

function compare(one: number | string, other: number | string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** A comparison by the field asked for; a minus before its name turns it round. */
function orderAsked(query: URLSearchParams): (one: Row, other: Row) => number {
  const asked = query.get("sort_by") ?? "days_left";
  const backwards = asked.startsWith("-");
  const name = backwards ? asked.slice(1) : asked;
  const key = Object.hasOwn(sortKeys, name) ? sortKeys[name] : undefined;
  if (key === undefined) {
    const names = Object.keys(sortKeys).join(", ");
    throw new BadParameter(
      "sort_by",
      `sort_by must be one of ${names}, with a minus before it for the other direction.`,
    );
  }
  return (one, other) => (backwards ? compare(key(other), key(one)) : compare(key(one), key(other)));
}

/** GET inventory/: what runs out first comes first by default, 50 rows. */
export function inventory(query: URLSearchParams, store: Store) {
  const limit = integer(query, "limit", 1, 100) ?? DEFAULT_LIMIT;
  const order = orderAsked(query);
  const lowOnly = flag(query, "include_low_stock_only");
  const rows = store.stock
    .map(row)
    .filter((entry) => !lowOnly || entry.low_stock)
    .sort(order);
  return { rows: rows.slice(0, limit), limit, total: rows.length };
}
