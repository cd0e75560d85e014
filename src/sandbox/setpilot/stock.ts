import type { Day } from "../data/calendar.ts";
import { randomFrom } from "../data/random.ts";
import type { Product } from "./catalogue.ts";
import type { Order } from "./orders.ts";

/** How much of a product lies in the warehouse. */
export interface StockLevel {
  readonly product: Product;
  readonly units: number;
  /** At or below it, stock is low. */
  readonly threshold: number;
  readonly soldIn30Days: number;
}

const DAYS = 30;

function unitsSold(orders: readonly Order[], after: Day): Map<Product, number> {
  const sold = new Map<Product, number>();
  for (const order of orders) {
    if (order.day <= after) continue;
    for (const { product, figures } of order.lines) sold.set(product, (sold.get(product) ?? 0) + figures.units);
  }
  return sold;
}

/** Stock that fits the sales: most products last for weeks, about one in eight is low, a few are sold out. */
export function buildStock(products: readonly Product[], orders: readonly Order[], today: Day): StockLevel[] {
  const sold = unitsSold(orders, today - DAYS);
  return products.map((product) => {
    const random = randomFrom(product.id);
    const soldIn30Days = sold.get(product) ?? 0;
    const threshold = Math.max(5, Math.ceil(soldIn30Days / 3));
    const plenty = threshold + random.between(3, 20) + Math.round(soldIn30Days * 2 * random.next());
    const low = Math.floor(threshold * random.next());
    const fate = random.next();
    return { product, units: fate < 0.03 ? 0 : fate < 0.13 ? low : plenty, threshold, soldIn30Days };
  });
}

export function isLow(level: StockLevel): boolean {
  return level.units <= level.threshold;
}

/** How many days the stock lasts at the pace of the last 30, one place; null when nothing was sold. */
export function daysLeft(level: StockLevel): number | null {
  return level.soldIn30Days === 0 ? null : Math.round((level.units / level.soldIn30Days) * DAYS * 10) / 10;
}
