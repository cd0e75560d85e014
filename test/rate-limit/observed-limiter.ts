import { expect } from "vitest";
import type { RateLimit } from "../../src/connectors/schema/connector.ts";
import type { Slot } from "../../src/rate-limit/limiter.ts";
import { createFakeClock, settled } from "../helpers/fake-clock.ts";
import { openLimiter } from "../helpers/limiter.ts";

export const PATIENCE_MS = 5_000;

export type Step =
  | { readonly do: "acquire"; readonly path: string }
  | { readonly do: "release"; readonly which: number }
  | { readonly do: "abort"; readonly which: number }
  | { readonly do: "pause"; readonly path: string; readonly ms: number }
  | { readonly do: "advance"; readonly ms: number };

interface Asked {
  readonly number: number;
  readonly path: string;
  readonly caller: AbortController;
}

/** A slot that was not released, and where it stands in each tally that counts its path. */
interface Held {
  readonly slot: Slot;
  readonly path: string;
  readonly places: readonly number[];
}

/** One limit as the observer counts it, in the plainest way there is. */
interface Tally {
  readonly limit: RateLimit | undefined;
  readonly counts: (path: string) => boolean;
  readonly starts: number[];
  /** Of each start, in the same order: when its slot was released. */
  readonly ends: (number | undefined)[];
  pausedUntil: number;
}

function tally(limit?: RateLimit): Tally {
  return {
    limit,
    counts: (path) => limit?.exempt?.includes(path) !== true,
    starts: [],
    ends: [],
    pausedUntil: Number.NEGATIVE_INFINITY,
  };
}

/** A limiter of which is noted what became of every caller, at the moment it happened, and the rules checked there and then. */
export function observedLimiter(limits: readonly RateLimit[], concurrency: number) {
  const clock = createFakeClock();
  const limiter = openLimiter(clock, limits, concurrency);
  const limited = limits.map((limit) => tally(limit));
  const tallies = [...limited, tally()];
  const held: Held[] = [];
  let waiting: Asked[] = [];
  const ends = new Map<number, string>();
  let callers = 0;
  // An assertion that fails inside a promise's reaction would be nobody's failure: collected here, looked at in `take`.
  const violations: string[] = [];

  function demand(holds: boolean, rule: string): void {
    if (!holds) violations.push(rule);
  }

  /** How many requests the API may count in a window that ends now: those that are under way, or were in this window. */
  function inWindow({ limit, ends }: Tally): number {
    const windowMs = (limit?.seconds ?? 0) * 1000;
    return ends.filter((end) => end === undefined || end > clock.now() - windowMs).length;
  }

  const isPaused = ({ pausedUntil }: Tally) => clock.now() < pausedUntil;

  /** Whether this limit gives somebody who waits a reason to, with the places kept for those who came earlier. */
  function holdsUp(tally: Tally, { path, number }: Asked): boolean {
    if (!tally.counts(path)) return false;
    const earlier = waiting.filter((other) => other.number < number && tally.counts(other.path)).length;
    return isPaused(tally) || inWindow(tally) + earlier >= (tally.limit?.requests ?? Number.POSITIVE_INFINITY);
  }

  function finish({ number }: Asked, how: string): void {
    demand(!ends.has(number), "one answer for each caller");
    ends.set(number, how);
    waiting = waiting.filter((other) => other.number !== number);
  }

  function noteStart({ number, path }: Asked, slot: Slot): void {
    held.push({ slot, path, places: tallies.map(({ starts }) => starts.length) });
    demand(held.length <= concurrency, "so many at once");
    for (const tally of tallies.filter(({ counts }) => counts(path))) {
      tally.starts.push(clock.now());
      tally.ends.push(undefined);
      demand(!isPaused(tally), "nothing starts during a pause");
      if (tally.limit !== undefined) demand(inWindow(tally) <= tally.limit.requests, "so many in a window");
    }
    // Only who waits for a limit that does not count this request may be overtaken by it.
    for (const other of waiting.filter((earlier) => earlier.number < number)) {
      demand(
        tallies.some((tally) => !tally.counts(path) && holdsUp(tally, other)),
        "first come, first served",
      );
    }
  }

  function acquire(path: string): void {
    const asked = { number: callers++, path, caller: new AbortController() };
    waiting.push(asked);
    limiter.acquire(path, asked.caller.signal).then(
      (outcome) => {
        finish(asked, outcome.ok ? "started" : "turned away");
        if (outcome.ok) return noteStart(asked, outcome.slot);
        demand(outcome.waitMs > PATIENCE_MS, "nobody is turned away for a short wait");
        const named = tallies.find(({ limit }) => limit === outcome.limit);
        demand(named?.counts(path) === true, "nobody is turned away for a limit that does not count the request");
      },
      (error: unknown) => {
        demand(error === asked.caller.signal.reason, "rejects with the signal's reason");
        finish(asked, "gave up");
      },
    );
  }

  function release(held: Held | undefined): void {
    if (held === undefined) return;
    for (const [index, tally] of tallies.entries()) {
      if (tally.counts(held.path)) tally.ends[held.places[index] ?? 0] = clock.now();
    }
    held.slot.release("over");
  }

  async function pause(path: string, milliseconds: number): Promise<void> {
    const narrowest = tallies.find(({ counts }) => counts(path));
    if (narrowest !== undefined) {
      narrowest.pausedUntil = Math.max(narrowest.pausedUntil, clock.now() + milliseconds);
    }
    demand(
      (await limiter.pause(path, milliseconds)) === narrowest?.limit,
      "a pause holds for the first limit that counts",
    );
  }

  async function take(step: Step): Promise<void> {
    switch (step.do) {
      case "acquire":
        acquire(step.path);
        break;
      case "release":
        release(held.splice(step.which % Math.max(1, held.length), 1)[0]);
        break;
      case "abort":
        waiting[step.which % Math.max(1, waiting.length)]?.caller.abort();
        break;
      case "pause":
        await pause(step.path, step.ms);
        break;
      case "advance":
        await clock.advance(step.ms);
        break;
      default:
        step satisfies never;
    }
    await settled();
    expect(violations).toEqual([]);
    expect(await limiter.remaining()).toEqual(
      limited.map((tally) => ({
        limit: tally.limit,
        requests: isPaused(tally) ? 0 : (tally.limit?.requests ?? 0) - inWindow(tally),
      })),
    );
    for (const asked of waiting) {
      const reasons = tallies.filter((tally) => holdsUp(tally, asked));
      expect(held.length === concurrency || reasons.length > 0, "waits for nothing").toBe(true);
      for (const { pausedUntil } of reasons) expect(pausedUntil - clock.now()).toBeLessThanOrEqual(PATIENCE_MS);
    }
  }

  return {
    take,
    /** Lets everything run out, and tells what became of each caller. */
    async finish() {
      for (let round = 0; waiting.length > 0 && round < 2_000; round++) {
        await take({ do: "release", which: 0 });
        await take({ do: "advance", ms: 1_000 });
      }
      return { callers, ends: [...ends.values()], starts: limited.map(({ starts }) => starts) };
    },
  };
}
