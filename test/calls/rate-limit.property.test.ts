import fc from "fast-check";
import { expect, it } from "vitest";
import { createRateLimiter, type Slot } from "../../src/calls/rate-limit.ts";
import { createFakeClock, settled } from "./fake-clock.ts";

const WINDOW_MS = 60_000;
const PATIENCE_MS = 5_000;

type Step =
  | { readonly do: "acquire" }
  | { readonly do: "release"; readonly which: number }
  | { readonly do: "abort"; readonly which: number }
  | { readonly do: "pause"; readonly ms: number }
  | { readonly do: "advance"; readonly ms: number };

const milliseconds = fc.oneof(fc.integer({ min: 1, max: 6_000 }), fc.integer({ min: 1, max: 70_000 }));

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ do: "acquire" } as const) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("release" as const), which: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("abort" as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("pause" as const), ms: milliseconds }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("advance" as const), ms: milliseconds }) },
);

interface Limit {
  readonly requests: number;
  readonly windowMs: number;
  readonly concurrency: number;
}

/** What became of every caller, noted at the moment it happened, and the rules checked there and then. */
function observedLimiter(limit: Limit) {
  const clock = createFakeClock();
  const limiter = createRateLimiter(limit, clock);
  const began = clock.now();
  const starts: number[] = [];
  const held: Slot[] = [];
  let waiting: { readonly number: number; readonly caller: AbortController }[] = [];
  const ends = new Map<number, string>();
  let callers = 0;
  let highestStarted = -1;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  // An assertion that fails inside a promise's reaction would be nobody's failure: collected here, looked at in `take`.
  const violations: string[] = [];

  function inWindow(): number {
    return starts.filter((start) => start > clock.now() - limit.windowMs).length;
  }

  function demand(holds: boolean, rule: string): void {
    if (!holds) violations.push(rule);
  }

  function finish(number: number, how: string): void {
    demand(!ends.has(number), "one answer for each caller");
    ends.set(number, how);
    waiting = waiting.filter((other) => other.number !== number);
  }

  function acquire(): void {
    const number = callers++;
    const caller = new AbortController();
    waiting.push({ number, caller });
    limiter.acquire(caller.signal).then(
      (outcome) => {
        finish(number, outcome.ok ? "started" : "turned away");
        if (!outcome.ok) {
          demand(outcome.waitMs > PATIENCE_MS, "nobody is turned away for a short wait");
          return;
        }
        held.push(outcome.slot);
        starts.push(clock.now());
        demand(number > highestStarted, "first come, first served");
        highestStarted = number;
        demand(held.length <= limit.concurrency, "so many at once");
        demand(inWindow() <= limit.requests, "so many in a window");
        demand(clock.now() >= pausedUntil, "nothing starts during a pause");
      },
      (error: unknown) => {
        demand(error === caller.signal.reason, "rejects with the signal's reason");
        finish(number, "gave up");
      },
    );
  }

  async function take(step: Step): Promise<void> {
    switch (step.do) {
      case "acquire":
        acquire();
        break;
      case "release":
        held.splice(step.which % Math.max(1, held.length), 1)[0]?.release();
        break;
      case "abort":
        waiting[step.which % Math.max(1, waiting.length)]?.caller.abort();
        break;
      case "pause":
        pausedUntil = Math.max(pausedUntil, clock.now() + step.ms);
        limiter.pause(step.ms);
        break;
      case "advance":
        await clock.advance(step.ms);
        break;
      default:
        step satisfies never;
    }
    await settled();
    expect(violations).toEqual([]);
    const isPaused = clock.now() < pausedUntil;
    expect(limiter.remaining()).toBe(isPaused ? 0 : limit.requests - inWindow());
    // Whoever waits, waits for a reason; and for the limit never longer than the patience.
    if (waiting.length === 0 || held.length === limit.concurrency) return;
    const windowIsFull = inWindow() === limit.requests;
    expect(windowIsFull || clock.now() < pausedUntil, "waits for nothing").toBe(true);
    expect(pausedUntil - clock.now()).toBeLessThanOrEqual(PATIENCE_MS);
  }

  return {
    take,
    /** Lets everything run out, and tells what became of each caller. */
    async finish() {
      for (let round = 0; waiting.length > 0 && round < 2_000; round++) {
        await take({ do: "release", which: 0 });
        await take({ do: "advance", ms: 1_000 });
      }
      return { callers, ends, starts: starts.map((start) => start - began) };
    },
  };
}

const limits = fc.record({
  requests: fc.integer({ min: 1, max: 7 }),
  windowMs: fc.constant(WINDOW_MS),
  concurrency: fc.integer({ min: 1, max: 4 }),
});

it("keeps the limit, the order and every caller, whatever the order of events", async () => {
  let [started, turnedAway, gaveUp] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(limits, fc.array(step, { minLength: 20, maxLength: 60, size: "max" }), async (limit, steps) => {
      const world = observedLimiter(limit);
      for (const one of steps) await world.take(one);
      const { callers, ends } = await world.finish();
      expect(ends.size, "nobody is forgotten").toBe(callers);
      const count = (how: string) => [...ends.values()].filter((end) => end === how).length;
      started += count("started");
      turnedAway += count("turned away");
      gaveUp += count("gave up");
    }),
    { numRuns: 300 },
  );
  // The property is worth nothing if one of the cases never came up.
  expect(Math.min(started, turnedAway, gaveUp)).toBeGreaterThan(100);
});

it("keeps 120 in any rolling minute and 4 at once under a storm of calls", async () => {
  const storm = fc.array(
    fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom<Step>({ do: "acquire" }, { do: "release", which: 0 }) },
      {
        weight: 2,
        arbitrary: fc.record({ do: fc.constant("advance" as const), ms: fc.integer({ min: 1, max: 9_000 }) }),
      },
    ),
    { minLength: 900, maxLength: 900, size: "max" },
  );
  let fullWindows = 0;
  await fc.assert(
    fc.asyncProperty(storm, async (steps) => {
      const world = observedLimiter({ requests: 120, windowMs: WINDOW_MS, concurrency: 4 });
      for (const one of steps) await world.take(one);
      const { callers, ends, starts } = await world.finish();
      expect(ends.size).toBe(callers);
      const fullest = starts.map((start) => starts.filter((at) => at >= start && at < start + WINDOW_MS).length);
      expect(Math.max(...fullest)).toBeLessThanOrEqual(120);
      if (Math.max(...fullest) === 120) fullWindows += 1;
    }),
    { numRuns: 12 },
  );
  expect(fullWindows).toBeGreaterThan(0);
});

it("answers a refusal with the exact time after which the call would go through", async () => {
  const setting = fc.record({
    requests: fc.integer({ min: 1, max: 5 }),
    gaps: fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 12 }),
    pause: fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(setting, async ({ requests, gaps, pause }) => {
      const clock = createFakeClock();
      const limiter = createRateLimiter({ requests, windowMs: WINDOW_MS, concurrency: 4 }, clock);
      const { signal } = new AbortController();
      const tryOnce = async () => {
        const outcome = await clock.drive(limiter.acquire(signal));
        if (outcome.ok) outcome.slot.release();
        return outcome;
      };
      for (const gap of gaps) {
        await tryOnce();
        await clock.advance(gap);
      }
      if (pause !== undefined) limiter.pause(pause);
      const refused = await tryOnce();
      if (refused.ok) return;
      await clock.advance(refused.waitMs - PATIENCE_MS - 1);
      expect((await limiter.acquire(signal)).ok).toBe(false);
      await clock.advance(1);
      const began = clock.now();
      expect((await tryOnce()).ok).toBe(true);
      expect(clock.now() - began).toBe(PATIENCE_MS);
    }),
    { numRuns: 200 },
  );
});
