import type { Connector, RateLimit } from "../connectors/schema/connector.ts";
import type { Credential, ProfileSettings } from "../credentials/credential.ts";
import type { Outcome } from "../failures/failure.ts";
import type { HttpClient } from "../http/client.ts";
import type { Transport } from "../http/send.ts";
import { createSingleFlight, type SingleFlight } from "../http/single-flight.ts";
import type { MaskedAnswer } from "../privacy/mask-answer.ts";
import { type CountedLimit, createRateLimiter } from "../rate-limit/limiter.ts";
import type { RateLimitStore, RollingWindow } from "../rate-limit/store.ts";
import type { Clock } from "../utils/time.ts";

/** Requests of one key under way at once. */
const CONCURRENCY = 4;

/** A second of the API's clock, which may be a little slower than ours: both are allowed 0.1 %, more than clocks have. */
const API_SECOND_MS = 1_002;

/** One key of one connector, ready to be used. */
export interface ApiClient {
  readonly connector: Connector;
  readonly credential: Credential;
  readonly transport: Transport;
  readonly singleFlight: SingleFlight<Outcome<MaskedAnswer>>;
}

/** What using a key needs from the world. */
export interface ApiClientSources {
  readonly connector: Connector;
  /** Where the requests of a limit are counted. All that count the same limit give it the same name. */
  readonly openStore: (name: string, window: RollingWindow) => RateLimitStore;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Opens a key for use within the limits that hold for it. `fingerprint`: of the key, see `keyFingerprint`. */
export async function openApiClient(
  sources: ApiClientSources,
  credential: Credential,
  fingerprint: string,
): Promise<ApiClient> {
  const { connector, http, clock, random } = sources;
  const limits = await Promise.all(
    limitsInForce(connector, credential.settings).map(async (limit): Promise<CountedLimit> => {
      const { requests, seconds } = limit;
      const name = await storeName(limit, limit.per === "key" ? fingerprint : credential.baseUrl.origin);
      return { limit, store: sources.openStore(name, { requests, windowMs: seconds * API_SECOND_MS }) };
    }),
  );
  const limiter = createRateLimiter({ limits, concurrency: CONCURRENCY }, clock);
  return { connector, credential, transport: { http, limiter, clock, random }, singleFlight: createSingleFlight() };
}

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

/** The same wherever the same requests are counted over the same time. 64 hex digits, made of nothing secret. */
async function storeName({ seconds, exempt = [] }: RateLimit, counted: string): Promise<string> {
  const { createHash } = await import("node:crypto");
  return createHash("sha256")
    .update(JSON.stringify([counted, seconds, ...exempt]))
    .digest("hex");
}
