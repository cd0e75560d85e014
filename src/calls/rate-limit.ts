import type { Clock } from "./clock.ts";
import type { SharedBudget } from "./shared-budget.ts";

/** Waits up to this long happen silently; a longer one is answered at once. */
export const PATIENCE_MS = 5_000;

/** When another process was faster and no wait is known, the next try comes this much later. */
const RACE_LOST_MS = 50;

/** A place among the requests under way. */
export interface Slot {
  release(): void;
}

/** A slot, or how long it would take to get one. */
export type SlotOutcome = { readonly ok: true; readonly slot: Slot } | { readonly ok: false; readonly waitMs: number };

export interface RateLimiter {
  /**
   * Waits for a place: first come, first served. Answers at once, without a slot, when the limit would keep the
   * caller longer than 5 s. `onWait` hears the expected milliseconds when the limit, not the number of requests
   * under way, is what the caller waits for. Rejects with the signal's reason when it aborts.
   */
  acquire(signal: AbortSignal, onWait?: (milliseconds: number) => void): Promise<SlotOutcome>;
  /** The API asked for silence (429): nothing is sent for so long. The longest such wish holds. */
  pause(milliseconds: number): void;
  /** Requests that may still be sent in this window. */
  remaining(): number;
  /** Whether the requests of other processes are counted too. */
  countsOthers(): boolean;
}

interface Waiter {
  readonly settle: (outcome: SlotOutcome) => void;
}

/**
 * At most `requests` in any rolling `windowMs` and `concurrency` at once, for one key. A request counts from the
 * moment it gets its slot. With a shared budget the requests of other processes count too.
 */
export function createRateLimiter(
  limit: { readonly requests: number; readonly windowMs: number; readonly concurrency: number },
  clock: Clock,
  shared?: SharedBudget,
): RateLimiter {
  let starts: number[] = [];
  let underWay = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let waiters: Waiter[] = [];
  let wakeUp: AbortController | undefined;

  function forgetOldStarts(): void {
    const windowStart = clock.now() - limit.windowMs;
    starts = starts.filter((start) => start > windowStart);
  }

  /** Milliseconds until this process's own count allows a request that has `ahead` others before it. */
  function ownWait(ahead: number): number {
    forgetOldStarts();
    const mustExpire = starts.length + ahead + 1 - limit.requests;
    const lastToExpire = starts[mustExpire - 1];
    const windowWait = lastToExpire === undefined ? limit.windowMs : lastToExpire + limit.windowMs - clock.now();
    return Math.max(mustExpire <= 0 ? 0 : windowWait, pausedUntil - clock.now(), 0);
  }

  /** The same with the requests of the other processes. */
  function limitWait(ahead: number): number {
    return Math.max(ownWait(ahead), shared?.waitMs(ahead) ?? 0);
  }

  function takeSlot(): Slot {
    starts.push(clock.now());
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

  function serveWaiters(): void {
    while (waiters.length > 0 && underWay < limit.concurrency) {
      if (ownWait(0) > 0 || shared?.take() === false) {
        turnAwayTheImpatient();
        if (waiters.length > 0) wakeAfter(limitWait(0) || RACE_LOST_MS);
        return;
      }
      waiters.shift()?.settle({ ok: true, slot: takeSlot() });
    }
  }

  function wakeAfter(milliseconds: number): void {
    wakeUp?.abort();
    wakeUp = new AbortController();
    clock.sleep(milliseconds, wakeUp.signal).then(serveWaiters, () => undefined);
  }

  function turnAwayTheImpatient(): void {
    const turnedAway = new Map<Waiter, number>();
    for (const [position, waiter] of waiters.entries()) {
      const waitMs = limitWait(position);
      if (waitMs > PATIENCE_MS) turnedAway.set(waiter, waitMs);
    }
    waiters = waiters.filter((waiter) => !turnedAway.has(waiter));
    for (const [waiter, waitMs] of turnedAway) waiter.settle({ ok: false, waitMs });
  }

  function joinQueue(signal: AbortSignal): Promise<SlotOutcome> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiters = waiters.filter((other) => other !== waiter);
        if (waiters.length === 0) wakeUp?.abort();
        reject(signal.reason);
      };
      const waiter: Waiter = {
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
    async acquire(signal, onWait) {
      signal.throwIfAborted();
      // Nearly always there is a place, and asking the files only once keeps a call short.
      if (waiters.length === 0 && underWay < limit.concurrency && ownWait(0) === 0 && shared?.take() !== false) {
        return { ok: true, slot: takeSlot() };
      }
      const waitMs = limitWait(waiters.length);
      if (waitMs > PATIENCE_MS) return { ok: false, waitMs };
      if (waitMs > 0) onWait?.(waitMs);
      return joinQueue(signal);
    },
    pause(milliseconds) {
      pausedUntil = Math.max(pausedUntil, clock.now() + milliseconds);
      shared?.pause(milliseconds);
      turnAwayTheImpatient();
      serveWaiters();
    },
    remaining() {
      forgetOldStarts();
      if (limitWait(0) > 0) return 0;
      return Math.min(Math.max(0, limit.requests - starts.length), shared?.remaining() ?? limit.requests);
    },
    countsOthers: () => shared?.works() ?? false,
  };
}
