import type { Clock } from "./clock.ts";

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
