import type { RateLimit } from "../connectors/schema/connector.ts";
import type { Clock } from "../utils/time.ts";
import { createQueue } from "../utils/turns.ts";
import { countsFor, formLines, type Wait } from "./lines.ts";
import { createMemoryStore, NO_LIMIT } from "./memory-store.ts";
import { createPeople, type Person } from "./people.ts";
import { ALONE_WEIGHT, type Counted, type RateLimitStore, type RequestEnd, type Reservation } from "./store.ts";

/** Waits up to this long happen silently; a longer one is answered at once. */
export const PATIENCE_MS = 5_000;

/** When another process was faster and no wait is known, the next try comes this much later. */
const RACE_LOST_MS = 50;

/** A limit, and where the requests that count for it are counted. */
export interface CountedLimit {
  readonly limit: RateLimit;
  readonly store: RateLimitStore;
}

/** A place among the requests under way. */
export interface Slot {
  /** The request is over, in this way, or was not sent after all. Only the first call counts. */
  release(end: RequestEnd | "unsent"): void;
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
   * Waits for a place: first come, first served among those that the same limit counts, people in turns. Answers at once,
   * without a slot, when a limit would keep the caller longer than 5 s. `onWait` hears of it when a limit, not the number
   * of requests under way, is what the caller waits for. Rejects with the signal's reason when it aborts.
   */
  acquire(path: string, signal: AbortSignal, onWait?: OnWait, person?: Person): Promise<SlotOutcome>;
  /**
   * The API asked for silence (429): for so long nothing is sent that the first limit counts that also counted this
   * request, or nothing at all where none did. The longest such wish holds. Gives that limit.
   */
  pause(path: string, milliseconds: number): Promise<RateLimit | undefined>;
  /** For each limit, in the order given. */
  remaining(): Promise<readonly RemainingRequests[]>;
  /** Of what this process may use of its tightest limit, the share that is left, from 0 to 1; 1 where no limit is known. */
  shareLeft(): Promise<number>;
  /** Whether the requests of other processes are counted too. */
  countsOthers(): boolean;
}

interface Waiter {
  readonly person: Person;
  readonly counted: readonly Counted[];
  /** Hears of the wait at the first look, and no more. */
  onWait: OnWait | undefined;
  /** Whether it still wants a slot. */
  isWaiting: boolean;
  readonly settle: (outcome: SlotOutcome) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * For one key: at most `concurrency` requests at once, and of each limit at most its requests in any rolling window.
 * A request counts from the moment it gets its slot, in every limit that counts its path, or in none, and until a window
 * after it is over: when in between the API counts it, nobody here can know.
 */
export function createRateLimiter(
  { limits, concurrency }: { readonly limits: readonly CountedLimit[]; readonly concurrency: number },
  clock: Clock,
): RateLimiter {
  const all: readonly Counted[] = [...limits, { limit: undefined, store: createMemoryStore(NO_LIMIT, clock) }];
  const people = createPeople(clock);
  let underWay = 0;
  let waiters: readonly Waiter[] = [];
  let wakeUp: AbortController | undefined;
  let isServing = false;
  let isChanged = false;
  /** Asks the stores when everything asked of them before is answered. */
  const inTurn = createQueue();

  function countedFor(path: string): readonly Counted[] {
    return all.filter(({ limit }) => limit === undefined || countsFor(limit, path));
  }

  /** Serves those who wait, one look after the other: who comes during one is part of the next. */
  async function serve(): Promise<void> {
    isChanged = true;
    if (isServing) return;
    isServing = true;
    while (isChanged) {
      isChanged = false;
      await inTurn(look);
    }
    isServing = false;
  }

  /** Serves all who need not wait, turns away those who would wait too long, and looks again when the next may go. */
  async function look(): Promise<void> {
    wakeUp?.abort();
    const lines = formLines(people);
    let nextMs = Number.POSITIVE_INFINITY;
    let isRaceLost = false;
    /** Serves a waiter or turns it away, if there is reason to by now. */
    const takeTurn = async (waiter: Waiter): Promise<void> => {
      // After a lost race nobody overtakes the loser.
      const mayTry = () => waiter.isWaiting && underWay < concurrency && !isRaceLost;
      // Nearly always there is a place, and asking the files only once keeps a call short. Not with several limits: what
      // one of them entered would be taken back when another refuses.
      const isAlone = waiter.counted.length <= 2 && lines.areEmpty() && people.isNew(waiter);
      if (isAlone && mayTry() && (await giveSlot(waiter))) return;
      const wait = await lines.waitOf(waiter.counted, waiter.person);
      if (!waiter.isWaiting) return;
      if (wait.waitMs > PATIENCE_MS) return settle(waiter, { ok: false, ...wait });
      lines.join(waiter.counted, waiter.person, wait);
      tellWait(waiter, wait);
      // Who only waits for a slot is served when one is released.
      const isNext = wait.waitMs === 0 && mayTry();
      if (isNext && (await giveSlot(waiter))) return;
      isRaceLost ||= isNext;
      if (isNext || wait.waitMs > 0) nextMs = Math.min(nextMs, wait.waitMs || RACE_LOST_MS);
    };
    for (const waiter of people.inTurns(waiters)) {
      // A store that throws, or who hears of the wait, ends this call and none that comes after it.
      await takeTurn(waiter).catch((error: unknown) => fail(waiter, error));
    }
    if (nextMs < Number.POSITIVE_INFINITY) wakeAfter(nextMs);
  }

  /** Whether there was a place in every limit, and the waiter got its slot. */
  async function giveSlot(waiter: Waiter): Promise<boolean> {
    const reservations: Reservation[] = [];
    for (const { store } of waiter.counted) {
      const reservation = await store.reserve();
      if (reservation === undefined) break;
      reservations.push(reservation);
    }
    // Another process was faster, or the waiter has given up meanwhile.
    if (reservations.length < waiter.counted.length || !waiter.isWaiting) {
      for (const reservation of reservations) await reservation.cancel();
      return false;
    }
    underWay += 1;
    settle(waiter, { ok: true, slot: createSlot(reservations, people.begin(waiter.person, waiter.counted)) });
    return true;
  }

  function createSlot(reservations: readonly Reservation[], noteEnd: (end: RequestEnd | "unsent") => void): Slot {
    let isReleased = false;
    return {
      release(end) {
        if (isReleased) return;
        isReleased = true;
        underWay -= 1;
        noteEnd(end);
        // Nobody waits for this. What a store that throws does not hear of counts for longer.
        inTurn(() => endAll(reservations, end)).catch(() => undefined);
        void serve();
      },
    };
  }

  function settle(waiter: Waiter, outcome: SlotOutcome): void {
    leave(waiter);
    waiter.settle(outcome);
  }

  function fail(waiter: Waiter, error: unknown): void {
    leave(waiter);
    waiter.fail(error);
  }

  function leave(waiter: Waiter): void {
    waiter.isWaiting = false;
    waiters = waiters.filter((other) => other !== waiter);
  }

  function wakeAfter(milliseconds: number): void {
    wakeUp = new AbortController();
    clock.sleep(milliseconds, wakeUp.signal).then(serve, () => undefined);
  }

  return {
    acquire(path, signal, onWait, person) {
      if (signal.aborted) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          leave(waiter);
          reject(signal.reason);
          // Whoever waited behind may have the place.
          void serve();
        };
        const waiter: Waiter = {
          person,
          counted: countedFor(path),
          onWait,
          isWaiting: true,
          settle(outcome) {
            signal.removeEventListener("abort", giveUp);
            resolve(outcome);
          },
          fail(error) {
            signal.removeEventListener("abort", giveUp);
            reject(error);
          },
        };
        signal.addEventListener("abort", giveUp, { once: true });
        waiters = [...waiters, waiter];
        void serve();
      });
    },
    async pause(path, milliseconds) {
      const [first] = countedFor(path);
      await inTurn(async () => first?.store.pause(milliseconds));
      void serve();
      return first?.limit;
    },
    remaining: () =>
      inTurn(() => Promise.all(limits.map(async ({ limit, store }) => ({ limit, requests: await store.remaining() })))),
    shareLeft: () =>
      inTurn(async () => {
        const shares = limits.map(async ({ limit, store }) => {
          const requests = await store.remaining();
          return (requests * (store.countsOthers() ? 1 : ALONE_WEIGHT)) / limit.requests;
        });
        return Math.min(1, ...(await Promise.all(shares)));
      }),
    countsOthers: () => limits.every(({ store }) => store.countsOthers()),
  };
}

async function endAll(reservations: readonly Reservation[], end: RequestEnd | "unsent"): Promise<void> {
  for (const reservation of reservations) await (end === "unsent" ? reservation.cancel() : reservation.settle(end));
}

function tellWait(waiter: Waiter, { waitMs, limit }: Wait): void {
  const { onWait } = waiter;
  waiter.onWait = undefined;
  if (waitMs > 0) onWait?.(waitMs, limit);
}
