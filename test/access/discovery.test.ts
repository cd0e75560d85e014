import { afterEach, describe, expect, it } from "vitest";
import type { Connector, ToldScopes } from "../../src/connectors/connector.ts";
import { type FakeApi, type FakeSession, openFakeSession } from "./fake-session.ts";
import { invented, listOf, scope } from "./invented.ts";

/** What a look at the access finds out, by what the connector says of its API. */

let opened: FakeSession | undefined;
afterEach(() => opened?.session.close());

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
  ])("without %s nothing is known, and nothing is waited for", async (_, connector, answer) => {
    const { states, report, sleeping } = await look(connector, () => answer);
    expect(new Set(Object.values(states))).toEqual(new Set(["unknown"]));
    expect(report).toMatchObject({ tried: "answered", problem: undefined });
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
    expect(report).toMatchObject({ tried: "answered", problem: undefined });
    expect(report.scopes[1]).toMatchObject({ isPending: false });
    expect(sleeping).toBe(0);
  });

  it("one that includes a denied one is denied as well", async () => {
    expect((await look(layered, () => ({ status: 403 }))).states).toEqual({ read: "denied", read_write: "denied" });
  });

  it("one whose probe failed is asked for again", async () => {
    const { states, report, sleeping } = await look(layered, () => ({ status: 500 }));
    expect(states).toEqual({ read: "unknown", read_write: "unknown" });
    expect(report.scopes.map(({ isPending }) => isPending)).toEqual([true, false]);
    expect(report.tried).toBe("unknown");
    expect(sleeping).toBe(1);
  });

  it("a refusal that is not the key's fault denies nothing, and is the problem", async () => {
    const hint = { status: 403, words: "switched off", advice: "Switch it on.", blameless: true } as const;
    const off = { status: 403, body: '{"message": "The API is Switched Off."}' };
    const { states, report } = await look({ ...layered, refusalHints: [hint] }, () => off);
    expect(states).toEqual({ read: "unknown", read_write: "unknown" });
    expect(report.problem).toMatchObject({ kind: "forbidden", said: { words: "The API is Switched Off." } });
    expect(report.tried).toBe("unknown");
    expect(report.shown).toHaveLength(1);
  });
});

describe("a key that is tried as a whole", () => {
  const whole = invented({ keyProbe: { path: "me", query: { short: "1" } }, endpoints: [listOf("orders")] });

  it("is good when the request is answered", async () => {
    const { report, sent } = await look(whole, () => ({ status: 200 }));
    expect(report).toMatchObject({ tried: "answered", problem: undefined, checkedAt: expect.any(Date) });
    expect(sent).toEqual(["me"]);
  });

  it("is rejected by a 401, with what the API said", async () => {
    const { report } = await look(whole, () => ({ status: 401, body: '{"message": "Expired."}' }));
    expect(report.problem).toEqual({ kind: "key-rejected", lastFour: "ough", said: { words: "Expired." } });
    expect(report).toMatchObject({ isUsable: false, shown: [] });
  });

  it.each([403, 404, 500])("is neither by a %i, which is the problem", async (status) => {
    const { report, sleeping } = await look(whole, () => ({ status }));
    expect(report).toMatchObject({ tried: "unknown", isUsable: true, checkedAt: undefined });
    expect(report.problem?.kind).toBe({ 403: "forbidden", 404: "refused", 500: "unavailable" }[status]);
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
    expect(report).toMatchObject({ tried: "nothing-to-try", isUsable: true, problem: undefined, checkedAt: undefined });
    expect(report.shown).toHaveLength(1);
    expect([sent, sleeping]).toEqual([[], 0]);
  });
});
