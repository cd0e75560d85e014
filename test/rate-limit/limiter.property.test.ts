import fc from "fast-check";
import { expect, it } from "vitest";
import type { RateLimit } from "../../src/connectors/schema/connector.ts";
import { createFakeClock } from "../helpers/fake-clock.ts";
import { openLimiter } from "../helpers/limiter.ts";
import { observedLimiter, PATIENCE_MS, type Step } from "./observed-limiter.ts";

const PATHS = ["orders", "products", "customers"] as const;

const milliseconds = fc.oneof(fc.integer({ min: 1, max: 6_000 }), fc.integer({ min: 1, max: 70_000 }));
const path = fc.constantFrom(...PATHS);
const which = fc.nat(9);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("acquire" as const), path }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("release" as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("abort" as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("pause" as const), path, ms: milliseconds }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("advance" as const), ms: milliseconds }) },
);

const limit: fc.Arbitrary<RateLimit> = fc.record({
  requests: fc.integer({ min: 1, max: 7 }),
  seconds: fc.constantFrom(1, 60, 60, 90),
  per: fc.constantFrom("key", "address"),
  exempt: fc.subarray([...PATHS], { maxLength: 2 }),
});

const oneLimit = fc.tuple(
  fc.record({
    requests: fc.integer({ min: 1, max: 7 }),
    seconds: fc.constant(60),
    per: fc.constant<"key">("key"),
  }),
);
const severalLimits = fc.array(limit, { minLength: 2, maxLength: 3 });

it.each([
  ["one limit", oneLimit, true],
  ["several, each with paths that it does not count", severalLimits, true],
  ["none", fc.constant<readonly RateLimit[]>([]), false],
])("keeps the limits, the order and every caller, whatever the order of events: %s", async (_, limits, turnsAway) => {
  const steps = fc.array(step, { minLength: 20, maxLength: 60, size: "max" });
  let [started, turnedAway, gaveUp] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(limits, fc.integer({ min: 1, max: 4 }), steps, async (limits, concurrency, steps) => {
      const world = observedLimiter(limits, concurrency);
      for (const one of steps) await world.take(one);
      const { callers, ends } = await world.finish();
      expect(ends.length, "nobody is forgotten").toBe(callers);
      const count = (how: string) => ends.filter((end) => end === how).length;
      started += count("started");
      turnedAway += count("turned away");
      gaveUp += count("gave up");
    }),
    { numRuns: 250 },
  );
  // The property is worth nothing if one of the cases never came up.
  expect(Math.min(started, gaveUp)).toBeGreaterThan(100);
  expect(turnedAway).toBeGreaterThan(turnsAway ? 100 : 0);
});

const perKey: RateLimit = { requests: 60, seconds: 60, per: "key", exempt: ["products"] };
const perAddress: RateLimit = { requests: 100, seconds: 900, per: "address" };

it.each([
  ["120 in a minute", [{ requests: 120, seconds: 60, per: "key" } as const]],
  ["60 in a minute that do not count products, and 100 in 15 minutes that do", [perKey, perAddress]],
])("keeps %s, in any rolling window and 4 at once, under a storm of calls", async (_, limits) => {
  const acquire = fc.record({ do: fc.constant("acquire" as const), path });
  const storm = fc.array(
    fc.oneof(
      { weight: 15, arbitrary: acquire },
      { weight: 15, arbitrary: fc.constant<Step>({ do: "release", which: 0 }) },
      {
        weight: 2,
        arbitrary: fc.record({ do: fc.constant("advance" as const), ms: fc.integer({ min: 1, max: 9_000 }) }),
      },
    ),
    { minLength: 900, maxLength: 900, size: "max" },
  );
  const fullWindows = limits.map(() => 0);
  await fc.assert(
    fc.asyncProperty(storm, async (steps) => {
      const world = observedLimiter(limits, 4);
      for (const one of steps) await world.take(one);
      const { callers, ends, starts } = await world.finish();
      expect(ends.length).toBe(callers);
      for (const [index, { requests, seconds }] of limits.entries()) {
        const fullest = fullestWindow(starts[index] ?? [], seconds * 1000);
        expect(fullest).toBeLessThanOrEqual(requests);
        if (fullest === requests) fullWindows[index] = (fullWindows[index] ?? 0) + 1;
      }
    }),
    { numRuns: 8 },
  );
  for (const times of fullWindows) expect(times, "the storm fills every limit").toBeGreaterThan(0);
});

function fullestWindow(starts: readonly number[], windowMs: number): number {
  return Math.max(...starts.map((start) => starts.filter((at) => at >= start && at < start + windowMs).length));
}

it("answers a refusal with the exact time after which the call would go through, and the limit that says so", async () => {
  const setting = fc.record({
    requests: fc.integer({ min: 1, max: 5 }),
    inTwoMinutes: fc.integer({ min: 1, max: 8 }),
    gaps: fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 12 }),
    pause: fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(setting, async ({ requests, inTwoMinutes, gaps, pause }) => {
      const clock = createFakeClock();
      const limiter = openLimiter(clock, [
        { requests, seconds: 60, per: "key" },
        { requests: inTwoMinutes, seconds: 120, per: "address" },
      ]);
      const { signal } = new AbortController();
      const tryOnce = async () => {
        const outcome = await clock.drive(limiter.acquire("orders", signal));
        if (outcome.ok) outcome.slot.release("over");
        return outcome;
      };
      for (const gap of gaps) {
        await tryOnce();
        await clock.advance(gap);
      }
      if (pause !== undefined) await limiter.pause("orders", pause);
      const refused = await tryOnce();
      if (refused.ok) return;
      expect((await limiter.remaining()).find(({ limit }) => limit === refused.limit)?.requests).toBe(0);
      await clock.advance(refused.waitMs - PATIENCE_MS - 1);
      expect((await limiter.acquire("orders", signal)).ok).toBe(false);
      await clock.advance(1);
      const began = clock.now();
      expect((await tryOnce()).ok).toBe(true);
      expect(clock.now() - began).toBe(PATIENCE_MS);
    }),
    { numRuns: 200 },
  );
});
