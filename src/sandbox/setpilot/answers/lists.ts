import type { WallClock } from "../../data/calendar.ts";
import { pageOf } from "../../server/paging.ts";
import { search } from "../../server/parameters.ts";
import type { Product } from "../catalogue.ts";
import { decimal, orderProcessingOf, percent, productCostsOf, revenueOf } from "../figures.ts";
import type { Order } from "../orders.ts";
import { type Store, shop } from "../store.ts";

const PAGE_SIZE = { parameter: "page_size", usual: 50, maximum: 100 };

function paged<T, R>(query: URLSearchParams, all: readonly T[], present: (item: T) => R) {
  const { rows, page, size, total, pages } = pageOf(query, all, PAGE_SIZE);
  return { rows: rows.map(present), page, page_size: size, total, total_pages: pages };
}

/** Paid and sent are two matters, as in Shopify, where Setpilot's orders come from. */
function statuses({ status }: Order) {
  return status === "open" || status === "fulfilled"
    ? { financial_status: "paid", fulfillment_status: status === "open" ? "unfulfilled" : "fulfilled" }
    : { financial_status: status, fulfillment_status: "fulfilled" };
}

function orderRow(order: Order, clock: WallClock) {
  const { figures } = order;
  const revenue = revenueOf(figures);
  const productCosts = productCostsOf(figures);
  const orderProcessing = orderProcessingOf(figures);
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
    revenue: decimal(revenue),
    product_costs: decimal(productCosts),
    cm1: decimal(revenue - productCosts),
    order_processing_costs: decimal(orderProcessing),
    cm2: decimal(revenue - productCosts - orderProcessing),
  };
}

/** GET orders/: newest first. The search looks at the number, the customer's name, and SKU and name of what was bought. */
export function orders(query: URLSearchParams, store: Store, clock: WallClock) {
  const matches = search(query);
  const wanted = new Set(store.products.filter((product) => matches(`${product.sku} ${product.name}`)));
  const found = store.orders.filter(
    (order) =>
      order.lines.some((line) => wanted.has(line.product)) || matches(`${order.number} ${order.customer.name}`),
  );
  return paged(query, found.reverse(), (order) => orderRow(order, clock));
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
export function products(query: URLSearchParams, store: Store) {
  const matches = search(query);
  const found = store.products.filter((product) => matches(`${product.sku} ${product.name} ${product.category}`));
  return paged(query, found, productRow);
}
