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
