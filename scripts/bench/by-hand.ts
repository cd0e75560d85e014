import { DuckDBInstance } from "@duckdb/node-api";
import { fetchJson, median } from "./measure.ts";
import { type OrderRow, QUESTION } from "./rows.ts";

/** The bodies of all pages, two requests at once. */
export async function fetchPages(baseUrl: string, pages: number): Promise<string[]> {
  const texts: string[] = [];
  let next = 1;
  const worker = async () => {
    while (next <= pages) {
      const page = next;
      next += 1;
      texts[page - 1] = await fetchJson(`${baseUrl}orders.json?page=${page}`, "a-key");
    }
  };
  await Promise.all([worker(), worker()]);
  return texts;
}

/** The report that QUESTION asks for, as a person would write it: seconds to parse, and median ms to count. */
export function askJavaScript(
  pages: readonly string[],
  rounds: number,
): { readonly load: number; readonly query: number } {
  const began = performance.now();
  const orders = pages.flatMap((page) => {
    const parsed: { readonly orders: readonly OrderRow[] } = JSON.parse(page);
    return parsed.orders;
  });
  const load = (performance.now() - began) / 1000;
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    const groups = new Map<string, { placed: number; revenue: number; refund: number }>();
    for (const { created_at, country, revenue, refund } of orders) {
      const key = `${created_at.slice(0, 7)} ${country}`;
      const group = groups.get(key) ?? { placed: 0, revenue: 0, refund: 0 };
      group.placed += 1;
      group.revenue += revenue;
      group.refund += refund;
      groups.set(key, group);
    }
    [...groups].sort(([one], [other]) => (one < other ? -1 : 1));
    times.push(performance.now() - start);
  }
  return { load, query: median(times) };
}

/** Median ms of QUESTION in DuckDB, called from this process with the columns that it needs. */
export async function askDuckDb(rows: number, rounds: number): Promise<number> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'Europe/Berlin'");
  await connection.run(`CREATE TABLE orders AS SELECT i AS id, to_timestamp(1700000000 + i * 600) AS created_at,
    ['DE', 'AT', 'CH', 'FR'][1 + i % 4] AS country, ((i * 37 % 20000) / 100)::DECIMAL(38, 2) AS revenue,
    (CASE WHEN i % 13 = 0 THEN 12.5 ELSE 0 END)::DECIMAL(38, 1) AS refund FROM range(${rows}) t(i)`);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    (await connection.runAndReadAll(QUESTION)).getRowObjects();
    times.push(performance.now() - start);
  }
  connection.closeSync();
  return median(times);
}
