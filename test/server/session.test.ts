import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { Endpoint } from "../../src/connectors/schema/connector.ts";
import type { KeyLookup } from "../../src/credentials/lookup.ts";
import { Secret } from "../../src/credentials/secret.ts";
import type { Outcome } from "../../src/failures/failure.ts";
import type { HttpOutcome } from "../../src/http/client.ts";
import { createMemoryStore } from "../../src/rate-limit/memory-store.ts";
import type { Fetched } from "../../src/requests/fetch.ts";
import type { GrantCache, KnownGrant } from "../../src/scopes/grant-cache.ts";
import { createSession, type Session } from "../../src/scopes/session.ts";
import { openToolList, type ToolList } from "../../src/tools/tool-list.ts";
import { createFakeClock, type FakeClock, settled } from "../helpers/fake-clock.ts";

/** A session on a clock that stands still: what it reads and sends, counted. */

type Api = (request: { readonly key: string; readonly path: string }) => number | "never";

let clock: FakeClock;
let session: Session;
let tools: ToolList;
let storedKey: string | undefined;
let lookups: number;
let sent: string[];
let changes: number;
let api: Api;
let grants: Map<string, KnownGrant>;

const PROBES = ["inventory/", "orders/", "products/", "top-products/"];

beforeEach(() => {
  clock = createFakeClock();
  storedKey = "spa_sk_first_key_of_these_tests";
  lookups = 0;
  sent = [];
  changes = 0;
  api = () => 200;
  grants = new Map();
  session = openSession();
});

afterEach(() => session.close());

function openSession(): Session {
  const opened = createSession({
    connector: setpilot,
    profile: "default",
    lookUpKey: async () => {
      lookups += 1;
      return lookUp();
    },
    grants: rememberedGrants(),
    readsQuietly: true,
    openStore: (_, window) => createMemoryStore(window, clock),
    http: {
      async get(url, headers, _, signal) {
        const path = url.pathname.slice("/api/v2/".length);
        sent.push(path);
        const answer = api({ key: headers["authorization"]?.slice("Bearer ".length) ?? "", path });
        return answer === "never" ? until(signal) : httpAnswer(answer);
      },
    },
    clock,
    random: () => 0.5,
  });
  tools = listOf(opened);
  return opened;
}

/** As one client sees the session's tools. */
function listOf(opened: Session): ToolList {
  return openToolList(opened, {
    onChanged: () => {
      changes += 1;
    },
    onDefect: (error) => {
      throw error;
    },
  });
}

function lookUp(): KeyLookup {
  if (storedKey === undefined) return { ok: false, failure: { kind: "none" }, notes: [] };
  const credential = {
    connectorId: "setpilot",
    profile: "default",
    secret: new Secret(storedKey),
    baseUrl: new URL("https://app.setpilot.io/api/v2/"),
    source: { kind: "keychain", store: "test" } as const,
    form: setpilot.keyForms[0],
    settings: { privacy: "shown" } as const,
  };
  return { ok: true, credential, notes: [] };
}

function rememberedGrants(): GrantCache {
  return {
    read: async (_, fingerprint) => grants.get(fingerprint),
    write: async (_, fingerprint, known) => {
      grants.set(fingerprint, known);
      return true;
    },
    remove: async (fingerprint) => {
      grants.delete(fingerprint);
    },
  };
}

function httpAnswer(status: number): HttpOutcome {
  return { kind: "answer", status, headers: {}, body: '{"data":[],"meta":{}}' };
}

function until(signal: AbortSignal): Promise<HttpOutcome> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

function endpoint(tool: string): Endpoint {
  const found = setpilot.endpoints.find((one) => one.tool === tool);
  if (found === undefined) throw new Error(`No ${tool}`);
  return found;
}

function call(tool: string, given: object = {}): Promise<Outcome<Fetched>> {
  return session.fetch(endpoint(tool), given, { signal: new AbortController().signal });
}

async function names(): Promise<string[]> {
  return (await tools.list()).map(({ name }) => name).filter((name) => name !== "setpilot_check_access");
}

describe("a start", () => {
  it("reads and sends nothing until it is asked for something", async () => {
    await clock.advance(60_000);
    expect([lookups, sent]).toEqual([0, []]);
  });

  it("asks once for each scope, however many lists are asked for at once", async () => {
    const lists = await Promise.all([names(), names(), names()]);
    expect(lists.map((list) => list.length)).toEqual([9, 9, 9]);
    expect(lookups).toBe(1);
    expect(sent.sort()).toEqual(PROBES);
    expect(changes).toBe(0);
  });

  it("with a last-known grant answers before it asks, and a burst of lists makes one look", async () => {
    await names();
    session.close();
    session = openSession();
    sent = [];
    for (let at = 0; at < 3; at += 1) {
      expect(await names()).toHaveLength(9);
      expect(sent).toEqual([]);
      await clock.advance(30);
    }
    await clock.advance(5_000);
    expect(sent.sort()).toEqual(PROBES);
    expect(changes).toBe(0);
  });

  it("with a last-known grant that is out of date: the list is corrected, and the client told", async () => {
    await names();
    session.close();
    session = openSession();
    api = ({ path }) => (path === "orders/" ? 403 : 200);
    expect(await names()).toHaveLength(9);
    await clock.advance(200);
    expect(changes).toBe(1);
    expect(await names()).toHaveLength(8);
  });

  it("lists everything after 3 s when the API does not answer, and corrects that later", async () => {
    let answers = (_: number) => {};
    const late = new Promise<number>((resolve) => {
      answers = resolve;
    });
    session.close();
    session = createSession({
      connector: setpilot,
      profile: "default",
      lookUpKey: async () => lookUp(),
      grants: rememberedGrants(),
      readsQuietly: true,
      openStore: (_, window) => createMemoryStore(window, clock),
      http: { get: async () => httpAnswer(await late) },
      clock,
      random: () => 0.5,
    });
    tools = listOf(session);
    let list: string[] | undefined;
    const listing = names().then((found) => {
      list = found;
    });
    await clock.advance(2_999);
    expect(list).toBeUndefined();
    await clock.advance(1);
    await listing;
    expect(list).toHaveLength(9);
    answers(403);
    await clock.advance(0);
    expect(changes).toBe(1);
    expect(await names()).toEqual([]);
  });

  it("tells nobody of a change before a list was given", async () => {
    api = ({ path }) => (path === "orders/" ? 403 : 200);
    await session.checkAccess();
    expect(changes).toBe(0);
  });
});

describe("trouble", () => {
  it("is looked at again with growing waits, in one row, however often somebody asks in between", async () => {
    api = () => 502;
    await names();
    for (let at = 0; at < 5; at += 1) await session.checkAccess();
    expect(sent).toHaveLength(4 * 6);
    expect(clock.sleeping()).toBe(1);
    sent = [];
    await clock.advance(5_000);
    expect(sent).toHaveLength(4);
    await clock.advance(299_999);
    expect(sent).toHaveLength(4);
    api = () => 200;
    await clock.advance(1);
    expect(sent).toHaveLength(8);
    expect(clock.sleeping()).toBe(0);
  });

  it("ends with the session", async () => {
    api = () => 502;
    await names();
    session.close();
    await settled();
    expect(clock.sleeping()).toBe(0);
  });
});

describe("a key that is rejected", () => {
  const second = "spa_sk_second_key_of_these_tests";

  beforeEach(async () => {
    await names();
    sent = [];
    lookups = 0;
  });

  it("is replaced by the one that is stored now, and the call repeated: nobody hears of it", async () => {
    api = ({ key }) => (key === second ? 200 : 401);
    storedKey = second;
    expect(await call("setpilot_get_summary")).toMatchObject({ ok: true });
    expect(lookups).toBe(1);
    expect(sent).toHaveLength(1 + 4 + 1);
  });

  it("costs one look at the keychain and one discovery, however many calls fail by it", async () => {
    api = ({ key }) => (key === second ? 200 : 401);
    storedKey = second;
    const calls = Array.from({ length: 10 }, (_, at) => call("setpilot_list_orders", { page: at + 1 }));
    const results = await clock.drive(Promise.all(calls));
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(lookups).toBe(1);
    expect(sent.filter((path) => path === "top-products/")).toHaveLength(1);
  });

  it("that is still the stored one: one look, and the list is empty from then on", async () => {
    api = () => 401;
    const calls = Array.from({ length: 10 }, (_, at) => call("setpilot_list_orders", { page: at + 1 }));
    for (const result of await clock.drive(Promise.all(calls))) {
      expect(result).toMatchObject({ ok: false, failure: { kind: "key-rejected" } });
    }
    expect(lookups).toBe(1);
    expect(changes).toBe(1);
    expect(await names()).toEqual([]);
  });

  it("is looked for once by a look at the access, which may open a dialog", async () => {
    api = () => 401;
    await call("setpilot_get_summary");
    lookups = 0;
    expect((await session.checkAccess()).failure).toMatchObject({ kind: "key-rejected" });
    expect(lookups).toBe(1);
  });

  it("comes back by itself when the API takes it again", async () => {
    api = () => 401;
    await call("setpilot_get_summary");
    expect(await names()).toEqual([]);
    api = () => 200;
    await session.checkAccess();
    expect(changes).toBe(2);
    expect(await names()).toHaveLength(9);
  });
});

describe("a key that is stored while the server runs", () => {
  beforeEach(async () => {
    storedKey = undefined;
    expect(await names()).toEqual([]);
  });

  it("is found within 10 s, and the client is told", async () => {
    await clock.advance(10_000);
    expect(changes).toBe(0);
    storedKey = "spa_sk_stored_later_on_by_login";
    await clock.advance(10_000);
    expect(changes).toBe(1);
    expect(await names()).toHaveLength(9);
  });

  it("serves a call at once, and the list is corrected although no one asks for it", async () => {
    storedKey = "spa_sk_stored_later_on_by_login";
    expect(await call("setpilot_list_orders")).toMatchObject({ ok: true });
    await clock.advance(1_000);
    expect(changes).toBe(1);
    expect(await names()).toHaveLength(9);
  });
});

describe("a 403 for a scope that the key had", () => {
  it("is explained within 3 s, even while another look hangs", async () => {
    await names();
    // Old enough that a look at the access asks again; one of its probes never ends.
    await clock.advance(20_000);
    api = ({ path }) => (path === "inventory/" ? "never" : path === "dashboard/summary/" ? 403 : 200);
    void session.checkAccess();
    await settled();
    let ended: Outcome<Fetched> | undefined;
    const calling = call("setpilot_get_summary").then((outcome) => {
      ended = outcome;
    });
    await clock.advance(2_999);
    expect(ended).toBeUndefined();
    await clock.advance(1);
    await calling;
    expect(ended).toMatchObject({ ok: false, failure: { kind: "forbidden" } });
  });

  it("is one change for the client, however many calls fail by it", async () => {
    await names();
    api = ({ path }) => (path === "orders/" ? 403 : 200);
    const calls = Array.from({ length: 6 }, (_, at) => call("setpilot_list_orders", { page: at + 1 }));
    for (const outcome of await clock.drive(Promise.all(calls))) {
      expect(outcome).toMatchObject({ ok: false, failure: { kind: "scope-lost", missing: ["orders"] } });
    }
    expect(changes).toBe(1);
    expect(await names()).toHaveLength(8);
  });
});

describe("a key that is replaced by one with more scopes, while the old one still works", () => {
  const wider = "spa_sk_wider_key_of_these_tests";

  beforeEach(async () => {
    api = ({ key, path }) => (path === "orders/" && key !== wider ? 403 : 200);
    expect(await names()).toHaveLength(8);
    await clock.advance(11_000);
    storedKey = wider;
  });

  it("is used by the next call of a hidden tool, and the list is corrected", async () => {
    expect(await call("setpilot_list_orders")).toMatchObject({ ok: true });
    await clock.advance(1_000);
    expect(changes).toBe(1);
    expect(await names()).toHaveLength(9);
  });

  it("is found by a look at the access", async () => {
    expect((await session.checkAccess()).hidden).toEqual([]);
    expect(changes).toBe(1);
  });
});

describe("what would ask too often", () => {
  it("a 403 that no scope explains is looked into once a minute, not at every call", async () => {
    await names();
    api = ({ path }) => (path === "dashboard/summary/" ? 403 : 200);
    sent = [];
    for (let at = 0; at < 10; at += 1) {
      expect(await call("setpilot_get_summary")).toMatchObject({ failure: { kind: "forbidden" } });
    }
    expect(sent).toHaveLength(10 + PROBES.length);
  });

  it("a rejected key is watched until another is stored, quietly", async () => {
    await names();
    api = ({ key }) => (key === "spa_sk_good_again_from_login" ? 200 : 401);
    expect(await call("setpilot_get_summary")).toMatchObject({ failure: { kind: "key-rejected" } });
    sent = [];
    await clock.advance(60_000);
    expect(sent).toEqual([]);
    storedKey = "spa_sk_good_again_from_login";
    await clock.advance(10_000);
    expect(changes).toBe(2);
    expect(await names()).toHaveLength(9);
  });
});

it("a keychain that never answers does not hold a call beyond its 30 s", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const silent = createSession({
    connector: setpilot,
    profile: "default",
    lookUpKey: () => new Promise(() => {}),
    grants: rememberedGrants(),
    readsQuietly: true,
    openStore: (_, window) => createMemoryStore(window, clock),
    http: { get: async () => httpAnswer(200) },
    clock,
    random: () => 0.5,
  });
  const calling = silent.fetch(endpoint("setpilot_list_orders"), {}, { signal: new AbortController().signal });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await calling).toEqual({ ok: false, failure: { kind: "deadline", seconds: 30 } });
  vi.useRealTimers();
});
