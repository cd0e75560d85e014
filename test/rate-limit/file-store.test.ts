import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSharedBudget, type SharedBudget } from "../../src/rate-limit/file-store.ts";

const limit = { requests: 5, windowMs: 60_000 };
const NAME = "0123abcd";
const START = Date.UTC(2026, 10, 20, 12, 0, 30);

let folder: string;
let now: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "keyscope-budget-"));
  now = START;
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** One process's view; several share the folder. */
function open() {
  return openSharedBudget(folder, NAME, limit, () => now);
}

function takes(budget: SharedBudget): boolean {
  return budget.take() !== undefined;
}

describe("a budget shared by processes", () => {
  it("counts what the others sent", () => {
    const [one, other] = [open(), open()];
    expect([one, one, other].map(takes)).toEqual([true, true, true]);
    expect(one.remaining()).toBe(2);
    expect(other.waits()(0)).toBe(0);
    expect(other.waits()(2)).toBe(60_000);
    expect([other, one, one, other].map(takes)).toEqual([true, true, false, false]);
  });

  it("lets go of a start when its minute is over", () => {
    const [one, other] = [open(), open()];
    for (let sent = 0; sent < 5; sent += 1) {
      one.take();
      now += 1_000;
    }
    expect(other.waits()(0)).toBe(55_000);
    now += 55_000;
    expect(other.waits()(0)).toBe(0);
    expect(takes(other)).toBe(true);
    expect(takes(other)).toBe(false);
  });

  it("takes back the entry of a request that came too late, so that refusals use nothing up", () => {
    const [one, other] = [open(), open()];
    for (let sent = 0; sent < 5; sent += 1) one.take();
    for (let refused = 0; refused < 20; refused += 1) expect(takes(other)).toBe(false);
    now += 60_000;
    expect(other.remaining()).toBe(5);
  });

  it("passes on that the API asked for silence, and keeps the longest wish", () => {
    const [one, other] = [open(), open()];
    one.pause(34_000);
    other.pause(1_000);
    expect(other.waits()(0)).toBe(34_000);
    now += 34_000;
    expect(other.waits()(0)).toBe(0);
  });

  it("never lets more than the limit through in any window, whatever the order", () => {
    const step = fc.record({ who: fc.nat(2), after: fc.integer({ min: 0, max: 20_000 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const own = mkdtempSync(join(folder, "run-"));
        const processes = [0, 1, 2].map(() => openSharedBudget(own, NAME, limit, () => now));
        const sent: number[] = [];
        for (const { who, after } of steps) {
          now += after;
          if (processes[who]?.take()) sent.push(now);
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
  ])("%s does not stop a call", (_, text) => {
    writeFileSync(current(), text);
    const budget = open();
    expect(budget.waits()(0)).toBe(0);
    expect(takes(budget)).toBe(true);
  });

  it.each(["never", "99999999999999", "-5", ""])("a pause until %j does not stop a call", (text) => {
    writeFileSync(join(folder, `${NAME}.pause`), text);
    expect(open().waits()(0)).toBe(0);
  });

  it("goes on alone, and says so, where no file can be had", () => {
    const file = join(folder, "in-the-way");
    writeFileSync(file, "");
    const budget = openSharedBudget(join(file, "budget"), NAME, limit, () => now);
    for (let sent = 0; sent < 20; sent += 1) expect(takes(budget)).toBe(true);
    expect(budget.waits()(0)).toBe(0);
    expect(() => budget.pause(1_000)).not.toThrow();
    expect(budget.works()).toBe(false);
  });
});

it("leaves little behind, for its owner only", () => {
  const budget = open();
  for (let minute = 0; minute < 10; minute += 1) {
    budget.take();
    now += 60_000;
  }
  budget.take();
  const files = readdirSync(folder);
  expect(files.length).toBeLessThanOrEqual(3);
  for (const file of files) expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
});
