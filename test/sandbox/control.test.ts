import { expect, test } from "vitest";
import type { Sandbox } from "../../src/sandbox/index.ts";
import { askApi, request, sandboxFor } from "./client.ts";

async function put(sandbox: Sandbox, key: string, body: string, more: RequestInit = {}) {
  const headers = { "content-type": "application/json", ...more.headers };
  const response = await fetch(sandbox.controlUrl(key), { method: "PUT", body, ...more, headers });
  return { status: response.status, text: (await response.text()).trim() };
}

test("one line adds a scope to a running sandbox", async () => {
  const sandbox = await sandboxFor();
  expect((await request(sandbox, "orders/", sandbox.keys.dashboard)).status).toBe(403);
  const answer = await put(sandbox, sandbox.keys.dashboard, '{"scopes":["dashboard","orders"]}');
  expect(answer).toEqual({ status: 200, text: '{"scopes":["dashboard","orders"],"fault":null}' });
  expect((await request(sandbox, "orders/", sandbox.keys.dashboard)).status).toBe(200);
});

test("it adds keys, gives revoked ones back, and ends faults", async () => {
  const sandbox = await sandboxFor();
  for (const key of ["spa_sk_new/with?odd#letters", sandbox.keys.revoked, sandbox.keys.limited]) {
    expect((await put(sandbox, key, '{"scopes":["orders"]}')).status).toBe(200);
    expect((await request(sandbox, "orders/", key)).status).toBe(200);
  }
  expect((await put(sandbox, sandbox.keys.all, '{"scopes":[]}')).status).toBe(200);
  expect((await request(sandbox, "orders/", sandbox.keys.all)).status).toBe(403);
});

test("it asks for faults, with limits", async () => {
  const sandbox = await sandboxFor();
  const fault = '{"kind":"status","status":503,"requests":1,"path":"orders/"}';
  expect((await put(sandbox, sandbox.keys.all, `{"scopes":["orders"],"fault":${fault}}`)).status).toBe(200);
  expect((await request(sandbox, "orders/", sandbox.keys.all)).status).toBe(503);
  expect((await request(sandbox, "orders/", sandbox.keys.all)).status).toBe(200);
});

test("it knows the scopes of the API that a key belongs to, and adds keys to the one that is named", async () => {
  const sandbox = await sandboxFor();
  const { parts } = sandbox.examples.setora.denied;
  expect((await put(sandbox, parts[0], '{"scopes":["read"]}')).status).toBe(200);
  expect((await askApi(sandbox, "setora", "locations", parts)).status).toBe(200);
  expect((await put(sandbox, parts[0], '{"scopes":["orders"]}')).text).toContain("must be one of read, read_write");
  expect((await put(sandbox, "new", '{"connector":"sendpilot","scopes":[]}')).status).toBe(200);
  expect((await askApi(sandbox, "sendpilot", "credits", ["new"])).status).toBe(200);
  expect((await put(sandbox, "new", '{"scopes":["read"]}')).text).toContain("this API has no scopes");
  expect(await put(sandbox, "new", '{"connector":"setora","scopes":[]}')).toMatchObject({
    status: 400,
    text: "connector: this key belongs to sendpilot",
  });
  expect((await put(sandbox, "other", '{"connector":"nowhere","scopes":[]}')).text).toContain("connector: ");
});

test.each([
  ["not json", "Send JSON such as"],
  ["", "Send JSON such as"],
  ["[]", "expected object"],
  ["{}", "scopes: "],
  ['{"scopes":"orders"}', "scopes: "],
  ['{"scopes":["order"]}', "scopes.0: must be one of dashboard, orders, products, inventory"],
  ['{"scopes":[],"colour":1}', "colour"],
  ['{"scopes":[],"fault":{"kind":"fire"}}', "fault.kind: "],
  ['{"scopes":[],"fault":{"kind":"delay","ms":-1}}', "fault.ms: "],
  ['{"scopes":[],"fault":{"kind":"delay"}}', "fault.ms: "],
  ['{"scopes":[],"fault":{"kind":"reset","requests":0}}', "fault.requests: "],
  ['{"scopes":[],"fault":{"kind":"reset","path":"/orders/"}}', "fault.path: is a path below the base URL"],
])("%s is refused, changes nothing, and is told why", async (body, says) => {
  const sandbox = await sandboxFor();
  const { status, text } = await put(sandbox, sandbox.keys.all, body);
  expect(status).toBe(400);
  expect(text).toContain(says);
  expect((await request(sandbox, "orders/", sandbox.keys.all)).status).toBe(200);
});

test("browsers cannot use it", async () => {
  const sandbox = await sandboxFor();
  const body = '{"scopes":[]}';
  expect((await put(sandbox, "k", body, { headers: { origin: "http://evil.example" } })).status).toBe(403);
  expect((await put(sandbox, "k", body, { headers: { origin: sandbox.origin } })).status).toBe(403);
  expect((await put(sandbox, "k", body, { headers: { "content-type": "text/plain" } })).status).toBe(415);
  expect((await put(sandbox, "k", body, { method: "POST" })).status).toBe(405);
  const preflight = await fetch(sandbox.controlUrl("k"), { method: "OPTIONS" });
  expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([405, null]);
});

test("other paths and long bodies are refused", async () => {
  const sandbox = await sandboxFor();
  expect((await put(sandbox, "", '{"scopes":[]}')).status).toBe(404);
  expect((await put(sandbox, "with space", '{"scopes":[]}')).status).toBe(404);
  const response = await fetch(`${sandbox.origin}/_sandbox/keys/%E0%A4%A`, {
    method: "PUT",
    body: "{}",
    headers: { "content-type": "application/json" },
  });
  expect(response.status).toBe(404);
  expect((await put(sandbox, "k", " ".repeat(70_000))).status).toBe(413);
});

test("what it is asked is not among the requests that the APIs saw", async () => {
  const sandbox = await sandboxFor();
  await put(sandbox, sandbox.keys.all, '{"scopes":["orders"]}');
  expect(sandbox.requests).toEqual([]);
});
