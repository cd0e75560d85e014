import { type Day, firstOfMonth, weekdayOf } from "../data/calendar.ts";
import { randomFrom } from "../data/random.ts";
import type { Cents } from "./figures.ts";

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
export function marketingOn(day: Day, storeFirst: Day, share: number): DayCost[] {
  const random = randomFrom(day);
  const weekend = [0, 6].includes(weekdayOf(day)) ? 1.15 : 1;
  const ads = advertising.map(({ id, name, usual }): DayCost => {
    const amount = Math.round(usual * weekend * (0.75 + 0.5 * random.next()) * share);
    return { id, name, kind: "variable", amount };
  });
  return [...ads, ...fixedOn(day, storeFirst, fixedMarketing)];
}

/** Lists what no sale and no advertisement causes on a day: fixed costs spread over their month, and one-off ones. */
export function otherOn(day: Day, storeFirst: Day): DayCost[] {
  const today = oneOffs.filter((cost) => firstOfMonth(storeFirst, -cost.month) + cost.dayOfMonth - 1 === day);
  const once = today.map(({ id, name, amount }): DayCost => ({ id, name, kind: "fixed", amount }));
  return [...fixedOn(day, storeFirst, fixedOther), ...once];
}
