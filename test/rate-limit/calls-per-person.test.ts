import { expect, it } from "vitest";
import { connectors } from "../../src/connectors/catalog/index.ts";
import { explain } from "../../src/messages/explain.ts";
import { type CallsPerPerson, createCallsPerPerson } from "../../src/rate-limit/calls-per-person.ts";
import { createMemoryStore } from "../../src/rate-limit/memory-store.ts";
import type { RateLimitStore, RollingWindow } from "../../src/rate-limit/store.ts";
import { createFakeClock } from "../helpers/fake-clock.ts";

const CALLS = 60;

/** Replicas that count in one place while it is there; one alone where there are no others. */
function openReplicas(count: number) {
  const clock = createFakeClock();
  const stores = new Map<string, RateLimitStore>();
  const common = { isThere: true };
  async function countTogether(name: string, window: RollingWindow): Promise<number | undefined> {
    if (!common.isThere) return undefined;
    const store = stores.get(name) ?? createMemoryStore(window, clock);
    stores.set(name, store);
    const call = await store.reserve();
    await call?.settle("over");
    return call === undefined ? (await store.waits())(0) : 0;
  }
  const replicas = Array.from({ length: count }, () =>
    createCallsPerPerson(count === 1 ? { clock } : { clock, countTogether }),
  );
  return { clock, replicas, stores, common };
}

/** Calls until it is refused; gives how many calls were made, and why it was. */
async function callUntilRefused(replica: CallsPerPerson | undefined, person: string) {
  for (let calls = 0; calls <= CALLS; calls++) {
    const refused = await replica?.admit(person, CALLS);
    if (refused !== undefined) return { calls, refused };
  }
  throw new Error("Nothing was refused.");
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
  const { replicas, stores } = openReplicas(3);
  let allowed = 0;
  for (let call = 0; call < 90; call++) {
    if ((await replicas[call % 3]?.admit("anna@example.com", CALLS)) === undefined) allowed += 1;
  }
  expect(allowed).toBe(CALLS);
  const [name, ...others] = [...stores.keys()];
  expect(others).toEqual([]);
  expect(name).toMatch(/^[0-9a-f]{64}$/);
});

it("is a part of it at each replica while they cannot count together, and says so", async () => {
  const { replicas, common } = openReplicas(2);
  common.isThere = false;
  const { calls, refused } = await callUntilRefused(replicas[0], "anna");
  expect(calls).toBe(CALLS / 4);
  expect(told(refused)).toBe(
    "One person may make 60 calls a minute on this server. It cannot count together with its other replicas right now, so it allows a part of that, which you have used. Wait 60 s.",
  );
  common.isThere = true;
  expect((await callUntilRefused(replicas[0], "anna")).calls).toBe(CALLS);
  common.isThere = false;
  // What was counted together was made here, too.
  expect((await callUntilRefused(replicas[0], "anna")).calls).toBe(0);
  expect((await callUntilRefused(replicas[0], "ben")).calls).toBe(CALLS / 4);
});

it("follows another number, and forgets whoever is gone", async () => {
  const { replicas, clock } = openReplicas(1);
  const [one] = replicas;
  for (let call = 0; call < 3; call++) await one?.admit("anna", CALLS);
  expect(await one?.admit("anna", 1)).toBeUndefined();
  expect(told(await one?.admit("anna", 1))).toContain("You have made 1 call in the last minute");
  await clock.advance(60_001);
  await one?.admit("ben", CALLS);
  expect(await one?.admit("anna", 1)).toBeUndefined();
});
