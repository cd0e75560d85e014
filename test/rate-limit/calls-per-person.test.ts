import { expect, it } from "vitest";
import { connectors } from "../../src/connectors/catalog/index.ts";
import { explain } from "../../src/messages/explain.ts";
import { createCallsPerPerson } from "../../src/rate-limit/calls-per-person.ts";
import { createMemoryStore } from "../../src/rate-limit/memory-store.ts";
import type { RateLimitStore } from "../../src/rate-limit/store.ts";
import { createFakeClock } from "../helpers/fake-clock.ts";

const CALLS = 60;

/** Replicas that count in one place. */
function openReplicas(count: number, weight = 1) {
  const clock = createFakeClock();
  const stores = new Map<string, RateLimitStore>();
  const opened: string[] = [];
  const replicas = Array.from({ length: count }, () =>
    createCallsPerPerson({
      clock,
      openStore(name, window) {
        opened.push(name);
        const store = stores.get(name) ?? createMemoryStore(window, clock, weight);
        stores.set(name, store);
        return store;
      },
    }),
  );
  return { clock, replicas, stores, opened };
}

function told(failure: Parameters<typeof explain>[0] | undefined): string | undefined {
  const [connector] = connectors;
  if (connector === undefined) throw new Error("There is no connector.");
  return failure && explain(failure, { connector, profile: "default" });
}

it("lets each person make so many calls in any minute, and tells the exact wait", async () => {
  const { clock, replicas } = openReplicas(1);
  const [one] = replicas;
  for (let call = 0; call < CALLS; call++) {
    expect(await one?.admit("anna", CALLS)).toBeUndefined();
    await clock.advance(800);
  }
  expect(told(await one?.admit("anna", CALLS))).toBe(
    "You have made 60 calls in the last minute, which is the limit for one person on this server. Wait 12 s.",
  );
  expect(await one?.admit("ben", CALLS)).toBeUndefined();
  await clock.advance(11_999);
  expect(await one?.admit("anna", CALLS)).toMatchObject({ seconds: 1 });
  await clock.advance(1);
  expect(await one?.admit("anna", CALLS)).toBeUndefined();
  expect(await one?.admit("anna", CALLS)).toMatchObject({ seconds: 1 });
});

it("counts what comes at once, and what is refused for nothing", async () => {
  const { replicas, clock } = openReplicas(1);
  const [one] = replicas;
  const all = await Promise.all(Array.from({ length: 200 }, () => one?.admit("anna", CALLS)));
  expect(all.filter((refused) => refused === undefined)).toHaveLength(CALLS);
  await clock.advance(60_000);
  expect(await one?.admit("anna", CALLS)).toBeUndefined();
});

it("is one count for all replicas that share a store, under a name that tells nobody who it is", async () => {
  const { replicas, opened } = openReplicas(3);
  let allowed = 0;
  for (let call = 0; call < 90; call++) {
    if ((await replicas[call % 3]?.admit("anna@example.com", CALLS)) === undefined) allowed += 1;
  }
  expect(allowed).toBe(CALLS);
  expect(new Set(opened).size).toBe(1);
  expect(opened[0]).toMatch(/^[0-9a-f]{64}$/);
});

it("says why it allows less while the replicas cannot count together", async () => {
  const { replicas } = openReplicas(1, 4);
  let refused: Awaited<ReturnType<NonNullable<(typeof replicas)[0]>["admit"]>>;
  for (let call = 0; refused === undefined; call++) {
    refused = await replicas[0]?.admit("anna", CALLS);
    expect(call).toBeLessThanOrEqual(15);
  }
  expect(told(refused)).toBe(
    "One person may make 60 calls a minute on this server. It cannot count together with its other replicas right now, so it allows a part of that, which you have used. Wait 60 s.",
  );
});

it("follows another number, and forgets whoever is gone", async () => {
  const { replicas, clock, stores, opened } = openReplicas(1);
  const [one] = replicas;
  for (let call = 0; call < 3; call++) await one?.admit("anna", CALLS);
  stores.clear();
  expect(await one?.admit("anna", 1)).toBeUndefined();
  expect(told(await one?.admit("anna", 1))).toContain("You have made 1 call in the last minute");
  await clock.advance(60_001);
  await one?.admit("ben", CALLS);
  await one?.admit("anna", 1);
  expect(opened).toHaveLength(4);
});
