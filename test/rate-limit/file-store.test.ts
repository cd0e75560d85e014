import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { createFileStore } from "../../src/rate-limit/file-store.ts";
import type { RateLimitStore } from "../../src/rate-limit/store.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { temporaryHome } from "../helpers/clients.ts";
import { useFolder } from "../helpers/limiter.ts";

const limit = { requests: 5, windowMs: 60_000 };
const NAME = "0123abcd";
const BOOT = "aa";
const START = 5_000_030;

let folder: string;
let now: number;
/** Nobody rests: a process looks at the files when it is asked for something. In scenarios.test.ts it also does by itself. */
const clock = { now: () => now, rest: () => new Promise<void>(() => undefined) };

beforeEach(async () => {
  folder = (await openForTest(temporaryHome())).path;
  now = START;
  useFolder(folder, [NAME]);
});

/** The file that is written now: one for each window and the 20 s that a request may take. */
function current(): string {
  return join(folder, `${NAME}.80000.${BOOT}.${Math.floor(now / 80_000)}`);
}

/** One process's view; several share the folder. */
function open() {
  return createFileStore(folder, NAME, limit, clock, BOOT);
}

/** Whether there is a place for a request, which is over at once. */
async function takes(store: RateLimitStore): Promise<boolean> {
  const reservation = await store.reserve();
  await reservation?.settle("over");
  return reservation !== undefined;
}

/** Whether each of them gets a place, one after the other. */
async function eachTakes(stores: readonly RateLimitStore[]): Promise<boolean[]> {
  const taken: boolean[] = [];
  for (const store of stores) taken.push(await takes(store));
  return taken;
}

async function waitOf(store: RateLimitStore, ahead = 0): Promise<number> {
  return (await store.waits())(ahead);
}

describe("a limit shared by processes", () => {
  it("counts what the others sent", async () => {
    const [one, other] = [open(), open()];
    expect(await eachTakes([one, one, other])).toEqual([true, true, true]);
    expect(await one.remaining()).toBe(2);
    expect(await waitOf(other)).toBe(0);
    expect(await waitOf(other, 2)).toBe(60_000);
    expect(await eachTakes([other, one, one, other])).toEqual([true, true, false, false]);
  });

  it("lets go of a start when its minute is over", async () => {
    const [one, other] = [open(), open()];
    for (let sent = 0; sent < 5; sent += 1) {
      await takes(one);
      now += 1_000;
    }
    expect(await waitOf(other)).toBe(55_000);
    now += 55_000;
    expect(await waitOf(other)).toBe(0);
    expect(await takes(other)).toBe(true);
    expect(await takes(other)).toBe(false);
  });

  it("takes back the entry of a request that came too late, so that refusals use nothing up", async () => {
    const [one, other] = [open(), open()];
    for (let sent = 0; sent < 5; sent += 1) await takes(one);
    for (let refused = 0; refused < 20; refused += 1) expect(await takes(other)).toBe(false);
    // Of the last request of the one the other does not know yet that it is over: at the latest 20 s after its start.
    now += 80_000;
    expect(await other.remaining()).toBe(5);
  });

  it("passes on that the API asked for silence, and keeps the longest wish", async () => {
    const [one, other] = [open(), open()];
    await one.pause(34_000);
    await other.pause(1_000);
    expect(await waitOf(other)).toBe(34_000);
    now += 34_000;
    expect(await waitOf(other)).toBe(0);
  });

  it("never lets more than the limit through in any window, whatever the order", async () => {
    const step = fc.record({ who: fc.nat(2), after: fc.integer({ min: 0, max: 20_000 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), async (steps) => {
        const own = mkdtempSync(join(folder, "run-"));
        useFolder(own, [NAME]);
        const processes = [0, 1, 2].map(() => createFileStore(own, NAME, limit, clock, BOOT));
        const sent: number[] = [];
        for (const { who, after } of steps) {
          now += after;
          const process = processes[who];
          if (process !== undefined && (await takes(process))) sent.push(now);
        }
        for (const start of sent) {
          const inWindow = sent.filter((other) => other >= start && other < start + limit.windowMs);
          expect(inWindow.length).toBeLessThanOrEqual(limit.requests);
        }
        rmSync(own, { recursive: true });
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

describe("files that cannot be trusted", () => {
  const entries = (time: number) =>
    Array.from({ length: 50 }, () => `${crypto.randomUUID()} ${time} ${time}\n`).join("");

  it.each([
    ["nonsense", "\u0000\u0001 what\n\n1 2 3 4\n"],
    ["entries from the future", entries(START + 500_000)],
    ["entries from long ago", entries(START - 500_000)],
    ["half a line", String(START)],
    ["a pause of nonsense", "pause never\n"],
    ["a pause that was asked for in the future", `pause ${START + 1_000} ${START + 9_000}\n`],
    ["a pause that is over", `pause ${START - 9_000} ${START - 1_000}\n`],
  ])("%s: stops no call for longer than the processes take to enter again what they know", async (_, text) => {
    writeFileSync(current(), text);
    const store = open();
    expect(await waitOf(store)).toBeLessThanOrEqual(1_500);
    await takes(store);
    now += 1_500;
    expect(await takes(store)).toBe(true);
  });

  it("a planted pause of an hour is believed for a minute, and planted entries for a window and 20 s", async () => {
    writeFileSync(current(), `pause ${START} ${START + 3_600_000}\n`);
    const store = open();
    expect(await waitOf(store)).toBe(60_000);
    now += 60_000;
    expect(await takes(store)).toBe(true);
    appendFileSync(current(), entries(now).replaceAll(/ \d+$/gm, ` ${now + 3_600_000}`));
    expect(await waitOf(store)).toBeLessThanOrEqual(80_000);
  });

  it("a pipe in place of the file does not hang", async () => {
    if (process.platform === "win32") return;
    rmSync(current());
    execFileSync("mkfifo", [current()]);
    const store = open();
    expect(await takes(store)).toBe(true);
    expect(store.countsOthers()).toBe(false);
  });

  it("goes on alone with a quarter of the limit, and says so, where no file can be had", async () => {
    const file = join(folder, "in-the-way");
    writeFileSync(file, "");
    const store = createFileStore(join(file, "store"), NAME, { ...limit, requests: 8 }, clock, BOOT);
    expect(await eachTakes([store, store, store])).toEqual([true, true, false]);
    expect(await store.remaining()).toBe(0);
    expect(await waitOf(store)).toBe(60_000);
    now += 60_000;
    expect(await store.remaining()).toBe(2);
    await store.pause(1_000);
    expect(await waitOf(store)).toBe(1_000);
    expect(store.countsOthers()).toBe(false);
    now += 3_600_000;
    expect(store.countsOthers(), "however long nobody looks").toBe(false);
  });
});

it("leaves little behind, for its owner only", async () => {
  const store = open();
  for (let minute = 0; minute < 10; minute += 1) {
    await takes(store);
    now += 60_000;
  }
  await takes(open());
  const files = readdirSync(folder);
  expect(files.length).toBeLessThanOrEqual(3);
  for (const file of files) expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
});
