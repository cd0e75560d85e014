import { firstOfMonth, isoDay, isoMonth } from "../../../src/sandbox/data/calendar.ts";
import { products } from "../../../src/sandbox/ebiz/catalogue.ts";
import type { Order, Store } from "../../../src/sandbox/ebiz/store.ts";
import { groupBy, mean, median, money, percent, ratio, rowsOf, sortBy, sumOf } from "../figures.ts";
import type { Question } from "../question.ts";

/** Money was meant: neither cancelled nor unpaid. */
function earning({ orders }: Store): Order[] {
  return orders.filter(({ paid, row }) => paid && row.status !== "cancelled");
}

function totalOf(orders: readonly Order[]): number {
  return sumOf(orders, ({ total }) => total);
}

/** What was bought, one entry for each line of the orders. */
function linesOf(orders: readonly Order[]) {
  return orders.flatMap(({ lines }) =>
    lines.map(({ item, quantity }) => ({
      product: products.find(({ id }) => id === item.productId) ?? products[0],
      quantity,
      cents: quantity * item.price,
    })),
  );
}

const EARNING = "payment_status = 'paid' AND status <> 'cancelled'";

/** For e-biz there is no report: every sum is made of the list of orders. */
export const ebizOrderQuestions: readonly Question<Store>[] = [
  {
    ask: "What did we take in each month?",
    sql: `SELECT strftime(created_at, '%Y-%m') AS month, count(*) AS n, sum(total) AS total, currency FROM orders
      WHERE ${EARNING} GROUP BY month, currency ORDER BY month`,
    expected: (store) =>
      rowsOf(
        earning(store).toReversed(),
        ({ day }) => isoMonth(day),
        (month, all) => [month, all.length, money(totalOf(all)), "KES"],
      ),
  },
  {
    ask: "Which five products sell best, and what did they bring?",
    sql: `SELECT p.name, sum(i.quantity) AS units, sum(i.quantity * i.price) AS sales
      FROM orders_items i JOIN products p ON p.id = i.product_id JOIN orders o ON o.id = i.orders_id
      WHERE o.${EARNING.replace(" AND ", " AND o.")} GROUP BY p.name ORDER BY units DESC, p.name LIMIT 5`,
    expected: (store) =>
      sortBy(
        rowsOf(
          linesOf(earning(store)),
          ({ product }) => product.name,
          (name, all) => ({
            name,
            units: sumOf(all, ({ quantity }) => quantity),
            cents: sumOf(all, ({ cents }) => cents),
          }),
        ),
        ({ units }) => -units,
        ({ name }) => name,
      )
        .slice(0, 5)
        .map(({ name, units, cents }) => [name, units, money(cents)]),
  },
  {
    ask: "Which category brings what share of the sales?",
    sql: `SELECT p.category.name AS category, sum(i.quantity * i.price) AS sales,
        round(100 * sum(i.quantity * i.price) / sum(sum(i.quantity * i.price)) OVER (), 1) AS percent
      FROM orders_items i JOIN products p ON p.id = i.product_id GROUP BY category ORDER BY sales DESC`,
    expected: ({ orders }) => {
      const lines = linesOf(orders);
      const all = sumOf(lines, ({ cents }) => cents);
      return sortBy(
        rowsOf(
          lines,
          ({ product }) => product.category.name,
          (name, its) => ({
            name,
            cents: sumOf(its, ({ cents }) => cents),
          }),
        ),
        ({ cents }) => -cents,
      ).map(({ name, cents }) => [name, money(cents), percent(cents, all)]);
    },
  },
  {
    ask: "How large is a completed order, on average and in the middle?",
    sql: "SELECT round(avg(total), 2) AS average, median(total) AS median FROM orders WHERE status = 'completed'",
    expected: ({ orders }) => {
      const totals = orders.filter(({ row }) => row.status === "completed").map(({ total }) => total);
      return [[mean(totals), median(totals)]];
    },
  },
  {
    ask: "At which hour in Nairobi do most orders come?",
    sql: `SELECT hour(created_at AT TIME ZONE 'Africa/Nairobi') AS hour, count(*) AS n FROM orders
      GROUP BY hour ORDER BY n DESC, hour LIMIT 3`,
    expected: ({ orders }) =>
      sortBy(
        rowsOf(
          orders,
          ({ row }) => (new Date(row.created_at).getUTCHours() + 3) % 24,
          (hour, all) => [hour, all.length] as const,
        ),
        ([, n]) => -n,
        ([hour]) => hour,
      ).slice(0, 3),
  },
  {
    ask: "What share of the orders is cancelled?",
    sql: `SELECT count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
        round(100 * count(*) FILTER (WHERE status = 'cancelled') / count(*), 1) AS percent FROM orders`,
    expected: ({ orders }) => {
      const cancelled = orders.filter(({ row }) => row.status === "cancelled").length;
      return [[cancelled, percent(cancelled, orders.length)]];
    },
  },
  {
    ask: "Which two products are bought together most often?",
    sql: `SELECT least(a.product_id, b.product_id) AS one, greatest(a.product_id, b.product_id) AS other,
        count(DISTINCT a.orders_id) AS n FROM orders_items a
      JOIN orders_items b ON a.orders_id = b.orders_id AND a.product_id < b.product_id
      GROUP BY one, other ORDER BY n DESC, one, other LIMIT 3`,
    expected: ({ orders }) => {
      const pairs = orders.flatMap(({ lines }) => {
        const ids = sortBy(new Set(lines.map(({ item }) => item.productId)), (id) => id);
        return ids.flatMap((one, at) => ids.slice(at + 1).map((other) => [one, other] as const));
      });
      return sortBy(
        rowsOf(
          pairs,
          ([one, other]) => `${one} ${other}`,
          (_, all) => [...(all[0] ?? [0, 0]), all.length] as const,
        ),
        ([, , n]) => -n,
        ([one]) => one,
        ([, other]) => other,
      ).slice(0, 3);
    },
  },
  {
    ask: "How did the last two whole months compare with the ones before, in percent?",
    sql: ({ orders }) => `SELECT month, round(100 * (total - lag(total) OVER w) / lag(total) OVER w, 1) AS change FROM (
        SELECT strftime(created_at, '%Y-%m') AS month, sum(total) AS total FROM orders
        WHERE created_at < '${isoDay(firstOfMonth(orders[0]?.day ?? 0))}' GROUP BY month)
      WINDOW w AS (ORDER BY month) ORDER BY month DESC LIMIT 2`,
    expected: ({ orders }) => {
      const before = orders.filter(({ day }) => day < firstOfMonth(orders[0]?.day ?? 0));
      const months = [...groupBy(before, ({ day }) => isoMonth(day))];
      return months.slice(0, 2).map(([month, all], at) => {
        const earlier = totalOf(months[at + 1]?.[1] ?? []);
        return [month, ratio(100 * (totalOf(all) - earlier), earlier, 1)];
      });
    },
  },
];
