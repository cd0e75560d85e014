import { setTimeout as delay } from "node:timers/promises";

/**
 * Time as the call path sees it. Durations are measured on a clock that never jumps; the wall clock only
 * words a moment for people. Tests bring their own, so that nothing sleeps.
 */
export interface Clock {
  /** Milliseconds on a monotonic clock, which is the same in all processes since this machine was started. */
  now(): number;
  wall(): Date;
  /** Resolves after `milliseconds`; rejects with the signal's reason when it aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Resolves after `milliseconds`, unless the process ends before: nothing waits for this. */
  rest(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  // libuv's clock: CLOCK_MONOTONIC on Linux, mach_continuous_time on macOS, QueryPerformanceCounter on Windows. None of
  // them begins with the process, as that of `performance` does.
  now: () => Number(process.hrtime.bigint()) / 1e6,
  wall: () => new Date(),
  sleep: async (milliseconds, signal) => {
    try {
      await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
  rest: (milliseconds) => delay(milliseconds, undefined, { ref: false }),
};

/** Does some work after so many milliseconds, unless the signal aborts before. The work must not reject. */
export function later(clock: Clock, milliseconds: number, signal: AbortSignal, work: () => Promise<void>): void {
  clock.sleep(milliseconds, signal).then(work, () => undefined);
}

/** Waits for some work, but no longer than so many milliseconds; the work goes on. */
export function atMost(clock: Clock, work: Promise<void>, milliseconds: number): Promise<void> {
  const stop = new AbortController();
  const patience = clock.sleep(milliseconds, stop.signal).catch(() => undefined);
  return Promise.race([work, patience]).finally(() => stop.abort());
}

/** A signal that aborts when somebody gives up or when time runs out, whichever is first. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Whether time ran out. */
  isExpired(): boolean;
  /** Ends it, and whatever still listens to its signal. Call it when the work is over. */
  end(): void;
}

/** Why a signal aborts whose work is over. Made once: the engine takes as long for a new one as for a small request. */
const OVER = new Error("over");

/** Starts a limit of so many milliseconds for work that `outer` may give up too. */
export function startTimeLimit(milliseconds: number, outer: AbortSignal): TimeLimit {
  const stop = new AbortController();
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    stop.abort();
  }, milliseconds);
  const cancel = () => stop.abort();
  if (outer.aborted) cancel();
  outer.addEventListener("abort", cancel, { once: true });
  return {
    signal: stop.signal,
    isExpired: () => expired,
    end() {
      clearTimeout(timer);
      outer.removeEventListener("abort", cancel);
      stop.abort(OVER);
    },
  };
}

/** Rejects with the signal's reason when it aborts. */
export function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
