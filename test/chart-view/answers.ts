import type { JsonObject } from "../../src/answers/json.ts";
import type { ChartData } from "../../src/charts/data.ts";
import type { Sandbox } from "../../src/sandbox/index.ts";

/** When the sandbox's shop is looked at: its figures are the same on every day that the tests run. */
export const NOW = new Date("2026-11-21T10:00:00Z");

const KNOWN = {
  source: "Setpilot, store Waldkauz Kaffee",
  currency: "EUR",
  now: Date.parse("2026-11-21T11:00:00Z"),
  omitted: 0,
};

/** Answers of the sandbox's shop, each as it travels to whoever draws it. */
export async function realAnswers(sandbox: Sandbox) {
  const [daily, ranked, year, orders] = await Promise.all([
    ask(sandbox, "dashboard/daily/?days=30"),
    ask(sandbox, "top-products/?limit=10"),
    ask(sandbox, "dashboard/summary/?year=2026"),
    ask(sandbox, "orders/?page_size=100"),
  ]);
  const days = rowsOf(daily);
  return {
    daily: {
      ...KNOWN,
      notes: ["2026-11-21 is not over."],
      rows: days.map(({ date = null, revenue = null, profit = null }) => ({ date, revenue, profit })),
      wish: {},
    },
    costs: {
      ...KNOWN,
      notes: [],
      rows: days.slice(-14),
      wish: { kind: "stacked", y: ["product_costs", "order_processing_costs", "marketing_costs", "other_costs"] },
    },
    products: { ...KNOWN, notes: [], rows: rowsOf(ranked), wish: { x: "name", y: ["revenue"] } },
    year: { ...KNOWN, notes: ["2026 is not over."], rows: [year], wish: { y: ["revenue", "gross_sales", "profit"] } },
    countries: { ...KNOWN, notes: ["The last 100 orders."], rows: byCountry(rowsOf(orders)), wish: { kind: "bar" } },
  } satisfies Record<string, ChartData>;
}

async function ask(sandbox: Sandbox, path: string): Promise<JsonObject> {
  const response = await fetch(new URL(path, sandbox.baseUrl("setpilot")), {
    headers: { authorization: `Bearer ${sandbox.keys.all}` },
  });
  const { data } = JSON.parse(await response.text());
  return data;
}

function rowsOf({ rows }: JsonObject): readonly JsonObject[] {
  return Array.isArray(rows) ? rows : [];
}

/** As a question for revenue by day and country answers. */
function byCountry(orders: readonly JsonObject[]): JsonObject[] {
  const sums = new Map<string, number>();
  for (const { created_at: at, country, revenue } of orders) {
    const key = `${String(at).slice(0, 10)} ${String(country)}`;
    sums.set(key, (sums.get(key) ?? 0) + Number(revenue));
  }
  return [...sums].map(([key, sum]) => {
    const [day = "", country = ""] = key.split(" ");
    return { day, country, revenue: Math.round(sum * 100) / 100 };
  });
}
