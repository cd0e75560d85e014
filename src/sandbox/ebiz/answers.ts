import { Problem } from "../server/api.ts";
import { type Page, pageOf } from "../server/paging.ts";
import { choice, date, integer, search } from "../server/parameters.ts";
import type { Call } from "../server/routes.ts";
import { brands, categories, type Product, products } from "./catalogue.ts";
import {
  brandRow,
  categoryRow,
  couponRow,
  customerDetail,
  customerRow,
  ledgerRow,
  orderDetail,
  orderRow,
  popularity,
  productDetail,
  productRow,
} from "./rows.ts";
import { coupons, type LedgerEntry, type Store } from "./store.ts";

/** Largest page: not documented, so ours. */
const pageSize = { parameter: "limit", usual: 20, maximum: 1000 };

/** The list under its own name beside the numbers of the page. */
function paged<T, R>(name: string, { rows, total, page, size }: Page<T>, present: (item: T) => R) {
  return { [name]: rows.map(present), total, page, limit: size };
}

/** The other style of paging, of everything below /marketing. */
function sliced<T, R>(name: string, query: URLSearchParams, usual: number, all: readonly T[], present: (item: T) => R) {
  const limit = integer(query, "limit", 1, 200) ?? usual;
  const offset = integer(query, "offset", 0, 1_000_000_000) ?? 0;
  return { [name]: all.slice(offset, offset + limit).map(present), total: all.length };
}

function withId<T extends { readonly id: number }>({ segment }: Call, all: readonly T[], what: string): T {
  const found = all.find(({ id }) => String(id) === segment("id"));
  if (found === undefined) throw new Problem(404, `${what} not found`);
  return found;
}

type SortKey = "price" | "name" | "created_at" | "updated_at" | "popularity_score";

/** Anything else is not refused but means created_at, as documented. */
function sortKey(query: URLSearchParams): SortKey {
  const keys: readonly SortKey[] = ["price", "name", "updated_at", "popularity_score"];
  return keys.find((key) => key === query.get("sort_by")) ?? "created_at";
}

function compare(key: SortKey, store: Store): (one: Product, other: Product) => number {
  switch (key) {
    case "price":
      return (one, other) => one.sellables[0].price - other.sellables[0].price;
    case "name":
      return (one, other) => one.name.localeCompare(other.name);
    case "popularity_score":
      return (one, other) => popularity(one, store) - popularity(other, store);
    case "created_at":
    case "updated_at":
      return (one, other) => one.id - other.id;
    default:
      return key satisfies never;
  }
}

export function listProducts({ query }: Call, store: Store) {
  const matches = search(query);
  const status = choice(query, "status", ["active", "draft", "archived"]);
  const categoryId = integer(query, "category_id", 1, Number.MAX_SAFE_INTEGER);
  const brandId = integer(query, "brand_id", 1, Number.MAX_SAFE_INTEGER);
  const isUp = choice(query, "sort_order", ["asc", "desc"]) === "asc";
  const found = products
    .filter(({ name, sku }) => matches(`${name} ${sku}`))
    .filter((product) => status === undefined || product.status === status)
    .filter(({ category }) => categoryId === undefined || category.id === categoryId)
    .filter(({ brand }) => brandId === undefined || brand.id === brandId)
    .toSorted(compare(sortKey(query), store));
  return paged("products", pageOf(query, isUp ? found : found.reverse(), pageSize), (each) => productRow(each, store));
}

export function getProduct(call: Call, store: Store) {
  return { product: productDetail(withId(call, products, "Product"), store) };
}

export function listCategories({ query }: Call) {
  const matches = search(query);
  return { categories: categories.filter(({ name }) => matches(name)).map(categoryRow) };
}

export function listBrands({ query }: Call) {
  const matches = search(query);
  return { brands: brands.filter(({ name }) => matches(name)).map(brandRow) };
}

export function listOrders({ query }: Call, store: Store) {
  const matches = search(query);
  const status = choice(query, "status", ["pending", "processing", "completed", "cancelled", "in_transit", "on_hold"]);
  const found = store.orders
    .filter((order) => status === undefined || order.status === status)
    .filter(({ number, customer }) => matches(`${number} ${customer.email}`));
  return paged("orders", pageOf(query, found, pageSize), orderRow);
}

export function getOrder(call: Call, store: Store) {
  return { order: orderDetail(withId(call, store.orders, "Order")) };
}

export function listCustomers({ query }: Call, store: Store) {
  const matches = search(query);
  const found = store.customers.filter(({ email, firstName, lastName }) =>
    matches(`${email} ${firstName} ${lastName}`),
  );
  return paged("customers", pageOf(query, found, pageSize), (customer) => customerRow(customer, store));
}

export function getCustomer(call: Call, store: Store) {
  return { customer: customerDetail(withId(call, store.customers, "Customer"), store) };
}

function pointsIn(entries: readonly LedgerEntry[], type?: LedgerEntry["type"]): number {
  return entries.reduce((sum, entry) => sum + (type === undefined || entry.type === type ? entry.points : 0), 0);
}

export function getCustomerLoyalty(call: Call, store: Store) {
  const { id } = withId(call, store.customers, "Customer");
  const entries = store.ledger.filter(({ customer }) => customer.id === id);
  return {
    points_balance: pointsIn(entries),
    lifetime_earned: pointsIn(entries, "earn"),
    ledger: entries.slice(0, 50).map(ledgerRow),
  };
}

const branches = [
  {
    id: 1,
    name: "Nairobi, Westlands",
    code: "NBO",
    address: "14 Muthithi Road, Nairobi",
    phone: "+254207000001",
    is_active: true,
  },
  {
    id: 2,
    name: "Mombasa, Nyali",
    code: "MBA",
    address: "3 Links Road, Mombasa",
    phone: "+254417000002",
    is_active: true,
  },
];

export function listBranches() {
  const dates = { created_at: "2025-01-06T07:00:00.000Z", updated_at: "2025-01-06T07:00:00.000Z" };
  return { branches: branches.map((branch) => ({ ...branch, ...dates })) };
}

/** Every customer takes the newsletter; one in nine has unsubscribed. */
function contacts(store: Store) {
  const unsubscribed = store.customers.filter(({ id }) => id % 9 === 0).length;
  return { total: store.customers.length, active: store.customers.length - unsubscribed, unsubscribed };
}

function enrolled(store: Store): number {
  return new Set(store.ledger.map(({ customer }) => customer.id)).size;
}

export function getMarketing(_: Call, store: Store) {
  return {
    coupons: coupons.length,
    contacts: contacts(store).total,
    abandoned_carts: 7,
    automation_campaigns: 3,
    loyalty: { enrolled: enrolled(store), points_outstanding: pointsIn(store.ledger), pending_registrations: 2 },
  };
}

export function getContactStats(_: Call, store: Store) {
  return contacts(store);
}

export function listCoupons({ query }: Call, store: Store) {
  const matches = search(query);
  const found = coupons.filter(({ code }) => matches(code));
  return sliced("coupons", query, 20, found, (coupon) => couponRow(coupon, store));
}

export function getCouponStats(_: Call, store: Store) {
  const active = coupons.filter(({ status }) => status === "active").length;
  const used = store.orders.filter(({ coupon }) => coupon !== undefined).length;
  return { total: coupons.length, active, expired: coupons.length - active, total_usage: used };
}

/** The names of the older revision of the documents. */
export function getLoyaltyStats(_: Call, store: Store) {
  return {
    enabled: true,
    enrolled: enrolled(store),
    points_outstanding: pointsIn(store.ledger),
    total_earned: pointsIn(store.ledger, "earn"),
    total_redeemed: -pointsIn(store.ledger, "redeem"),
  };
}

export function listLedger({ query }: Call, store: Store) {
  const customerId = integer(query, "customer_id", 1, Number.MAX_SAFE_INTEGER);
  const type = choice(query, "type", ["earn", "redeem", "adjust"]);
  const [from, to] = [date(query, "from"), date(query, "to")];
  const found = store.ledger
    .filter(({ customer }) => customerId === undefined || customer.id === customerId)
    .filter((entry) => type === undefined || entry.type === type)
    .filter(({ day }) => (from === undefined || day >= from) && (to === undefined || day <= to));
  return sliced("entries", query, 50, found, ledgerRow);
}
