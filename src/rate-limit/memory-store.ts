import type { Clock } from "../utils/time.ts";
import { createLedger } from "./ledger.ts";
import type { RateLimitStore, RollingWindow } from "./store.ts";

/** Lets everything through but for pauses. */
export const NO_LIMIT: RollingWindow = { requests: Number.POSITIVE_INFINITY, windowMs: 0 };

/** Counts what this process sends. `weight`: as how many each request counts; `ALONE_WEIGHT` where others may send too. */
export function createMemoryStore(window: RollingWindow, clock: Pick<Clock, "now">, weight = 1): RateLimitStore {
  const ledger = createLedger(window);
  let pausedUntil = Number.NEGATIVE_INFINITY;

  function waitsNow(): (ahead: number) => number {
    const now = clock.now();
    return ledger.waits(now, weight, pausedUntil - now);
  }

  return {
    waits: async () => waitsNow(),
    async reserve() {
      if (waitsNow()(0) > 0) return undefined;
      const entry = ledger.begin(clock.now());
      ledger.enter(entry);
      return {
        settle: async (end) => void ledger.settle(entry, end, clock.now()),
        cancel: async () => void ledger.settle(entry, "unsent", clock.now()),
      };
    },
    pause: async (milliseconds) => {
      pausedUntil = Math.max(pausedUntil, clock.now() + milliseconds);
    },
    remaining: async () => (waitsNow()(0) > 0 ? 0 : ledger.room(clock.now(), weight)),
    countsOthers: () => weight === 1,
  };
}
