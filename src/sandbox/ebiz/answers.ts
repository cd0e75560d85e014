import { cutPage, passes, readChoice, readDate, readInteger, readSearch, requireBy } from "../server/parameters.ts";
import type { Call, Route } from "../server/rest-api.ts";
import { brands, categories, type Product, products } from "./catalogue.ts";
import { couponRow, customerDetail, customerRow, orderDetail, popularity, productDetail, productRow } from "./rows.ts";
import { coupons, type LedgerEntry, type Store } from "./store.ts";

/** Cuts out a page: the list under its own name beside the numbers. The largest is not documented, so ours. */
function showPage<T, R>(name: string, query: URLSearchParams, all: readonly T[], present: (item: T) => R) {
  const { rows, total, page, size } = cutPage(query, all, { parameter: "limit", usual: 20, maximum: 1000 });
  return { [name]: rows.map(present), total, page, limit: size };
}

/** Cuts out a slice: the other style of paging, of everything below /marketing. */
function showSlice<T, R>(
  name: string,
  query: URLSearchParams,
  usual: number,
  all: readonly T[],
  present: (item: T) => R,
) {
  const limit = readInteger(query, "limit", 1, 200) ?? usual;
  const offset = readInteger(query, "offset", 0, 1_000_000_000) ?? 0;
  return { [name]: all.slice(offset, offset + limit).map(present), total: all.length };
}

function readId(query: URLSearchParams, name: string): number | undefined {
  return readInteger(query, name, 1, Number.MAX_SAFE_INTEGER);
}

type Comparison = (one: Product, other: Product) => number;

/** Reads the comparison asked for. Anything unknown is not refused but means created_at, as documented. */
function readOrder(query: URLSearchParams, store: Store): Comparison {
  switch (query.get("sort_by")) {
    case "price":
      return (one, other) => one.sellables[0].price - other.sellables[0].price;
    case "name":
      return (one, other) => one.name.localeCompare(other.name);
    case "popularity_score":
      return (one, other) => popularity(one, store) - popularity(other, store);
    default:
      return (one, other) => one.id - other.id;
  }
}

function listProducts({ query }: Call, store: Store) {
  const matches = readSearch(query);
  const status = readChoice(query, "status", ["active", "draft", "archived"]);
  const categoryId = readId(query, "category_id");
  const brandId = readId(query, "brand_id");
  const isUp = readChoice(query, "sort_order", ["asc", "desc"]) === "asc";
  const found = products
    .filter(({ name, sku }) => matches(`${name} ${sku}`))
    .filter((product) => passes(status, product.status))
    .filter(({ category, brand }) => passes(categoryId, category.id) && passes(brandId, brand.id))
    .toSorted(readOrder(query, store));
  return showPage("products", query, isUp ? found : found.reverse(), (each) => productRow(each, store));
}

function searchNames<T extends { readonly name: string }>({ query }: Call, all: readonly T[]): T[] {
  const matches = readSearch(query);
  return all.filter(({ name }) => matches(name));
}

function listOrders({ query }: Call, store: Store) {
  const matches = readSearch(query);
  const status = readChoice(query, "status", [
    "pending",
    "processing",
    "completed",
    "cancelled",
    "in_transit",
    "on_hold",
  ]);
  const found = store.orders
    .map(({ row }) => row)
    .filter((row) => passes(status, row.status) && matches(`${row.order_number} ${row.customer.email}`));
  return showPage("orders", query, found, (row) => row);
}

function listCustomers({ query }: Call, store: Store) {
  const matches = readSearch(query);
  const found = store.customers.filter(({ name }) => matches(`${name.email} ${name.first_name} ${name.last_name}`));
  return showPage("customers", query, found, (customer) => customerRow(customer, store));
}

function getCustomer(call: Call, store: Store) {
  return { customer: customerDetail(requireBy(store.customers, "id", call.id, "Customer not found"), store) };
}

function sumPoints(entries: readonly LedgerEntry[], type?: LedgerEntry["type"]): number {
  return entries.reduce((sum, entry) => sum + (type === undefined || entry.type === type ? entry.points : 0), 0);
}

function getCustomerLoyalty(call: Call, store: Store) {
  const { id } = requireBy(store.customers, "id", call.id, "Customer not found");
  const entries = store.ledger.filter(({ customer_id }) => customer_id === id);
  return {
    points_balance: sumPoints(entries),
    lifetime_earned: sumPoints(entries, "earn"),
    ledger: entries.slice(0, 50).map(({ day, ...row }) => row),
  };
}

const branchDates = { created_at: "2025-01-06T07:00:00.000Z", updated_at: "2025-01-06T07:00:00.000Z" };
const branches = [
  { id: 1, name: "Nairobi, Westlands", code: "NBO", address: "14 Muthithi Road, Nairobi", phone: "+254207000001" },
  { id: 2, name: "Mombasa, Nyali", code: "MBA", address: "3 Links Road, Mombasa", phone: "+254417000002" },
].map((branch) => ({ ...branch, is_active: true, ...branchDates }));

/** Counts who takes the newsletter: every customer, but one in nine has unsubscribed. */
function countContacts(store: Store) {
  const unsubscribed = store.customers.filter(({ id }) => id % 9 === 0).length;
  return { total: store.customers.length, active: store.customers.length - unsubscribed, unsubscribed };
}

function countEnrolled(store: Store): number {
  return new Set(store.ledger.map(({ customer_id }) => customer_id)).size;
}

function getMarketing(_: Call, store: Store) {
  return {
    coupons: coupons.length,
    contacts: countContacts(store).total,
    abandoned_carts: 7,
    automation_campaigns: 3,
    loyalty: { enrolled: countEnrolled(store), points_outstanding: sumPoints(store.ledger), pending_registrations: 2 },
  };
}

function listCoupons({ query }: Call, store: Store) {
  const matches = readSearch(query);
  const found = coupons.filter(({ code }) => matches(code));
  return showSlice("coupons", query, 20, found, (coupon) => couponRow(coupon, store));
}

function getCouponStats(_: Call, store: Store) {
  const active = coupons.filter(({ ended }) => !ended).length;
  const used = store.orders.filter(({ coupon }) => coupon !== undefined).length;
  return { total: coupons.length, active, expired: coupons.length - active, total_usage: used };
}

/** Uses the names of the older revision of the documents. */
function getLoyaltyStats(_: Call, store: Store) {
  return {
    enabled: true,
    enrolled: countEnrolled(store),
    points_outstanding: sumPoints(store.ledger),
    total_earned: sumPoints(store.ledger, "earn"),
    total_redeemed: -sumPoints(store.ledger, "redeem"),
  };
}

function listLedger({ query }: Call, store: Store) {
  const customerId = readId(query, "customer_id");
  const type = readChoice(query, "type", ["earn", "redeem", "adjust"]);
  const [from, to] = [readDate(query, "from"), readDate(query, "to")];
  const found = store.ledger
    .filter((entry) => passes(customerId, entry.customer_id) && passes(type, entry.type))
    .filter(({ day }) => (from === undefined || day >= from) && (to === undefined || day <= to));
  return showSlice("entries", query, 50, found, ({ day, ...row }) => row);
}

/** Puts every success in the same envelope. */
function route(pattern: string, data: (call: Call, store: Store) => object): Route<Store> {
  return { pattern, scopes: ["Read"], answer: (call, store) => ({ status: "success", data: data(call, store) }) };
}

export const routes: readonly Route<Store>[] = [
  route("products", listProducts),
  route("products/{id}", (call, store) => ({
    product: productDetail(requireBy(products, "id", call.id, "Product not found"), store),
  })),
  route("categories", (call) => ({ categories: searchNames(call, categories) })),
  route("brands", (call) => ({ brands: searchNames(call, brands) })),
  route("orders", listOrders),
  route("orders/{id}", (call, { orders }) => ({
    order: orderDetail(requireBy(orders, "id", call.id, "Order not found")),
  })),
  route("customers", listCustomers),
  route("customers/{id}", getCustomer),
  route("customers/{id}/loyalty", getCustomerLoyalty),
  route("branches", () => ({ branches })),
  route("marketing", getMarketing),
  route("marketing/contacts/stats", (_, store) => countContacts(store)),
  route("marketing/coupons", listCoupons),
  route("marketing/coupons/stats", getCouponStats),
  route("marketing/loyalty/stats", getLoyaltyStats),
  route("marketing/loyalty/ledger", listLedger),
];
