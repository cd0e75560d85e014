import { STATUS_CODES } from "node:http";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ApiId, apiIds } from "../../src/sandbox/index.ts";
import { askApi, keyHeaders, sandboxFor } from "./client.ts";

/** A path that needs a permission where the API has any, and the form of its errors. */
const apis: Readonly<Record<ApiId, { path: string; error: (status: number, message: unknown) => object }>> = {
  setpilot: { path: "orders/", error: (_, detail) => ({ detail }) },
  sendpilot: {
    path: "campaigns",
    error: (statusCode, message) => ({ statusCode, message, error: STATUS_CODES[statusCode] }),
  },
  setora: {
    path: "locations",
    error: (status, message) => ({
      error: { code: status === 404 ? "not_found" : expect.stringMatching(/^[a-z_]+$/), message },
    }),
  },
  ebiz: { path: "orders", error: (_, message) => ({ status: "error", message }) },
  "commerce-kitty": { path: "orders.json", error: (_, error) => ({ error }) },
};

describe.each(apiIds)("%s", (id) => {
  const { path, error } = apis[id];
  const anyText = expect.stringMatching(/.{4,}/);

  test("its example keys are answered as they say", async () => {
    const sandbox = await sandboxFor();
    const { all, denied, revoked, limited } = sandbox.examples[id];
    expect((await askApi(sandbox, id, path, all.parts)).status).toBe(200);
    expect(await askApi(sandbox, id, path, denied.parts)).toMatchObject({ status: 403, body: error(403, anyText) });
    expect(await askApi(sandbox, id, path, revoked.parts)).toMatchObject({ status: 401, body: error(401, anyText) });
    const tooMany = await askApi(sandbox, id, path, limited.parts);
    expect(tooMany).toMatchObject({ status: 429, body: error(429, anyText) });
    expect(tooMany.headers.get("retry-after")).toBe("34");
  });

  test("no key, an unknown key and every other API's key are rejected in its own words", async () => {
    const sandbox = await sandboxFor();
    const others = apiIds.filter((other) => other !== id).map((other) => sandbox.examples[other].all.parts[0]);
    for (const parts of [undefined, ["nobody-has-this-key"], ...others.map((text) => [text])]) {
      expect(await askApi(sandbox, id, path, parts)).toMatchObject({ status: 401, body: error(401, anyText) });
    }
  });

  test("what is not there is 404, what does not read is 405, and a fault without a body speaks its language", async () => {
    const sandbox = await sandboxFor();
    const { parts } = sandbox.examples[id].all;
    const notFound = { status: 404, body: error(404, "Not found.") };
    expect(await askApi(sandbox, id, "no-such-path", parts)).toMatchObject(notFound);
    expect(await askApi(sandbox, id, "no-such-path", parts, "POST")).toMatchObject(notFound);
    expect(await askApi(sandbox, id, path, parts, "POST")).toMatchObject({ status: 405, body: error(405, anyText) });
    expect((await askApi(sandbox, id, path, parts, "HEAD")).status).toBe(405);
    sandbox.addFault(parts[0], { kind: "status", status: 503, message: "Closed for today." }, { path, requests: 1 });
    const closed = { status: 503, body: error(503, "Closed for today.") };
    expect(await askApi(sandbox, id, path, parts)).toMatchObject(closed);
  });

  test("revoking a key and giving it back work by its first part", async () => {
    const sandbox = await sandboxFor();
    const { parts, scopes } = sandbox.examples[id].all;
    sandbox.revoke(parts[0]);
    expect((await askApi(sandbox, id, path, parts)).status).toBe(401);
    sandbox.setScopes(parts[0], scopes);
    expect((await askApi(sandbox, id, path, parts)).status).toBe(200);
  });

  test("no part of a key is recorded but the last four characters of the first", async () => {
    const sandbox = await sandboxFor();
    const { parts } = sandbox.examples[id].all;
    await askApi(sandbox, id, path, parts);
    const record = JSON.stringify(sandbox.requests);
    for (const text of [...parts, ...Object.values(keyHeaders(id, parts))]) expect(record).not.toContain(text);
    const { authorization, "x-api-key": apiKey } = sandbox.requests[0]?.headers ?? {};
    expect(authorization ?? apiKey).toMatch(new RegExp(`…${parts[0].slice(-4)}$`));
  });

  test("no path makes it stumble", async () => {
    const sandbox = await sandboxFor();
    const { parts } = sandbox.examples[id].all;
    const segment = fc.oneof(fc.webPath(), fc.constantFrom("%", "%ff", "..", "//", "constructor", "locations/%2e%2e"));
    await fc.assert(
      fc.asyncProperty(segment, async (text) => {
        const { status } = await askApi(sandbox, id, `${path}/${text.replace(/^\/+/, "")}`, parts);
        expect([200, 404, 429]).toContain(status);
      }),
      { numRuns: 20 },
    );
  });
});

/** What each API refuses a good key: the path, and what its message says. */
test.each<[ApiId, number, string, string]>([
  ["setpilot", 400, "dashboard/summary/?year=abc", "year"],
  ["setpilot", 400, "dashboard/summary/?year=1999", "2000 to 2100"],
  ["setpilot", 400, "dashboard/summary/?year=", "year"],
  ["setpilot", 400, "dashboard/daily/?start_date=2026-02-30", "YYYY-MM-DD"],
  ["setpilot", 400, "dashboard/daily/?end_date=20.11.2026", "YYYY-MM-DD"],
  ["setpilot", 400, "dashboard/daily/?start_date=2026-11-02&end_date=2026-11-01", "after"],
  ["setpilot", 400, "dashboard/daily/?days=0", "days"],
  ["setpilot", 400, "dashboard/daily/?days=3661", "days"],
  ["setpilot", 400, "dashboard/daily/?country=Germany", "two-letter"],
  ["setpilot", 400, "dashboard/cost-breakdown/?country=D", "two-letter"],
  ["setpilot", 400, "top-products/?limit=101", "1 to 100"],
  ["setpilot", 400, "top-products/?limit=1.5", "limit"],
  ["setpilot", 400, "customer-metrics/?months=25", "1 to 24"],
  ["setpilot", 400, "marketing/?months=25", "1 to 24"],
  ["setpilot", 400, "marketing/?months=0", "1 to 24"],
  ["setpilot", 400, "orders/?page_size=101", "1 to 100"],
  ["setpilot", 400, "orders/?page=0", "page"],
  ["setpilot", 400, "orders/?page=-1", "page"],
  ["setpilot", 400, "products/?page_size=0", "1 to 100"],
  ["setpilot", 400, "inventory/?limit=101", "1 to 100"],
  ["setpilot", 400, "inventory/?sort_by=colour", "days_left"],
  ["setpilot", 400, "inventory/?sort_by=constructor", "days_left"],
  ["setpilot", 400, "inventory/?include_low_stock_only=maybe", "true or false"],
  ["sendpilot", 400, "campaigns?status=gone", "status must be one of started, active"],
  ["sendpilot", 400, "campaigns?limit=101", "limit must be a whole number from 1 to 100"],
  ["sendpilot", 400, "leads?status=pending", "status must be one of PENDING"],
  ["sendpilot", 400, "leads?page=0", "page must be"],
  ["sendpilot", 404, "campaigns/cmp_unknown", "Campaign not found"],
  ["sendpilot", 404, "leads/lead_unknown", "Lead not found"],
  ["sendpilot", 404, "lead-database/searches/unknown/status", "Search not found"],
  ["sendpilot", 404, "lead-database/searches/unknown/results", "Search not found"],
  ["sendpilot", 404, "lead-extractor/campaigns/unknown/status", "Campaign not found"],
  ["sendpilot", 404, "lead-extractor/campaigns/search_sandbox_01/results", "Campaign not found"],
  ["setora", 404, "clients/nobody", "Client not found."],
  ["setora", 404, "bookings/SET-NOTHIN", "Booking not found."],
  ["setora", 404, "locations/leeds/services", "Location not found."],
  ["ebiz", 400, "orders?status=lost", "status"],
  ["ebiz", 404, "orders/1", "Order not found"],
  ["ebiz", 404, "riders", "Not found."],
])("%s answers %d to %s: %s", async (id, status, path, says) => {
  const sandbox = await sandboxFor();
  const { status: answered, body } = await askApi(sandbox, id, path, sandbox.examples[id].all.parts);
  expect([answered, body]).toEqual([status, apis[id].error(status, expect.stringContaining(says))]);
});

test("a new key goes to the API that is named, and only with scopes that it has", async () => {
  const sandbox = await sandboxFor();
  sandbox.setScopes("a-new-key", ["read"], "setora");
  expect((await askApi(sandbox, "setora", "locations", ["a-new-key"])).status).toBe(200);
  expect((await askApi(sandbox, "setpilot", "orders/", ["a-new-key"])).status).toBe(401);
  expect(() => sandbox.setScopes("a-new-key", ["orders"])).toThrow('setora has no scope "orders"');
});

test("all keys differ, and so do the base URLs", async () => {
  const sandbox = await sandboxFor();
  const parts = apiIds.flatMap((id) => Object.values(sandbox.examples[id]).flatMap((key) => key.parts));
  expect(new Set(parts).size).toBe(parts.length);
  expect(new Set(apiIds.map((id) => sandbox.baseUrl(id))).size).toBe(apiIds.length);
});

test("Commerce Kitty's invented paths obey the user's permissions, and orders add up", async () => {
  const sandbox = await sandboxFor();
  const { all, products } = sandbox.examples["commerce-kitty"];
  const ask = (path: string, parts: readonly string[]) => askApi(sandbox, "commerce-kitty", path, parts);
  expect(await ask("products.json", products.parts)).toMatchObject({ status: 200, body: { page: 1, total: 12 } });
  expect((await ask("orders.json", products.parts)).status).toBe(403);
  const { body } = await ask("orders.json?limit=100", all.parts);
  const { orders } = Object(body);
  expect(orders).toHaveLength(46);
  for (const { items, total } of orders) {
    const sum = items.reduce((so_far: number, item: { price: string; quantity: number }) => {
      return so_far + Number(item.price) * item.quantity;
    }, 0);
    expect(sum).toBeCloseTo(Number(total), 2);
  }
});
