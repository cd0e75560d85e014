import type { RateLimit } from "../../src/connectors/schema/connector.ts";
import { createRateLimiter, type RateLimiter } from "../../src/rate-limit/limiter.ts";
import { createMemoryStore } from "../../src/rate-limit/memory-store.ts";
import type { Clock } from "../../src/utils/time.ts";

/** As Setpilot has it. */
export const SETPILOT_LIMIT = { requests: 120, seconds: 60, per: "key" } as const;

/** A limiter of limits that this process counts alone. */
export function openLimiter(
  clock: Clock,
  limits: readonly RateLimit[] = [SETPILOT_LIMIT],
  concurrency = 4,
): RateLimiter {
  const counted = limits.map((limit) => {
    const window = { requests: limit.requests, windowMs: limit.seconds * 1000 };
    return { limit, store: createMemoryStore(window, clock) };
  });
  return createRateLimiter({ limits: counted, concurrency }, clock);
}
