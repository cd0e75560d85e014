import { beforeAll, describe, expect, test } from "vitest";
import { bad, column, good, NOW, request, sandboxFor } from "./client.ts";

const paths = {
  dashboard: [
    "dashboard/summary/",
    "dashboard/daily/",
    "dashboard/cost-breakdown/",
    "top-products/",
    "customer-metrics/",
    "marketing/",
  ],
  orders: ["orders/"],
  products: ["products/"],
  inventory: ["inventory/"],
} as const;
const everyPath = Object.values(paths).flat();

beforeAll(() => {
  expect(everyPath).toHaveLength(9);
});

describe("every endpoint", () => {
  test.each(everyPath)("%s answers with the envelope", async (path) => {
    const sandbox = await sandboxFor();
    const { data, meta } = await good(sandbox, path);
    expect(meta).toEqual({
      shop: "Waldkauz Kaffee",
      currency: "EUR",
      timezone: "Europe/Berlin",
      generated_at: NOW.toISOString(),
    });
    expect(Object.keys(data).length).toBeGreaterThan(2);
  });

  test.each(everyPath)("%s is not found without its slash", async (path) => {
    const sandbox = await sandboxFor();
    expect(await bad(sandbox, path.slice(0, -1), sandbox.keys.all)).toEqual({ status: 404, detail: "Not found." });
  });

  test.each(["POST", "PUT", "PATCH", "DELETE"])("takes no %s", async (method) => {
    const sandbox = await sandboxFor();
    const response = await request(sandbox, "orders/", sandbox.keys.all, {
      method,
      body: "{}",
      headers: { authorization: `Bearer ${sandbox.keys.all}` },
    });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET"]);
  });

  test("needs its scope and no other", async () => {
    const sandbox = await sandboxFor();
    for (const scope of ["dashboard", "orders", "products", "inventory"] as const) {
      sandbox.setScopes("spa_sk_one_scope", [scope]);
      for (const path of everyPath) {
        const response = await request(sandbox, path, "spa_sk_one_scope");
        expect(response.status).toBe(paths[scope].some((allowed) => allowed === path) ? 200 : 403);
      }
    }
    sandbox.setScopes("spa_sk_one_scope", ["dashboard"]);
    const { status, detail } = await bad(sandbox, "orders/", "spa_sk_one_scope");
    expect(status).toBe(403);
    expect(detail).toContain('"orders"');
  });
});

describe("lists", () => {
  test("come page by page, newest orders first, without gaps", async () => {
    const sandbox = await sandboxFor();
    const whole = await good(sandbox, "orders/?page_size=20");
    const first = await good(sandbox, "orders/?page=1&page_size=10");
    const second = await good(sandbox, "orders/?page=2&page_size=10");
    expect([...first.data.rows, ...second.data.rows]).toEqual(whole.data.rows);
    expect(second.data).toMatchObject({ page: 2, page_size: 10, total: whole.data.total });
    const times = column(whole.data, "created_at");
    expect(times).toEqual(times.toSorted().toReversed());
    expect(times[0]).toMatch(/^2026-11-20T\d\d:\d\d:00\+01:00$/);
  });

  test("end with a page that may be short, and after it are empty", async () => {
    const sandbox = await sandboxFor();
    const { data } = await good(sandbox, "products/?page_size=100&page=2");
    expect(data).toMatchObject({ page: 2, total: 122, total_pages: 2 });
    expect(data.rows).toHaveLength(22);
    expect((await good(sandbox, "products/?page_size=100&page=3")).data.rows).toEqual([]);
  });

  test("of orders are uniform rows of plain values", async () => {
    const sandbox = await sandboxFor();
    const { rows } = (await good(sandbox, "orders/?page_size=100")).data;
    const columns = Object.keys(rows[0] ?? {});
    expect(columns).toHaveLength(19);
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(columns);
      expect(Object.values(row).every((value) => typeof value === "string" || typeof value === "number")).toBe(true);
    }
  });

  test("find an order by its number, by its customer without accents, and by what was bought", async () => {
    const sandbox = await sandboxFor();
    expect((await good(sandbox, "orders/?search=wk-20042")).data).toMatchObject({
      total: 1,
      rows: [{ number: "WK-20042" }],
    });
    const named = column((await good(sandbox, "orders/?search=muller&page_size=100")).data, "customer_name");
    expect(named.length).toBeGreaterThan(10);
    expect(named.every((name) => String(name).endsWith("Müller"))).toBe(true);
    const byArticle = (await good(sandbox, "orders/?search=ZUB-06-1")).data;
    expect(byArticle.total).toBeGreaterThan(50);
    expect((await good(sandbox, "orders/?search=no%20such%20thing")).data).toMatchObject({
      rows: [],
      total: 0,
      total_pages: 0,
    });
  });

  test("find products by name, article number and category", async () => {
    const sandbox = await sandboxFor();
    expect((await good(sandbox, "products/?search=athiopien")).data).toMatchObject({ total: 3 });
    expect((await good(sandbox, "products/?search=kaf-01")).data).toMatchObject({ total: 3 });
    expect((await good(sandbox, "products/?search=outdoor")).data).toMatchObject({ total: 24 });
  });

  test("of stock can be sorted, turned round, cut, and kept to what is low", async () => {
    const sandbox = await sandboxFor();
    const stocks = async (path: string) => column((await good(sandbox, path)).data, "stock").map(Number);
    const rising = await stocks("inventory/?sort_by=stock&limit=100");
    expect(rising).toHaveLength(100);
    expect(rising).toEqual(rising.toSorted((one, other) => one - other));
    const falling = await stocks("inventory/?sort_by=-stock&limit=5");
    expect(falling).toHaveLength(5);
    expect(falling).toEqual(falling.toSorted((one, other) => other - one));
    const low = await good(sandbox, "inventory/?include_low_stock_only=True&limit=100");
    expect(low.data.rows.length).toBe(low.data.total);
    expect(column(low.data, "low_stock").every((value) => value === true)).toBe(true);
    const all = await good(sandbox, "inventory/?include_low_stock_only=0");
    expect(all.data.total).toBe(122);
  });
});

describe("periods", () => {
  async function span(path: string) {
    const { data } = await good(await sandboxFor(), `dashboard/daily/?${path}`);
    return [data.start_date, data.end_date, data.rows.length];
  }

  test.each([
    ["", ["2026-08-23", "2026-11-20", 90]],
    ["days=7", ["2026-11-14", "2026-11-20", 7]],
    ["start_date=2026-11-01&end_date=2026-11-10", ["2026-11-01", "2026-11-10", 10]],
    ["start_date=2026-11-01&end_date=2026-11-10&days=3", ["2026-11-01", "2026-11-10", 10]],
    ["start_date=2026-11-01&days=3", ["2026-11-01", "2026-11-03", 3]],
    ["end_date=2026-11-10&days=3", ["2026-11-08", "2026-11-10", 3]],
    ["start_date=2026-11-11", ["2026-11-11", "2026-11-20", 10]],
    ["start_date=2019-01-01&end_date=2019-12-31", ["2019-01-01", "2019-12-31", 0]],
    ["days=3660", ["2016-11-13", "2026-11-20", 416]],
  ])("daily with %s", async (path, expected) => {
    expect(await span(path)).toEqual(expected);
  });

  test("the year is this one unless asked otherwise, and one without data is empty", async () => {
    const sandbox = await sandboxFor();
    const { data } = await good(sandbox, "dashboard/summary/");
    expect(data).toEqual((await good(sandbox, "dashboard/summary/?year=2026")).data);
    const empty = { days_with_data: 0, orders: 0, revenue: 0, profit: 0, profit_margin_percent: null };
    expect((await good(sandbox, "dashboard/summary/?year=2019")).data).toMatchObject(empty);
    expect((await good(sandbox, "top-products/?year=2019")).data.rows).toEqual([]);
    expect((await good(sandbox, "dashboard/cost-breakdown/?year=2019")).data).toMatchObject({ total_costs: 0 });
  });

  test("customer figures cover a year, its last months, or the last months", async () => {
    const sandbox = await sandboxFor();
    const dates = async (path: string) => {
      const { data } = await good(sandbox, `customer-metrics/${path}`);
      return [data.start_date, data.end_date];
    };
    expect(await dates("")).toEqual(["2025-12-01", "2026-11-20"]);
    expect(await dates("?months=3")).toEqual(["2026-09-01", "2026-11-20"]);
    expect(await dates("?year=2025")).toEqual(["2025-01-01", "2025-12-31"]);
    expect(await dates("?year=2025&months=2")).toEqual(["2025-11-01", "2025-12-31"]);
    expect(await dates("?year=2026&months=24")).toEqual(["2026-01-01", "2026-11-20"]);
  });

  test("the shop's day begins at its own midnight", async () => {
    const sandbox = await sandboxFor({ now: () => new Date("2026-11-20T23:30:00Z") });
    expect((await good(sandbox, "dashboard/daily/?days=1")).data).toMatchObject({ end_date: "2026-11-21" });
  });
});

describe("the limit of 120 requests a minute", () => {
  test("rolls, is counted for each key, and says when to come back", async () => {
    let now = NOW.getTime();
    const sandbox = await sandboxFor({ now: () => new Date(now) });
    const ask = async (key: string) => {
      const response = await request(sandbox, "products/?page_size=1", key);
      return [response.status, response.headers.get("retry-after")];
    };
    for (let count = 0; count < 119; count++) await ask(sandbox.keys.all);
    now += 20_500;
    expect(await ask(sandbox.keys.all)).toEqual([200, null]);
    expect(await ask(sandbox.keys.all)).toEqual([429, "40"]);
    expect(await ask(sandbox.keys.some)).toEqual([200, null]);
    now += 39_500;
    expect(await ask(sandbox.keys.all)).toEqual([200, null]);
  });
});
