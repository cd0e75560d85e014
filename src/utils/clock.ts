import { setTimeout as delay } from "node:timers/promises";

/**
 * Time as the call path sees it. Durations are measured on a clock that never jumps; the wall clock only
 * words a moment for people. Tests bring their own, so that nothing sleeps.
 */
export interface Clock {
  /** Milliseconds on a monotonic clock. */
  now(): number;
  wall(): Date;
  /** Resolves after `milliseconds`; rejects with the signal's reason when it aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => new Date(),
  sleep: async (milliseconds, signal) => {
    try {
      await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  },
};
