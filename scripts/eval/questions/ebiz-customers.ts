import { isoDay } from "../../../src/sandbox/data/calendar.ts";
import { products } from "../../../src/sandbox/ebiz/catalogue.ts";
import { coupons, type Order, type Store } from "../../../src/sandbox/ebiz/store.ts";
import { money, rowsOf, sortBy, sumOf } from "../figures.ts";
import type { Question } from "../question.ts";

function totalOf(orders: readonly Order[]): number {
  return sumOf(orders, ({ total }) => total);
}

/** Customers, points, coupons and stock. */
export const ebizCustomerQuestions: readonly Question<Store>[] = [
  {
    ask: "Who are our five best customers?",
    sql: `SELECT c.id, c.first_name || ' ' || c.last_name AS name, count(*) AS n, sum(o.total) AS total
      FROM orders o JOIN customers c ON c.id = o.customer_id
      WHERE o.payment_status = 'paid' GROUP BY ALL ORDER BY total DESC, c.id LIMIT 5`,
    expected: ({ orders }) =>
      sortBy(
        rowsOf(
          orders.filter(({ paid }) => paid),
          ({ customer }) => customer,
          ({ name }, all) => ({ name, all }),
        ),
        ({ all }) => -totalOf(all),
        ({ name }) => name.id,
      )
        .slice(0, 5)
        .map(({ name, all }) => [name.id, `${name.first_name} ${name.last_name}`, all.length, money(totalOf(all))]),
  },
  {
    ask: "Does the API's own total_spent agree with the paid orders?",
    sql: `SELECT count(*) AS customers, count(*) FILTER (WHERE c.total_spent IS DISTINCT FROM coalesce(o.total, 0)) AS different
      FROM customers c LEFT JOIN (SELECT customer_id, sum(total) AS total FROM orders
        WHERE payment_status = 'paid' GROUP BY customer_id) o ON o.customer_id = c.id`,
    expected: ({ customers }) => [[customers.length, 0]],
  },
  {
    ask: "How many points are still out there, given and redeemed?",
    sql: "SELECT type, count(*) AS entries, sum(points) AS points FROM loyalty_ledger GROUP BY ROLLUP (type) ORDER BY type NULLS LAST",
    expected: ({ ledger }) => {
      const points = (all: typeof ledger) => sumOf(all, (entry) => entry.points);
      return [
        ...rowsOf(
          sortBy(ledger, ({ type }) => type),
          ({ type }) => type,
          (type, all) => [type, all.length, points(all)],
        ),
        [null, ledger.length, points(ledger)],
      ];
    },
  },
  {
    ask: "Who has the most points to spend?",
    sql: `SELECT c.email, sum(l.points) AS balance FROM loyalty_ledger l JOIN customers c ON c.id = l.customer_id
      GROUP BY c.email ORDER BY balance DESC, c.email LIMIT 3`,
    expected: ({ ledger }) =>
      sortBy(
        rowsOf(
          ledger,
          ({ customer }) => customer.email,
          (email, all) => [email, sumOf(all, ({ points }) => points)] as const,
        ),
        ([, balance]) => -balance,
        ([email]) => email,
      ).slice(0, 3),
  },
  {
    ask: "How often was each coupon used, and how many are left?",
    sql: "SELECT code, usage_count, usage_limit - usage_count AS left_over FROM coupons ORDER BY usage_count DESC",
    expected: ({ orders }) =>
      sortBy(
        coupons.map((coupon) => ({ ...coupon, used: orders.filter((order) => order.coupon === coupon).length })),
        ({ used }) => -used,
      ).map(({ code, used, limit }) => [code, used, limit === null ? null : limit - used]),
  },
  {
    ask: "What were the last orders with a coupon worth, as far as the uses are listed?",
    sql: `SELECT c.code, count(*) AS uses, sum(o.total) AS total, sum(o.discount) AS discount
      FROM coupons_usages u JOIN coupons c ON c.id = u.coupons_id JOIN orders o ON o.id = u.order_id
      GROUP BY c.code ORDER BY c.code`,
    expected: ({ orders }) =>
      sortBy(coupons, ({ code }) => code).flatMap((coupon) => {
        const last = orders.filter((order) => order.coupon === coupon).slice(0, 5);
        const discount = sumOf(last, ({ row }) => Math.round(Number(row.discount) * 100));
        return last.length === 0 ? [] : [[coupon.code, last.length, money(totalOf(last)), money(discount)]];
      }),
  },
  {
    ask: "Which towns do the orders go to?",
    sql: `SELECT a.city, count(*) AS n, sum(o.total) AS total FROM orders o
      JOIN customers_addresses a ON a.customers_id = o.customer_id AND a.type = 'shipping'
      GROUP BY a.city ORDER BY total DESC`,
    expected: ({ orders }) =>
      sortBy(
        rowsOf(
          orders,
          ({ customer }) => customer.address.city,
          (city, all) => ({ city, all }),
        ),
        ({ all }) => -totalOf(all),
      ).map(({ city, all }) => [city, all.length, money(totalOf(all))]),
  },
  {
    ask: "Which variants are sold out?",
    sql: `SELECT p.name, v.sku FROM products_variants v JOIN products p ON p.id = v.products_id
      WHERE v.stock = 0 ORDER BY v.sku`,
    expected: () =>
      sortBy(
        products.flatMap(({ name, product_type, sellables }) =>
          product_type === "simple"
            ? []
            : sellables.filter(({ stock }) => stock === 0).map(({ sku }) => [name, sku] as const),
        ),
        ([, sku]) => sku,
      ),
  },
  {
    ask: "What is our stock worth at full price, variants included?",
    sql: `SELECT sum(stock * price) AS worth FROM (
        SELECT stock, price FROM products WHERE product_type = 'simple'
        UNION ALL SELECT stock, price FROM products_variants)`,
    expected: () => [
      [
        money(
          sumOf(
            products.flatMap(({ sellables }) => [...sellables]),
            ({ stock, price }) => stock * price,
          ),
        ),
      ],
    ],
  },
  {
    ask: "How many customers have ordered nothing in the last 30 days?",
    sql: ({ orders }) => `SELECT count(*) AS quiet FROM customers c WHERE NOT EXISTS (
        SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.created_at >= '${isoDay((orders[0]?.day ?? 0) - 30)}')`,
    expected: ({ orders, customers }) => {
      const since = (orders[0]?.day ?? 0) - 30;
      const active = new Set(orders.filter(({ day }) => day >= since).map(({ customer }) => customer));
      return [[customers.length - active.size]];
    },
  },
];
