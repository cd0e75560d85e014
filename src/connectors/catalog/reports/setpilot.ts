import type { ReportColumn, WeeklyReport } from "../../schema/report.ts";

/*
 * Setpilot's fields are not documented, so columns are looked for by what they may be called. Days, revenue, costs and
 * profit come from `daily`, which is the API's own reckoning; nothing of it is added up from orders.
 */

const day: ReportColumn = { what: "the day", names: ["date", "day"], holds: "time" };
const revenue: ReportColumn = {
  what: "the revenue",
  names: ["revenue", "net_revenue", "turnover", "net_sales", "sales"],
  holds: "number",
};
const name: ReportColumn = {
  what: "the product's name",
  names: ["name", "product_name", "title", "product"],
  holds: "name",
};
const units: ReportColumn = { what: "units sold", names: ["units_sold", "units", "quantity"], holds: "number" };
const earned: ReportColumn = {
  what: "what a product leaves over",
  names: ["cm1", "contribution_margin", "gross_profit", "profit", "margin"],
  holds: "number",
};

const TOP = { kind: "endpoint", tool: "setpilot_get_top_products", columns: { name, units, revenue, earned } } as const;

export const setpilotReport: WeeklyReport = [
  {
    kind: "query",
    title: "The week beside the week before",
    about: "Profit is what is left after all costs. Refunds may still come for both weeks.",
    table: "daily",
    columns: {
      day,
      figures: {
        what: "revenue, profit or orders",
        names: ["revenue", "turnover", "profit", "orders", "units", "gross_sales", "discounts", "refunds"],
        holds: "number",
        all: true,
      },
    },
    sql: "SELECT CASE WHEN {day} >= {first} THEN 'week' ELSE 'before' END AS period, count(DISTINCT {day}) AS days, {figures: sum(#) AS #} FROM daily WHERE {day} BETWEEN {before} AND {last} GROUP BY 1",
    shows: "comparison",
  },
  {
    kind: "query",
    title: "Revenue and profit day by day",
    about: "Fixed costs are spread over the days as Setpilot has them.",
    table: "daily",
    columns: {
      day,
      figures: {
        what: "revenue or profit",
        names: ["revenue", "turnover", "profit", "orders"],
        holds: "number",
        all: true,
      },
    },
    sql: "SELECT {day} AS day, {figures: sum(#) AS #} FROM daily WHERE {day} BETWEEN {first} AND {last} GROUP BY 1 ORDER BY 1",
    shows: "rows",
    chart: { kind: "bar", x: "day", y: ["revenue", "turnover", "profit"] },
  },
  {
    kind: "query",
    title: "Costs by group",
    about: "All columns of the days that are called costs.",
    table: "daily",
    columns: { day, costs: { what: "costs", names: ["*_costs", "*_cost", "costs"], holds: "number", all: true } },
    sql: "SELECT CASE WHEN {day} >= {first} THEN 'week' ELSE 'before' END AS period, count(DISTINCT {day}) AS days, {costs: sum(#) AS #} FROM daily WHERE {day} BETWEEN {before} AND {last} GROUP BY 1",
    shows: "comparison",
    chart: { kind: "horizontal", x: "figure" },
  },
  {
    ...TOP,
    title: "Best-selling products of {year}",
    about: "Setpilot ranks products by the year, not by the week, and no order says which products are in it.",
    arguments: { year: "{year}", limit: 10 },
    most: 10,
    chart: { kind: "horizontal", x: "name", y: ["revenue"] },
  },
  {
    ...TOP,
    title: "Products that leave the least over in {year}",
    about:
      "The smallest of the 100 products that sell most; Setpilot gives no more of them. Marketing and other costs are not taken off.",
    arguments: { year: "{year}", limit: 100 },
    smallest: "earned",
    most: 10,
  },
  {
    kind: "query",
    title: "What runs out first",
    about: "The stock now, not at the end of the week.",
    table: "inventory",
    columns: {
      name,
      stock: { what: "the stock", names: ["stock", "quantity", "on_hand", "available"], holds: "number" },
      left: {
        what: "the days that the stock lasts",
        names: ["days_left", "days_of_stock", "days_remaining"],
        holds: "number",
      },
    },
    sql: "SELECT {name} AS product, {stock} AS stock, {left} AS days_left FROM inventory WHERE {left} IS NOT NULL ORDER BY {left}, {stock}, {name} LIMIT 12",
    shows: "rows",
  },
  {
    kind: "query",
    title: "Refunds over eight weeks",
    about:
      "Each week by its Monday. Refunds come late, so the newest weeks will still rise where Setpilot counts a refund on the order's day; which day it takes is not documented.",
    table: "daily",
    columns: {
      day,
      revenue,
      refunds: { what: "refunds", names: ["refunds", "refunded", "refund_amount"], holds: "number" },
    },
    sql: "SELECT CAST(date_trunc('week', {day}) AS DATE) AS week, sum({refunds}) AS refunds, sum({revenue}) AS revenue, round(100 * sum({refunds}) / nullif(sum({revenue}), 0), 1) AS refunds_percent_of_revenue FROM daily WHERE {day} BETWEEN {earlier} AND {last} GROUP BY 1 ORDER BY 1",
    shows: "rows",
    chart: { kind: "line", x: "week", y: ["refunds"] },
  },
  {
    kind: "query",
    title: "New and returning customers",
    about:
      "By the orders of the week; a customer with two orders counts in both. The orders' revenue is before marketing and other costs.",
    table: "orders",
    columns: {
      at: { what: "the time of an order", names: ["created_at", "ordered_at", "order_date", "date"], holds: "time" },
      type: {
        what: "whether a customer is new",
        names: ["customer_type", "is_returning", "returning", "new_or_returning"],
        holds: "name",
      },
      revenue,
    },
    sql: "SELECT {type} AS customers, count(*) FILTER ({at} >= {first}) AS orders, count(*) FILTER ({at} < {first}) AS orders_the_week_before, sum({revenue}) FILTER ({at} >= {first}) AS revenue, sum({revenue}) FILTER ({at} < {first}) AS revenue_the_week_before FROM orders WHERE {at} BETWEEN {before} AND {last} GROUP BY 1 ORDER BY 2 DESC, 1",
    shows: "rows",
  },
];
