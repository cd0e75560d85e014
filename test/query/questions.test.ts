import { describe, expect, it } from "vitest";
import type { Connector } from "../../src/connectors/schema/connector.ts";
import type { Installation } from "../../src/engine/installation.ts";
import type { Failure } from "../../src/failures/failure.ts";
import { openQuestions } from "../../src/query/questions.ts";
import type { Grant } from "../../src/scopes/grant.ts";
import { narrow } from "../../src/scopes/narrowing.ts";
import { INSTALLATION } from "../engine/open.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { createFakeClock } from "../helpers/fake-clock.ts";
import { connectorWith } from "../tables/list.ts";
import { createApi, drive, openProcess, type Respond } from "../tables/world.ts";

const things = connectorWith({ paging: "none" });
const { signal } = new AbortController();

/** Questions about what an API answers. */
async function open(
  respond: Respond,
  {
    connector = things,
    grant = new Map(),
    installation = INSTALLATION,
  }: { connector?: Connector; grant?: Grant; installation?: Installation } = {},
) {
  const api = createApi(respond, 0);
  const clock = createFakeClock(new Date());
  const { session } = openProcess({ connector, api, clock });
  let failure: Failure | undefined;
  let known: Grant | undefined = grant;
  const view = () => known && narrow(connector, known, undefined);
  const questions = openQuestions({
    session: {
      ...session,
      view: async () => view(),
      knownView: view,
      checkAccess: async () => ({ failure }),
      onGrantChanged: () => () => true,
    },
    clock,
    folder: undefined,
    installation,
  });
  await openForTest(Promise.resolve({ close: async () => questions.close() }));
  return {
    api,
    ask: (sql: string) => drive(clock, questions.ask({ sql, refresh: false, partial: false }, { signal }), 1e9),
    describe: (names: readonly string[]) => drive(clock, questions.describe(names, { signal }), 1e9),
    reject(reason: Failure) {
      failure = reason;
      known = undefined;
    },
  };
}

/** An API of things and of an order. */
function twoLists(): Connector {
  const [endpoint] = things.endpoints;
  if (endpoint === undefined) throw new Error("no endpoint");
  return { ...things, endpoints: [endpoint, { ...endpoint, tool: "things_list_order", path: "order" }] };
}

const rows =
  (...all: readonly object[]): Respond =>
  () => ({ document: { rows: all } });

describe("a question", () => {
  it("is answered over all rows, in the shop's time", async () => {
    const connector: Connector = { ...things, envelope: { data: "data", facts: { timezone: "zone" } } };
    const { ask } = await open(
      () => ({ document: { zone: "Asia/Tokyo", data: { rows: [{ id: 1, at: "2026-11-21T20:00:00Z" }] } } }),
      { connector },
    );
    expect(await ask('SELECT "at", hour("at") AS h FROM things')).toMatchObject({
      ok: true,
      value: {
        timeZone: "Asia/Tokyo",
        rows: [{ at: "2026-11-22T05:00:00+09:00", h: 5 }],
        tables: [{ rows: 1, whole: { kind: "as-told" } }],
      },
    });
  });

  it("that cannot be run reads nothing", async () => {
    const { ask, api } = await open(rows({ id: 1 }));
    for (const sql of ["SELEC 1", "SELECT * FROM thinks", "DELETE FROM things", "SELECT 1; SELECT 2"]) {
      expect(await ask(sql), sql).toMatchObject({ ok: false, failure: { kind: "statement" } });
    }
    expect(api.asked).toEqual([]);
  });

  it("is told all tables where the one of its rows' lists is none", async () => {
    const { ask } = await open(rows({ id: 1, lines: [{ sku: "a" }] }), { connector: twoLists() });
    expect(await ask("SELECT * FROM things_items")).toEqual({
      ok: false,
      failure: {
        kind: "statement",
        reason: {
          kind: "unknown-table",
          table: "things_items",
          nearest: "things_lines",
          tables: ["things", "order", "things_lines"],
        },
      },
    });
  });

  it("reads the tables that it names and no others", async () => {
    const { ask, api } = await open(rows({ id: 1, currency: "EUR", n: 1 }), { connector: twoLists() });
    // A name that means something in SQL needs quotes there, and is found all the same.
    expect(await ask('SELECT sum(n) AS n FROM "order"')).toMatchObject({ ok: true, value: { rows: [{ n: 1 }] } });
    expect(api.asked.map(({ path }) => path)).toEqual(["order"]);
  });

  it.each([
    ["SELECT sum(n) AS n FROM things", 2],
    ["SELECT currency, sum(n) AS n FROM things GROUP BY 1", undefined],
    ["SELECT sum(n) AS n FROM things WHERE currency = 'EUR'", undefined],
    ["SELECT max(n) AS n FROM things", undefined],
  ])("that adds up amounts of several currencies is told so: %s", async (sql, mixed) => {
    const { ask } = await open(rows({ id: 1, n: 1, currency: "EUR" }, { id: 2, n: 2, currency: "SEK" }));
    const answer = await ask(sql);
    expect(answer.ok && answer.value.mixedCurrencies).toBe(mixed);
  });

  it("is answered over all rows of a list that goes on after the last row's id, as Stripe's do", async () => {
    const [endpoint] = things.endpoints;
    if (endpoint === undefined) throw new Error("no endpoint");
    const after = {
      name: "starting_after",
      type: "string",
      maxLength: 500,
      paging: "cursor",
      description: "",
    } as const;
    // No document says how many rows may be asked for.
    const limit = {
      name: "limit",
      type: "integer",
      minimum: 1,
      maximum: 10_000,
      paging: "size",
      description: "",
    } as const;
    const connector = { ...things, endpoints: [{ ...endpoint, arguments: [limit, after] }] };
    const charges = Array.from({ length: 250 }, (_, at) => ({ id: `ch_${at}`, amount: at }));
    const { ask, api } = await open(
      ({ limit: size, starting_after: last }) => {
        const start = last === undefined ? 0 : charges.findIndex(({ id }) => id === last) + 1;
        const end = start + Math.min(Number(size), 100);
        return { document: { object: "list", data: charges.slice(start, end), has_more: end < charges.length } };
      },
      { connector },
    );
    expect(await ask("SELECT count(*) AS n, sum(amount) AS total FROM things")).toMatchObject({
      value: { rows: [{ n: 250, total: 31_125 }], tables: [{ whole: { kind: "as-told" } }] },
    });
    expect(api.asked.map(({ given }) => [given["limit"], given["starting_after"]])).toEqual([
      [100, undefined],
      [100, "ch_99"],
      [100, "ch_199"],
      // The head once more, for rows that came meanwhile.
      [100, undefined],
    ]);
  });

  it("gives 200 rows at most, and says that there are more", async () => {
    const { ask } = await open(rows({ id: 1 }));
    const answer = await ask("SELECT range FROM range(201)");
    expect(answer.ok && [answer.value.rows.length, answer.value.more]).toEqual([200, true]);
  });
});

describe("what the key may not", () => {
  it("is no table", async () => {
    const connector: Connector = {
      ...things,
      scopes: [{ name: "read", grants: "things" }],
      endpoints: things.endpoints.map((endpoint) => ({ ...endpoint, scopes: ["read"] })),
    };
    const denied = await open(rows({ id: 1 }), { connector, grant: new Map([["read", "denied"]]) });
    expect(await denied.ask("SELECT 1")).toEqual({ ok: false, failure: { kind: "no-tables", scopes: ["read"] } });
    expect(denied.api.asked).toEqual([]);
  });

  it("is not answered from memory when the key is rejected", async () => {
    const { ask, reject } = await open(rows({ id: 1 }));
    expect((await ask("SELECT * FROM things")).ok).toBe(true);
    const failure: Failure = { kind: "key-rejected", lastFour: "cdef", said: undefined };
    reject(failure);
    expect(await ask("SELECT * FROM things")).toEqual({ ok: false, failure });
  });
});

describe("describing", () => {
  it("tells all tables that can be read, and why another one cannot, unless that one was asked for", async () => {
    const others = things.endpoints.map((endpoint) => ({ ...endpoint, tool: "things_list_others", path: "others" }));
    const connector = { ...things, endpoints: [...things.endpoints, ...others] };
    const refused: Failure = { kind: "refused", status: 400, said: undefined };
    const respond: Respond = (_, path) =>
      path === "others" ? { failure: refused } : { document: { rows: [{ id: 1 }] } };
    const { describe: tell } = await open(respond, { connector });
    const unread = { ...refused, reading: { table: "others", rows: 0, total: undefined } };
    expect(await tell([])).toMatchObject({
      ok: true,
      value: { described: [{ tables: [{ name: "things" }] }], unread: [unread] },
    });
    expect(await tell(["others"])).toEqual({ ok: false, failure: unread });
  });

  it("tells the tables that are asked for, and those made of lists in their rows", async () => {
    const { describe: tell } = await open(rows({ id: 1, lines: [{ sku: "a" }] }));
    const told = await tell(["things"]);
    if (!told.ok) throw new Error(told.failure.kind);
    expect(told.value.described.flatMap(({ tables }) => tables.map(({ name }) => name))).toEqual([
      "things",
      "things_lines",
    ]);
    expect(await tell(["thing"])).toEqual({
      ok: false,
      failure: { kind: "unknown-table", table: "thing", tables: ["things"] },
    });
  });

  it("reads nothing where there is no engine", async () => {
    const none = { isInstalled: false, reason: "it is not installed" };
    const { describe: tell, api } = await open(rows({ id: 1 }), {
      installation: { ...INSTALLATION, whyNone: () => none },
    });
    expect(await tell([])).toEqual({
      ok: false,
      failure: { kind: "statement", reason: { kind: "no-engine", ...none } },
    });
    expect(api.asked).toEqual([]);
  });
});
