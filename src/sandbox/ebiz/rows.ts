import type { Brand, Category, Cents, Product, Sellable } from "./catalogue.ts";
import type { Coupon, Customer, LedgerEntry, Order, Store } from "./store.ts";

/** Writes money as the API does: two decimals, as text. */
function money(cents: Cents): string {
  return (cents / 100).toFixed(2);
}

function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

const CREATED = "2025-01-06T07:00:00.000Z";
const UPDATED = "2026-09-01T04:00:00.000Z";
const dates = { created_at: CREATED, updated_at: UPDATED };

export function categoryRow({ id, name, parentId }: Category) {
  return { id, name, slug: slug(name), description: "", parent_id: parentId, ...dates };
}

export function brandRow({ id, name }: Brand) {
  return { id, name, slug: slug(name), ...dates };
}

function stockStatus(stock: number): "instock" | "outofstock" {
  return stock > 0 ? "instock" : "outofstock";
}

function variantRow({ variantId, productId, sku, price, stock, options }: Sellable) {
  return {
    id: variantId,
    product_id: productId,
    sku,
    price: money(price),
    sale_price: null,
    stock,
    manage_stock: true,
    stock_status: stockStatus(stock),
    backorders: "no",
    low_stock_threshold: 5,
    attributes_json: options,
    ...dates,
  };
}

/** Counts the units sold on paid orders that were not cancelled. */
export function popularity(product: Product, store: Store): number {
  const sold = store.orders.filter(({ paid, status }) => paid && status !== "cancelled").flatMap(({ lines }) => lines);
  return sold.reduce((sum, { item, quantity }) => sum + (item.productId === product.id ? quantity : 0), 0);
}

/** Presents a product. As documented, a variable one itself has price and stock 0. */
export function productRow(product: Product, store: Store) {
  const { id, name, sku, status, type, description, category, brand, sellables } = product;
  const isSimple = type === "simple";
  const [{ price, stock }] = sellables;
  const inStock = sellables.reduce((sum, sellable) => sum + sellable.stock, 0);
  return {
    id,
    name,
    slug: slug(name),
    sku,
    price: money(isSimple ? price : 0),
    sale_price: null,
    stock: isSimple ? stock : 0,
    stock_status: stockStatus(inStock),
    status,
    product_type: type,
    description,
    short_description: description,
    category: { id: category.id, name: category.name },
    brand: { id: brand.id, name: brand.name },
    images: [{ id: id * 10, url: `/uploads/${slug(name)}.jpg`, alt: name, order: 0 }],
    tags: [],
    variants: isSimple ? [] : sellables.map(variantRow),
    popularity_score: popularity(product, store),
    ...dates,
  };
}

export function productDetail(product: Product, store: Store) {
  return {
    ...productRow(product, store),
    category_id: product.category.id,
    brand_id: product.brand.id,
    manage_stock: true,
    categories: [{ id: product.category.id, name: product.category.name }],
  };
}

/** Presents a customer within something else. */
function nameRow({ id, email, firstName, lastName }: Customer) {
  return { id, email, first_name: firstName, last_name: lastName };
}

export function orderRow(order: Order) {
  const { id, number, customer, createdAt, status, paid, lines } = order;
  return {
    id,
    order_number: number,
    customer_id: customer.id,
    status,
    payment_status: paid ? "paid" : "pending",
    subtotal: money(order.subtotal),
    shipping: money(order.shipping),
    tax: money(0),
    discount: money(order.discount),
    total: money(order.total),
    currency: "KES",
    customer: nameRow(customer),
    items_count: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    items: lines.map(({ id: lineId, item, quantity }) => ({
      id: lineId,
      order_id: id,
      product_id: item.productId,
      variant_id: item.variantId,
      name: item.name,
      sku: item.sku,
      quantity,
      price: money(item.price),
    })),
    source: null,
    api_label: null,
    order_date: createdAt,
    created_at: createdAt,
  };
}

function addressRow({ id, address }: Customer, type: "shipping" | "billing") {
  const { street, city, county, zip } = address;
  return {
    id: id * 10 + (type === "billing" ? 1 : 2),
    type,
    address1: street,
    city,
    state: county,
    zip,
    country: "KE",
  };
}

export function orderDetail(order: Order) {
  const row = orderRow(order);
  const { customer, paid, id, total, createdAt } = order;
  return {
    ...row,
    customer: { ...row.customer, phone: customer.phone },
    addresses: [addressRow(customer, "shipping"), addressRow(customer, "billing")],
    notes: id % 7 === 0 ? [{ id, note: `Call ${customer.phone} before delivery`, created_at: createdAt }] : [],
    transactions: paid ? [{ id, method: "mpesa", amount: money(total), status: "success", created_at: createdAt }] : [],
    updated_at: createdAt,
  };
}

/** Presents a customer. What was spent counts paid orders that were not cancelled, as a number, unlike elsewhere. */
export function customerRow(customer: Customer, store: Store) {
  const orders = store.orders.filter((order) => order.customer.id === customer.id);
  const paid = orders.filter(({ paid, status }) => paid && status !== "cancelled");
  return {
    ...nameRow(customer),
    phone: customer.phone,
    total_orders: orders.length,
    total_spent: paid.reduce((sum, { total }) => sum + total, 0) / 100,
    addresses: [addressRow(customer, "shipping")],
    created_at: `${customer.joined}T08:00:00.000Z`,
  };
}

export function customerDetail(customer: Customer, store: Store) {
  const orders = store.orders.filter((order) => order.customer.id === customer.id);
  return { ...customerRow(customer, store), notes: [], orders: orders.map(orderRow) };
}

export function couponRow(coupon: Coupon, store: Store) {
  const { id, code, type, value, usageLimit, status, from, to } = coupon;
  const usages = store.orders.filter((order) => order.coupon?.id === id);
  return {
    id,
    code,
    type,
    value: type === "percentage" ? value.toFixed(2) : money(value),
    usage_limit: usageLimit,
    usage_count: usages.length,
    min_purchase: money(0),
    start_date: from,
    end_date: to,
    status,
    usages: usages.slice(0, 5).map((order) => ({ order_id: order.id, used_at: order.createdAt })),
  };
}

export function ledgerRow({ id, customer, type, points, orderId, createdAt }: LedgerEntry) {
  return {
    id,
    customer_id: customer.id,
    type,
    points,
    note: null,
    meta: { order_id: orderId },
    createdAt,
    customer: nameRow(customer),
  };
}
