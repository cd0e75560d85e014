import { describe, expect, it } from "vitest";
import type { Connector, ToldScopes } from "../../src/connectors/schema/connector.ts";
import type { KnownGrant } from "../../src/scopes/grant-cache.ts";
import { type FakeApi, type FakeSession, openFakeSession } from "./fake-session.ts";
import { invented, listOf, scope } from "./invented.ts";

/** What a look at the access finds out, by what the connector says of its API. */

let opened: FakeSession | undefined;

async function look(connector: Connector, api: FakeApi) {
  opened = openFakeSession(connector, api);
  const report = await opened.session.checkAccess();
  const states = Object.fromEntries(report.scopes.map(({ name, state }) => [name, state]));
  return { report, states, sent: opened.sent, sleeping: opened.clock.sleeping() };
}

describe("scopes that the API tells", () => {
  const scopes = [scope("orders:read"), scope("orders:write", undefined, ["orders:read"]), scope("reports")];
  const endpoints = [listOf("orders", "orders:read"), listOf("reports", "reports")];
  const telling = (place: Pick<ToldScopes, "in" | "at">) =>
    invented({ scopes, endpoints, toldScopes: { probe: { path: "me", query: {} }, ...place } });
  const inHeader = telling({ in: "header", at: "X-OAuth-Scopes" });
  const inBody = telling({ in: "body", at: "token.scopes" });
  const body = (told: unknown) => ({ status: 200, body: JSON.stringify({ token: { scopes: told } }) });

  it.each([
    ["orders:read, reports", ["granted", "denied", "granted"]],
    ["orders:write", ["granted", "granted", "denied"]],
    ["reports elsewhere", ["denied", "denied", "granted"]],
    ["", ["denied", "denied", "denied"]],
  ])("in a header: %j", async (told, expected) => {
    const { states, report, sent } = await look(inHeader, () => ({ status: 200, headers: { "x-oauth-scopes": told } }));
    expect(Object.values(states)).toEqual(expected);
    expect(report.tried).toBe("answered");
    expect(sent).toEqual(["me"]);
  });

  it.each([
    ["as a text", "orders:read reports", ["granted", "denied", "granted"]],
    ["as an array", ["reports", 7, null], ["denied", "denied", "granted"]],
    ["as yes and no", { orders: { read: true, write: false }, reports: "true" }, ["granted", "denied", "denied"]],
    ["as none", [], ["denied", "denied", "denied"]],
  ])("in the body, %s", async (_, told, expected) => {
    expect(Object.values((await look(inBody, () => body(told))).states)).toEqual(expected);
  });

  it.each([
    ["the header", inHeader, { status: 200 }],
    ["the member", inBody, { status: 200, body: '{"token": null}' }],
    ["a value that tells something", inBody, body(null)],
    ["an array of names", inBody, body([{ name: "reports" }])],
    ["yes and no", inBody, body({ orders: "read", reports: {} })],
  ])("without %s nothing is known, and nothing is waited for", async (_, connector, answer) => {
    const { states, report, sleeping } = await look(connector, () => answer);
    expect(new Set(Object.values(states))).toEqual(new Set(["unknown"]));
    expect(report).toMatchObject({ tried: "answered", failure: undefined });
    expect(report.scopes.some(({ isPending }) => isPending)).toBe(false);
    expect(report.shown).toHaveLength(2);
    expect(sleeping).toBe(0);
  });
});

describe("scopes that are probed", () => {
  const layered = invented({
    scopes: [scope("read", "orders"), scope("read_write", undefined, ["read"])],
    endpoints: [listOf("orders", "read")],
  });

  it("one that nothing can tell stays unknown: no trouble, and nobody asks again", async () => {
    const { states, report, sleeping } = await look(layered, () => ({ status: 200 }));
    expect(states).toEqual({ read: "granted", read_write: "unknown" });
    expect(report).toMatchObject({ tried: "answered", failure: undefined });
    expect(report.scopes[1]).toMatchObject({ isPending: false });
    expect(sleeping).toBe(0);
  });

  it("one that includes a denied one is denied as well", async () => {
    expect((await look(layered, () => ({ status: 403 }))).states).toEqual({ read: "denied", read_write: "denied" });
  });

  it("one that was denied with another's is not denied any more when that one is granted", async () => {
    await look(layered, () => ({ status: 403 }));
    opened?.answerWith(() => ({ status: 200 }));
    await opened?.clock.advance(10_000);
    const report = await opened?.session.checkAccess();
    expect(report?.scopes.map(({ state }) => state)).toEqual(["granted", "unknown"]);
  });

  it("one that was added since the last look unlocks its tools at the first call, and not before the API said so", async () => {
    opened = openFakeSession(layered, () => ({ status: 403 }));
    expect(await opened.names()).toEqual([]);
    opened.answerWith(() => ({ status: 200 }));
    const missing = { ok: false, failure: { kind: "scope-missing", missing: ["read"] } };
    expect(await opened.call("ledger_list_orders")).toMatchObject(missing);
    await opened.clock.advance(10_000);
    expect(await opened.call("ledger_list_orders")).toMatchObject({ ok: true });
    expect(opened.changes()).toBe(1);
  });

  it("one whose probe failed is asked for again", async () => {
    const { states, report, sleeping } = await look(layered, () => ({ status: 500 }));
    expect(states).toEqual({ read: "unknown", read_write: "unknown" });
    expect(report.scopes.map(({ isPending }) => isPending)).toEqual([true, false]);
    expect(report.tried).toBe("unknown");
    expect(sleeping).toBe(1);
  });

  it("of several refusals the first that is the key's fault is quoted", async () => {
    const hint = { status: 403, words: "switched off", advice: "Switch it on.", blameless: true } as const;
    const two = invented({ scopes: [scope("news", "news"), scope("read", "orders")], refusalHints: [hint] });
    const words = (path: string) => (path === "news" ? "Switched off." : "No.");
    const { states, report } = await look(two, ({ path }) => ({
      status: 403,
      body: JSON.stringify({ message: words(path) }),
    }));
    expect(states).toEqual({ news: "unknown", read: "denied" });
    expect(report.denial).toEqual({ words: "No." });
  });

  it("a refusal that is not the key's fault denies nothing, and is the problem", async () => {
    const hint = { status: 403, words: "switched off", advice: "Switch it on.", blameless: true } as const;
    const off = { status: 403, body: '{"message": "The API is Switched Off."}' };
    const { states, report } = await look({ ...layered, refusalHints: [hint] }, () => off);
    expect(states).toEqual({ read: "unknown", read_write: "unknown" });
    expect(report.failure).toMatchObject({ kind: "forbidden", said: { words: "The API is Switched Off." } });
    expect(report.tried).toBe("unknown");
    expect(report.shown).toHaveLength(1);
  });
});

it("a last-known grant that hides no tool is listed at once, whatever else the key lacks", async () => {
  const connector = invented({
    scopes: [scope("read", "orders"), scope("audit", "logs")],
    endpoints: [listOf("orders", "read")],
  });
  const grants = new Map<string, KnownGrant>();
  const api: FakeApi = ({ path }) => ({ status: path === "logs" ? 403 : 200 });
  opened = openFakeSession(connector, api, { grants });
  await opened.names();
  opened.session.close();
  opened = openFakeSession(connector, api, { grants });
  expect(await opened.names()).toEqual(["ledger_list_orders"]);
  expect(opened.sent).toEqual([]);
  await opened.clock.advance(200);
  expect(opened.sent).toEqual(["orders", "logs"]);
});

it("where something is wrong, a look reads the keychain again: somebody may have logged in since", async () => {
  const connector = invented({ scopes: [scope("read", "orders")], endpoints: [listOf("orders", "read")] });
  opened = openFakeSession(connector, ({ key }) => ({ status: key.endsWith("another_key_from_login") ? 200 : 500 }));
  expect((await opened.session.checkAccess()).failure).toMatchObject({ kind: "unavailable" });
  opened.store("another_key_from_login");
  await opened.clock.advance(10_000);
  expect((await opened.session.checkAccess()).failure).toBeUndefined();
});

it("what failed is not tried again with a key that is no longer in use", async () => {
  const connector = invented({ keyProbe: { path: "me", query: {} } });
  const keys: string[] = [];
  opened = openFakeSession(connector, ({ key }) => {
    keys.push(key);
    return { status: key.endsWith("another_key_from_login") ? 200 : 500 };
  });
  await opened.session.checkAccess();
  await opened.clock.advance(10_000);
  const tried = keys.length;
  opened.store("another_key_from_login");
  await opened.session.checkAccess();
  await opened.clock.advance(600_000);
  expect(keys.slice(tried)).toEqual(["another_key_from_login"]);
});

it("the store's name stays known when a later look is not answered", async () => {
  const envelope = { data: "data", facts: { store: "meta.store" } };
  const connector = invented({ envelope, keyProbe: { path: "me", query: {} } });
  opened = openFakeSession(connector, () => ({ status: 200, body: '{"data": {}, "meta": {"store": "Sever"}}' }));
  await opened.session.checkAccess();
  opened.answerWith(() => ({ status: 500 }));
  await opened.clock.advance(10_000);
  expect(await opened.session.checkAccess()).toMatchObject({
    failure: { kind: "unavailable" },
    meta: { store: "Sever" },
  });
});

describe("a key that is tried as a whole", () => {
  const whole = invented({ keyProbe: { path: "me", query: { short: "1" } }, endpoints: [listOf("orders")] });

  it("is good when the request is answered", async () => {
    const { report, sent } = await look(whole, () => ({ status: 200 }));
    expect(report).toMatchObject({ tried: "answered", failure: undefined, checkedAt: expect.any(Date) });
    expect(sent).toEqual(["me"]);
  });

  it("is rejected by a 401, with what the API said", async () => {
    const { report } = await look(whole, () => ({ status: 401, body: '{"message": "Expired."}' }));
    expect(report.failure).toEqual({ kind: "key-rejected", lastFour: "ough", said: { words: "Expired." } });
    expect(report).toMatchObject({ isUsable: false, shown: [] });
  });

  it.each([403, 404, 500])("is neither by a %i, which is the problem", async (status) => {
    const { report, sleeping } = await look(whole, () => ({ status }));
    expect(report).toMatchObject({ tried: "unknown", isUsable: true, checkedAt: undefined });
    expect(report.failure?.kind).toBe({ 403: "forbidden", 404: "refused", 500: "unavailable" }[status]);
    expect(report.shown).toHaveLength(1);
    expect(sleeping).toBe(1);
  });

  it("is not tried so where its scopes are probed", async () => {
    const both = { ...whole, scopes: [scope("read", "orders")] };
    expect((await look(both, () => ({ status: 200 }))).sent).toEqual(["orders"]);
  });
});

describe("a key that nothing can be tried with", () => {
  it("is used untried: nothing is sent, and nothing is waited for", async () => {
    const { report, sent, sleeping } = await look(invented({ endpoints: [listOf("orders")] }), () => ({ status: 500 }));
    expect(report).toMatchObject({ tried: "nothing-to-try", isUsable: true, failure: undefined, checkedAt: undefined });
    expect(report.shown).toHaveLength(1);
    expect([sent, sleeping]).toEqual([[], 0]);
  });
});
