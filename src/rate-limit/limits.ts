import type { Connector, RateLimit } from "../connectors/schema/connector.ts";
import type { ProfileSettings } from "../credentials/credential.ts";

/** The limits that hold for a key: the connector's own, with the number that the person set where the product lets them. */
export function limitsInForce(
  { rateLimits }: Pick<Connector, "rateLimits">,
  settings: Pick<ProfileSettings, "requestsPerMinute"> = {},
): readonly RateLimit[] {
  const { requestsPerMinute } = settings;
  if (requestsPerMinute === undefined) return rateLimits;
  return rateLimits.map((limit) =>
    limit.configurable ? { ...limit, requests: requestsPerMinute, seconds: 60 } : limit,
  );
}

/** Whether a request counts for a limit. `path` is relative to the base URL; "products" exempts "products" and all below it. */
export function countsFor({ exempt = [] }: Pick<RateLimit, "exempt">, path: string): boolean {
  // By whole segments: what is exempt by mistake runs into the API's limit, what counts by mistake only waits.
  return !exempt.some((prefix) => `${path}/`.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`));
}

/** So many requests in any rolling span of time. */
export interface RollingWindow {
  readonly requests: number;
  readonly windowMs: number;
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
