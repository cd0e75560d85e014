import type { Clock } from "../utils/time.ts";
import { type RateLimitStore, type Reservation, type RollingWindow, windowWaitMs } from "./store.ts";

/** Lets everything through but for pauses. */
export const NO_LIMIT: RollingWindow = { requests: Number.POSITIVE_INFINITY, windowMs: 0 };

/** Counts what this process sends, on a clock that never jumps. */
export function createMemoryStore(window: RollingWindow, clock: Pick<Clock, "now">): RateLimitStore {
  /** Never changed, only replaced: who asked for waits looks at those of that moment. */
  let starts: readonly number[] = [];
  let pausedUntil = Number.NEGATIVE_INFINITY;

  function waitsNow(): (ahead: number) => number {
    const now = clock.now();
    starts = starts.filter((start) => start > now - window.windowMs);
    const counted = starts;
    const pauseMs = pausedUntil - now;
    return (ahead) => windowWaitMs(window, counted, now, ahead, pauseMs);
  }

  function enter(): Reservation {
    const start = clock.now();
    starts = [...starts, start];
    return {
      cancel: async () => {
        starts = starts.toSpliced(starts.lastIndexOf(start), 1);
      },
    };
  }

  return {
    waits: async () => waitsNow(),
    reserve: async () => (waitsNow()(0) > 0 ? undefined : enter()),
    pause: async (milliseconds) => {
      pausedUntil = Math.max(pausedUntil, clock.now() + milliseconds);
    },
    remaining: async () => (waitsNow()(0) > 0 ? 0 : window.requests - starts.length),
    countsOthers: () => false,
  };
}
