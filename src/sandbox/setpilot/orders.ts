import { type Day, monthOf, weekdayOf } from "../data/calendar.ts";
import { namesOf, personFrom } from "../data/people.ts";
import { type NonEmpty, type Random, randomFrom } from "../data/random.ts";
import type { Product } from "./catalogue.ts";
import { type Cents, type Figures, noFigures, sumFigures } from "./figures.ts";

/** Someone who buys. */
export interface Customer {
  readonly name: string;
  /** Two letters, ISO 3166-1. */
  readonly country: string;
}

const countries: NonEmpty<{ code: keyof typeof namesOf; weight: number }> = [
  { code: "DE", weight: 58 },
  { code: "AT", weight: 16 },
  { code: "CH", weight: 9 },
  { code: "CZ", weight: 8 },
  { code: "NL", weight: 6 },
  { code: "PL", weight: 3 },
];

/** How many had bought before the first day of the store, so that even its first week has returning customers. */
const KNOWN_BEFORE = 900;
const NEW_SHARE = 0.41;

function newCustomer(random: Random): Customer {
  const { code } = random.weighted(countries);
  const { first, last } = personFrom(random, namesOf[code]);
  return { name: `${first} ${last}`, country: code };
}

/**
 * Makes a function that says who places the next order, and whether the shop had seen them before. Newcomers join those
 * who may come back.
 */
function queueOfBuyers(random: Random): () => { readonly customer: Customer; readonly returning: boolean } {
  const known = Array.from({ length: KNOWN_BEFORE }, () => newCustomer(random));
  return () => {
    // The square root favours the end of the list: who bought lately is likelier to come back.
    const again = random.chance(NEW_SHARE) ? undefined : known[Math.floor(Math.sqrt(random.next()) * known.length)];
    if (again !== undefined) return { customer: again, returning: true };
    const customer = newCustomer(random);
    known.push(customer);
    return { customer, returning: false };
  };
}

/** One product within an order. */
export interface Line {
  readonly product: Product;
  readonly figures: Readonly<Figures>;
  readonly unitsRefunded: number;
}

export type OrderStatus = "open" | "fulfilled" | "partially_refunded" | "refunded";

/** A sale. */
export interface Order {
  readonly id: number;
  readonly number: string;
  readonly day: Day;
  /** Minutes since midnight on the shop's clock. */
  readonly minute: number;
  readonly customer: Customer;
  /** Whether the customer had bought before. */
  readonly returning: boolean;
  /** Where the customer came from: a marketing channel's id, or what needs no spending. */
  readonly source: string;
  readonly status: OrderStatus;
  readonly lines: readonly Line[];
  /** Lines and shipping together. */
  readonly figures: Readonly<Figures>;
}

const ORDERS_A_DAY = 13.5;
const WEEKDAYS = [1.2, 1.05, 0.95, 0.9, 0.95, 0.9, 1.05];
const MONTHS = [0.9, 0.85, 0.9, 0.95, 1, 1, 0.85, 0.85, 1, 1.05, 1.35, 1.55];
const OPENS = 5 * 60;
const CLOSES = 24 * 60 - 1;
/** Nothing comes back sooner than this. */
const DAYS_UNTIL_REFUND = 4;
const DAYS_UNTIL_FULFILLED = 2;

const SOURCES: NonEmpty<{ id: string; weight: number }> = [
  { id: "google_ads", weight: 25 },
  { id: "meta_ads", weight: 22 },
  { id: "organic", weight: 18 },
  { id: "email", weight: 14 },
  { id: "direct", weight: 12 },
  { id: "influencers", weight: 5 },
  { id: "axon", weight: 4 },
];
const UNITS: NonEmpty<{ units: number; weight: number }> = [
  { units: 1, weight: 76 },
  { units: 2, weight: 19 },
  { units: 4, weight: 5 },
];

/** What a parcel earns and costs, by country; "elsewhere" is the dearest. */
interface Parcel {
  readonly charge: Cents;
  readonly freeFrom: Cents;
  readonly cost: Cents;
}
const ABROAD: Parcel = { charge: 890, freeFrom: 12_000, cost: 790 };
const PARCELS: Readonly<Record<string, Parcel>> = {
  DE: { charge: 490, freeFrom: 6_000, cost: 410 },
  AT: { charge: 690, freeFrom: 8_000, cost: 640 },
  CH: { charge: 1_290, freeFrom: 20_000, cost: 1_180 },
};

function shippingOf(country: string, goods: Cents, units: number) {
  const parcel = PARCELS[country] ?? ABROAD;
  return { income: goods >= parcel.freeFrom ? 0 : parcel.charge, cost: parcel.cost + 25 * units };
}

function makeLine(product: Product, units: number, discountPercent: number, unitsRefunded: number): Line {
  const grossSales = product.price * units;
  const discounts = Math.round((grossSales * discountPercent) / 100);
  const figures = {
    ...noFigures,
    units,
    grossSales,
    discounts,
    refunds: Math.round(((grossSales - discounts) * unitsRefunded) / units),
    unitCosts: product.unitCost * units,
    packaging: product.packaging * units,
    unitFulfilment: product.unitFulfilment * units,
  };
  return { product, figures, unitsRefunded };
}

type Refund = "none" | "first line" | "all";

/** Draws for every order, whatever its age, so that the orders after it do not change when one grows old enough. */
function drawRefund(random: Random): Refund {
  const drawn = random.next();
  if (drawn < 0.025) return "all";
  return drawn < 0.055 ? "first line" : "none";
}

function drawLines(random: Random, products: NonEmpty<Product>, refund: Refund): Line[] {
  const discountPercent = random.chance(0.18) ? 10 : 0;
  const wanted = new Map<Product, number>();
  for (let left = random.between(1, 4); left > 0; left--) {
    wanted.set(random.weighted(products), random.weighted(UNITS).units);
  }
  return Array.from(wanted, ([product, units], index) => {
    const comesBack = refund === "all" || (refund === "first line" && index === 0);
    return makeLine(product, units, discountPercent, comesBack ? units : 0);
  });
}

/** Sums up the order's own figures: its lines, and what arises once for all of them. */
function orderFigures(lines: readonly Line[], country: string): Figures {
  const figures = sumFigures(lines);
  const goods = figures.grossSales - figures.discounts;
  const { income, cost } = shippingOf(country, goods, figures.units);
  const paid = goods + income;
  figures.orders = 1;
  figures.shippingIncome = income;
  figures.shipping = cost;
  figures.paymentFees = Math.round(paid * 0.014) + 25;
  figures.transactionFees = Math.round(paid * 0.005);
  figures.orderFulfilment = 120;
  return figures;
}

function statusOf(age: number, figures: Readonly<Figures>): OrderStatus {
  if (figures.refunds > 0) {
    return figures.refunds === figures.grossSales - figures.discounts ? "refunded" : "partially_refunded";
  }
  return age < DAYS_UNTIL_FULFILLED ? "open" : "fulfilled";
}

function minutesOf(day: Day, random: Random): number[] {
  const usual = ORDERS_A_DAY * (WEEKDAYS[weekdayOf(day)] ?? 1) * (MONTHS[monthOf(day) - 1] ?? 1);
  const count = Math.round(usual * (0.7 + 0.6 * random.next()));
  return Array.from({ length: count }, () => random.between(OPENS, CLOSES)).sort((one, other) => one - other);
}

/**
 * Makes the orders from the first day to a minute of the last, oldest first. One more day at the end leaves the others
 * as they are, refunds aside.
 */
export function buildOrders(first: Day, last: Day, lastMinute: number, products: NonEmpty<Product>): Order[] {
  const random = randomFrom(first);
  const nextBuyer = queueOfBuyers(random);
  const orders: Order[] = [];
  for (let day = first; day <= last; day++) {
    const age = last - day;
    for (const minute of minutesOf(day, random)) {
      const { customer, returning } = nextBuyer();
      const source = random.weighted(SOURCES).id;
      const refund = drawRefund(random);
      const lines = drawLines(random, products, age < DAYS_UNTIL_REFUND ? "none" : refund);
      if (age === 0 && minute > lastMinute) continue;
      const figures = orderFigures(lines, customer.country);
      const position = orders.length;
      orders.push({
        id: 5_512_000_000_000 + position * 32_768,
        number: `WK-${20_001 + position}`,
        ...{ day, minute, customer, returning, source, lines, figures },
        status: statusOf(age, figures),
      });
    }
  }
  return orders;
}
