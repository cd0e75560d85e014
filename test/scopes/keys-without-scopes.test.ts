import { beforeEach, describe, expect, it } from "vitest";
import type { KnownGrant } from "../../src/scopes/grant-cache.ts";
import { type FakeApi, type FakeSession, openFakeSession } from "./fake-session.ts";
import { invented, listOf, scope } from "./invented.ts";

/** A session of an API whose keys have no scopes: every good key has every tool. */

const whole = invented({ keyProbe: { path: "me", query: {} }, endpoints: [listOf("orders")] });
const TOOLS = ["ledger_list_orders"];
const good: FakeApi = () => ({ status: 200 });
const bad: FakeApi = () => ({ status: 401, body: '{"message": "Revoked."}' });

let grants: Map<string, KnownGrant>;
let fake: FakeSession;

beforeEach(() => {
  grants = new Map();
  fake = openFakeSession(whole, good, { grants });
});

/** Another process with the same key and cache. */
function restart(api: FakeApi): void {
  fake.session.close();
  fake = openFakeSession(whole, api, { grants });
}

describe("the list", () => {
  it("is all tools, after one request", async () => {
    expect(await fake.names()).toEqual(TOOLS);
    expect(fake.sent).toEqual(["me"]);
  });

  it("comes at once at the next start, and is checked behind it", async () => {
    await fake.names();
    restart(bad);
    expect(await fake.names()).toEqual(TOOLS);
    expect(fake.sent).toEqual([]);
    await fake.clock.advance(200);
    expect(fake.sent).toEqual(["me"]);
    expect(fake.changes()).toBe(1);
    expect(await fake.names()).toEqual([]);
    expect(grants.size).toBe(0);
  });

  it("is not remembered of a key that no answer ever came for", async () => {
    fake.answerWith(() => ({ status: 500 }));
    expect(await fake.names()).toEqual(TOOLS);
    expect(grants.size).toBe(0);
  });

  it("is empty for a rejected key, and full when a good one is stored, without a restart", async () => {
    fake.answerWith(({ key }) => ({ status: key.endsWith("second_key_from_login") ? 200 : 401 }));
    expect(await fake.names()).toEqual([]);
    fake.store("second_key_from_login");
    await fake.clock.advance(10_000);
    expect(fake.changes()).toBe(1);
    expect(await fake.names()).toEqual(TOOLS);
  });
});

describe("a call", () => {
  it("that is answered with 401: the key is rejected with what the API said, and the list is empty", async () => {
    await fake.names();
    fake.answerWith(bad);
    const failure = { kind: "key-rejected", said: { words: "Revoked." } };
    expect(await fake.call("ledger_list_orders")).toMatchObject({ ok: false, failure });
    expect(fake.changes()).toBe(1);
    expect(await fake.names()).toEqual([]);
    expect((await fake.session.checkAccess()).failure).toMatchObject(failure);
  });

  it("that is answered with 401 starts no watch where reading the keychain asks the person", async () => {
    fake = openFakeSession(whole, bad, { readsQuietly: false });
    expect(await fake.call("ledger_list_orders")).toMatchObject({ failure: { kind: "key-rejected" } });
    expect(fake.clock.sleeping()).toBe(0);
  });

  it("that is answered with 401: an outage does not bring the tools back, an answer does", async () => {
    await fake.names();
    fake.answerWith(bad);
    await fake.call("ledger_list_orders");
    fake.answerWith(() => ({ status: 500 }));
    expect((await fake.session.checkAccess()).failure).toMatchObject({ kind: "key-rejected" });
    expect(await fake.names()).toEqual([]);
    fake.answerWith(() => ({ status: 403 }));
    expect((await fake.session.checkAccess()).failure).toMatchObject({ kind: "forbidden" });
    fake.answerWith(good);
    expect((await fake.session.checkAccess()).failure).toBeUndefined();
    expect(await fake.names()).toEqual(TOOLS);
  });

  it("that is answered with 403 asks for nothing else: no scope could explain it", async () => {
    await fake.names();
    fake.answerWith(() => ({ status: 403 }));
    expect(await fake.call("ledger_list_orders")).toMatchObject({ failure: { kind: "forbidden", unsure: [] } });
    expect(fake.sent).toEqual(["me", "orders"]);
    expect(fake.changes()).toBe(0);
  });
});

describe("a key that nothing can be tried with", () => {
  beforeEach(() => {
    fake = openFakeSession(invented({ endpoints: [listOf("orders")] }), bad, { grants });
  });

  it("has its tools listed at once, at no cost", async () => {
    expect(await fake.names()).toEqual(TOOLS);
    expect([fake.sent, fake.clock.sleeping()]).toEqual([[], 0]);
  });

  it("stays rejected after a call found that out: no look could know better", async () => {
    await fake.names();
    expect(await fake.call("ledger_list_orders")).toMatchObject({ failure: { kind: "key-rejected" } });
    expect((await fake.session.checkAccess()).failure).toMatchObject({ kind: "key-rejected" });
    expect(await fake.names()).toEqual([]);
    fake.store("another_key_from_login");
    fake.answerWith(good);
    await fake.clock.advance(10_000);
    expect(fake.changes()).toBe(2);
    expect(await fake.names()).toEqual(TOOLS);
  });
});

describe("a 403 in a call", () => {
  const hints = [
    { status: 403, words: "switched_off", advice: "Switch it on.", blameless: true },
    { status: 403, advice: "Or it is switched off." },
  ] as const;
  const scoped = invented({
    scopes: [scope("read", "orders"), scope("secret")],
    endpoints: [listOf("orders", "read"), listOf("secrets", "secret")],
    refusalHints: hints,
    errorBody: { message: "message", code: "code" },
  });

  beforeEach(() => {
    fake = openFakeSession(scoped, good);
  });

  it("that is not the key's fault starts no look, and takes no tool away", async () => {
    await fake.names();
    fake.answerWith(() => ({ status: 403, body: '{"code": "SWITCHED_OFF"}' }));
    expect(await fake.call("ledger_list_orders")).toMatchObject({ failure: { kind: "forbidden" } });
    expect(fake.sent).toEqual(["orders", "orders"]);
    expect(fake.changes()).toBe(0);
  });

  it("that takes a scope away says what the API said, for the text to choose its hint by", async () => {
    await fake.names();
    fake.answerWith(() => ({ status: 403, body: '{"message": "No."}' }));
    const lost = { kind: "scope-lost", missing: ["read"], held: [], said: { words: "No." } };
    expect(await fake.call("ledger_list_orders")).toMatchObject({ failure: lost });
    await fake.clock.advance(1);
    const missing = { kind: "scope-missing", missing: ["read"], said: { words: "No." } };
    expect(await fake.call("ledger_list_orders")).toMatchObject({ failure: missing });
  });

  it("looks once more where a look was under way: that one may have been answered before", async () => {
    const probed = invented({ scopes: [scope("read", "probe")], endpoints: [listOf("orders", "read")] });
    fake = openFakeSession(probed, good);
    await fake.names();
    await fake.clock.advance(10_000);
    let answerProbe: (answer: { status: number }) => void = () => undefined;
    const held = new Promise<{ status: number }>((resolve) => {
      answerProbe = resolve;
    });
    let probes = 0;
    fake.answerWith(({ path }) => (path === "probe" && probes++ === 0 ? held : { status: 403 }));
    const looking = fake.session.checkAccess();
    const calling = fake.call("ledger_list_orders");
    await new Promise(setImmediate);
    answerProbe({ status: 200 });
    expect(await calling).toMatchObject({ failure: { kind: "scope-lost", missing: ["read"] } });
    await looking;
  });

  it("names the scopes of which nobody knows whether the key has them", async () => {
    await fake.names();
    fake.answerWith(({ path }) => ({ status: path === "secrets" ? 403 : 200 }));
    expect(await fake.call("ledger_list_secrets")).toMatchObject({
      failure: { kind: "forbidden", unsure: ["secret"] },
    });
  });
});
