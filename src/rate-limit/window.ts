import type { RateLimit } from "../connectors/schema/connector.ts";
import type { Clock } from "../utils/clock.ts";
import { ALONE, type Entry, type SharedBudget } from "./file-store.ts";
import { countsFor, type RollingWindow, windowWaitMs } from "./limits.ts";

/** A limit, with what the other processes of this machine know of its use, where they share that. */
export interface CountedLimit {
  readonly limit: RateLimit;
  readonly shared?: SharedBudget | undefined;
}

/** Counts the requests of one limit, and holds them up while the API asked for silence. */
export interface Meter {
  /** Undefined for the one that only knows pauses. */
  readonly limit: RateLimit | undefined;
  /** Whether a request to that path, relative to the base URL, counts here. */
  counts(path: string): boolean;
  /** Whether this process's own count, which asks no file, allows a request. */
  isOpen(): boolean;
  /** As in SharedBudget, with this process's own count, which runs on a clock that never jumps. */
  waits(): (ahead: number) => number;
  /** As in SharedBudget; to be asked only when it is open. */
  take(): Entry | undefined;
  /** Nothing that counts here is sent for so long. The longest such wish holds. */
  pause(milliseconds: number): void;
  /** Requests that may still be sent in this window. */
  remaining(): number;
}

const NO_LIMIT: RollingWindow = { requests: Number.POSITIVE_INFINITY, windowMs: 0 };

/** Without a limit, everything counts, and only a pause holds it up. */
export function createMeter(clock: Clock, { limit, shared }: Partial<CountedLimit> = {}): Meter {
  const window = limit === undefined ? NO_LIMIT : { requests: limit.requests, windowMs: limit.seconds * 1000 };
  /** Never changed, only replaced: who asked for waits looks at those of that moment. */
  let starts: readonly number[] = [];
  let pausedUntil = Number.NEGATIVE_INFINITY;

  function ownWaits(): (ahead: number) => number {
    const now = clock.now();
    starts = starts.filter((start) => start > now - window.windowMs);
    const counted = starts;
    const pauseMs = pausedUntil - now;
    return (ahead) => windowWaitMs(window, counted, now, ahead, pauseMs);
  }

  function waits(): (ahead: number) => number {
    const own = ownWaits();
    const others = shared?.waits();
    return (ahead) => Math.max(own(ahead), others?.(ahead) ?? 0);
  }

  return {
    limit,
    counts: (path) => limit === undefined || countsFor(limit, path),
    isOpen: () => ownWaits()(0) === 0,
    waits,
    take() {
      const entry = shared === undefined ? ALONE : shared.take();
      if (entry === undefined) return undefined;
      const start = clock.now();
      starts = [...starts, start];
      return {
        cancel() {
          entry.cancel();
          starts = starts.toSpliced(starts.lastIndexOf(start), 1);
        },
      };
    },
    pause(milliseconds) {
      pausedUntil = Math.max(pausedUntil, clock.now() + milliseconds);
      shared?.pause(milliseconds);
    },
    remaining() {
      if (waits()(0) > 0) return 0;
      return Math.min(Math.max(0, window.requests - starts.length), shared?.remaining() ?? window.requests);
    },
  };
}
