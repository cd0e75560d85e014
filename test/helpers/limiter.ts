import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RateLimit } from "../../src/connectors/schema/connector.ts";
import { createRateLimiter, type RateLimiter } from "../../src/rate-limit/limiter.ts";
import { createMemoryStore } from "../../src/rate-limit/memory-store.ts";
import type { Clock } from "../../src/utils/time.ts";

/**
 * Lets limits of these names find a folder that was used before: in an empty one a process is careful at first. For
 * windows of a minute at the time with which a fake clock begins.
 */
export function useFolder(folder: string, names: readonly string[]): void {
  for (const name of names) writeFileSync(join(folder, `${name}.80000.aa.62`), "");
}

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
