import type { RateLimit } from "../connectors/schema/connector.ts";
import type { RateLimitStore } from "./store.ts";

/** How long a request must wait, and for which limit: undefined for a pause that belongs to none. */
export interface Wait {
  readonly waitMs: number;
  readonly limit: RateLimit | undefined;
}

/** A limit, or the pauses that belong to none. */
export interface Counted {
  readonly limit: RateLimit | undefined;
  readonly store: RateLimitStore;
}

/**
 * Requests one behind the other: a line for each limit, and in each all those that it counts. A limit is looked at once,
 * at the first request that it counts; who was sent since keeps a place from those behind, as who waits does.
 */
export function formLines() {
  const lines = new Map<Counted, { readonly waitMs: (ahead: number) => number; ahead: number }>();
  return {
    areEmpty: () => lines.size === 0,
    /** The longest wait that any of these limits imposes on a request at the end of the lines. */
    async waitOf(counted: readonly Counted[]): Promise<Wait> {
      let longest: Wait = { waitMs: 0, limit: undefined };
      for (const one of counted) {
        const line = lines.get(one) ?? { waitMs: await one.store.waits(), ahead: 0 };
        lines.set(one, line);
        const waitMs = line.waitMs(line.ahead);
        if (waitMs > longest.waitMs) longest = { waitMs, limit: one.limit };
      }
      return longest;
    },
    join(counted: readonly Counted[]): void {
      for (const one of counted) {
        const line = lines.get(one);
        if (line !== undefined) line.ahead += 1;
      }
    },
  };
}

/** Whether a request counts for a limit. `path` is relative to the base URL; "products" exempts "products" and all below it. */
export function countsFor({ exempt = [] }: Pick<RateLimit, "exempt">, path: string): boolean {
  // By whole segments: what is exempt by mistake runs into the API's limit, what counts by mistake only waits.
  return !exempt.some((prefix) => `${path}/`.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`));
}
