import { type Day, firstOfMonth, perDay, wallClock, weekdayOf } from "../data/calendar.ts";
import { type NonEmpty, randomFrom } from "../data/random.ts";
import { buildCatalogue, type Product } from "./catalogue.ts";
import { type Cents, decimal } from "./figures.ts";
import { buildOrders, type Order } from "./orders.ts";

/** What the invented shop is called and where its clock hangs. */
export const shop = { name: "Waldkauz Kaffee", currency: "EUR", timezone: "Europe/Berlin" } as const;
export const clock = wallClock(shop.timezone);

const STOCK_DAYS = 30;

function unitsSold(orders: readonly Order[], after: Day): Map<Product, number> {
  const sold = new Map<Product, number>();
  for (const order of orders) {
    if (order.day <= after) continue;
    for (const { product, figures } of order.lines) sold.set(product, (sold.get(product) ?? 0) + figures.units);
  }
  return sold;
}

/**
 * Makes stock that fits the sales, as the API answers it: most products last for weeks, about one in eight is low, a few
 * are sold out. `days_left` is at the pace of the last 30, one place; null when nothing was sold.
 */
function buildStock(products: readonly Product[], orders: readonly Order[], today: Day) {
  const sold = unitsSold(orders, today - STOCK_DAYS);
  return products.map((product) => {
    const { sku, name, category, unitCost } = product;
    const random = randomFrom(product.id);
    const soldIn30Days = sold.get(product) ?? 0;
    const threshold = Math.max(5, Math.ceil(soldIn30Days / 3));
    const plenty = threshold + random.between(3, 20) + Math.round(soldIn30Days * 2 * random.next());
    const low = Math.floor(threshold * random.next());
    const fate = random.next();
    const stock = fate < 0.03 ? 0 : fate < 0.13 ? low : plenty;
    return {
      ...{ sku, name, category, stock },
      low_stock_threshold: threshold,
      low_stock: stock <= threshold,
      units_sold_30_days: soldIn30Days,
      days_left: soldIn30Days === 0 ? null : Math.round((stock / soldIn30Days) * STOCK_DAYS * 10) / 10,
      stock_value: decimal(stock * unitCost),
    };
  });
}

/** A cost that no single order causes. */
export interface DayCost {
  readonly id: string;
  readonly name: string;
  readonly kind: "variable" | "fixed";
  readonly amount: Cents;
}

/** A cost that is the same every month. */
interface FixedCost {
  readonly id: string;
  readonly name: string;
  readonly monthly: Cents;
  /** Months after the store's first one: when it starts. */
  readonly from: number;
}

/** What each channel usually costs a day. */
const advertising = [
  { id: "google_ads", name: "Google Ads", usual: 7_400 },
  { id: "meta_ads", name: "Meta", usual: 7_900 },
  { id: "axon", name: "Axon", usual: 1_700 },
];

const fixedMarketing: readonly FixedCost[] = [
  { id: "influencers", name: "Influencer campaigns (manual)", monthly: 40_000, from: 0 },
  { id: "agency", name: "Agency fee", monthly: 60_000, from: 0 },
];

const fixedOther: readonly FixedCost[] = [
  { id: "apps", name: "Apps and SaaS", monthly: 31_900, from: 0 },
  { id: "salaries", name: "Salaries", monthly: 320_000, from: 0 },
  { id: "salaries_part_time", name: "Salaries, part-time help", monthly: 88_000, from: 8 },
  { id: "rent", name: "Rent", monthly: 98_000, from: 0 },
];

/** The month is counted from the store's first one. */
const oneOffs = [
  { id: "repair", name: "One-off: roaster repair", amount: 118_000, month: 3, dayOfMonth: 15 },
  { id: "photos", name: "One-off: product photos", amount: 64_000, month: 9, dayOfMonth: 8 },
];

/** Spreads an amount over days so that the days add up to it to the cent. Days count from 0. */
export function spread(amount: Cents, day: number, days: number): Cents {
  return Math.floor((amount * (day + 1)) / days) - Math.floor((amount * day) / days);
}

function fixedOn(day: Day, storeFirst: Day, costs: readonly FixedCost[]): DayCost[] {
  const first = firstOfMonth(day);
  const days = firstOfMonth(day, -1) - first;
  return costs
    .filter((cost) => first >= firstOfMonth(storeFirst, -cost.from))
    .map(({ id, name, monthly }) => ({ id, name, kind: "fixed", amount: spread(monthly, day - first, days) }));
}

/** Lists what marketing costs on a day, channel by channel. `share` is how much of the day has passed. */
function marketingOn(day: Day, storeFirst: Day, share: number): DayCost[] {
  const random = randomFrom(day);
  const weekend = [0, 6].includes(weekdayOf(day)) ? 1.15 : 1;
  const ads = advertising.map(({ id, name, usual }): DayCost => {
    const amount = Math.round(usual * weekend * (0.75 + 0.5 * random.next()) * share);
    return { id, name, kind: "variable", amount };
  });
  return [...ads, ...fixedOn(day, storeFirst, fixedMarketing)];
}

/** Lists what no sale and no advertisement causes on a day: fixed costs spread over their month, and one-off ones. */
function otherOn(day: Day, storeFirst: Day): DayCost[] {
  const today = oneOffs.filter((cost) => firstOfMonth(storeFirst, -cost.month) + cost.dayOfMonth - 1 === day);
  const once = today.map(({ id, name, amount }): DayCost => ({ id, name, kind: "fixed", amount }));
  return [...fixedOn(day, storeFirst, fixedOther), ...once];
}

/** A day's costs that no order causes. */
export interface DayLedger {
  readonly day: Day;
  readonly marketing: readonly DayCost[];
  readonly other: readonly DayCost[];
}

/** Everything the shop knows on a day. */
export interface Store {
  readonly first: Day;
  readonly today: Day;
  readonly products: NonEmpty<Product>;
  /** Oldest first. */
  readonly orders: readonly Order[];
  /** One entry a day, from the first to today. */
  readonly ledger: readonly DayLedger[];
  readonly stock: ReturnType<typeof buildStock>;
}

const MONTHS_BEFORE_THIS = 13;
/** Today's figures are those of 10 in the morning at every hour, so that one date gives one store. */
const SYNCED_AT = 10 * 60;

/**
 * The shop as of a day: that month so far and the 13 before it. The same day gives the same store, to the cent; the
 * next day of the same month gives the same store with one more day.
 */
export function buildStore(today: Day): Store {
  const first = firstOfMonth(today, MONTHS_BEFORE_THIS);
  const products = buildCatalogue();
  const orders = buildOrders(first, today, SYNCED_AT, products);
  const ledger = Array.from({ length: today - first + 1 }, (_, index): DayLedger => {
    const day = first + index;
    const share = day === today ? SYNCED_AT / (24 * 60) : 1;
    return { day, marketing: marketingOn(day, first, share), other: otherOn(day, first) };
  });
  return { first, today, products, orders, ledger, stock: buildStock(products, orders, today) };
}

export const storeOn = perDay(buildStore);
