import { ALONE_WEIGHT, LATE_ARRIVAL_MS, LONGEST_REQUEST_MS, type RequestEnd, type RollingWindow } from "./store.ts";

/** A request. Times are milliseconds on the machine's clock; `end` is undefined while it is under way. */
export interface Entry {
  readonly id: string;
  readonly start: number;
  readonly end: number | undefined;
}

/** The end of a request that was never sent. */
export const NEVER_SENT = Number.NEGATIVE_INFINITY;

/** What a process knows of the requests that a window counts, in the order in which they were entered. */
export type Ledger = ReturnType<typeof createLedger>;

export function createLedger({ requests, windowMs }: RollingWindow) {
  const entries = new Map<string, Entry>();
  /** The ids of this process's own requests. */
  const own = new Set<string>();

  /** When a request stops being on its way to the API, as far as is known. */
  function endOf({ id, start, end }: Entry, now: number): number {
    if (end !== undefined) return end;
    if (own.has(id)) return now;
    // Its process may have been killed.
    return Math.min(now, start + LONGEST_REQUEST_MS);
  }

  /** The entries that count now. */
  function live(now: number): Entry[] {
    for (const entry of entries.values()) {
      if (endOf(entry, now) + windowMs > now) continue;
      entries.delete(entry.id);
      own.delete(entry.id);
    }
    return [...entries.values()];
  }

  /** When each place that is taken now will have been used, the first first. `weight`: places that a request of this process takes. */
  function ends(now: number, weight: number): number[] {
    const times: number[] = [];
    for (const entry of live(now)) {
      for (let place = own.has(entry.id) ? weight : 1; place > 0; place -= 1) times.push(endOf(entry, now));
    }
    return times.sort((one, other) => one - other);
  }

  /** Enters a request, or what became of one that is entered. */
  function enter(entry: Entry): void {
    if (entry.end !== undefined || !entries.has(entry.id)) entries.set(entry.id, entry);
  }

  return {
    live,
    enter,
    /** Makes an entry for a request of this process, which does not count before it is entered. */
    begin(now: number): Entry {
      const id = crypto.randomUUID();
      own.add(id);
      return { id, start: now, end: undefined };
    },
    /** Gives what is entered now. */
    settle(entry: Entry, end: RequestEnd | "unsent", now: number): Entry {
      const settled = { ...entry, end: endTime(end, now) };
      enter(settled);
      return settled;
    },
    has: (id: string) => entries.has(id),
    /** When each place that is taken now will have been used, the first first. */
    ends: (now: number) => ends(now, 1),
    /** Whether some request of this process counts. */
    hasOwn: (now: number) => live(now).some(({ id }) => own.has(id)),
    /** How many that count were entered before this one. */
    countBefore: (id: string, now: number) => live(now).findIndex((entry) => entry.id === id),
    /** Requests of this process that may be begun now. */
    room: (now: number, weight: number) => Math.floor((places(requests, weight) - ends(now, weight).length) / weight),
    /** As `RateLimitStore.waits`. `pauseMs`: nothing starts before that. */
    waits(now: number, weight: number, pauseMs: number): (ahead: number) => number {
      const window = { requests: places(requests, weight), windowMs };
      const taken = ends(now, weight);
      return (ahead) => windowWaitMs(window, taken, now, ahead * weight + weight - 1, pauseMs);
    },
  };
}

/** Even of the smallest limit a process that counts alone may use one. */
function places(requests: number, weight: number): number {
  return weight === ALONE_WEIGHT ? Math.max(requests, weight) : requests;
}

function endTime(end: RequestEnd | "unsent", now: number): number {
  switch (end) {
    case "over":
      return now;
    case "given-up":
      return now + LATE_ARRIVAL_MS;
    case "unsent":
      return NEVER_SENT;
    default:
      return end satisfies never;
  }
}

/**
 * Milliseconds until a window allows a request that has `ahead` others before it. `ends`: the moments since when the
 * requests that it still counts are over, oldest first. `pauseMs`: nothing starts before that, the others neither.
 */
function windowWaitMs(
  { requests, windowMs }: RollingWindow,
  ends: readonly number[],
  now: number,
  ahead: number,
  pauseMs: number,
): number {
  /** The request whose window must be over first: its place among those that were sent and those ahead. */
  const blocker = ends.length + ahead - requests;
  if (blocker < 0) return Math.max(pauseMs, 0);
  // One of those ahead, which is not sent yet, may itself wait for one before it: a window more for each such step.
  const windows = Math.max(0, Math.ceil((blocker - ends.length + 1) / requests));
  const end = ends[blocker - windows * requests];
  const wait = end === undefined ? 0 : end + windowMs - now;
  return Math.max(wait, pauseMs, 0) + windows * windowMs;
}
