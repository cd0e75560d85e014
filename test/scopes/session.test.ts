import { beforeEach, describe, expect, it, vi } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { Outcome } from "../../src/failures/failure.ts";
import type { KnownGrant } from "../../src/scopes/grant-cache.ts";
import { settled } from "../helpers/fake-clock.ts";
import { type FakeApi, type FakeSession, openFakeSession } from "./fake-session.ts";

/** A session of Setpilot: what it reads and sends, counted, and what its client hears. */

const PROBES = ["inventory/", "orders/", "products/", "top-products/"];
const ok: FakeApi = () => ({ status: 200 });

let grants: Map<string, KnownGrant>;
let fake: FakeSession;

beforeEach(() => {
  grants = new Map();
  fake = openFakeSession(setpilot, ok, { grants });
});

/** Another process with the same key and cache. */
function restart(): void {
  fake.session.close();
  fake = openFakeSession(setpilot, ok, { grants });
}

/** An API that answers this status, at one path or at all. */
function refusing(status: number, refused?: string): FakeApi {
  return ({ path }) => ({ status: refused === undefined || path === refused ? status : 200 });
}

/** One that takes no key but this. */
function accepting(good: string): FakeApi {
  return ({ key }) => ({ status: key === good ? 200 : 401 });
}

/** So many calls at once, each for another page. */
function callPages(count: number) {
  const calls = Array.from({ length: count }, (_, at) => fake.call("setpilot_list_orders", { page: at + 1 }));
  return fake.clock.drive(Promise.all(calls));
}

describe("a start", () => {
  it("reads and sends nothing until it is asked for something", async () => {
    await fake.clock.advance(60_000);
    expect([fake.lookups(), fake.sent]).toEqual([0, []]);
  });

  it("asks once for each scope, however many lists are asked for at once", async () => {
    const lists = await Promise.all([fake.names(), fake.names(), fake.names()]);
    expect(lists.map((list) => list.length)).toEqual([9, 9, 9]);
    expect(fake.lookups()).toBe(1);
    expect(fake.sent.sort()).toEqual(PROBES);
    expect(fake.changes()).toBe(0);
  });

  it("with a last-known grant answers before it asks, and a burst of lists makes one look", async () => {
    await fake.names();
    restart();
    for (let at = 0; at < 3; at += 1) {
      expect(await fake.names()).toHaveLength(9);
      expect(fake.sent).toEqual([]);
      await fake.clock.advance(30);
    }
    await fake.clock.advance(5_000);
    expect(fake.sent.sort()).toEqual(PROBES);
    expect(fake.changes()).toBe(0);
  });

  it("with a last-known grant that is out of date: the list is corrected, and the client told", async () => {
    await fake.names();
    restart();
    fake.answerWith(refusing(403, "orders/"));
    expect(await fake.names()).toHaveLength(9);
    await fake.clock.advance(200);
    expect(fake.changes()).toBe(1);
    expect(await fake.names()).toHaveLength(8);
  });

  it("lists everything after 3 s when the API does not answer, and corrects that later", async () => {
    let answer = (_: { status: number }) => {};
    const late = new Promise<{ status: number }>((resolve) => {
      answer = resolve;
    });
    fake.answerWith(() => late);
    let list: string[] | undefined;
    const listing = fake.names().then((found) => {
      list = found;
    });
    await fake.clock.advance(2_999);
    expect(list).toBeUndefined();
    await fake.clock.advance(1);
    await listing;
    expect(list).toHaveLength(9);
    answer({ status: 403 });
    await fake.clock.advance(0);
    expect(fake.changes()).toBe(1);
    expect(await fake.names()).toEqual([]);
  });

  it("tells nobody of a change before a list was given", async () => {
    fake.answerWith(refusing(403, "orders/"));
    await fake.session.checkAccess();
    expect(fake.changes()).toBe(0);
  });
});

describe("trouble", () => {
  it("is looked at again with growing waits, in one row, however often somebody asks in between", async () => {
    fake.answerWith(refusing(502));
    await fake.names();
    for (let at = 0; at < 5; at += 1) await fake.session.checkAccess();
    expect(fake.sent).toHaveLength(4 * 6);
    expect(fake.clock.sleeping()).toBe(1);
    fake.forget();
    await fake.clock.advance(5_000);
    expect(fake.sent).toHaveLength(4);
    await fake.clock.advance(299_999);
    expect(fake.sent).toHaveLength(4);
    fake.answerWith(ok);
    await fake.clock.advance(1);
    expect(fake.sent).toHaveLength(8);
    expect(fake.clock.sleeping()).toBe(0);
  });

  it("ends with the session", async () => {
    fake.answerWith(refusing(502));
    await fake.names();
    fake.session.close();
    await settled();
    expect(fake.clock.sleeping()).toBe(0);
  });
});

describe("a key that is rejected", () => {
  const second = "spa_sk_second_key_of_these_tests";

  beforeEach(async () => {
    await fake.names();
    fake.forget();
  });

  it("is replaced by the one that is stored now, and the call repeated: nobody hears of it", async () => {
    fake.answerWith(accepting(second));
    fake.store(second);
    expect(await fake.call("setpilot_get_summary")).toMatchObject({ ok: true });
    expect(fake.lookups()).toBe(1);
    expect(fake.sent).toHaveLength(1 + 4 + 1);
  });

  it("costs one look at the keychain and one discovery, however many calls fail by it", async () => {
    fake.answerWith(accepting(second));
    fake.store(second);
    const results = await callPages(10);
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(fake.lookups()).toBe(1);
    expect(fake.sent.filter((path) => path === "top-products/")).toHaveLength(1);
  });

  it("that is still the stored one: one look, and the list is empty from then on", async () => {
    fake.answerWith(refusing(401));
    for (const result of await callPages(10)) {
      expect(result).toMatchObject({ ok: false, failure: { kind: "key-rejected" } });
    }
    expect(fake.lookups()).toBe(1);
    expect(fake.changes()).toBe(1);
    expect(await fake.names()).toEqual([]);
  });

  it("is looked for once by a look at the access, which may open a dialog", async () => {
    fake.answerWith(refusing(401));
    await fake.call("setpilot_get_summary");
    fake.forget();
    expect((await fake.session.checkAccess()).failure).toMatchObject({ kind: "key-rejected" });
    expect(fake.lookups()).toBe(1);
  });

  it("comes back by itself when the API takes it again", async () => {
    fake.answerWith(refusing(401));
    await fake.call("setpilot_get_summary");
    expect(await fake.names()).toEqual([]);
    fake.answerWith(ok);
    await fake.session.checkAccess();
    expect(fake.changes()).toBe(2);
    expect(await fake.names()).toHaveLength(9);
  });
});

describe("a key that is stored while the server runs", () => {
  beforeEach(async () => {
    fake.store(undefined);
    expect(await fake.names()).toEqual([]);
  });

  it("is found within 10 s, and the client is told", async () => {
    await fake.clock.advance(10_000);
    expect(fake.changes()).toBe(0);
    fake.store("spa_sk_stored_later_on_by_login");
    await fake.clock.advance(10_000);
    expect(fake.changes()).toBe(1);
    expect(await fake.names()).toHaveLength(9);
  });

  it("serves a call at once, and the list is corrected although no one asks for it", async () => {
    fake.store("spa_sk_stored_later_on_by_login");
    expect(await fake.call("setpilot_list_orders")).toMatchObject({ ok: true });
    await fake.clock.advance(1_000);
    expect(fake.changes()).toBe(1);
    expect(await fake.names()).toHaveLength(9);
  });
});

describe("a 403 for a scope that the key had", () => {
  it("is explained within 3 s, even while another look hangs", async () => {
    await fake.names();
    // Old enough that a look at the access asks again; one of its probes never ends.
    await fake.clock.advance(20_000);
    const refuses = refusing(403, "dashboard/summary/");
    fake.answerWith((request) => (request.path === "inventory/" ? "never" : refuses(request)));
    void fake.session.checkAccess();
    await settled();
    let ended: Outcome<string> | undefined;
    const calling = fake.call("setpilot_get_summary").then((outcome) => {
      ended = outcome;
    });
    await fake.clock.advance(2_999);
    expect(ended).toBeUndefined();
    await fake.clock.advance(1);
    await calling;
    expect(ended).toMatchObject({ ok: false, failure: { kind: "forbidden" } });
  });

  it("is one change for the client, however many calls fail by it", async () => {
    await fake.names();
    fake.answerWith(refusing(403, "orders/"));
    for (const outcome of await callPages(6)) {
      expect(outcome).toMatchObject({ ok: false, failure: { kind: "scope-lost", missing: ["orders"] } });
    }
    expect(fake.changes()).toBe(1);
    expect(await fake.names()).toHaveLength(8);
  });
});

describe("a key that is replaced by one with more scopes, while the old one still works", () => {
  const wider = "spa_sk_wider_key_of_these_tests";

  beforeEach(async () => {
    fake.answerWith(({ key, path }) => ({ status: path === "orders/" && key !== wider ? 403 : 200 }));
    expect(await fake.names()).toHaveLength(8);
    await fake.clock.advance(11_000);
    fake.store(wider);
  });

  it("is used by the next call of a hidden tool, and the list is corrected", async () => {
    expect(await fake.call("setpilot_list_orders")).toMatchObject({ ok: true });
    await fake.clock.advance(1_000);
    expect(fake.changes()).toBe(1);
    expect(await fake.names()).toHaveLength(9);
  });

  it("is found by a look at the access", async () => {
    expect((await fake.session.checkAccess()).hidden).toEqual([]);
    expect(fake.changes()).toBe(1);
  });
});

describe("what would ask too often", () => {
  it("a 403 that no scope explains is looked into once a minute, not at every call", async () => {
    await fake.names();
    fake.answerWith(refusing(403, "dashboard/summary/"));
    fake.forget();
    for (let at = 0; at < 10; at += 1) {
      expect(await fake.call("setpilot_get_summary")).toMatchObject({ failure: { kind: "forbidden" } });
    }
    expect(fake.sent).toHaveLength(10 + PROBES.length);
  });

  it("a rejected key is watched until another is stored, quietly", async () => {
    await fake.names();
    fake.answerWith(accepting("spa_sk_good_again_from_login"));
    expect(await fake.call("setpilot_get_summary")).toMatchObject({ failure: { kind: "key-rejected" } });
    fake.forget();
    await fake.clock.advance(60_000);
    expect(fake.sent).toEqual([]);
    fake.store("spa_sk_good_again_from_login");
    await fake.clock.advance(10_000);
    expect(fake.changes()).toBe(2);
    expect(await fake.names()).toHaveLength(9);
  });
});

it("a keychain that never answers does not hold a call beyond its 30 s", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const silent = openFakeSession(setpilot, ok, { keychain: new Promise(() => {}) });
  const calling = silent.call("setpilot_list_orders");
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await calling).toEqual({ ok: false, failure: { kind: "deadline", seconds: 30 } });
  vi.useRealTimers();
});
