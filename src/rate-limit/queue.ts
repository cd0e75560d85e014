import type { RateLimit } from "../connectors/schema/connector.ts";
import type { Meter } from "./window.ts";

/** How long a request must wait, and for which limit: undefined for a pause that belongs to none. */
export interface Wait {
  readonly waitMs: number;
  readonly limit: RateLimit | undefined;
}

/** Requests one behind the other: a line for each limit, and in each all those that it counts. */
export interface WaitingLines {
  /** The longest wait that any of its limits imposes on a request at the end of the lines. */
  waitOf(meters: readonly Meter[]): Wait;
  /** A request that waits, or that was sent since the lines were formed: both keep a place from those behind. */
  join(meters: readonly Meter[]): void;
}

/** Lines in which nobody stands yet. Each limit is looked at once, at the first request that it counts. */
export function formLines(): WaitingLines {
  const lines = new Map<Meter, { readonly waitMs: (ahead: number) => number; ahead: number }>();

  function lineOf(meter: Meter) {
    const known = lines.get(meter) ?? { waitMs: meter.waits(), ahead: 0 };
    lines.set(meter, known);
    return known;
  }

  return {
    waitOf(meters) {
      let longest: Wait = { waitMs: 0, limit: undefined };
      for (const meter of meters) {
        const { waitMs, ahead } = lineOf(meter);
        const wait = waitMs(ahead);
        if (wait > longest.waitMs) longest = { waitMs: wait, limit: meter.limit };
      }
      return longest;
    },
    join(meters) {
      for (const meter of meters) lineOf(meter).ahead += 1;
    },
  };
}
