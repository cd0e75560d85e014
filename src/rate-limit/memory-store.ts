import type { Clock } from "../utils/time.ts";
import type { RateLimitStore, Reservation, RollingWindow } from "./store.ts";

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

/**
 * Milliseconds until a window allows a request that has `ahead` others before it. `starts`: the moments of the
 * requests that it still counts, oldest first. `pauseMs`: nothing starts before that, the others neither.
 */
export function windowWaitMs(
  { requests, windowMs }: RollingWindow,
  starts: readonly number[],
  now: number,
  ahead: number,
  pauseMs: number,
): number {
  /** The request whose window must be over first: its place among those that were sent and those ahead. */
  const blocker = starts.length + ahead - requests;
  if (blocker < 0) return Math.max(pauseMs, 0);
  // One of those ahead, which is not sent yet, may itself wait for one before it: a window more for each such step.
  const windows = Math.max(0, Math.ceil((blocker - starts.length + 1) / requests));
  const start = starts[blocker - windows * requests];
  const wait = start === undefined ? 0 : start + windowMs - now;
  return Math.max(wait, pauseMs, 0) + windows * windowMs;
}
