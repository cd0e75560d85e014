import type { shop } from "../../../src/sandbox/commerce-kitty/api.ts";
import { money, rowsOf, sortBy, sumOf } from "../figures.ts";
import type { Question } from "../question.ts";

type Shop = typeof shop;

/** Without endpoints there is nothing to ask: no tool may offer it. */
export const unanswerable = [
  "What did we sell in the marketplace?",
  "Which products run out first?",
  "What is our average order?",
];

const paging = [
  { name: "page", type: "integer", minimum: 1, maximum: 100_000, paging: "page", description: "Which page" },
  { name: "limit", type: "integer", minimum: 1, maximum: 100, paging: "size", description: "How many rows" },
];

/** What a person adds who has the API's reference. It says nothing of tables: they are found out. */
export const ownEndpoints = {
  extends: "commerce-kitty",
  endpoints: [
    { tool: "list_products", description: "What is sold.", path: "products.json", list: true, arguments: paging },
    { tool: "list_orders", description: "What was ordered.", path: "orders.json", list: true, arguments: paging },
  ],
};

function cents(amount: string): number {
  return Math.round(Number(amount) * 100);
}

/** Amounts are in two currencies, rows have no id, and names have spaces. */
export const ownQuestions: readonly Question<Shop>[] = [
  {
    ask: "What did each channel bring?",
    sql: "SELECT channel, currency, count(*) AS n, sum(total) AS total FROM orders GROUP BY channel, currency ORDER BY channel",
    expected: ({ orders }) =>
      sortBy(
        rowsOf(
          orders,
          ({ channel }) => channel,
          (channel, all) => ({ channel, all }),
        ),
        ({ channel }) => channel,
      ).map(({ channel, all }) => [
        channel,
        all[0]?.currency ?? "",
        all.length,
        money(sumOf(all, ({ total }) => cents(total))),
      ]),
  },
  {
    ask: "What did we sell in all?",
    sql: "SELECT sum(total) AS total FROM orders",
    expected: ({ orders }) => [[money(sumOf(orders, ({ total }) => cents(total)))]],
    says: "Amounts are in 2 currencies",
  },
  {
    ask: "Which three products are sold most?",
    sql: `SELECT p.name, sum(i.quantity) AS units FROM orders_items i JOIN products p USING (code)
      GROUP BY p.name ORDER BY units DESC, p.name LIMIT 3`,
    expected: ({ orders, products }) =>
      sortBy(
        rowsOf(
          orders.flatMap(({ items }) => items),
          ({ code }) => products.find((product) => product.code === code)?.name ?? "",
          (name, all) => [name, sumOf(all, ({ quantity }) => quantity)] as const,
        ),
        ([, units]) => -units,
        ([name]) => name,
      ).slice(0, 3),
  },
  {
    ask: "How much lies in each warehouse?",
    sql: `SELECT sum(stock."Main warehouse") AS main, sum(stock."East coast") AS east FROM products`,
    expected: ({ products }) => [
      [sumOf(products, ({ stock }) => stock["Main warehouse"]), sumOf(products, ({ stock }) => stock["East coast"])],
    ],
  },
];
