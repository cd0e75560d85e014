import type { WeeklyReport } from "../../schema/report.ts";

/* By the fields that the documents of e-biz name. Money is of paid orders that were not cancelled, each in its currency. */

/** A column that is empty in every order is text to the engine. */
const DAY = "CAST(coalesce(TRY_CAST(order_date AS TIMESTAMPTZ), TRY_CAST(created_at AS TIMESTAMPTZ)) AS DATE)";
const COUNTS = "status <> 'cancelled' AND payment_status = 'paid'";
const PAID = "Paid orders that were not cancelled.";

export const ebizReport: WeeklyReport = [
  {
    kind: "query",
    title: "The week beside the week before",
    about: `${PAID} Revenue is their totals, with shipping and tax, less discounts.`,
    table: "orders",
    columns: {},
    sql: `SELECT CASE WHEN ${DAY} >= {first} THEN 'week' ELSE 'before' END AS period, currency, sum(total) AS revenue, count(*) AS orders, count(DISTINCT customer_id) AS customers, sum(discount) AS discounts, sum(shipping) AS shipping_income FROM orders WHERE ${COUNTS} AND ${DAY} BETWEEN {before} AND {last} GROUP BY 1, 2 ORDER BY 1 DESC, 2`,
    shows: "comparison",
  },
  {
    kind: "query",
    title: "Revenue day by day",
    about: PAID,
    table: "orders",
    columns: {},
    sql: `SELECT ${DAY} AS day, currency, sum(total) AS revenue, count(*) AS orders FROM orders WHERE ${COUNTS} AND ${DAY} BETWEEN {first} AND {last} GROUP BY 1, 2 ORDER BY 1, 2`,
    shows: "rows",
    chart: { kind: "bar", x: "day", y: ["revenue"] },
  },
  {
    kind: "query",
    title: "Orders by state",
    about: "All orders of the week, also those that were cancelled or not paid.",
    table: "orders",
    columns: {},
    sql: `SELECT status, payment_status, currency, count(*) AS orders, sum(total) AS amount FROM orders WHERE ${DAY} BETWEEN {first} AND {last} GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3`,
    shows: "rows",
  },
  {
    kind: "query",
    title: "Products that sold most in the week",
    about: `${PAID} Amounts are the items' prices, before discounts of the order.`,
    table: "orders",
    columns: {},
    sql: `SELECT i.name AS product, o.currency, sum(i.quantity) AS units, sum(i.quantity * i.price) AS revenue FROM orders_items i JOIN orders o ON o.id = i.orders_id WHERE ${COUNTS} AND ${DAY.replace(/(order_date|created_at)/g, "o.$1")} BETWEEN {first} AND {last} GROUP BY 1, 2 ORDER BY 4 DESC, 1, 2 LIMIT 10`,
    shows: "rows",
    chart: { kind: "horizontal", x: "product", y: ["revenue"] },
  },
  {
    kind: "query",
    title: "New and returning customers",
    about: `${PAID} New is who had no such order before the week, as far back as orders go.`,
    table: "orders",
    columns: {},
    sql: `SELECT CASE WHEN customer_id IS NULL THEN 'unknown' WHEN first_day >= {first} THEN 'new' ELSE 'returning' END AS customers, currency, count(DISTINCT customer_id) AS how_many, count(*) AS orders, sum(total) AS revenue FROM (SELECT *, ${DAY} AS day, min(${DAY}) OVER (PARTITION BY customer_id) AS first_day FROM orders WHERE ${COUNTS}) WHERE day BETWEEN {first} AND {last} GROUP BY 1, 2 ORDER BY 1, 2`,
    shows: "rows",
  },
  {
    kind: "query",
    title: "What runs out first",
    about:
      "The stock now, not at the end of the week, of active products. A variable product's variants are beside it, each with its own stock.",
    table: "products",
    columns: {},
    sql: "SELECT name AS product, sku, stock FROM products WHERE status = 'active' AND product_type <> 'variable' ORDER BY stock, name, sku LIMIT 12",
    shows: "rows",
  },
];
