import { type Day, firstOfMonth } from "../data/calendar.ts";
import { type NonEmpty, randomFrom } from "../data/random.ts";
import { buildCatalogue, type Product } from "./catalogue.ts";
import { type DayCost, marketingOn, otherOn } from "./costs.ts";
import { buildOrders, type Order } from "./orders.ts";
import { buildStock, type StockLevel } from "./stock.ts";

/** What the invented shop is called and where its clock hangs. */
export const shop = { name: "Waldkauz Kaffee", currency: "EUR", timezone: "Europe/Berlin" } as const;

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
  readonly stock: readonly StockLevel[];
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
  const orders = buildOrders({ first, last: today, lastMinute: SYNCED_AT }, products, randomFrom(first));
  const ledger = Array.from({ length: today - first + 1 }, (_, index): DayLedger => {
    const day = first + index;
    const share = day === today ? SYNCED_AT / (24 * 60) : 1;
    return { day, marketing: marketingOn(day, first, share), other: otherOn(day, first) };
  });
  return { first, today, products, orders, ledger, stock: buildStock(products, orders, today) };
}

let latest: Store | undefined;

/** The store of a day, built when it is first asked for. It depends on nothing else, so every sandbox shares it. */
export function storeOn(today: Day): Store {
  latest = latest?.today === today ? latest : buildStore(today);
  return latest;
}
