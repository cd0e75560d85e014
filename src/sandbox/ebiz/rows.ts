import { dates, money, type Product } from "./catalogue.ts";
import type { Coupon, Customer, Order, Store } from "./store.ts";

/** Counts the units sold on paid orders. */
export function popularity(product: Product, store: Store): number {
  const sold = store.orders.filter(({ paid }) => paid).flatMap(({ lines }) => lines);
  return sold.reduce((sum, { item, quantity }) => sum + (item.productId === product.id ? quantity : 0), 0);
}

export function productRow(product: Product, store: Store) {
  const { sellables, weight, ...row } = product;
  return { ...row, popularity_score: popularity(product, store), ...dates };
}

export function productDetail(product: Product, store: Store) {
  const { category, brand } = product;
  return {
    ...productRow(product, store),
    category_id: category.id,
    brand_id: brand.id,
    manage_stock: true,
    categories: [category],
  };
}

function addressRow({ id, address }: Customer, type: "shipping" | "billing") {
  return { id: id * 10 + (type === "billing" ? 1 : 2), type, ...address, country: "KE" };
}

export function orderDetail({ customer, paid, row }: Order) {
  const { id, total, created_at } = row;
  return {
    ...row,
    customer: { ...row.customer, phone: customer.phone },
    addresses: [addressRow(customer, "shipping"), addressRow(customer, "billing")],
    notes: id % 7 === 0 ? [{ id, note: `Call ${customer.phone} before delivery`, created_at }] : [],
    transactions: paid ? [{ id, method: "mpesa", amount: total, status: "success", created_at }] : [],
    updated_at: created_at,
  };
}

/** Presents a customer. What was spent counts paid orders, as a number, unlike elsewhere. */
export function customerRow(customer: Customer, store: Store) {
  const orders = store.orders.filter((order) => order.customer === customer);
  const spent = orders.reduce((sum, { paid, total }) => sum + (paid ? total : 0), 0);
  return {
    ...customer.name,
    phone: customer.phone,
    total_orders: orders.length,
    total_spent: spent / 100,
    addresses: [addressRow(customer, "shipping")],
    created_at: `${customer.joined}T08:00:00.000Z`,
  };
}

export function customerDetail(customer: Customer, store: Store) {
  const orders = store.orders.filter((order) => order.customer === customer);
  return { ...customerRow(customer, store), notes: [], orders: orders.map(({ row }) => row) };
}

export function couponRow(coupon: Coupon, store: Store) {
  const { id, code, type, value, limit, ended, from, to } = coupon;
  const usages = store.orders.filter((order) => order.coupon === coupon);
  return {
    id,
    code,
    type,
    value: type === "percentage" ? value.toFixed(2) : money(value),
    usage_limit: limit,
    usage_count: usages.length,
    min_purchase: money(0),
    start_date: from,
    end_date: to,
    status: ended ? "expired" : "active",
    usages: usages.slice(0, 5).map(({ row }) => ({ order_id: row.id, used_at: row.created_at })),
  };
}
