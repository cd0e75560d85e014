import { chmod, mkdir, readdir, readFile, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Connector } from "../../src/connectors/schema/connector.ts";
import { cacheKey } from "../../src/credentials/credential.ts";
import type { Failure } from "../../src/failures/failure.ts";
import { removeTables } from "../../src/tables/disk/cache.ts";
import type { Progress } from "../../src/tables/loader.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { createFakeClock } from "../helpers/fake-clock.ts";
import { connectorWith } from "./list.ts";
import { createApi, credentialFor, drive, openProcess, pass, temporaryFolder } from "./world.ts";

const things = connectorWith({ paging: "page", size: 10 });
const rows = Array.from({ length: 25 }, (_, at) => ({ id: at, name: `Margarete Steiff ${at}` }));

/** A person's processes, which share a folder, an API and the time. */
async function openHome(connector: Connector = things) {
  const folder = await openForTest(temporaryFolder());
  // What is loaded at its first use takes real time, in which the clock must not move.
  await cacheKey(credentialFor(connector));
  const clock = createFakeClock(new Date());
  const api = createApi(({ page }) => ({
    document: { rows: rows.slice((Number(page) - 1) * 10, Number(page) * 10), total: rows.length },
  }));
  const start = (changes: Partial<Parameters<typeof openProcess>[0]> = {}) =>
    openProcess({ connector, api, clock, folder: folder.path, ...changes });
  /** Starts another process, reads and gives how many requests that took. */
  const requests = async (changes: Parameters<typeof start>[0] = {}) => {
    api.asked.length = 0;
    const outcome = await drive(clock, start(changes).read());
    if (!outcome.ok) throw new Error(outcome.failure.kind);
    return api.asked.length;
  };
  const files = async () => (await readdir(folder.path)).map((name) => join(folder.path, name));
  const file = async () => {
    const [only, ...others] = await files();
    if (only === undefined || others.length > 0) throw new Error("not one file");
    return only;
  };
  return { folder: folder.path, clock, api, start, requests, files, file };
}

/** Four requests: three pages, and the first one again. */
const ALL = 4;

describe("rows on disk", () => {
  it("serve the next process, are the owner's alone, and cannot be read without the key", async () => {
    const { requests, file, folder } = await openHome();
    expect(await requests()).toBe(ALL);
    expect(await requests()).toBe(0);
    const { mode } = await stat(await file());
    if (process.platform !== "win32") expect(mode & 0o777).toBe(0o600);
    if (process.platform !== "win32") expect((await stat(folder)).mode & 0o777).toBe(0o700);
    const bytes = await readFile(await file());
    for (const secret of ["Margarete", "name", "things", "sk_test"]) expect(bytes.includes(secret)).toBe(false);
    expect(await file()).not.toMatch(/default|Margarete/);
  });

  it("go by what was found out, and are encrypted anew each time", async () => {
    const { requests, file, clock } = await openHome();
    await requests();
    const before = await readFile(await file());
    await clock.advance(601_000);
    expect(await requests()).toBe(ALL);
    const after = await readFile(await file());
    expect(after.subarray(16, 28).equals(before.subarray(16, 28))).toBe(false);
  });

  const key = credentialFor(things);
  it.each<[string, Partial<Parameters<typeof openProcess>[0]>]>([
    ["key", { credential: credentialFor(things, { key: "sk_test_another_key_00000" }) }],
    ["kind of privacy", { credential: { ...key, settings: { privacy: "masked" } } }],
    ["origin", { credential: { ...key, baseUrl: new URL("https://other.example/") } }],
    ["path", { credential: { ...key, baseUrl: new URL("https://things.example/v2/") } }],
    ["definition of what is personal", { connector: { ...things, personalData: { what: "names", fields: ["name"] } } }],
  ])("are nothing to another %s, and are deleted", async (_, changes) => {
    const { requests } = await openHome();
    await requests();
    expect(await requests(changes)).toBe(ALL);
    expect(await requests(changes)).toBe(0);
    expect(await requests()).toBe(ALL);
  });

  it("of another profile are others", async () => {
    const { requests, files } = await openHome();
    await requests();
    expect(await requests({ credential: { ...key, profile: "second" } })).toBe(ALL);
    expect(await requests()).toBe(0);
    expect(await files()).toHaveLength(2);
  });

  it("that are damaged anywhere are ignored and deleted", async () => {
    const { requests, file, start, clock } = await openHome();
    await requests();
    const whole = await readFile(await file());
    const path = await file();
    const step = Math.max(1, Math.floor(whole.length / 60));
    for (let at = 0; at < whole.length; at += at < 50 ? 1 : step) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      await writeFile(path, damaged);
      const reader = start({ api: createApi(() => ({ failure: { kind: "internal" } })) });
      expect(await drive(clock, reader.read()), `byte ${at}`).toMatchObject({
        ok: false,
        failure: { kind: "internal" },
      });
      await expect(stat(path)).rejects.toThrow("ENOENT");
    }
  });

  it.each([0, 10, 50, 200])("that end after %i bytes are ignored", async (length) => {
    const { requests, file } = await openHome();
    await requests();
    await truncate(await file(), length);
    expect(await requests()).toBe(ALL);
    expect(await requests()).toBe(0);
  });

  it("that cannot be written are kept in memory", async () => {
    const { folder, requests, start, clock, api } = await openHome();
    await writeFile(folder, "a file in the place of the folder");
    const process = start();
    api.asked.length = 0;
    expect(await drive(clock, process.read())).toMatchObject({ ok: true });
    expect(await drive(clock, process.read())).toMatchObject({ ok: true });
    expect(api.asked).toHaveLength(ALL);
    expect(await requests()).toBe(ALL);
  });

  it.skipIf(process.platform === "win32" || process.getuid?.() === 0)(
    "in a folder without rights as well",
    async () => {
      const { folder, requests, files } = await openHome();
      await mkdir(folder, { recursive: true });
      await chmod(folder, 0o500);
      expect(await requests()).toBe(ALL);
      await chmod(folder, 0o700);
      expect(await files()).toEqual([]);
    },
  );

  it("that nobody used for 30 days are deleted when others are written", async () => {
    const { requests, file, files } = await openHome();
    await requests();
    const old = new Date(Date.now() - 31 * 86_400_000);
    await utimes(await file(), old, old);
    await requests({ credential: { ...key, profile: "second" } });
    expect(await files()).toHaveLength(1);
  });

  it("that are used stay", async () => {
    const { requests, file } = await openHome();
    await requests();
    const old = new Date(Date.now() - 29 * 86_400_000);
    await utimes(await file(), old, old);
    expect(await requests()).toBe(0);
    expect(Date.now() - (await stat(await file())).mtimeMs).toBeLessThan(86_400_000);
  });

  it("are deleted at logout, those of other profiles not", async () => {
    const { requests, files, folder } = await openHome();
    await requests();
    await requests({ credential: { ...key, profile: "second" } });
    await removeTables(folder, "things", "default");
    expect(await files()).toHaveLength(1);
    await removeTables(join(folder, "nowhere"), "things", "default");
  });

  it("are deleted and not written where the person wants none", async () => {
    const { requests, files } = await openHome();
    await requests();
    const off = { credential: { ...key, settings: { privacy: "shown", cache: "off" } as const } };
    expect(await requests(off)).toBe(ALL);
    expect(await files()).toEqual([]);
  });

  it("are deleted when the key may not see them any more", async () => {
    const { requests, files, api, start, clock } = await openHome();
    await requests();
    await clock.advance(601_000);
    const failure: Failure = { kind: "scope-lost", missing: ["things"], held: [], said: undefined };
    api.respond = () => ({ failure });
    expect(await drive(clock, start().read())).toEqual({ ok: false, failure });
    expect(await files()).toEqual([]);
  });

  it("are deleted when a table is not among those that the key permits", async () => {
    const { requests, files, start } = await openHome();
    await requests();
    const { tables, all } = start();
    expect(await tables.keepOnly(all)).toBe(false);
    expect(await files()).toHaveLength(1);
    expect(await tables.keepOnly([])).toBe(false);
    expect(await files()).toEqual([]);
  });
});

it("rows of tables that are not permitted any more are forgotten, and it is told", async () => {
  const { clock, start, api } = await openHome();
  const { tables, all, read, useKey } = start();
  await drive(clock, read());
  expect(await tables.keepOnly(all)).toBe(false);
  expect(await tables.keepOnly([])).toBe(true);
  await drive(clock, read());
  expect(api.asked).toHaveLength(2 * ALL);
  useKey(credentialFor(things, { key: "sk_test_another_key_00000" }));
  expect(await tables.keepOnly(all)).toBe(true);
});

describe("several processes", () => {
  it("read a table once between them", async () => {
    const { api, clock, start, files } = await openHome();
    const outcomes = await drive(clock, Promise.all([start().read(), start().read(), start().read()]));
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(api.asked).toHaveLength(ALL);
    expect(await files()).toHaveLength(1);
  });

  it("hear how far the one is that reads", async () => {
    const { api, clock, start } = await openHome();
    api.milliseconds = 5_000;
    const leader = start().read();
    await pass(clock, 1_000);
    const told: number[] = [];
    const elsewhere = new Set<boolean | undefined>();
    const onProgress = ({ rows: count, isElsewhere }: Progress) => {
      told.push(count);
      elsewhere.add(isElsewhere);
    };
    await drive(clock, Promise.all([leader, start().read({ onProgress })]));
    expect(elsewhere).toContain(true);
    expect(told).toEqual(expect.arrayContaining([10, 20]));
  });

  it("go on where the one that read has died, after 10 s", async () => {
    const { api, clock, start } = await openHome();
    const dead = createApi(() => ({ failure: { kind: "internal" } }), 1e9);
    const stopped = createFakeClock(clock.wall());
    // A process whose clock stands still shows no sign of life.
    start({ api: dead, clock: stopped }).read();
    await pass(stopped, 0);
    const begun = clock.now();
    expect(await drive(clock, start().read())).toMatchObject({ ok: true });
    expect(api.asked).toHaveLength(ALL);
    expect(clock.now() - begun).toBeGreaterThan(9_000);
    expect(clock.now() - begun).toBeLessThan(30_000);
  });

  it("go on at once where the one that read gave up", async () => {
    const { clock, start, api } = await openHome();
    api.milliseconds = 3_000;
    const giveUp = new AbortController();
    const first = start().read({ signal: giveUp.signal });
    await pass(clock, 1_000);
    const second = start().read();
    await pass(clock, 1_000);
    giveUp.abort();
    expect(await first).toMatchObject({ ok: false });
    const before = clock.now();
    expect(await drive(clock, second)).toMatchObject({ ok: true });
    expect(clock.now() - before).toBeLessThan(14_000);
  });

  it("read everything anew when one of them is asked to, and the others see it", async () => {
    const { clock, start, api } = await openHome();
    const [one, other] = [start(), start()];
    await drive(clock, Promise.all([one.read(), other.read()]));
    await pass(clock, 601_000);
    await drive(clock, one.read({ refresh: true }));
    api.asked.length = 0;
    expect(await drive(clock, other.read())).toMatchObject({ ok: true });
    expect(api.asked).toHaveLength(0);
  });
});
