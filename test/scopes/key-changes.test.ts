import { beforeEach, describe, expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { type FakeApi, type FakeSession, openFakeSession } from "./fake-session.ts";

/* What login and logout tell servers that run. Their own look at it comes every 3 s, and before each request. */

const OLD = "a_key_that_is_long_enough";
const NEW = "spa_sk_stored_by_another_login";
const ok: FakeApi = () => ({ status: 200 });
/** The new key has one scope. */
const narrow: FakeApi = ({ key, path }) => ({ status: key === NEW && path !== "orders/" ? 403 : 200 });

let fake: FakeSession;
let keys: string[];

/** Notes the key of each request. */
function noting(api: FakeApi): FakeApi {
  return (request) => {
    keys.push(request.key);
    return api(request);
  };
}

beforeEach(async () => {
  keys = [];
  fake = openFakeSession(setpilot, noting(narrow));
  expect(await fake.names()).toHaveLength(9);
  fake.forget();
});

describe("a logout", () => {
  it("empties the list within 3 s, and nothing is sent any more", async () => {
    await fake.storeAndTell(undefined);
    expect(fake.lookups()).toBe(0);
    await fake.clock.advance(3_000);
    expect(fake.changes()).toBe(1);
    expect(await fake.names()).toEqual([]);
    expect(await fake.call("setpilot_get_summary")).toMatchObject({ failure: { kind: "no-key" } });
    await fake.clock.advance(60_000);
    expect(fake.sent).toEqual([]);
  });

  it("is noticed by the very next call", async () => {
    await fake.storeAndTell(undefined);
    const outcome = await fake.call("setpilot_get_summary");
    expect(outcome).toMatchObject({ failure: { kind: "no-key", reason: { kind: "none" } } });
    expect([fake.sent, fake.changes()]).toEqual([[], 1]);
  });

  it("is noticed before the next attempt of a call under way", async () => {
    fake.answerWith(noting(() => ({ status: 503 })));
    keys = [];
    const calling = fake.call("setpilot_get_summary");
    await fake.clock.advance(0);
    expect(keys).toEqual([OLD]);
    await fake.storeAndTell(undefined);
    expect(await fake.clock.drive(calling)).toMatchObject({ failure: { kind: "no-key" } });
    expect(keys).toEqual([OLD]);
  });

  it("leaves no grant behind that a look at the API was about to bring", async () => {
    const grants = new Map();
    let answer = (_: { status: number }) => {};
    const late = new Promise<{ status: number }>((resolve) => {
      answer = resolve;
    });
    fake = openFakeSession(setpilot, () => late, { grants });
    const listing = fake.names();
    await fake.clock.advance(3_000);
    await listing;
    await fake.storeAndTell(undefined);
    answer({ status: 200 });
    await fake.clock.advance(0);
    expect([...grants]).toEqual([]);
  });
});

describe("a login with another key", () => {
  it("corrects the list within 3 s, and the old key is not sent any more", async () => {
    keys = [];
    await fake.storeAndTell(NEW);
    await fake.clock.advance(3_000);
    expect(fake.changes()).toBe(1);
    expect(await fake.names()).toEqual(["setpilot_list_orders"]);
    expect(await fake.call("setpilot_list_orders")).toMatchObject({ ok: true });
    expect(new Set(keys)).toEqual(new Set([NEW]));
  });

  it("is used by a call that waited for its turn meanwhile", async () => {
    fake.answerWith(noting(({ key }) => ({ status: key === OLD ? 503 : 200 })));
    keys = [];
    const calling = fake.call("setpilot_get_summary");
    await fake.clock.advance(0);
    await fake.storeAndTell(NEW);
    expect(await fake.clock.drive(calling)).toMatchObject({ ok: true });
    expect(keys.filter((key) => key === OLD)).toHaveLength(1);
  });

  it("with the same key and other settings takes those over, and finds out nothing anew", async () => {
    await fake.storeAndTell(OLD);
    const before = fake.session.credential();
    await fake.clock.advance(3_000);
    expect([fake.lookups(), fake.changes(), fake.sent]).toEqual([1, 0, []]);
    expect(fake.session.credential()).not.toBe(before);
  });
});

describe("where reading the keychain asks the person", () => {
  beforeEach(async () => {
    const grants = new Map();
    // The login found out what the new key may do.
    const login = openFakeSession(setpilot, narrow, { grants });
    login.store(NEW);
    await login.names();
    fake = openFakeSession(setpilot, noting(narrow), { grants, readsQuietly: false });
    await fake.names();
    fake.forget();
    keys = [];
  });

  it("a login with another key is not read before it is needed, and the list is right all the same", async () => {
    await fake.storeAndTell(NEW);
    await fake.clock.advance(60_000);
    expect(fake.changes()).toBe(1);
    expect(await fake.names()).toEqual(["setpilot_list_orders"]);
    expect([fake.lookups(), keys]).toEqual([0, []]);
    expect(await fake.call("setpilot_list_orders")).toMatchObject({ ok: true });
    expect([fake.lookups(), keys]).toEqual([1, [NEW]]);
  });

  it("a logout is taken at its word, and nothing is watched but the next word", async () => {
    await fake.storeAndTell(undefined);
    await fake.clock.advance(60_000);
    expect([fake.lookups(), fake.changes(), fake.clock.sleeping()]).toEqual([0, 1, 0]);
    await fake.storeAndTell(NEW);
    await fake.clock.advance(3_000);
    expect(await fake.names()).toEqual(["setpilot_list_orders"]);
    expect([fake.lookups(), keys]).toEqual([0, []]);
  });

  it("a key of which nothing is known has all its tools listed until it is read", async () => {
    await fake.storeAndTell("spa_sk_never_tried_before");
    await fake.clock.advance(3_000);
    expect(await fake.names()).toHaveLength(9);
    expect(fake.lookups()).toBe(0);
  });
});

it("a key of the environment is not affected", async () => {
  const source = { kind: "environment", variables: ["SETPILOT_API_KEY"] } as const;
  fake = openFakeSession(setpilot, ok, { source });
  await fake.names();
  fake.forget();
  await fake.storeAndTell(undefined);
  fake.store(OLD);
  await fake.clock.advance(60_000);
  expect(await fake.call("setpilot_get_summary")).toMatchObject({ ok: true });
  expect([fake.lookups(), fake.changes()]).toEqual([0, 0]);
});
