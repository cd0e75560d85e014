import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/answers/json.ts";
import { done } from "../../src/failures/failure.ts";
import { randomFrom } from "../../src/sandbox/data/random.ts";
import { createReading, type FetchPage } from "../../src/tables/reading/reading.ts";
import { readToEnd, rowOf, tableWith } from "./list.ts";

interface Simulation {
  readonly seed: number;
  readonly rows: number;
  readonly pageSize: number;
  /** How likely a row comes, or goes, between two requests. */
  readonly inserts: number;
  readonly deletes: number;
  readonly tellsTotal: boolean;
  /** Where new rows come. Deletes are anywhere. */
  readonly newAt: "head" | "tail" | "anywhere";
}

/** A list whose rows come and go between two requests, and which rows it had at each of them. */
function createShiftingList({ seed, rows, pageSize, inserts, deletes, tellsTotal, newAt }: Simulation) {
  const random = randomFrom(seed).next;
  let nextId = 1;
  const newRow = (): JsonObject => ({ id: nextId++, amount: Math.floor(random() * 1000) });
  const list: JsonObject[] = Array.from({ length: rows }, newRow).reverse();
  const moments: ReadonlySet<unknown>[] = [];
  const places = { head: () => 0, tail: () => list.length, anywhere: () => Math.floor(random() * (list.length + 1)) };
  const fetchPage: FetchPage = async ({ page = 1 }) => {
    const before = moments.length === 0 ? "" : list.length;
    if (random() < inserts) list.splice(places[newAt](), 0, newRow());
    if (random() < deletes) list.splice(Math.floor(random() * list.length), 1);
    if (before !== list.length || inserts > 0 || deletes > 0) moments.push(new Set(list.map(({ id }) => id)));
    const start = (Number(page) - 1) * pageSize;
    return done({
      rows: list.slice(start, start + pageSize).map(rowOf),
      ...(tellsTotal ? { total: list.length } : {}),
    });
  };
  return { fetchPage, moments };
}

function isSame(ids: ReadonlySet<unknown>, rows: Iterable<string>): boolean {
  const texts = [...rows];
  return texts.length === ids.size && texts.every((text) => ids.has(JSON.parse(text).id));
}

/** Enough to see a rule that is wrong; the figure itself is made with LOADS=3000. */
const LOADS = Number(process.env["LOADS"] ?? 60);

const table = tableWith({ paging: "page", size: 10 });

async function simulate(simulation: Omit<Simulation, "seed" | "pageSize" | "rows">) {
  let [claimed, wrong] = [0, 0];
  for (let seed = 1; seed <= LOADS; seed += 1) {
    const { fetchPage, moments } = createShiftingList({ ...simulation, seed, rows: 500, pageSize: 10 });
    const reading = createReading(table, fetchPage);
    await readToEnd(reading);
    if (reading.whole().kind !== "proven") continue;
    claimed += 1;
    if (!moments.some((moment) => isSame(moment, reading.rows.texts()))) wrong += 1;
  }
  return { claimed: claimed / LOADS, wrong: wrong / LOADS };
}

describe("a list whose rows move while it is read", () => {
  it.each([
    { name: "nothing moves", inserts: 0, deletes: 0, newAt: "head", least: 1 },
    { name: "many inserts", inserts: 0.5, deletes: 0, newAt: "head", least: 0.9 },
    { name: "1 % inserts", inserts: 0.01, deletes: 0, newAt: "head", least: 0.9 },
    { name: "5 % inserts and 1 % deletes", inserts: 0.05, deletes: 0.01, newAt: "head", least: 0.5 },
    { name: "1 % deletes", inserts: 0, deletes: 0.01, newAt: "head", least: 0.5 },
    { name: "as many inserts as deletes", inserts: 0.1, deletes: 0.1, newAt: "head", least: 0 },
    // A row that goes between the same two requests as one comes at the tail leaves no trace in any count.
    { name: "inserts at the tail", inserts: 0.02, deletes: 0.001, newAt: "tail", least: 0.2 },
    { name: "inserts anywhere", inserts: 0.05, deletes: 0.01, newAt: "anywhere", least: 0 },
  ] as const)("says all rows only where it is so: $name", async ({ inserts, deletes, newAt, least, name }) => {
    const { claimed, wrong } = await simulate({ inserts, deletes, newAt, tellsTotal: true });
    if (process.env["LOADS"] !== undefined) process.stderr.write(`${name}: claimed ${claimed}, wrong ${wrong}\n`);
    expect(wrong).toBeLessThanOrEqual(0.001);
    expect(claimed).toBeGreaterThanOrEqual(least);
  });
});
