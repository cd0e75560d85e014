import { type Day, daysOfYear, isoDay, yearOf } from "../../data/calendar.ts";
import { BadParameter, date, integer } from "../../server/parameters.ts";
import { average, percent, revenueOf } from "../figures.ts";
import { country, year } from "../parameters.ts";
import type { Store } from "../store.ts";
import { costsOf, figuresOf, groupBy, inCountry, marketingOf, otherOf, periodOf } from "./period.ts";
import { contribution, NOT_ATTRIBUTED, profitAndLoss, profitOf } from "./profit.ts";

/** GET dashboard/summary/: the profit and loss of a calendar year, this one by default. */
export function summary(query: URLSearchParams, store: Store) {
  const asked = year(query) ?? yearOf(store.today);
  const { first, last } = daysOfYear(asked);
  const { orders, ledger } = periodOf(store, first, last);
  const figures = figuresOf(orders);
  const marketing = costsOf(marketingOf(ledger));
  const other = costsOf(otherOf(ledger));
  const revenue = revenueOf(figures);
  return {
    year: asked,
    days_with_data: ledger.length,
    ...profitAndLoss(figures, marketing, other),
    profit_margin_percent: percent(profitOf(figures, marketing, other), revenue),
    average_order_value: average(revenue, figures.orders),
  };
}

const DEFAULT_DAYS = 90;
const MAXIMUM_DAYS = 3_660;

/** `days` counts where one of the dates is missing; two dates leave nothing for it to say. */
function daysAsked(query: URLSearchParams, today: Day): { first: Day; last: Day } {
  const start = date(query, "start_date");
  const end = date(query, "end_date");
  const days = integer(query, "days", 1, MAXIMUM_DAYS);
  if (start !== undefined && end !== undefined && start > end) {
    throw new BadParameter("start_date", "start_date must not be after end_date.");
  }
  if (start !== undefined) return { first: start, last: end ?? (days === undefined ? today : start + days - 1) };
  const last = end ?? today;
  return { first: last - (days ?? DEFAULT_DAYS) + 1, last };
}

/** Without the columns of `NOT_ATTRIBUTED` where one country is asked for. */
type Columns = ReturnType<typeof contribution> & Partial<ReturnType<typeof profitAndLoss>>;

/** GET dashboard/daily/: one row a day, the last 90 days by default. Days without data have no row. */
export function daily(query: URLSearchParams, store: Store) {
  const { first, last } = daysAsked(query, store.today);
  const land = country(query);
  const period = periodOf(store, first, last);
  const orders = inCountry(period.orders, land);
  const byDay = groupBy(orders, (order) => order.day);
  const columns = (ofDays: typeof orders, ledger: typeof period.ledger): Columns =>
    land === undefined
      ? profitAndLoss(figuresOf(ofDays), costsOf(marketingOf(ledger)), costsOf(otherOf(ledger)))
      : contribution(figuresOf(ofDays));
  return {
    start_date: isoDay(first),
    end_date: isoDay(last),
    ...(land === undefined ? {} : { country: land, not_attributed_to_countries: NOT_ATTRIBUTED }),
    rows: period.ledger.map((entry) => ({
      date: isoDay(entry.day),
      ...columns(byDay.get(entry.day) ?? [], [entry]),
    })),
    totals: columns(orders, period.ledger),
  };
}
