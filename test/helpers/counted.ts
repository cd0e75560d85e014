import type { RateLimit } from "../../src/connectors/schema/connector.ts";
import type { CountedLimit } from "../../src/rate-limit/limiter.ts";
import { createMemoryStore } from "../../src/rate-limit/memory-store.ts";
import type { Clock } from "../../src/utils/time.ts";

/** A limit that this process counts alone. */
export function counted(limit: RateLimit, clock: Clock): CountedLimit {
  return { limit, store: createMemoryStore({ requests: limit.requests, windowMs: limit.seconds * 1000 }, clock) };
}
