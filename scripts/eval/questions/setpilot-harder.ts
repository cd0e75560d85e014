import { firstOfMonth, isoDay, isoMonth, weekdayOf } from "../../../src/sandbox/data/calendar.ts";
import { cm2Of } from "../../../src/sandbox/setpilot/figures.ts";
import type { Store } from "../../../src/sandbox/setpilot/store.ts";
import { groupBy, mean, money, percent, ratio, rowsOf, sortBy, sumOf } from "../figures.ts";
import type { Question } from "../question.ts";
import { days, givenStock, moment, monthName, revenue, revenueAll, wholeMonths } from "./setpilot-store.ts";

/** Harder ones: windows, joins, pivots, what is not in a table, and what an assistant gets wrong at first. */
export const harderQuestions: readonly Question<Store>[] = [
  {
    ask: "How many customers bought in at least three different months?",
    sql: `SELECT count(*) AS customers FROM (
        SELECT customer_name FROM orders GROUP BY customer_name
        HAVING count(DISTINCT date_trunc('month', created_at)) >= 3)`,
    expected: ({ orders }) => {
      const people = [...groupBy(orders, ({ customer }) => customer.name).values()];
      return [[people.filter((all) => new Set(all.map(monthName)).size >= 3).length]];
    },
  },
  {
    ask: "Which large orders did each country place: the largest of each?",
    sql: `SELECT country, number, created_at, revenue FROM orders
      QUALIFY row_number() OVER (PARTITION BY country ORDER BY revenue DESC, number) = 1 ORDER BY country`,
    expected: ({ orders }) =>
      sortBy(
        groupBy(orders, ({ customer }) => customer.country),
        ([country]) => country,
      ).map(([country, all]) => {
        const [largest] = sortBy(
          all,
          (order) => -revenue(order),
          ({ number }) => number,
        );
        return largest === undefined ? [] : [country, largest.number, moment(largest), money(revenue(largest))];
      }),
  },
  {
    ask: "What is the longest time that we waited for an order, in minutes?",
    sql: `SELECT max(date_diff('minute', before, created_at)) AS minutes FROM (
        SELECT created_at, lag(created_at) OVER (ORDER BY created_at) AS before FROM orders)`,
    expected: ({ orders }) => {
      const times = orders.map((order) => Date.parse(moment(order)) / 60_000).sort((one, other) => one - other);
      return [[Math.max(...times.slice(1).map((time, at) => time - (times[at] ?? 0)))]];
    },
  },
  {
    ask: "What was the average daily revenue of the seven days up to each of the last five whole days?",
    sql: `SELECT date, round(avg(revenue) OVER (ORDER BY date ROWS 6 PRECEDING), 2) AS week FROM daily
      WHERE date < current_date ORDER BY date DESC LIMIT 5`,
    expected: (store) => {
      const past = days(store).slice(0, -1);
      const ends = Array.from({ length: 5 }, (_, back) => past.length - back);
      return ends.map((end) => [past[end - 1]?.date ?? "", mean(past.slice(end - 7, end).map((day) => day.revenue))]);
    },
  },
  {
    ask: "What share of the revenue do the largest ten percent of orders bring?",
    sql: `SELECT round(100 * sum(revenue) FILTER (WHERE tenth = 1) / sum(revenue), 1) AS percent FROM (
        SELECT revenue, ntile(10) OVER (ORDER BY revenue DESC, id) AS tenth FROM orders)`,
    expected: ({ orders }) => {
      const largest = sortBy(
        orders,
        (order) => -revenue(order),
        ({ id }) => id,
      ).slice(0, Math.ceil(orders.length / 10));
      return [[percent(revenueAll(largest), revenueAll(orders))]];
    },
  },
  {
    ask: "Do we sell more at the weekend, per day?",
    sql: `SELECT isodow(date) > 5 AS weekend, count(*) AS days, round(avg(revenue), 2) AS a_day FROM daily
      WHERE date < current_date GROUP BY weekend ORDER BY weekend`,
    expected: (store) =>
      sortBy(
        groupBy(days(store).slice(0, -1), ({ day }) => [0, 6].includes(weekdayOf(day))),
        ([weekend]) => Number(weekend),
      ).map(([weekend, all]) => [weekend, all.length, mean(all.map((day) => day.revenue))]),
  },
  {
    ask: "How many orders are small, middling and large?",
    sql: `SELECT CASE WHEN revenue < 25 THEN 'under 25' WHEN revenue < 50 THEN '25 to 50'
        WHEN revenue < 100 THEN '50 to 100' ELSE '100 and more' END AS size, count(*) AS n
      FROM orders GROUP BY size ORDER BY min(revenue)`,
    expected: ({ orders }) =>
      rowsOf(
        sortBy(orders, revenue),
        (order) => {
          const euros = revenue(order) / 100;
          return euros < 25 ? "under 25" : euros < 50 ? "25 to 50" : euros < 100 ? "50 to 100" : "100 and more";
        },
        (size, all) => [size, all.length],
      ),
  },
  {
    ask: "How did Germany, Austria and Switzerland do in the last three whole months, side by side?",
    sql: `PIVOT (SELECT strftime(created_at, '%Y-%m') AS month, country, revenue FROM orders
        WHERE created_at >= date_trunc('month', current_date) - INTERVAL 3 MONTH
          AND created_at < date_trunc('month', current_date))
      ON country IN ('DE', 'AT', 'CH') USING sum(revenue) GROUP BY month ORDER BY month`,
    expected: (store) =>
      rowsOf(wholeMonths(store, 3), monthName, (month, all) => {
        const of = (land: string) => money(revenueAll(all.filter(({ customer }) => customer.country === land)));
        return [month, of("DE"), of("AT"), of("CH")];
      }),
  },
  {
    ask: "Do the orders add up to what the daily figures say?",
    sql: `SELECT count(*) AS days, count(*) FILTER (WHERE o.revenue IS DISTINCT FROM d.revenue) AS different
      FROM daily d LEFT JOIN (
        SELECT created_at::DATE AS date, sum(revenue) AS revenue FROM orders GROUP BY 1) o USING (date)
      WHERE d.orders > 0`,
    expected: (store) => [[days(store).filter(({ orders }) => orders > 0).length, 0]],
  },
  {
    ask: "What did we sell on this day a week ago, hour by hour?",
    sql: ({ today }) => `SELECT hour(created_at) AS hour, count(*) AS n, sum(revenue) AS revenue FROM orders
      WHERE created_at::DATE = DATE '${isoDay(today - 7)}' GROUP BY hour ORDER BY hour`,
    expected: ({ orders, today }) =>
      rowsOf(
        orders.filter(({ day }) => day === today - 7),
        ({ minute }) => Math.floor(minute / 60),
        (hour, all) => [hour, all.length, money(revenueAll(all))],
      ),
  },
  {
    ask: "How many good customers, with three orders or more, have not come back for half a year?",
    sql: `SELECT count(*) AS customers FROM (
        SELECT customer_name FROM orders GROUP BY customer_name
        HAVING count(*) >= 3 AND max(created_at) < current_date - INTERVAL 180 DAY)`,
    expected: ({ orders, today }) => {
      const people = [...groupBy(orders, ({ customer }) => customer.name).values()];
      return [[people.filter((all) => all.length >= 3 && all.every(({ day }) => day < today - 180)).length]];
    },
  },
  {
    ask: "Which espressos do we sell, and at what price?",
    sql: "SELECT sku, name, price FROM products WHERE name ILIKE '%espresso%' ORDER BY price DESC, sku",
    expected: ({ products }) =>
      sortBy(
        products.filter(({ name }) => name.toLowerCase().includes("espresso")),
        ({ price }) => -price,
        ({ sku }) => sku,
      ).map(({ sku, name, price }) => [sku, name, money(price)]),
  },
  {
    ask: "What runs out within a week, and what would it cost to fill it up to its threshold?",
    sql: `SELECT i.sku, i.stock, i.days_left, (i.low_stock_threshold - i.stock) * p.unit_cost AS costs
      FROM inventory i JOIN products p USING (sku)
      WHERE i.days_left < 7 AND i.stock < i.low_stock_threshold ORDER BY i.days_left, i.sku`,
    expected: (store) => {
      const costs = new Map(store.products.map(({ sku, unitCost }) => [sku, unitCost]));
      const scarce = givenStock(store).filter(
        ({ days_left, stock, low_stock_threshold }) => (days_left ?? 99) < 7 && stock < low_stock_threshold,
      );
      return sortBy(
        scarce,
        ({ days_left }) => days_left ?? 99,
        ({ sku }) => sku,
      ).map((row) => [
        row.sku,
        row.stock,
        String(row.days_left),
        money((row.low_stock_threshold - row.stock) * (costs.get(row.sku) ?? 0)),
      ]);
    },
    says: "a total is a lower bound",
  },
  {
    ask: "Of how many products do we not see the stock?",
    sql: "SELECT count(*) AS unseen FROM products p ANTI JOIN inventory i USING (sku)",
    expected: (store) => [[store.products.length - givenStock(store).length]],
    says: "inventory: 100 of 122 rows, not all",
  },
  {
    ask: "How many new customers did each of the last four whole months bring for each returning one?",
    sql: `SELECT strftime(created_at, '%Y-%m') AS month,
        round(count(*) FILTER (WHERE customer_type = 'new') / count(*) FILTER (WHERE customer_type = 'returning'), 3) AS ratio
      FROM orders WHERE created_at >= date_trunc('month', current_date) - INTERVAL 4 MONTH
        AND created_at < date_trunc('month', current_date) GROUP BY month ORDER BY month`,
    expected: (store) =>
      rowsOf(wholeMonths(store, 4), monthName, (month, all) => {
        const returning = all.filter((order) => order.returning).length;
        return [month, ratio(all.length - returning, returning, 3)];
      }),
  },
  {
    ask: "Which was the best month by profit?",
    stumble: {
      sql: "SELECT strftime(date, '%Y-%m') month, sum(profit) FROM daily GROUP BY 1",
      told: "month is a word of SQL's own",
    },
    sql: `SELECT strftime(date, '%Y-%m') AS month, sum(profit) AS profit FROM daily
      WHERE date < date_trunc('month', current_date) GROUP BY month ORDER BY profit DESC LIMIT 1`,
    expected: (store) =>
      sortBy(
        rowsOf(
          days(store).filter(({ day }) => day < firstOfMonth(store.today)),
          ({ day }) => isoMonth(day),
          (month, all) => ({ month, profit: sumOf(all, ({ profit }) => profit) }),
        ),
        ({ profit }) => -profit,
      )
        .slice(0, 1)
        .map(({ month, profit }) => [month, money(profit)]),
  },
  {
    ask: "How many orders does an average customer place?",
    stumble: {
      sql: "SELECT count(*) AS orders, count(DISTINCT customer_name) AS people, orders / people AS each FROM orders",
      told: "Rename the alias",
    },
    sql: "SELECT round(count(*) / count(DISTINCT customer_name), 2) AS each FROM orders",
    expected: ({ orders }) => [[ratio(orders.length, new Set(orders.map(({ customer }) => customer.name)).size, 2)]],
  },
  {
    ask: "What do we earn on an order after its own costs?",
    stumble: { sql: "SELECT round(avg(margin), 2) AS cm2 FROM orders", told: "cm2" },
    sql: "SELECT round(avg(cm2), 2) AS cm2 FROM orders",
    expected: ({ orders }) => [[mean(orders.map(({ figures }) => cm2Of(figures)))]],
  },
];
