/** Orders of an invented shop, one like the other: 100,000 of them are 40 MB of JSON, and each has a list of two lines. */
export function orderRow(index: number) {
  return {
    id: index,
    name: `#${1000 + index}`,
    created_at: new Date(1_700_000_000_000 + index * 600_000).toISOString().replace("Z", "+00:00"),
    state: index % 7 === 0 ? "open" : "paid",
    currency: "EUR",
    revenue: ((index * 37) % 20_000) / 100,
    refund: index % 13 === 0 ? 12.5 : 0,
    shipping: "4.90",
    country: ["DE", "AT", "CH", "FR"][index % 4] ?? "",
    email: `customer${index % 2000}@example.com`,
    customer: { name: `Name ${index % 2000}`, orders: index % 9 },
    lines: [
      { sku: `S${index % 122}`, title: `Product ${index % 122}`, quantity: (index % 3) + 1, price: "19.90" },
      { sku: `S${index % 97}`, title: `Product ${index % 97}`, quantity: 1, price: "5.00" },
    ],
  };
}

export type OrderRow = ReturnType<typeof orderRow>;

export const PAGE_ROWS = 100;

/** A page of the newest first, from 1, as the API's JSON. */
export function orderPage(rows: number, page: number): string {
  const first = rows - (page - 1) * PAGE_ROWS;
  const orders = Array.from({ length: Math.max(Math.min(PAGE_ROWS, first), 0) }, (_, at) => orderRow(first - at));
  return JSON.stringify({ orders, total: rows });
}

/** What is asked of them: a report of each month and country. */
export const QUESTION =
  "SELECT date_trunc('month', created_at) AS month, country, count(*) AS placed, sum(revenue) AS revenue, sum(refund) AS refund FROM orders GROUP BY ALL ORDER BY 1, 2 LIMIT 200";
