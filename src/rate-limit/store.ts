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
