import { firstOfMonth, isoDay } from "../../../src/sandbox/data/calendar.ts";
import type { Store } from "../../../src/sandbox/setpilot/store.ts";
import { groupBy, mean, median, money, percent, ratio, rowsOf, sortBy, sumOf } from "../figures.ts";
import type { Question } from "../question.ts";
import {
  hour,
  lastSeptember,
  moment,
  monthName,
  monthStart,
  revenue,
  revenueAll,
  weekday,
  wholeMonths,
} from "./setpilot-store.ts";

/** What owners ask first. */
const firstQuestions: readonly Question<Store>[] = [
  {
    ask: "Which five customers brought the most revenue?",
    below: 500,
    sql: `SELECT customer_name, sum(revenue) AS revenue FROM orders
      GROUP BY customer_name ORDER BY revenue DESC, customer_name LIMIT 5`,
    // The API gives no customer's id, so people of one name are one customer, here as there.
    expected: ({ orders }) =>
      sortBy(
        rowsOf(
          orders,
          ({ customer }) => customer.name,
          (name, all) => ({ name, cents: revenueAll(all) }),
        ),
        ({ cents }) => -cents,
        ({ name }) => name,
      )
        .slice(0, 5)
        .map(({ name, cents }) => [name, money(cents)]),
  },
  {
    ask: "How many orders with a refund were there in each of the last ten months?",
    below: 500,
    sql: `SELECT strftime(created_at, '%Y-%m') AS month, count(*) FILTER (WHERE refunds > 0) AS refunded
      FROM orders WHERE created_at >= date_trunc('month', current_date) - INTERVAL 9 MONTH
      GROUP BY month ORDER BY month`,
    expected: ({ orders, today }) =>
      rowsOf(
        orders.filter(({ day }) => day >= firstOfMonth(today, 9)),
        monthName,
        (month, all) => [month, all.filter(({ figures }) => figures.refunds > 0).length],
      ),
  },
  {
    ask: "What was the median order in September?",
    below: 500,
    sql: (store) => {
      const { first, after } = lastSeptember(store);
      return `SELECT median(revenue) AS median_order FROM orders
      WHERE created_at >= '${isoDay(first)}' AND created_at < '${isoDay(after)}'`;
    },
    expected: (store) => {
      const { first, after } = lastSeptember(store);
      return [[median(store.orders.filter(({ day }) => day >= first && day < after).map(revenue))]];
    },
  },
];

/** What the list of orders tells. */
export const orderQuestions: readonly Question<Store>[] = [
  ...firstQuestions,
  {
    ask: "At which hour do most people order?",
    sql: `SELECT hour(created_at) AS hour, count(*) AS n FROM orders GROUP BY hour ORDER BY n DESC, hour LIMIT 3`,
    expected: ({ orders }) =>
      sortBy(
        rowsOf(orders, hour, (at, all) => [at, all.length] as const),
        ([, n]) => -n,
        ([at]) => at,
      ).slice(0, 3),
  },
  {
    ask: "How do the weekdays compare?",
    sql: `SELECT dayname(created_at) AS weekday, count(*) AS orders_placed, sum(revenue) AS revenue,
        round(avg(revenue), 2) AS average FROM orders GROUP BY weekday, isodow(created_at) ORDER BY isodow(created_at)`,
    // 1970-01-01, day 0, was a Thursday.
    expected: ({ orders }) =>
      sortBy(
        groupBy(orders, ({ day }) => (day + 3) % 7),
        ([fromMonday]) => fromMonday,
      ).map(([, all]) => [weekday(all[0]?.day ?? 0), all.length, money(revenueAll(all)), mean(all.map(revenue))]),
  },
  {
    ask: "Where do our customers live, and what share of the revenue is each country?",
    sql: `SELECT country, sum(revenue) AS revenue, round(100 * sum(revenue) / sum(sum(revenue)) OVER (), 1) AS percent
      FROM orders GROUP BY country ORDER BY revenue DESC`,
    expected: ({ orders }) =>
      sortBy(
        rowsOf(
          orders,
          ({ customer }) => customer.country,
          (country, all) => ({ country, cents: revenueAll(all) }),
        ),
        ({ cents }) => -cents,
      ).map(({ country, cents }) => [country, money(cents), percent(cents, revenueAll(orders))]),
  },
  {
    ask: "Do returning customers spend more on an order than new ones?",
    sql: `SELECT customer_type, count(*) AS n, round(avg(revenue), 2) AS average, median(revenue) AS median
      FROM orders GROUP BY customer_type ORDER BY customer_type`,
    expected: ({ orders }) =>
      sortBy(
        rowsOf(
          orders,
          ({ returning }) => (returning ? "returning" : "new"),
          (type, all) => ({ type, all }),
        ),
        ({ type }) => type,
      ).map(({ type, all }) => [type, all.length, mean(all.map(revenue)), median(all.map(revenue))]),
  },
  {
    ask: "How did each of the last six whole months compare with the one before?",
    sql: `WITH months AS (
        SELECT date_trunc('month', created_at) AS month, sum(revenue) AS revenue FROM orders
        WHERE created_at < date_trunc('month', current_date) GROUP BY month)
      SELECT month, revenue, revenue - lag(revenue) OVER (ORDER BY month) AS change
      FROM months ORDER BY month DESC LIMIT 6`,
    expected: (store) => {
      const months = rowsOf(wholeMonths(store, 7), monthName, (_, all) => all);
      return months
        .slice(1)
        .map((all, at) => [
          monthStart(all[0]?.day ?? 0),
          money(revenueAll(all)),
          money(revenueAll(all) - revenueAll(months[at] ?? [])),
        ])
        .toReversed();
    },
  },
  {
    ask: "In which countries is the average order above 90 euros?",
    sql: `SELECT country, round(avg(revenue), 2) AS average FROM orders
      GROUP BY country HAVING avg(revenue) > 90 ORDER BY country`,
    expected: ({ orders }) =>
      sortBy(
        groupBy(orders, ({ customer }) => customer.country),
        ([country]) => country,
      )
        .filter(([, all]) => revenueAll(all) > 9_000 * all.length)
        .map(([country, all]) => [country, mean(all.map(revenue))]),
  },
  {
    ask: "What do the smallest and the largest tenth of orders begin and end with?",
    sql: "SELECT quantile_disc(revenue, [0.1, 0.5, 0.9]) AS tenths FROM orders WHERE revenue > 0",
    expected: ({ orders }) => {
      const sorted = orders
        .map(revenue)
        .filter((cents) => cents > 0)
        .sort((one, other) => one - other);
      const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? 0) / 100;
      return [[JSON.stringify([at(0.1), at(0.5), at(0.9)])]];
    },
  },
  {
    ask: "How many orders wait to be sent, for how much, and since when?",
    sql: `SELECT count(*) AS waiting, sum(revenue) AS revenue, min(created_at) AS oldest FROM orders
      WHERE fulfillment_status = 'unfulfilled'`,
    expected: ({ orders }) => {
      const open = orders.filter(({ status }) => status === "open");
      const [oldest] = open;
      if (oldest === undefined) return [[0, null, null]];
      return [[open.length, money(revenueAll(open)), moment(oldest)]];
    },
  },
  {
    ask: "What part of the turnover do we give back, by country?",
    sql: `SELECT country, sum(refunds) AS refunds, round(100 * sum(refunds) / sum(gross_sales - discounts), 2) AS percent
      FROM orders GROUP BY country ORDER BY country`,
    expected: ({ orders }) =>
      sortBy(
        groupBy(orders, ({ customer }) => customer.country),
        ([country]) => country,
      ).map(([country, all]) => {
        const refunds = sumOf(all, ({ figures }) => figures.refunds);
        const sold = sumOf(all, ({ figures }) => figures.grossSales - figures.discounts);
        return [country, money(refunds), ratio(100 * refunds, sold, 2)];
      }),
  },
  {
    ask: "How many orders were free of shipping, and what share is that?",
    sql: `SELECT count(*) FILTER (WHERE shipping_income = 0) AS free,
        round(100 * count(*) FILTER (WHERE shipping_income = 0) / count(*), 1) AS percent FROM orders`,
    expected: ({ orders }) => {
      const free = orders.filter(({ figures }) => figures.shippingIncome === 0).length;
      return [[free, percent(free, orders.length)]];
    },
  },
];
