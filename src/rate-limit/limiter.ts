import type { RateLimit } from "../connectors/schema/connector.ts";
import type { Clock } from "../utils/clock.ts";
import type { Entry } from "./file-store.ts";
import { formLines, type Wait } from "./queue.ts";
import { type CountedLimit, createMeter, type Meter } from "./window.ts";

/** Waits up to this long happen silently; a longer one is answered at once. */
export const PATIENCE_MS = 5_000;

/** When another process was faster and no wait is known, the next try comes this much later. */
const RACE_LOST_MS = 50;

/** A place among the requests under way. */
export interface Slot {
  release(): void;
}

/** A slot, or how long it would take to get one. */
export type SlotOutcome = { readonly ok: true; readonly slot: Slot } | ({ readonly ok: false } & Wait);

/** Hears the milliseconds that a request is expected to wait, and for which limit, as in `Wait`. */
export type OnWait = (milliseconds: number, limit: RateLimit | undefined) => void;

/** A limit as it is in force, and how many requests it still allows in its present window. */
export interface RemainingRequests {
  readonly limit: RateLimit;
  readonly requests: number;
}

/** Every `path` is that of a request, relative to the base URL: it says which limits count the request. */
export interface RateLimiter {
  /**
   * Waits for a place: first come, first served among those that the same limit counts. Answers at once, without a
   * slot, when a limit would keep the caller longer than 5 s. `onWait` hears of it when a limit, not the number of
   * requests under way, is what the caller waits for. Rejects with the signal's reason when it aborts.
   */
  acquire(path: string, signal: AbortSignal, onWait?: OnWait): Promise<SlotOutcome>;
  /**
   * The API asked for silence (429): for so long nothing is sent that the first limit counts that also counted this
   * request, or nothing at all where none did. The longest such wish holds. Gives that limit.
   */
  pause(path: string, milliseconds: number): RateLimit | undefined;
  /** For each limit, in the order given. */
  remaining(): readonly RemainingRequests[];
  /** Whether the requests of other processes are counted too. */
  countsOthers(): boolean;
}

interface Waiter {
  readonly meters: readonly Meter[];
  readonly settle: (outcome: SlotOutcome) => void;
}

/**
 * For one key: at most `concurrency` requests at once, and of each limit at most its requests in any rolling window.
 * A request counts from the moment it gets its slot, in every limit that counts its path, or in none.
 */
export function createRateLimiter(
  { limits, concurrency }: { readonly limits: readonly CountedLimit[]; readonly concurrency: number },
  clock: Clock,
): RateLimiter {
  const limited = limits.map((counted) => ({ limit: counted.limit, meter: createMeter(clock, counted) }));
  /** The last one is for the pauses that belong to no limit. */
  const meters = [...limited.map(({ meter }) => meter), createMeter(clock)];
  let underWay = 0;
  let waiters: Waiter[] = [];
  let wakeUp: AbortController | undefined;

  function metersOf(path: string): readonly Meter[] {
    return meters.filter((meter) => meter.counts(path));
  }

  /** Undefined when another process was faster. */
  function takeSlot(counting: readonly Meter[]): Slot | undefined {
    const entries: Entry[] = [];
    for (const meter of counting) {
      const entry = meter.take();
      if (entry === undefined) {
        for (const taken of entries) taken.cancel();
        return undefined;
      }
      entries.push(entry);
    }
    underWay += 1;
    let released = false;
    return {
      release() {
        if (released) return;
        released = true;
        underWay -= 1;
        serveWaiters();
      },
    };
  }

  /** Serves all who need not wait, turns away those who would wait too long, and looks again when the next may go. */
  function serveWaiters(): void {
    wakeUp?.abort();
    if (waiters.length === 0) return;
    const lines = formLines();
    let nextMs = Number.POSITIVE_INFINITY;
    let isRaceLost = false;
    const staying: Waiter[] = [];
    for (const waiter of waiters) {
      const wait = lines.waitOf(waiter.meters);
      if (wait.waitMs > PATIENCE_MS) {
        waiter.settle({ ok: false, ...wait });
        continue;
      }
      lines.join(waiter.meters);
      // Who only waits for a slot is served when one is released, and after a lost race nobody overtakes the loser.
      const mayGo: boolean = wait.waitMs === 0 && underWay < concurrency && !isRaceLost;
      const slot = mayGo ? takeSlot(waiter.meters) : undefined;
      if (slot !== undefined) {
        waiter.settle({ ok: true, slot });
        continue;
      }
      staying.push(waiter);
      isRaceLost ||= mayGo;
      if (mayGo || wait.waitMs > 0) nextMs = Math.min(nextMs, wait.waitMs || RACE_LOST_MS);
    }
    waiters = staying;
    if (nextMs < Number.POSITIVE_INFINITY) wakeAfter(nextMs);
  }

  function wakeAfter(milliseconds: number): void {
    wakeUp = new AbortController();
    clock.sleep(milliseconds, wakeUp.signal).then(serveWaiters, () => undefined);
  }

  function joinQueue(counting: readonly Meter[], signal: AbortSignal): Promise<SlotOutcome> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiters = waiters.filter((other) => other !== waiter);
        // Whoever waited behind may have the place.
        serveWaiters();
        reject(signal.reason);
      };
      const waiter: Waiter = {
        meters: counting,
        settle(outcome) {
          signal.removeEventListener("abort", leave);
          resolve(outcome);
        },
      };
      signal.addEventListener("abort", leave, { once: true });
      waiters.push(waiter);
      serveWaiters();
    });
  }

  return {
    async acquire(path, signal, onWait) {
      signal.throwIfAborted();
      const counting = metersOf(path);
      // Nearly always there is a place, and asking the files only once keeps a call short.
      if (waiters.length === 0 && underWay < concurrency && counting.every((meter) => meter.isOpen())) {
        const slot = takeSlot(counting);
        if (slot !== undefined) return { ok: true, slot };
      }
      const lines = formLines();
      for (const waiter of waiters) lines.join(waiter.meters);
      const wait = lines.waitOf(counting);
      if (wait.waitMs > PATIENCE_MS) return { ok: false, ...wait };
      if (wait.waitMs > 0) onWait?.(wait.waitMs, wait.limit);
      return joinQueue(counting, signal);
    },
    pause(path, milliseconds) {
      const [first] = metersOf(path);
      first?.pause(milliseconds);
      serveWaiters();
      return first?.limit;
    },
    remaining: () => limited.map(({ limit, meter }) => ({ limit, requests: meter.remaining() })),
    countsOthers: () => limits.every(({ shared }) => shared?.works() ?? false),
  };
}
