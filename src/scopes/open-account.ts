import type { Connector, RateLimit } from "../connectors/schema/connector.ts";
import type { Credential } from "../credentials/credential.ts";
import type { HttpClient } from "../http/client.ts";
import { createJoiner } from "../http/single-flight.ts";
import type { SharedBudget } from "../rate-limit/file-store.ts";
import { createRateLimiter } from "../rate-limit/limiter.ts";
import { limitsInForce, type RollingWindow } from "../rate-limit/limits.ts";
import type { CountedLimit } from "../rate-limit/window.ts";
import type { Account } from "../requests/run.ts";
import type { Clock } from "../utils/clock.ts";

/** Requests of one key under way at once. */
const CONCURRENCY = 4;

/** What using a key needs from the world. */
export interface AccountSources {
  readonly connector: Connector;
  /** What the processes of this machine share of a limit, by its name; undefined when they share nothing. */
  readonly openBudget: (name: string, limit: RollingWindow) => SharedBudget | undefined;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly random: () => number;
}

/** A key, ready to be used within the limits that hold for it. `fingerprint`: of the key, see `keyFingerprint`. */
export async function openAccount(
  sources: AccountSources,
  credential: Credential,
  fingerprint: string,
): Promise<Account> {
  const { connector, http, clock, random } = sources;
  const limits = await Promise.all(
    limitsInForce(connector, credential.settings).map(async (limit): Promise<CountedLimit> => {
      const { requests, seconds } = limit;
      const name = await budgetName(limit, limit.per === "key" ? fingerprint : credential.baseUrl.origin);
      return { limit, shared: sources.openBudget(name, { requests, windowMs: seconds * 1000 }) };
    }),
  );
  const limiter = createRateLimiter({ limits, concurrency: CONCURRENCY }, clock);
  return { connector, credential, line: { http, limiter, clock, random }, joiner: createJoiner() };
}

/** The same wherever the same requests are counted over the same time. 64 hex digits, made of nothing secret. */
async function budgetName({ seconds, exempt = [] }: RateLimit, counted: string): Promise<string> {
  const { createHash } = await import("node:crypto");
  return createHash("sha256")
    .update(JSON.stringify([counted, seconds, ...exempt]))
    .digest("hex");
}
