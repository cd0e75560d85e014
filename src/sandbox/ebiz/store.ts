import { type Day, isoDay } from "../data/calendar.ts";
import { type NonEmpty, type Random, randomFrom } from "../data/random.ts";
import { type Cents, type Product, products, type Sellable } from "./catalogue.ts";

export const shop = { currency: "KES", timezone: "Africa/Nairobi" } as const;

export interface Address {
  readonly street: string;
  readonly city: string;
  readonly county: string;
  readonly zip: string;
}

export interface Customer {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phone: string;
  readonly address: Address;
  readonly joined: string;
}

export interface Line {
  readonly id: number;
  readonly item: Sellable;
  readonly quantity: number;
}

export interface Order {
  readonly id: number;
  readonly number: string;
  readonly customer: Customer;
  /** ISO 8601 in UTC with milliseconds. */
  readonly createdAt: string;
  readonly day: Day;
  readonly status: "pending" | "processing" | "completed" | "cancelled";
  readonly paid: boolean;
  readonly lines: NonEmpty<Line>;
  readonly coupon: Coupon | undefined;
  readonly subtotal: Cents;
  readonly discount: Cents;
  readonly shipping: Cents;
  readonly total: Cents;
}

export interface Coupon {
  readonly id: number;
  readonly code: string;
  readonly type: "percentage" | "fixed";
  /** Per cent, or cents. */
  readonly value: number;
  readonly usageLimit: number | null;
  readonly status: "active" | "expired";
  readonly from: string;
  readonly to: string | null;
}

export interface LedgerEntry {
  readonly id: number;
  readonly customer: Customer;
  readonly type: "earn" | "redeem";
  /** Below zero where points were redeemed. */
  readonly points: number;
  readonly orderId: number;
  readonly createdAt: string;
  readonly day: Day;
}

/** The store as of a moment. */
export interface Store {
  readonly customers: readonly Customer[];
  /** Newest first, as are the next. */
  readonly orders: readonly Order[];
  readonly ledger: readonly LedgerEntry[];
}

const DAYS = 120;
const ORDERS_A_DAY = 4;
const DAY_MS = 86_400_000;
const SHIPPING: Cents = 30_000;
/** One point for so much of a completed order, worth a shilling when redeemed. */
const CENTS_A_POINT = 10_000;

export const coupons: NonEmpty<Coupon> = [
  {
    id: 1,
    code: "KARIBU10",
    type: "percentage",
    value: 10,
    usageLimit: null,
    status: "active",
    from: "2025-01-01",
    to: null,
  },
  {
    id: 2,
    code: "JAMHURI300",
    type: "fixed",
    value: 30_000,
    usageLimit: 500,
    status: "active",
    from: "2026-01-01",
    to: "2027-12-31",
  },
  {
    id: 3,
    code: "EASTER15",
    type: "percentage",
    value: 15,
    usageLimit: 200,
    status: "expired",
    from: "2025-04-01",
    to: "2025-04-30",
  },
];

const firstNames: NonEmpty<string> = [
  "Wanjiru",
  "Otieno",
  "Amina",
  "Kiprop",
  "Njeri",
  "Hassan",
  "Achieng",
  "Mutua",
  "Zawadi",
  "Kamau",
  "Fatuma",
  "Chebet",
];
const lastNames: NonEmpty<string> = [
  "Mwangi",
  "Odhiambo",
  "Abdi",
  "Korir",
  "Wambui",
  "Omar",
  "Onyango",
  "Musyoka",
  "Karanja",
  "Njoroge",
];
const places: NonEmpty<Omit<Address, "street">> = [
  { city: "Nairobi", county: "Nairobi", zip: "00100" },
  { city: "Mombasa", county: "Mombasa", zip: "80100" },
  { city: "Kisumu", county: "Kisumu", zip: "40100" },
  { city: "Nakuru", county: "Nakuru", zip: "20100" },
  { city: "Eldoret", county: "Uasin Gishu", zip: "30100" },
];
const streets: NonEmpty<string> = [
  "Moi Avenue",
  "Kenyatta Road",
  "Ngong Road",
  "Mama Ngina Street",
  "Oginga Odinga Street",
];

function buildCustomers(random: Random): NonEmpty<Customer> {
  const customer = (index: number): Customer => {
    const [firstName, lastName] = [random.one(firstNames), random.one(lastNames)];
    return {
      id: 2001 + index,
      firstName,
      lastName,
      email: `${firstName}.${lastName}${index}@example.co.ke`.toLowerCase(),
      phone: `+2547${random.between(10_000_000, 99_999_999)}`,
      address: { street: `${random.between(1, 240)} ${random.one(streets)}`, ...random.one(places) },
      joined: isoDay(20_100 + index * 6),
    };
  };
  return [customer(0), ...Array.from({ length: 59 }, (_, index) => customer(index + 1))];
}

function discountOf(coupon: Coupon | undefined, subtotal: Cents): Cents {
  if (coupon === undefined) return 0;
  return coupon.type === "percentage" ? Math.round((subtotal * coupon.value) / 100) : Math.min(coupon.value, subtotal);
}

function buildLines(random: Random, orderId: number): NonEmpty<Line> {
  const [first, ...others] = products.filter(({ weight }) => weight > 0);
  const line = (index: number): Line => {
    const product: Product | undefined = first && random.weighted([first, ...others]);
    const item = random.one(product?.sellables ?? nothing);
    return { id: orderId * 10 + index, item, quantity: random.chance(0.2) ? 2 : 1 };
  };
  return [line(0), ...Array.from({ length: random.chance(0.4) ? random.between(1, 3) : 0 }, (_, at) => line(at + 1))];
}

/** What an empty catalogue would sell. */
const nothing: NonEmpty<Sellable> = [
  { productId: 0, variantId: null, name: "", sku: "", price: 0, stock: 0, options: {} },
];

function statusOf(age: number, random: Random): Order["status"] {
  if (random.chance(0.05)) return "cancelled";
  if (age > 5) return "completed";
  return age > 1 ? "processing" : "pending";
}

function buildOrder(id: number, day: Day, today: Day, customer: Customer, random: Random): Order {
  const lines = buildLines(random, id);
  const subtotal = lines.reduce((sum, { item, quantity }) => sum + item.price * quantity, 0);
  const coupon = random.chance(0.12) ? random.one([coupons[0], coupons[0], coupons[1] ?? coupons[0]]) : undefined;
  const discount = discountOf(coupon, subtotal);
  const shipping = subtotal >= 500_000 ? 0 : SHIPPING;
  const status = statusOf(today - day, random);
  const minute = random.between(6 * 60, 20 * 60);
  return {
    id,
    number: `ORD-${id}`,
    customer,
    createdAt: new Date(day * DAY_MS + minute * 60_000).toISOString(),
    day,
    status,
    paid: status !== "cancelled" && (status !== "pending" || random.chance(0.5)),
    lines,
    coupon,
    subtotal,
    discount,
    shipping,
    total: subtotal - discount + shipping,
  };
}

/** Points for each completed order; now and then some of what a customer has are redeemed with the next. */
function buildLedger(orders: readonly Order[]): LedgerEntry[] {
  const balances = new Map<number, number>();
  return orders
    .filter(({ status }) => status === "completed")
    .flatMap(({ id, customer, createdAt, day, total }): LedgerEntry[] => {
      const before = balances.get(customer.id) ?? 0;
      const redeemed = before >= 100 && id % 3 === 0 ? 100 : 0;
      const earned = Math.floor(total / CENTS_A_POINT);
      balances.set(customer.id, before + earned - redeemed);
      const entry = { customer, orderId: id, createdAt, day };
      const earning: LedgerEntry = { ...entry, id: id * 2, type: "earn", points: earned };
      return redeemed === 0 ? [earning] : [{ ...entry, id: id * 2 - 1, type: "redeem", points: -redeemed }, earning];
    });
}

/** The store as of a day: that day's orders and those of the 119 before it. The same day gives the same store. */
export function buildStore(today: Day): Store {
  const random = randomFrom(0xeb12);
  const customers = buildCustomers(random);
  const orders: Order[] = [];
  for (let day = today - DAYS + 1; day <= today; day += 1) {
    const ofDay = randomFrom(day);
    for (let count = ofDay.between(ORDERS_A_DAY - 2, ORDERS_A_DAY + 2); count > 0; count -= 1) {
      // Ids go on from day to day, so the same order has the same id tomorrow.
      orders.push(buildOrder(day * 10 + count, day, today, ofDay.one(customers), ofDay));
    }
  }
  orders.sort((one, other) => one.createdAt.localeCompare(other.createdAt));
  return { customers, orders: orders.toReversed(), ledger: buildLedger(orders).reverse() };
}

let latest: { readonly today: Day; readonly store: Store } | undefined;

/** The store of a day, built when it is first asked for. It depends on nothing else, so every sandbox shares it. */
export function storeOn(today: Day): Store {
  if (latest?.today !== today) latest = { today, store: buildStore(today) };
  return latest.store;
}
