import type { RateLimit } from "../connectors/schema/connector.ts";

/** So many requests in any rolling span of time. */
export interface RollingWindow {
  readonly requests: number;
  readonly windowMs: number;
}

/**
 * An API counts a request when it arrives, which is some time between its reservation and its end. So a place is free
 * again a window after the end.
 */
export interface Reservation {
  /** The request is over, in this way. */
  settle(end: RequestEnd): Promise<void>;
  /** The request is not sent after all, and uses nothing up. */
  cancel(): Promise<void>;
}

/** `over`: it was answered, or its connection failed. `given-up`: nobody waits any longer, but it may still arrive. */
export type RequestEnd = "over" | "given-up";

/** A request that was given up arrives within this, or never. */
export const LATE_ARRIVAL_MS = 5_000;

/** From its reservation a request takes at most this to arrive: an attempt of 15 s, and that. For those whose process is gone. */
export const LONGEST_REQUEST_MS = 20_000;

/**
 * A process that cannot count together with others leaves room for so many, itself included: each request of its own
 * counts as so many.
 */
export const ALONE_WEIGHT = 4;

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
  /** Whether the requests of other processes are counted too, where there are any. */
  countsOthers(): boolean;
}

/** A limit, or the pauses that belong to none. */
export interface Counted {
  readonly limit: RateLimit | undefined;
  readonly store: RateLimitStore;
}
