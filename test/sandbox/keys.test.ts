import { expect, test } from "vitest";
import { bad, request, sandboxFor } from "./client.ts";

async function status(...of: Parameters<typeof request>): Promise<number> {
  return (await request(...of)).status;
}

test("no key, an unknown key, a revoked key and another scheme are rejected", async () => {
  const sandbox = await sandboxFor();
  const rejected = { status: 401, detail: "Invalid or revoked API key." };
  expect(await bad(sandbox, "orders/")).toEqual(rejected);
  expect(await bad(sandbox, "orders/", "spa_sk_nobody_has_this")).toEqual(rejected);
  expect(await bad(sandbox, "orders/", sandbox.keys.revoked)).toEqual(rejected);
  const basic = { headers: { authorization: `Basic ${sandbox.keys.all}` } };
  expect(await bad(sandbox, "orders/", undefined, basic)).toEqual(rejected);
  expect(await bad(sandbox, "no/such/path/")).toEqual(rejected);
});

test("the example keys hold what their names say", async () => {
  const sandbox = await sandboxFor();
  const probes = ["top-products/?limit=1", "orders/?page_size=1", "products/?page_size=1", "inventory/?limit=1"];
  const answers = (key: string) => Promise.all(probes.map((path) => status(sandbox, path, key)));
  expect(await answers(sandbox.keys.all)).toEqual([200, 200, 200, 200]);
  expect(await answers(sandbox.keys.dashboard)).toEqual([200, 403, 403, 403]);
  expect(await answers(sandbox.keys.some)).toEqual([403, 200, 200, 200]);
  expect(await answers(sandbox.keys.revoked)).toEqual([401, 401, 401, 401]);
  expect(await answers(sandbox.keys.limited)).toEqual([429, 429, 429, 429]);
  expect(await answers(sandbox.keys.broken)).toEqual([502, 502, 502, 502]);
  expect(Object.values(sandbox.keys).every((key) => key.startsWith("spa_sk_sandbox_"))).toBe(true);
});

test("a key can be added, changed, revoked and given back while the sandbox runs", async () => {
  const sandbox = await sandboxFor();
  const key = "any-text-at-all";
  sandbox.setScopes(key, ["orders"]);
  expect(await status(sandbox, "orders/", key)).toBe(200);
  sandbox.setScopes(key, ["products"]);
  expect(await status(sandbox, "orders/", key)).toBe(403);
  sandbox.revoke(key);
  expect(await status(sandbox, "orders/", key)).toBe(401);
  sandbox.setScopes(key, ["orders"]);
  expect(await status(sandbox, "orders/", key)).toBe(200);
});

test("an unknown key cannot be revoked or made to fail", async () => {
  const sandbox = await sandboxFor();
  expect(() => sandbox.revoke("nobody")).toThrow("does not know this key");
  expect(() => sandbox.addFault("nobody", { kind: "reset" })).toThrow("does not know this key");
  expect(() => sandbox.heal("nobody")).toThrow("does not know this key");
});

test("two sandboxes do not share keys", async () => {
  const [one, other] = [await sandboxFor(), await sandboxFor()];
  one.revoke(one.keys.all);
  expect(await status(other, "orders/", other.keys.all)).toBe(200);
});
