import type { RateLimitStore } from "../../src/rate-limit/store.ts";
import { randomFrom } from "../../src/sandbox/data/random.ts";
import { settled } from "../helpers/fake-clock.ts";

/** A clock as a simulated process reads it: of its machine, and the time of day, which may be wrong by anything. */
export interface SimulatedClock {
  now(): number;
  wall(): Date;
  rest(milliseconds: number): Promise<void>;
}

/** How long things take, in milliseconds; drawn anew for each request. */
export interface Line {
  /** From the slot until the API counts the request. */
  readonly there: () => number;
  /** From then until the answer. */
  readonly back: () => number;
  /** Whether the caller gives up before an answer, and after how long. Always after 15 s. */
  readonly givesUpAfter?: () => number;
  /** Between one request and the next. */
  readonly breaks?: () => number;
  /** Before the first request. */
  readonly idle?: () => number;
}

export interface Machine {
  readonly boot: string;
  /** Milliseconds since it started, without those in which it was suspended. */
  now(): number;
  suspend(milliseconds: number): void;
}

export interface SimulatedProcess {
  kill(): void;
}

const TIMEOUT_MS = 15_000;
const UNDER_WAY = 4;

/**
 * Processes and an API with a strict rolling window, in a time of their own: nothing sleeps, and the same seed gives the
 * same run. The API notes each request when it arrives, which is what counts.
 */
export function createWorld(seed = 1) {
  const random = randomFrom(seed).next;
  const arrivals: number[] = [];
  let time = 1_000_000;
  let events: { readonly at: number; readonly work: () => unknown }[] = [];

  function after(milliseconds: number, work: () => unknown): void {
    const at = time + Math.max(0, milliseconds);
    const place = events.findLastIndex((event) => event.at <= at) + 1;
    events.splice(place, 0, { at, work });
  }

  function every(milliseconds: () => number, work: () => unknown): void {
    after(milliseconds(), async () => {
      await work();
      every(milliseconds, work);
    });
  }

  function startMachine(boot: string, uptime = 500_000): Machine {
    let started = time - uptime;
    let stopped: number | undefined;
    return {
      boot,
      now: () => (stopped ?? time) - started,
      suspend(milliseconds) {
        if (stopped !== undefined) return;
        stopped = time;
        after(milliseconds, () => {
          started += milliseconds;
          stopped = undefined;
        });
      },
    };
  }

  /** A process that sends as much as it may, four at once. `open` makes its store with its clock. */
  function startProcess(
    machine: Machine,
    open: (clock: SimulatedClock) => RateLimitStore,
    { there, back, givesUpAfter = () => TIMEOUT_MS, breaks = () => 0, idle = () => 0 }: Line,
    wall: () => number = () => time,
  ): SimulatedProcess {
    let isAlive = true;
    /** Work of this process: not after its death, and not while its machine is suspended. */
    const later = (milliseconds: number, work: () => unknown): void => {
      const due = machine.now() + milliseconds;
      const wake = (): void => {
        if (!isAlive) return;
        if (machine.now() >= due - 0.001) work();
        else after(Math.max(1, due - machine.now()), wake);
      };
      after(milliseconds, wake);
    };
    const store = open({
      now: () => machine.now(),
      wall: () => new Date(1_800_000_000_000 + wall()),
      rest: (milliseconds) => new Promise((resolve) => later(milliseconds, resolve)),
    });

    async function attempt(): Promise<void> {
      const slot = await store.reserve();
      if (slot === undefined) {
        const wait = (await store.waits())(0);
        return later(Math.min(Math.max(wait, 20), 5_000) + random() * 30, attempt);
      }
      const [arrival, answer] = [there(), back()];
      // On its way, whatever becomes of its process.
      after(arrival, () => arrivals.push(time));
      const end = Math.min(arrival + answer, givesUpAfter(), TIMEOUT_MS);
      later(end, async () => {
        await slot.settle(end === arrival + answer ? "over" : "given-up");
        later(breaks(), attempt);
      });
    }

    for (let worker = 0; worker < UNDER_WAY; worker += 1) later(idle() + random() * 20, attempt);
    return {
      kill: () => {
        isAlive = false;
      },
    };
  }

  async function run(milliseconds: number): Promise<void> {
    const end = time + milliseconds;
    for (let next = events[0]; next !== undefined && next.at <= end; next = events[0]) {
      events = events.slice(1);
      time = Math.max(time, next.at);
      await next.work();
      // What an event sets going is over before the next, or waits for one.
      await settled();
    }
    time = end;
  }

  return { random, after, every, startMachine, startProcess, run, time: () => time, arrivals };
}

/** What a scenario has of a world. */
interface Given {
  random(): number;
}

/** Starts three processes. */
export function three<T>({ start }: { start(): T }): T[] {
  return [start(), start(), start()];
}

/** Draws milliseconds, anew each time, between two numbers of seconds. */
export function seconds({ random }: Given, from: number, to: number): () => number {
  return () => 1_000 * (from + random() * (to - from));
}

/** A line of callers who give up, or wait for an answer that comes too late. */
export function impatient({ random }: Given): Line {
  return { there: () => random() * 2_000, back: () => random() * 20_000, givesUpAfter: () => random() * 3_000 };
}

/**
 * Full speed, and with breaks of up to 20 s now and then, so that some processes know more than others: milliseconds between
 * one request and the next.
 */
export const paces = [
  ["at full speed", () => 0],
  ["with breaks", (random: () => number) => (random() < 0.05 ? random() * 20_000 : 0)],
] as const satisfies readonly (readonly [string, (random: () => number) => number])[];

/** The most arrivals in any 60 s. */
export function mostInAMinute(arrivals: readonly number[]): number {
  const sorted = arrivals.toSorted((one, other) => one - other);
  let first = 0;
  let most = 0;
  for (const [index, at] of sorted.entries()) {
    while ((sorted[first] ?? at) <= at - 60_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
