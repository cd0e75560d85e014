/** So many requests in any rolling span of time. */
export interface RollingWindow {
  readonly requests: number;
  readonly windowMs: number;
}

/** A place in a limit, for one request that is about to be sent. */
export interface Reservation {
  /** The request is not sent after all, and uses nothing up. */
  cancel(): Promise<void>;
}

/**
 * Counts the requests of one limit, wherever the count is kept: in this process, or with others. It is asked in order:
 * nobody asks again before the last answer is there.
 */
export interface RateLimitStore {
  /**
   * Milliseconds until the limit allows a request, as it looks now. The function tells it for a request that has
   * `ahead` others before it, without looking anything up again.
   */
  waits(): Promise<(ahead: number) => number>;
  /** Enters a request. Undefined while the limit is used up, or the API asked for silence. */
  reserve(): Promise<Reservation | undefined>;
  /** Nothing is allowed for so long, because the API asked for silence. The longest such wish holds. */
  pause(milliseconds: number): Promise<void>;
  /** Requests that the limit still allows in this window. */
  remaining(): Promise<number>;
  /** Whether the requests of other processes are counted too. */
  countsOthers(): boolean;
}

/**
 * Milliseconds until a window allows a request that has `ahead` others before it. `starts`: the moments of the
 * requests that it still counts, oldest first. `pauseMs`: nothing starts before that, the others neither.
 */
export function windowWaitMs(
  { requests, windowMs }: RollingWindow,
  starts: readonly number[],
  now: number,
  ahead: number,
  pauseMs: number,
): number {
  /** The request whose window must be over first: its place among those that were sent and those ahead. */
  const blocker = starts.length + ahead - requests;
  if (blocker < 0) return Math.max(pauseMs, 0);
  // One of those ahead, which is not sent yet, may itself wait for one before it: a window more for each such step.
  const windows = Math.max(0, Math.ceil((blocker - starts.length + 1) / requests));
  const start = starts[blocker - windows * requests];
  const wait = start === undefined ? 0 : start + windowMs - now;
  return Math.max(wait, pauseMs, 0) + windows * windowMs;
}
