import { firstOfMonth, isoDay } from "../../../src/sandbox/data/calendar.ts";
import type { Store } from "../../../src/sandbox/setpilot/store.ts";
import { mean, money, percent, rowsOf, sortBy, sumOf } from "../figures.ts";
import type { Question } from "../question.ts";
import { days, givenStock } from "./setpilot-store.ts";

/** What the daily figures, the catalogue and the stock tell. */
export const dayQuestions: readonly Question<Store>[] = [
  {
    ask: "Which were our three best days by profit?",
    sql: "SELECT date, revenue, profit FROM daily ORDER BY profit DESC, date LIMIT 3",
    expected: (store) =>
      sortBy(
        days(store),
        ({ profit }) => -profit,
        ({ day }) => day,
      )
        .slice(0, 3)
        .map((each) => [each.date, money(each.revenue), money(each.profit)]),
  },
  {
    ask: "On how many days of the last three whole months did we lose money, and how much?",
    sql: `SELECT strftime(date, '%Y-%m') AS month, count(*) AS days, sum(profit) AS lost FROM daily
      WHERE profit < 0 AND date >= date_trunc('month', current_date) - INTERVAL 3 MONTH
        AND date < date_trunc('month', current_date)
      GROUP BY month ORDER BY month`,
    expected: (store) =>
      rowsOf(
        days(store).filter(
          ({ day, profit }) => profit < 0 && day >= firstOfMonth(store.today, 3) && day < firstOfMonth(store.today),
        ),
        ({ date }) => date.slice(0, 7),
        (month, all) => [month, all.length, money(sumOf(all, ({ profit }) => profit))],
      ),
  },
  {
    ask: "How has the profit of the last 12 months added up?",
    sql: `SELECT month, profit, sum(profit) OVER (ORDER BY month) AS so_far FROM (
        SELECT date_trunc('month', date) AS month, sum(profit) AS profit FROM daily
        WHERE date >= date_trunc('month', current_date) - INTERVAL 11 MONTH GROUP BY month)
      ORDER BY month`,
    expected: (store) => {
      let soFar = 0;
      const last = days(store).filter(({ day }) => day >= firstOfMonth(store.today, 11));
      return rowsOf(
        last,
        ({ day }) => firstOfMonth(day),
        (month, all) => {
          const profit = sumOf(all, (each) => each.profit);
          soFar += profit;
          return [isoDay(month), money(profit), money(soFar)];
        },
      );
    },
  },
  {
    ask: "Which five products have the worst margin?",
    sql: "SELECT sku, name, margin_percent FROM products ORDER BY margin_percent, sku LIMIT 5",
    expected: ({ products }) =>
      sortBy(
        products.map(({ sku, name, price, unitCost, packaging, unitFulfilment }) => {
          const margin = price - unitCost - packaging - unitFulfilment;
          return { sku, name, tenths: Math.round((margin / price) * 1000) };
        }),
        ({ tenths }) => tenths,
        ({ sku }) => sku,
      )
        .slice(0, 5)
        .map(({ sku, name, tenths }) => [sku, name, String(tenths / 10)]),
  },
  {
    ask: "What does a product of each category cost us on average, and how many are there?",
    sql: `SELECT category, count(*) AS products_count, round(avg(product_costs), 2) AS costs FROM products
      GROUP BY category ORDER BY costs DESC`,
    expected: ({ products }) =>
      sortBy(
        rowsOf(
          products,
          ({ category }) => category,
          (category, all) => {
            const costs = all.map(({ unitCost, packaging, unitFulfilment }) => unitCost + packaging + unitFulfilment);
            return { category, costs, average: sumOf(costs, (each) => each) / costs.length };
          },
        ),
        ({ average }) => -average,
      ).map(({ category, costs }) => [category, costs.length, mean(costs)]),
  },
  {
    ask: "How much money lies in the warehouse?",
    sql: "SELECT sum(stock_value) AS value FROM inventory",
    expected: (store) => [[money(Math.round(sumOf(givenStock(store), (row) => Math.round(row.stock_value * 100))))]],
    says: "a total is a lower bound",
  },
  {
    ask: "What share of the revenue went into marketing in each of the last three whole months?",
    sql: `SELECT strftime(date, '%Y-%m') AS month, sum(marketing_costs) AS spent,
        round(100 * sum(marketing_costs) / sum(revenue), 1) AS percent FROM daily
      WHERE date >= date_trunc('month', current_date) - INTERVAL 3 MONTH AND date < date_trunc('month', current_date)
      GROUP BY month ORDER BY month`,
    expected: (store) =>
      rowsOf(
        days(store).filter(({ day }) => day >= firstOfMonth(store.today, 3) && day < firstOfMonth(store.today)),
        ({ date }) => date.slice(0, 7),
        (month, all) => {
          const spent = sumOf(all, ({ marketing }) => marketing);
          return [
            month,
            money(spent),
            percent(
              spent,
              sumOf(all, (each) => each.revenue),
            ),
          ];
        },
      ),
  },
];
