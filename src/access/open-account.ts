import type { Clock } from "../calls/clock.ts";
import type { HttpClient } from "../calls/http.ts";
import { createJoiner } from "../calls/join.ts";
import { limitsInForce, type RollingWindow } from "../calls/limits.ts";
import type { CountedLimit } from "../calls/meter.ts";
import { createRateLimiter } from "../calls/rate-limit.ts";
import type { Account } from "../calls/run.ts";
import type { SharedBudget } from "../calls/shared-budget.ts";
import type { Connector, RateLimit } from "../connectors/connector.ts";
import type { Credential } from "../credentials/credential.ts";

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
