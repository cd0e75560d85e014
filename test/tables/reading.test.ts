import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/answers/json.ts";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { done } from "../../src/failures/failure.ts";
import { createReading, type FetchPage, type Reading } from "../../src/tables/reading.ts";
import { type Table, tablesOf } from "../../src/tables/table.ts";

const orders = tablesOf(setpilot).find(({ name }) => name === "orders");
if (orders === undefined) throw new Error("no table of orders");
const table: Table = orders;

/** A random number generator that a seed determines (mulberry32), so that a failure comes again. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Simulation {
  readonly seed: number;
  readonly rows: number;
  readonly pageSize: number;
  /** How many rows come at the head, and go anywhere, between two requests, on average, as a share of a page. */
  readonly inserts: number;
  readonly deletes: number;
  readonly tellsTotal: boolean;
}

/** A list whose rows come and go between two requests. */
function createShiftingList({ seed, rows, pageSize, inserts, deletes, tellsTotal }: Simulation) {
  const random = createRandom(seed);
  let nextId = 1;
  const newRow = (): JsonObject => ({ id: nextId++, amount: Math.floor(random() * 1000) });
  const list: JsonObject[] = Array.from({ length: rows }, newRow).reverse();
  const moments: ReadonlySet<unknown>[] = [];
  const fetchPage: FetchPage = async (_, { page = 1 }) => {
    if (random() < inserts) list.unshift(newRow());
    if (random() < deletes) list.splice(Math.floor(random() * list.length), 1);
    moments.push(new Set(list.map(({ id }) => id)));
    const start = (Number(page) - 1) * pageSize;
    return done({ rows: list.slice(start, start + pageSize), ...(tellsTotal ? { total: list.length } : {}) });
  };
  return { fetchPage, moments };
}

async function readToEnd(reading: Reading): Promise<void> {
  for (let steps = 0; !reading.isDone(); steps += 1) {
    if (steps > 10_000) throw new Error("it does not end");
    await reading.step(new AbortController().signal);
  }
}

function isSame(ids: ReadonlySet<unknown>, rows: Iterable<string>): boolean {
  const texts = [...rows];
  return texts.length === ids.size && texts.every((text) => ids.has(JSON.parse(text).id));
}

const LOADS = Number(process.env["LOADS"] ?? 300);

describe("a list whose rows move while it is read", () => {
  it.each([
    { name: "nothing moves", inserts: 0, deletes: 0, least: 1 },
    { name: "1 % inserts", inserts: 0.5, deletes: 0, least: 0.9 },
    { name: "5 % inserts and 1 % deletes", inserts: 0.05, deletes: 0.01, least: 0.5 },
    { name: "deletes alone", inserts: 0, deletes: 0.01, least: 0.5 },
  ])("says all rows only where it is so: $name", async ({ inserts, deletes, least }) => {
    let proven = 0;
    let wrong = 0;
    for (let seed = 1; seed <= LOADS; seed += 1) {
      const { fetchPage, moments } = createShiftingList({
        seed,
        rows: 500,
        pageSize: 10,
        inserts,
        deletes,
        tellsTotal: true,
      });
      const reading = createReading(table, { arguments: {}, columns: {} }, fetchPage);
      await readToEnd(reading);
      if (reading.whole().kind !== "proven") continue;
      proven += 1;
      if (!moments.some((moment) => isSame(moment, reading.rows.texts()))) wrong += 1;
    }
    expect(wrong / LOADS).toBeLessThanOrEqual(0.001);
    expect(proven / LOADS).toBeGreaterThanOrEqual(least);
  });
});
