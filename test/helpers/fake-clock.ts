import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../src/utils/time.ts";

/** A clock that stands still until the test moves it. */
export interface FakeClock extends Clock {
  /** Moves the clock on, waking sleepers one by one at their own moments. */
  advance(milliseconds: number): Promise<void>;
  /** Moves the clock on for as long as somebody sleeps and the work is not done. Gives the work's end. */
  drive<T>(work: Promise<T>): Promise<T>;
  /** How many are asleep. */
  sleeping(): number;
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Every pending promise reaction runs before this resolves. */
export async function settled(): Promise<void> {
  await nextTurn();
}

export function createFakeClock(wallStart = new Date("2026-03-31T12:00:00Z")): FakeClock {
  // Not 0: a program that confuses the monotonic clock with an elapsed time shows itself.
  const start = 5_000_000;
  let now = start;
  let sleepers: Sleeper[] = [];
  /** Nobody waits for these, so they are woken once when time has moved on, however far. */
  let resting: Sleeper[] = [];

  function nextSleeper(until: number): Sleeper | undefined {
    return sleepers.filter((sleeper) => sleeper.until <= until).sort((one, other) => one.until - other.until)[0];
  }

  function wake(sleeper: Sleeper): Promise<void> {
    sleepers = sleepers.filter((other) => other !== sleeper);
    now = Math.max(now, sleeper.until);
    sleeper.wake();
    return wakeRested();
  }

  function wakeRested(): Promise<void> {
    const rested = resting.filter(({ until }) => until <= now);
    resting = resting.filter((other) => !rested.includes(other));
    for (const { wake } of rested) wake();
    return settled();
  }

  function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        sleepers = sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason);
      };
      const sleeper = {
        until: now + milliseconds,
        wake: () => {
          signal?.removeEventListener("abort", leave);
          resolve();
        },
      };
      if (signal?.aborted) return leave();
      signal?.addEventListener("abort", leave, { once: true });
      sleepers.push(sleeper);
    });
  }

  return {
    now: () => now,
    wall: () => new Date(wallStart.getTime() + now - start),
    sleep,
    rest: (milliseconds) => new Promise((wake) => resting.push({ until: now + milliseconds, wake })),
    async advance(milliseconds) {
      await settled();
      const target = now + milliseconds;
      for (let next = nextSleeper(target); next !== undefined; next = nextSleeper(target)) await wake(next);
      now = target;
      await wakeRested();
    },
    async drive(work) {
      let running = true;
      const stop = () => {
        running = false;
      };
      work.then(stop, stop);
      await settled();
      for (let next = nextSleeper(Number.POSITIVE_INFINITY); running && next !== undefined; ) {
        await wake(next);
        next = nextSleeper(Number.POSITIVE_INFINITY);
      }
      return work;
    },
    sleeping: () => sleepers.length,
  };
}
