import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Sandbox } from "../../src/sandbox/index.ts";
import { NOW, sandboxFor } from "./client.ts";

const body = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("success"), data: z.record(z.string(), z.unknown()) }),
  z.strictObject({ status: z.literal("error"), message: z.string() }),
]);

function basic([key, secret = ""]: readonly string[]): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString("base64")}` };
}

async function ask(sandbox: Sandbox, path: string, headers = basic(sandbox.examples.ebiz.read.parts)) {
  const response = await fetch(new URL(path, sandbox.baseUrl("ebiz")), { headers });
  return { status: response.status, headers: response.headers, body: body.parse(await response.json()) };
}

async function data<T>(sandbox: Sandbox, path: string, schema: z.ZodType<T>): Promise<T> {
  const { body: answer } = await ask(sandbox, path);
  if (answer.status !== "success") throw new Error(answer.message);
  return schema.parse(answer.data);
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
    const said = async (headers: Record<string, string>) => {
      const { status, body: answer } = await ask(sandbox, "orders", headers);
      return [status, answer.status === "error" ? answer.message : "fine"];
    };
    expect(await said(basic(ebiz.read.parts))).toEqual([200, "fine"]);
    expect(await said({ "x-api-key": ebiz.legacy.parts[0] })).toEqual([200, "fine"]);
    expect(await said({})).toEqual([401, "API key required"]);
    expect(await said(basic(["ck_unknown", "cs_unknown"]))).toEqual([401, "Invalid consumer key"]);
    expect(await said(basic([ebiz.read.parts[0], "cs_wrong"]))).toEqual([401, "Invalid consumer secret"]);
    expect(await said({ "x-api-key": ebiz.read.parts[0] })).toEqual([401, "Invalid API key"]);
    expect(await said(basic(ebiz.revoked.parts))).toEqual([401, "Invalid consumer key"]);
    expect(await said(basic(ebiz.expired.parts))).toEqual([401, "API key expired"]);
    expect(await said(basic(ebiz.denied.parts))).toEqual([403, "Insufficient permissions"]);
    expect(await said(basic(ebiz.disabled.parts))).toEqual([403, "REST API is disabled"]);
    expect((await said(basic(ebiz.limited.parts)))[0]).toBe(429);
  });

  it("answers 60 requests a minute, products not counted", async () => {
    const sandbox = await sandboxFor();
    for (let count = 0; count < 60; count += 1) expect((await ask(sandbox, "marketing")).status).toBe(200);
    const refused = await ask(sandbox, "marketing");
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("60");
    expect((await ask(sandbox, "products")).status).toBe(200);
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
    const { entries, total } = await data(sandbox, "marketing/loyalty/ledger?limit=200", ledger);
    const rest = await data(sandbox, "marketing/loyalty/ledger?limit=200&offset=200", ledger);
    const all = [...entries, ...rest.entries];
    expect(total).toBeLessThanOrEqual(400 + 200);
    const more = await data(sandbox, "marketing/loyalty/ledger?limit=200&offset=400", ledger);
    const sum = [...all, ...more.entries].reduce((points, each) => points + each.points, 0);
    const stats = z.looseObject({ points_outstanding: z.number() });
    expect((await data(sandbox, "marketing/loyalty/stats", stats)).points_outstanding).toBe(sum);
    const id = entries[0]?.customer_id ?? 0;
    const balance = z.looseObject({ points_balance: z.number() });
    const own = [...all, ...more.entries].filter(({ customer_id }) => customer_id === id);
    expect((await data(sandbox, `customers/${id}/loyalty`, balance)).points_balance).toBe(
      own.reduce((points, each) => points + each.points, 0),
    );
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
    const tomorrow = await data(
      await sandboxFor({ now: () => new Date(NOW.getTime() + 86_400_000) }),
      "orders?limit=1000",
      orders,
    );
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

  it("is 404 for an id that does not exist, and 400 for a parameter that it does not take", async () => {
    const sandbox = await sandboxFor();
    expect(await ask(sandbox, "orders/1")).toMatchObject({ status: 404, body: { message: "Order not found" } });
    expect(await ask(sandbox, "orders?status=lost")).toMatchObject({ status: 400 });
    expect(await ask(sandbox, "riders")).toMatchObject({ status: 404, body: { status: "error" } });
  });
});
