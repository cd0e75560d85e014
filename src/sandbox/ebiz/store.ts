import { type Day, isoDay, perDay, utcTimestamp, wallClock } from "../data/calendar.ts";
import { namesOf, personFrom } from "../data/people.ts";
import { type NonEmpty, nonEmpty, type Random, randomFrom } from "../data/random.ts";
import { type Cents, money, products } from "./catalogue.ts";

const clock = wallClock("Africa/Nairobi");

export type Customer = ReturnType<typeof inventCustomer>;

export type Order = ReturnType<typeof buildOrder>;

export type LedgerEntry = ReturnType<typeof buildLedger>[number];

export interface Coupon {
  readonly id: number;
  readonly code: string;
  readonly type: "percentage" | "fixed";
  /** Per cent, or cents. */
  readonly value: number;
  /** How often it may be used. */
  readonly limit: number | null;
  readonly from: string;
  readonly to: string | null;
  readonly ended?: true;
}

/** What the store knows on a day. */
export interface Store {
  readonly customers: readonly Customer[];
  /** Newest first, as are the next. */
  readonly orders: readonly Order[];
  readonly ledger: readonly LedgerEntry[];
}

const DAYS = 120;
const ORDERS_A_DAY = 4;
const SHIPPING: Cents = 30_000;
/** One point for so much of a completed order, worth a shilling when redeemed. */
const CENTS_A_POINT = 10_000;

export const coupons: readonly [Coupon, Coupon, Coupon] = [
  { id: 1, code: "KARIBU10", type: "percentage", value: 10, limit: null, from: "2025-01-01", to: null },
  { id: 2, code: "JAMHURI300", type: "fixed", value: 30_000, limit: 500, from: "2026-01-01", to: "2027-12-31" },
  {
    id: 3,
    code: "EASTER15",
    type: "percentage",
    value: 15,
    limit: 200,
    from: "2025-04-01",
    to: "2025-04-30",
    ended: true,
  },
];

const places: NonEmpty<{ city: string; state: string; zip: string }> = [
  { city: "Nairobi", state: "Nairobi", zip: "00100" },
  { city: "Mombasa", state: "Mombasa", zip: "80100" },
  { city: "Kisumu", state: "Kisumu", zip: "40100" },
  { city: "Nakuru", state: "Nakuru", zip: "20100" },
  { city: "Eldoret", state: "Uasin Gishu", zip: "30100" },
];
const streets: NonEmpty<string> = [
  "Moi Avenue",
  "Kenyatta Road",
  "Ngong Road",
  "Mama Ngina Street",
  "Oginga Odinga Street",
];

function inventCustomer(index: number, random: Random) {
  const { first, last } = personFrom(random, namesOf.KE);
  const id = 2001 + index;
  const email = `${first}.${last}${index}@example.co.ke`.toLowerCase();
  return {
    id,
    /** How the customer is named within something else. */
    name: { id, email, first_name: first, last_name: last },
    phone: `+2547${random.between(10_000_000, 99_999_999)}`,
    address: { address1: `${random.between(1, 240)} ${random.one(streets)}`, ...random.one(places) },
    joined: isoDay(20_100 + index * 6),
  };
}

function discountOf(coupon: Coupon | undefined, subtotal: Cents): Cents {
  if (coupon === undefined) return 0;
  return coupon.type === "percentage" ? Math.round((subtotal * coupon.value) / 100) : Math.min(coupon.value, subtotal);
}

function buildLines(random: Random, orderId: number) {
  const line = (index: number) => {
    const item = random.one(random.weighted(products).sellables);
    return { id: orderId * 10 + index, item, quantity: random.chance(0.2) ? 2 : 1 };
  };
  return [line(0), ...Array.from({ length: random.chance(0.4) ? random.between(1, 3) : 0 }, (_, at) => line(at + 1))];
}

function statusOf(age: number, random: Random): "pending" | "processing" | "completed" | "cancelled" {
  if (random.chance(0.05)) return "cancelled";
  if (age > 5) return "completed";
  return age > 1 ? "processing" : "pending";
}

/** Makes an order as the API answers it, and beside that what the store needs. */
function buildOrder(id: number, day: Day, today: Day, customer: Customer, random: Random) {
  const lines = buildLines(random, id);
  const subtotal = lines.reduce((sum, { item, quantity }) => sum + item.price * quantity, 0);
  const coupon = random.chance(0.12) ? random.one([coupons[0], coupons[0], coupons[1]]) : undefined;
  const discount = discountOf(coupon, subtotal);
  const shipping = subtotal >= 500_000 ? 0 : SHIPPING;
  const total = subtotal - discount + shipping;
  const status = statusOf(today - day, random);
  const created = utcTimestamp(day, random.between(6 * 60, 20 * 60));
  /** Never of a cancelled order. */
  const paid = status !== "cancelled" && (status !== "pending" || random.chance(0.5));
  const row = {
    id,
    order_number: `ORD-${id}`,
    customer_id: customer.id,
    status,
    payment_status: paid ? "paid" : "pending",
    subtotal: money(subtotal),
    shipping: money(shipping),
    tax: money(0),
    discount: money(discount),
    total: money(total),
    currency: "KES",
    customer: customer.name,
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
    order_date: created,
    created_at: created,
  };
  return { id, day, customer, lines, coupon, paid, total, row };
}

/** Gives points for each completed order; now and then some of what a customer has are redeemed with the next. */
function buildLedger(orders: readonly Order[]) {
  const balances = new Map<number, number>();
  return orders
    .filter(({ row }) => row.status === "completed")
    .flatMap(({ row: { id: order_id, created_at: createdAt }, customer, day, total }) => {
      const before = balances.get(customer.id) ?? 0;
      const redeemed = before >= 100 && order_id % 3 === 0 ? 100 : 0;
      const earned = Math.floor(total / CENTS_A_POINT);
      balances.set(customer.id, before + earned - redeemed);
      const entry = (id: number, type: "earn" | "redeem", points: number) => ({
        ...{ day, id, customer_id: customer.id, type, points, note: null, meta: { order_id }, createdAt },
        customer: customer.name,
      });
      const earning = entry(order_id * 2, "earn", earned);
      return redeemed === 0 ? [earning] : [entry(order_id * 2 - 1, "redeem", -redeemed), earning];
    });
}

/** Builds the store as of a day: that day's orders and those of the 119 before it. The same day gives the same. */
function buildStore(today: Day): Store {
  const random = randomFrom(0xeb12);
  const customers = nonEmpty(Array.from({ length: 60 }, (_, index) => inventCustomer(index, random)));
  const orders: Order[] = [];
  for (let day = today - DAYS + 1; day <= today; day += 1) {
    const ofDay = randomFrom(day);
    for (let count = ofDay.between(ORDERS_A_DAY - 2, ORDERS_A_DAY + 2); count > 0; count -= 1) {
      // Ids go on from day to day, so the same order has the same id tomorrow.
      orders.push(buildOrder(day * 10 + count, day, today, ofDay.one(customers), ofDay));
    }
  }
  orders.sort((one, other) => one.row.created_at.localeCompare(other.row.created_at));
  return { customers, orders: orders.toReversed(), ledger: buildLedger(orders).reverse() };
}

const storeOn = perDay(buildStore);

/** Gives the store as of a moment. */
export function storeAt(now: Date): Store {
  return storeOn(clock.today(now));
}
