import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Sandbox } from "../../src/sandbox/index.ts";
import { askApi, NOW, readApi, sandboxFor } from "./client.ts";

async function data<T>(sandbox: Sandbox, path: string, schema: z.ZodType<T>): Promise<T> {
  const envelope = z.strictObject({ status: z.literal("success"), data: schema });
  return (await readApi(sandbox, "ebiz", path, envelope)).data;
}

const money = z
  .string()
  .regex(/^\d+\.\d\d$/)
  .transform(Number);

const order = z.looseObject({
  id: z.number(),
  customer_id: z.number(),
  status: z.string(),
  payment_status: z.string(),
  subtotal: money,
  shipping: money,
  discount: money,
  total: money,
  items_count: z.number(),
  items: z.array(z.looseObject({ product_id: z.number(), quantity: z.number(), price: money })),
  created_at: z.iso.datetime(),
});
const orders = z.object({ orders: z.array(order), total: z.number(), page: z.number(), limit: z.number() });
const customers = z.object({
  customers: z.array(z.looseObject({ id: z.number(), total_orders: z.number(), total_spent: z.number() })),
  total: z.number(),
});
const entry = z.looseObject({ customer_id: z.number(), points: z.number(), type: z.string(), createdAt: z.string() });
const ledger = z.object({ entries: z.array(entry), total: z.number() });

describe("who may ask", () => {
  it("takes consumer key and secret, or a legacy key, and tells each mistake by its message", async () => {
    const sandbox = await sandboxFor();
    const { ebiz } = sandbox.examples;
    const said = async (parts?: readonly string[]) => {
      const { status, body } = await askApi(sandbox, "ebiz", "orders", parts);
      return [status, Object(body).message];
    };
    const consumerKey = ebiz.read.parts[0];
    expect(await said(ebiz.read.parts)).toEqual([200, undefined]);
    expect(await said(ebiz.legacy.parts)).toEqual([200, undefined]);
    expect(await said()).toEqual([401, "API key required"]);
    expect(await said(["ck_unknown", "cs_unknown"])).toEqual([401, "Invalid consumer key"]);
    expect(await said([consumerKey, "cs_wrong"])).toEqual([401, "Invalid consumer secret"]);
    expect(await said([consumerKey])).toEqual([401, "Invalid API key"]);
    expect(await said(ebiz.revoked.parts)).toEqual([401, "Invalid consumer key"]);
    expect(await said(ebiz.expired.parts)).toEqual([401, "API key expired"]);
    expect(await said(ebiz.denied.parts)).toEqual([403, "Insufficient permissions"]);
    expect(await said(ebiz.disabled.parts)).toEqual([403, "REST API is disabled"]);
  });

  it("answers 60 requests a minute, products not counted", async () => {
    const sandbox = await sandboxFor();
    const ask = (path: string) => askApi(sandbox, "ebiz", path, sandbox.examples.ebiz.read.parts);
    for (let count = 0; count < 60; count += 1) expect((await ask("marketing")).status).toBe(200);
    const refused = await ask("marketing");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
    expect((await ask("products")).status).toBe(200);
  });
});

describe("the store's figures", () => {
  it("add up within an order", async () => {
    const { orders: rows } = await data(await sandboxFor(), "orders?limit=1000", orders);
    expect(rows.length).toBeGreaterThan(300);
    for (const { items, items_count, subtotal, discount, shipping, total } of rows) {
      const sum = items.reduce((all, { price, quantity }) => all + price * quantity, 0);
      expect(sum).toBeCloseTo(subtotal, 2);
      expect(total).toBeCloseTo(subtotal - discount + shipping, 2);
      expect(items_count).toBe(items.reduce((all, { quantity }) => all + quantity, 0));
    }
  });

  it("agree between customers and their orders", async () => {
    const sandbox = await sandboxFor();
    const all = await data(sandbox, "orders?limit=1000", orders);
    const buyers = await data(sandbox, "customers?limit=1000", customers);
    expect(all.total).toBe(all.orders.length);
    for (const { id, total_orders, total_spent } of buyers.customers) {
      const own = all.orders.filter((each) => each.customer_id === id);
      const paid = own.filter((each) => each.payment_status === "paid" && each.status !== "cancelled");
      expect(own).toHaveLength(total_orders);
      expect(paid.reduce((sum, { total }) => sum + total, 0)).toBeCloseTo(total_spent, 2);
    }
  });

  it("agree between ledger, balances and statistics", async () => {
    const sandbox = await sandboxFor();
    const pages = [0, 200, 400].map((offset) => `marketing/loyalty/ledger?limit=200&offset=${offset}`);
    const [first, ...others] = await Promise.all(pages.map((path) => data(sandbox, path, ledger)));
    const all = [first, ...others].flatMap((page) => page?.entries ?? []);
    expect(all).toHaveLength(first?.total ?? 0);
    const sumOf = (entries: typeof all) => entries.reduce((points, each) => points + each.points, 0);
    const stats = z.looseObject({ points_outstanding: z.number() });
    expect((await data(sandbox, "marketing/loyalty/stats", stats)).points_outstanding).toBe(sumOf(all));
    const id = all[0]?.customer_id ?? 0;
    const balance = z.looseObject({ points_balance: z.number() });
    const own = all.filter(({ customer_id }) => customer_id === id);
    expect((await data(sandbox, `customers/${id}/loyalty`, balance)).points_balance).toBe(sumOf(own));
    expect(own.length).toBeGreaterThan(0);
  });

  it("are those of the days asked for, both included", async () => {
    const sandbox = await sandboxFor();
    const { entries } = await data(sandbox, "marketing/loyalty/ledger?limit=200&from=2026-10-05&to=2026-10-07", ledger);
    const days = new Set(entries.map(({ createdAt }) => createdAt.slice(0, 10)));
    expect([...days].sort()).toEqual(["2026-10-05", "2026-10-06", "2026-10-07"]);
  });

  it("stay the same for an order from one day to the next", async () => {
    const today = await data(await sandboxFor(), "orders?limit=1000", orders);
    const later = await sandboxFor({ now: () => new Date(NOW.getTime() + 86_400_000) });
    const tomorrow = await data(later, "orders?limit=1000", orders);
    const old = today.orders.filter(({ created_at }) => created_at < "2026-11-10");
    const found = old.filter(({ id, total }) => tomorrow.orders.some((each) => each.id === id && each.total === total));
    // The oldest day has left the store.
    expect(found.length).toBeGreaterThan(old.length - 10);
  });
});

describe("what can be asked for", () => {
  it("pages by page and limit, searches, filters and sorts", async () => {
    const sandbox = await sandboxFor();
    const first = await data(sandbox, "orders?limit=5", orders);
    const second = await data(sandbox, "orders?limit=5&page=2", orders);
    expect([first.orders.length, first.page, first.limit, second.page]).toEqual([5, 1, 5, 2]);
    expect(new Set([...first.orders, ...second.orders].map(({ id }) => id)).size).toBe(10);
    const cancelled = await data(sandbox, "orders?status=cancelled&limit=1000", orders);
    expect(cancelled.orders.every(({ status }) => status === "cancelled")).toBe(true);
    expect(cancelled.total).toBeGreaterThan(0);

    const product = z.looseObject({ id: z.number(), name: z.string(), popularity_score: z.number() });
    const list = z.object({ products: z.array(product), total: z.number() }).loose();
    const popular = await data(sandbox, "products?sort_by=popularity_score&limit=100", list);
    const scores = popular.products.map(({ popularity_score }) => popularity_score);
    expect(scores).toEqual(scores.toSorted((one, other) => other - one));
    expect((await data(sandbox, "products?search=kiondo", list)).total).toBe(2);
    const one = await data(sandbox, `products/${popular.products[0]?.id}`, z.object({ product }));
    expect(one.product.name).toBe(popular.products[0]?.name);
  });
});
