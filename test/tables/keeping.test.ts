import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/answers/json.ts";
import { setora } from "../../src/connectors/catalog/setora.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { type Failure, failed, type Outcome } from "../../src/failures/failure.ts";
import { createKeeper } from "../../src/tables/keeper.ts";
import { createLoader, type Progress } from "../../src/tables/loader.ts";
import { columnValues } from "../../src/tables/pack.ts";
import type { SharedLoad } from "../../src/tables/shared-load.ts";
import type { Snapshot } from "../../src/tables/snapshot.ts";
import { createFakeClock } from "../helpers/fake-clock.ts";
import { connectorWith, tableWith } from "./list.ts";
import { createApi, credentialFor, drive, openProcess, pass, type Respond } from "./world.ts";

const things = connectorWith({ paging: "page", size: 10 });
const DAY_MS = 86_400_000;
const NOON = new Date("2026-03-31T12:00:00Z");

/** Rows of so many days, newest first, one a day. */
function days(count: number, value = 1): JsonObject[] {
  return Array.from({ length: count }, (_, at) => ({
    id: count - at,
    at: new Date(NOON.getTime() - at * DAY_MS).toISOString(),
    value,
  }));
}

/** The pages of a list of 10 rows a page, and its total. */
function listed(rows: readonly JsonObject[]): Respond {
  return ({ page }) => ({
    document: { rows: rows.slice((Number(page) - 1) * 10, Number(page) * 10), total: rows.length },
  });
}

function only(outcome: Outcome<readonly Snapshot[]>): Snapshot {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  const [snapshot] = outcome.value;
  if (snapshot === undefined) throw new Error("no table");
  return snapshot;
}

function failureOf(outcome: Outcome<unknown>): Failure | undefined {
  return outcome.ok ? undefined : outcome.failure;
}

describe("a table that is asked for", () => {
  it("is read once for all who ask meanwhile, and served for 10 minutes", async () => {
    const api = createApi(listed(days(35)));
    const { clock, read } = openProcess({ connector: things, api });
    const [one, other] = await drive(clock, Promise.all([read(), read()]));
    expect(only(one)).toMatchObject({ rows: 35, whole: { kind: "proven" } });
    expect(only(other).version).toBe(only(one).version);
    // Four pages, and the first one again.
    expect(api.asked).toHaveLength(5);
    await pass(clock, 590_000);
    expect(only(await drive(clock, read())).version).toBe(only(one).version);
    expect(api.asked).toHaveLength(5);
  });

  it("is waited for 45 s; then it is told how far it is and when to ask, and reading goes on", async () => {
    const api = createApi(listed(days(300)), 3_000);
    const { clock, read } = openProcess({ connector: things, api });
    const start = clock.now();
    const failure = failureOf(await drive(clock, read()));
    expect(clock.now() - start).toBe(45_000);
    expect(failure).toEqual({
      kind: "tables-loading",
      tables: [{ table: "things", rows: 140, total: 300, complete: { column: "at", since: days(140).at(-1)?.["at"] } }],
      seconds: 52,
    });
    await pass(clock, 52_000);
    expect(only(await drive(clock, read())).rows).toBe(300);
    expect(api.asked).toHaveLength(31);
  });

  it("is not read on when nobody came back, and what is there is gone on from", async () => {
    const api = createApi(listed(days(300)), 3_000);
    const { clock, read } = openProcess({ connector: things, api });
    await drive(clock, read());
    // Told to ask again in 52 s, with a minute of grace.
    api.milliseconds = 20_000;
    await pass(clock, 200_000);
    const asked = api.asked.length;
    expect(asked).toBeLessThan(25);
    api.milliseconds = 100;
    expect(only(await drive(clock, read())).rows).toBe(300);
    const pages = api.asked.map(({ given }) => given["page"]);
    expect(new Set(pages.slice(0, -1)).size).toBeGreaterThanOrEqual(30);
    expect(pages.filter((page) => page === 5)).toHaveLength(1);
  });

  it("is begun anew when its first rows would be too old beside its last ones", async () => {
    const api = createApi(listed(days(300)), 3_000);
    const { clock, read } = openProcess({ connector: things, api });
    await drive(clock, read());
    api.milliseconds = 20_000;
    await pass(clock, 150_000);
    await clock.advance(600_000);
    api.milliseconds = 10;
    await drive(clock, read());
    expect(api.asked.filter(({ given }) => given["page"] === 5)).toHaveLength(2);
  });

  it("is no longer read when the only one who waits gives up", async () => {
    const api = createApi(listed(days(300)), 3_000);
    const { clock, read } = openProcess({ connector: things, api });
    const giveUp = new AbortController();
    const reading = read({ signal: giveUp.signal });
    await pass(clock, 10_000);
    giveUp.abort();
    expect(failureOf(await reading)).toEqual({ kind: "cancelled" });
    const asked = api.asked.length;
    await pass(clock, 20_000);
    expect(api.asked).toHaveLength(asked);
    expect(clock.sleeping()).toBe(0);
  });

  it("is read on for the others when one gives up", async () => {
    const api = createApi(listed(days(35)), 1_000);
    const { clock, read } = openProcess({ connector: things, api });
    const giveUp = new AbortController();
    const [gone, waiting] = [read({ signal: giveUp.signal }), read()];
    await pass(clock, 2_000);
    giveUp.abort();
    expect(failureOf(await gone)).toEqual({ kind: "cancelled" });
    expect(only(await drive(clock, waiting)).rows).toBe(35);
  });

  it("is read anew by one who comes while it is being stopped", async () => {
    const api = createApi(listed(days(35)), 1_000);
    const { clock, read } = openProcess({ connector: things, api });
    const giveUp = new AbortController();
    const gone = read({ signal: giveUp.signal });
    await pass(clock, 1_500);
    giveUp.abort();
    expect(only(await drive(clock, read())).rows).toBe(35);
    expect(failureOf(await gone)).toEqual({ kind: "cancelled" });
    expect(api.asked.filter(({ given }) => given["page"] === 1)).toHaveLength(2);
  });

  it("stops at the end of the process", async () => {
    const api = createApi(listed(days(300)), 3_000);
    const { clock, read, tables } = openProcess({ connector: things, api });
    const reading = read();
    await pass(clock, 10_000);
    tables.close();
    expect(failureOf(await reading)).toEqual({ kind: "cancelled" });
    expect(clock.sleeping()).toBe(0);
  });

  it("tells whoever waits how far it is, each second", async () => {
    const told: Progress[] = [];
    const { clock, read } = openProcess({ connector: things, api: createApi(listed(days(35)), 1_000) });
    await drive(clock, read({ onProgress: (progress) => told.push(progress) }));
    expect(told.map(({ rows }) => rows)).toEqual([0, 10, 20, 30, 35]);
    expect(told.at(-1)).toEqual({ table: "things", rows: 35, total: 35 });
  });
});

describe("everything anew", () => {
  it("is read when it is asked for", async () => {
    const api = createApi(listed(days(35)));
    const { clock, read } = openProcess({ connector: things, api });
    await drive(clock, read());
    api.respond = listed(days(36, 2));
    expect(only(await drive(clock, read({ refresh: true }))).rows).toBe(36);
    expect(api.asked).toHaveLength(10);
  });

  it("is not read twice for one who was told to ask again", async () => {
    const api = createApi(listed(days(300)), 2_000);
    const { clock, read } = openProcess({ connector: things, api });
    const failure = failureOf(await drive(clock, read({ refresh: true })));
    if (failure?.kind !== "tables-loading") throw new Error("it was not late");
    await pass(clock, failure.seconds * 1000 + 5_000);
    expect(only(await drive(clock, read({ refresh: true }))).rows).toBe(300);
    expect(api.asked).toHaveLength(31);
    await drive(clock, read({ refresh: true }), 50);
    expect(api.asked.length).toBeGreaterThan(31);
  });

  it("does not do with what reads only the newest", async () => {
    const api = createApi(listed(days(200)));
    const { clock, read } = openProcess({ connector: things, api });
    await drive(clock, read());
    await pass(clock, 601_000);
    api.asked.length = 0;
    const newest = read();
    await pass(clock, 50);
    await drive(clock, Promise.all([newest, read({ refresh: true })]));
    expect(api.asked.filter(({ given }) => given["page"] === 15)).toHaveLength(1);
  });
});

describe("rows so far", () => {
  it("are given when they will do, and called what they are", async () => {
    const api = createApi(listed(days(300)), 3_000);
    const { clock, read } = openProcess({ connector: things, api });
    await drive(clock, read());
    const there = only(await drive(clock, read({ partial: true }), 1));
    expect(there).toMatchObject({ rows: 150, whole: { kind: "partial", total: 300 }, complete: { column: "at" } });
  });

  it("are waited for when there are none", async () => {
    const { clock, read } = openProcess({ connector: things, api: createApi(listed(days(35))) });
    expect(only(await drive(clock, read({ partial: true }))).whole.kind).toBe("proven");
  });
});

describe("after 10 minutes", () => {
  const DAYS = 200;
  const read200 = async (respond = listed(days(DAYS))) => {
    const api = createApi(respond);
    const opened = openProcess({ connector: things, api });
    const before = only(await drive(opened.clock, opened.read()));
    await pass(opened.clock, 601_000);
    api.asked.length = 0;
    return { ...opened, api, before };
  };

  it("only the head and the last 30 days are read, and the rows are the same ones when nothing changed", async () => {
    const { clock, read, api, before } = await read200();
    const after = only(await drive(clock, read()));
    // Three pages of 30 days, one that is older, and the first one again.
    expect(api.asked).toHaveLength(5);
    expect(after.version).toBe(before.version);
    expect(after.readAt.getTime()).toBeGreaterThan(before.readAt.getTime());
    expect(after).toMatchObject({ rows: DAYS, whole: { kind: "proven" }, allReadAt: before.allReadAt });
  });

  it("new rows are added, and a refund of 20 days ago is seen", async () => {
    const { clock, read, api, before } = await read200();
    const rows = [{ id: 1_000, at: NOON.toISOString(), value: 7 }, ...days(DAYS)];
    rows[20] = { ...rows[20], id: rows[20]?.["id"] ?? 0, at: rows[20]?.["at"] ?? "", value: -3 };
    api.respond = listed(rows);
    const after = only(await drive(clock, read()));
    expect(api.asked.length).toBeLessThan(8);
    expect(after.version).not.toBe(before.version);
    expect(after).toMatchObject({ rows: DAYS + 1, whole: { kind: "proven" } });
    expect(await columnValues(after.pages, "value")).toEqual(expect.arrayContaining([7, -3]));
  });

  it("everything is read when the count shows that an old row went", async () => {
    const { clock, read, api } = await read200();
    api.respond = listed(days(DAYS).filter(({ id }) => id !== 50));
    const after = only(await drive(clock, read()));
    expect(after).toMatchObject({ rows: DAYS - 1, whole: { kind: "proven" } });
    expect(api.asked.filter(({ given }) => given["page"] === 15)).toHaveLength(1);
  });

  it("everything is read where no order is known", async () => {
    const shuffled = [...days(DAYS)].sort(
      (one, other) => ((Number(one["id"]) * 7) % 11) - ((Number(other["id"]) * 7) % 11),
    );
    const { clock, read, api } = await read200(listed(shuffled));
    await drive(clock, read());
    expect(api.asked).toHaveLength(21);
  });

  it("everything is read when the last time is a day ago", async () => {
    const { clock, read, api } = await read200();
    await clock.advance(DAY_MS);
    await drive(clock, read());
    expect(api.asked).toHaveLength(21);
  });
});

it("a table that another process reads is waited for once, also where a part would do", async () => {
  const clock = createFakeClock();
  const loader = createLoader(tableWith({ paging: "page" }), {
    connector: things,
    clock,
    fetch: async () => failed({ kind: "internal" }),
    readParent: async () => failed({ kind: "internal" }),
  });
  const progress = { table: "things", rows: 20, total: 60, isElsewhere: true } as const;
  const shared: SharedLoad = { load: () => new Promise(() => {}), progress: () => progress, forget: async () => {} };
  const keeper = createKeeper(loader, shared, clock);
  const read = () =>
    keeper.read({ refresh: false, partial: true }, clock.now() + 45_000, { signal: new AbortController().signal });
  const loading = { ok: false, failure: { kind: "tables-loading", tables: [progress] } };
  expect(await drive(clock, read())).toMatchObject(loading);
  const asked = clock.now();
  expect(await drive(clock, read())).toMatchObject(loading);
  expect(clock.now() - asked).toBeLessThan(1_000);
});

describe("what goes wrong", () => {
  const rateLimited = (clock: { wall(): Date }): Failure => ({
    kind: "rate-limited",
    seconds: 20,
    until: clock.wall(),
    local: false,
    limit: undefined,
  });
  const down: Failure = { kind: "unavailable", status: 503, attempts: 3, said: undefined };

  it("a 429 in the middle is waited out", async () => {
    const clock = createFakeClock();
    const api = createApi(listed(days(60)));
    const good = api.respond;
    let refusals = 3;
    api.respond = (given, path) =>
      given["page"] === 4 && refusals-- > 0 ? { failure: rateLimited(clock) } : good(given, path);
    const { read } = openProcess({ connector: things, api, clock });
    const failure = failureOf(await drive(clock, read()));
    expect(failure?.kind).toBe("tables-loading");
    expect(only(await drive(clock, read())).rows).toBe(60);
    expect(api.asked.filter(({ given }) => given["page"] === 3)).toHaveLength(1);
  });

  it("page 37 is asked for three times, then it is said; what is there is kept, and the next call goes on", async () => {
    const api = createApi(listed(days(500)), 10);
    const good = api.respond;
    api.respond = (given, path) => (given["page"] === 37 ? { failure: down } : good(given, path));
    const { clock, read } = openProcess({ connector: things, api });
    const reading = { table: "things", rows: 360, total: 500 };
    expect(failureOf(await drive(clock, read()))).toMatchObject({ ...down, attempts: 9, reading });
    expect(api.asked).toHaveLength(39);
    expect(only(await drive(clock, read({ partial: true }), 60)).rows).toBe(360);
    api.respond = good;
    expect(only(await drive(clock, read())).rows).toBe(500);
    expect(api.asked.filter(({ given }) => given["page"] === 36)).toHaveLength(1);
  });

  it("an error in place of a page's rows is no end of the list, whatever its status", async () => {
    const api = createApi(listed(days(60)));
    const good = api.respond;
    api.respond = (given, path) =>
      given["page"] === 4 ? { document: { error: { message: "internal" } } } : good(given, path);
    const { clock, read } = openProcess({ connector: things, api });
    const reading = { table: "things", rows: 30, total: 60 };
    expect(failureOf(await drive(clock, read()))).toMatchObject({ kind: "unavailable", attempts: 3, reading });
    api.respond = (given, path) =>
      given["page"] === 7 ? { document: { rows: null, error: null } } : good(given, path);
    expect(only(await drive(clock, read())).rows).toBe(60);
  });

  it("what will never come is begun anew by the next call; what is there may be used all the same", async () => {
    const api = createApi(listed(days(60)));
    const good = api.respond;
    const gone: Failure = { kind: "refused", status: 410, said: undefined };
    api.respond = (given, path) => (given["page"] === 4 ? { failure: gone } : good(given, path));
    const { clock, read } = openProcess({ connector: things, api });
    const reading = { table: "things", rows: 30, total: 60 };
    expect(failureOf(await drive(clock, read()))).toMatchObject({ ...gone, reading });
    expect(api.asked).toHaveLength(4);
    expect(only(await drive(clock, read({ partial: true })))).toMatchObject({ rows: 30, whole: { kind: "partial" } });
    expect(api.asked).toHaveLength(8);
    api.respond = good;
    expect(only(await drive(clock, read())).rows).toBe(60);
  });

  it.each(["key-rejected", "scope-lost"] as const)("%s while reading: the rows are forgotten", async (kind) => {
    const failure: Failure =
      kind === "key-rejected"
        ? { kind, lastFour: "cdef", said: undefined }
        : { kind, missing: ["things"], held: [], said: undefined };
    const api = createApi(listed(days(60)));
    const { clock, read } = openProcess({ connector: things, api });
    await drive(clock, read());
    await pass(clock, 601_000);
    api.respond = ({ page }) => (page === 2 ? { failure } : listed(days(60))({ page: page ?? 1 }, ""));
    expect(failureOf(await drive(clock, read()))).toEqual(failure);
    api.respond = () => ({ failure });
    expect(failureOf(await drive(clock, read({ partial: true })))).toEqual(failure);
  });

  it("rows of one key are not for another, or for one that shows or hides other things", async () => {
    const api = createApi(listed(days(35)));
    const { clock, read, useKey } = openProcess({ connector: things, api });
    await drive(clock, read());
    api.respond = listed(days(3));
    useKey(credentialFor(things, { key: "sk_test_another_key_00000" }));
    expect(only(await drive(clock, read())).rows).toBe(3);
    api.respond = listed(days(4));
    useKey(credentialFor(things, { settings: { privacy: "masked" } }));
    expect(only(await drive(clock, read())).rows).toBe(4);
  });
});

describe("tables of other kinds", () => {
  it("are read below each row of their parent, whose key they get", async () => {
    const api = createApi((_, path) =>
      path === "locations"
        ? {
            document: {
              data: [
                { id: "a", slug: "north" },
                { id: "b", slug: "south" },
              ],
              next_cursor: null,
            },
          }
        : {
            document: {
              data: [
                { id: "s1", name: "Cut" },
                { id: "s2", name: "Colour" },
              ],
              next_cursor: null,
            },
          },
    );
    const { clock, read } = openProcess({ connector: setora, api });
    const services = only(await drive(clock, read({ names: ["services"] })));
    expect(services).toMatchObject({ rows: 4, whole: { kind: "as-told" } });
    expect(await columnValues(services.pages, "locations_slug")).toEqual(["north", "south"]);
    expect(api.asked.map(({ given }) => given["slug"])).toEqual([undefined, "north", "south"]);
  });

  it("are read over a period that ends with the shop's day, without a gap", async () => {
    const api = createApi(({ start_date, end_date }) => ({
      document: {
        status: "success",
        meta: { timezone: "Pacific/Auckland" },
        data: { days: [{ date: start_date ?? null }, { date: end_date ?? null }] },
      },
    }));
    const clock = createFakeClock(new Date("2026-03-31T12:00:00Z"));
    const { read } = openProcess({ connector: setpilot, api, clock });
    const daily = only(await drive(clock, read({ names: ["daily"] })));
    // In Auckland it is April by then. That is known after the first answers, so the period is read once more.
    const periods = api.asked.slice(-3).map(({ given }) => Object.values(given));
    expect(periods).toEqual([
      ["2025-04-01", "2026-04-01"],
      ["2024-03-31", "2025-03-31"],
      ["2023-04-02", "2024-03-30"],
    ]);
    expect(api.asked).toHaveLength(6);
    expect(daily.rows).toBe(6);
    await pass(clock, 601_000);
    await drive(clock, read({ names: ["daily"] }));
    expect(api.asked).toHaveLength(9);
  });
});
