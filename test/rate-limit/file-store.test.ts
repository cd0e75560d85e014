import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { createFileStore } from "../../src/rate-limit/file-store.ts";
import type { RateLimitStore } from "../../src/rate-limit/store.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { temporaryHome } from "../helpers/clients.ts";

const limit = { requests: 5, windowMs: 60_000 };
const NAME = "0123abcd";
const START = Date.UTC(2026, 10, 20, 12, 0, 30);

let folder: string;
let now: number;
/** Both clocks show the same here; what they do apart is in test/faults. */
const clock = { now: () => now, wall: () => new Date(now) };

beforeEach(async () => {
  folder = (await openForTest(temporaryHome())).path;
  now = START;
});

/** One process's view; several share the folder. */
function open() {
  return createFileStore(folder, NAME, limit, clock);
}

async function takes(store: RateLimitStore): Promise<boolean> {
  return (await store.reserve()) !== undefined;
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
      await one.reserve();
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
    for (let sent = 0; sent < 5; sent += 1) await one.reserve();
    for (let refused = 0; refused < 20; refused += 1) expect(await takes(other)).toBe(false);
    now += 60_000;
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
        const processes = [0, 1, 2].map(() => createFileStore(own, NAME, limit, clock));
        const sent: number[] = [];
        for (const { who, after } of steps) {
          now += after;
          if (await processes[who]?.reserve()) sent.push(now);
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
  const current = () => join(folder, `${NAME}.${limit.windowMs}.${Math.floor(now / limit.windowMs)}`);

  it.each([
    ["nonsense", "\u0000\u0001 what\n\n1 2 3 4\n"],
    ["entries from the future", `${START + 500_000} a\n`.repeat(50)],
    ["entries from long ago", `${START - 500_000} a\n`.repeat(50)],
    ["half a line", String(START)],
  ])("%s does not stop a call", async (_, text) => {
    writeFileSync(current(), text);
    const store = open();
    expect(await waitOf(store)).toBe(0);
    expect(await takes(store)).toBe(true);
  });

  it.each(["never", "99999999999999", "-5", ""])("a pause until %j does not stop a call", async (text) => {
    writeFileSync(join(folder, `${NAME}.pause`), text);
    expect(await waitOf(open())).toBe(0);
  });

  it("goes on alone, and says so, where no file can be had", async () => {
    const file = join(folder, "in-the-way");
    writeFileSync(file, "");
    const store = createFileStore(join(file, "store"), NAME, limit, clock);
    expect(await eachTakes(Array.from({ length: 6 }, () => store))).toEqual([true, true, true, true, true, false]);
    expect(await waitOf(store)).toBe(60_000);
    now += 60_000;
    await store.pause(1_000);
    expect(await waitOf(store)).toBe(1_000);
    expect(store.countsOthers()).toBe(false);
  });
});

it("leaves little behind, for its owner only", async () => {
  const store = open();
  for (let minute = 0; minute < 10; minute += 1) {
    await store.reserve();
    now += 60_000;
  }
  await store.reserve();
  const files = readdirSync(folder);
  expect(files.length).toBeLessThanOrEqual(3);
  for (const file of files) expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
});
