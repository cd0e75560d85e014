import { BadParameter, cutPage, readFlag, readInteger, readSearch } from "../server/parameters.ts";
import type { Product } from "./catalogue.ts";
import { decimal, marginsOf, percent } from "./figures.ts";
import type { Order } from "./orders.ts";
import { clock, type Store, shop } from "./store.ts";

function showPage<T, R>(query: URLSearchParams, all: readonly T[], present: (item: T) => R) {
  const size = { parameter: "page_size", usual: 50, maximum: 100 };
  const { rows, page, size: page_size, total, pages } = cutPage(query, all, size);
  return { rows: rows.map(present), page, page_size, total, total_pages: pages };
}

/** Tells paid and sent apart, as Shopify does, where Setpilot's orders come from. */
function statuses({ status }: Order) {
  return status === "open" || status === "fulfilled"
    ? { financial_status: "paid", fulfillment_status: status === "open" ? "unfulfilled" : "fulfilled" }
    : { financial_status: status, fulfillment_status: "fulfilled" };
}

function orderRow(order: Order) {
  const { figures } = order;
  return {
    id: order.id,
    number: order.number,
    created_at: clock.timestamp(order.day, order.minute),
    ...statuses(order),
    customer_name: order.customer.name,
    customer_type: order.returning ? "returning" : "new",
    country: order.customer.country,
    currency: shop.currency,
    line_count: order.lines.length,
    gross_sales: decimal(figures.grossSales),
    discounts: decimal(figures.discounts),
    shipping_income: decimal(figures.shippingIncome),
    refunds: decimal(figures.refunds),
    ...marginsOf(figures),
  };
}

/** GET orders/: newest first. The search looks at the number, the customer's name, and SKU and name of what was bought. */
export function listOrders(query: URLSearchParams, store: Store) {
  const matches = readSearch(query);
  const wanted = new Set(store.products.filter((product) => matches(`${product.sku} ${product.name}`)));
  const found = store.orders.filter(
    (order) =>
      order.lines.some((line) => wanted.has(line.product)) || matches(`${order.number} ${order.customer.name}`),
  );
  return showPage(query, found.reverse(), orderRow);
}

function productRow(product: Product) {
  const costs = product.unitCost + product.packaging + product.unitFulfilment;
  return {
    id: product.id,
    sku: product.sku,
    name: product.name,
    category: product.category,
    price: decimal(product.price),
    unit_cost: decimal(product.unitCost),
    packaging_cost: decimal(product.packaging),
    unit_fulfilment_cost: decimal(product.unitFulfilment),
    product_costs: decimal(costs),
    margin_percent: percent(product.price - costs, product.price),
  };
}

/** GET products/: in the catalogue's order. The search looks at SKU, name and category. */
export function listProducts(query: URLSearchParams, store: Store) {
  const matches = readSearch(query);
  const found = store.products.filter((product) => matches(`${product.sku} ${product.name} ${product.category}`));
  return showPage(query, found, productRow);
}

const DEFAULT_STOCK_ROWS = 50;

type StockRow = Store["stock"][number];

const SORT_KEYS = ["days_left", "stock", "units_sold_30_days", "stock_value", "sku", "name"] as const;

function compare(one: number | string, other: number | string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** Reads the comparison asked for by its field; a minus before its name turns it round. */
function readOrder(query: URLSearchParams): (one: StockRow, other: StockRow) => number {
  const asked = query.get("sort_by") ?? "days_left";
  const isBackwards = asked.startsWith("-");
  const name = SORT_KEYS.find((key) => key === (isBackwards ? asked.slice(1) : asked));
  if (name === undefined) {
    const names = SORT_KEYS.join(", ");
    throw new BadParameter(
      "sort_by",
      `sort_by must be one of ${names}, with a minus before it for the other direction.`,
    );
  }
  // What never runs out comes last.
  const value = (row: StockRow) => row[name] ?? Number.POSITIVE_INFINITY;
  return (one, other) => (isBackwards ? compare(value(other), value(one)) : compare(value(one), value(other)));
}

/** GET inventory/: what runs out first comes first by default, 50 rows. */
export function listInventory(query: URLSearchParams, store: Store) {
  const limit = readInteger(query, "limit", 1, 100) ?? DEFAULT_STOCK_ROWS;
  const order = readOrder(query);
  const lowOnly = readFlag(query, "include_low_stock_only");
  const rows = store.stock.filter((row) => !lowOnly || row.low_stock).sort(order);
  return { rows: rows.slice(0, limit), limit, total: rows.length };
}
