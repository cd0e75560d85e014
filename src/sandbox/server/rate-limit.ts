import { ApiFailure } from "./api.ts";

/** So many requests in so many seconds. */
export interface Limit {
  readonly requests: number;
  readonly seconds: number;
  /** What is counted together. All callers of a sandbox have one address: this machine's. */
  readonly per: "key" | "address";
  /** Paths that begin so do not count. */
  readonly exempt?: string;
}

/**
 * Makes a counter of requests over a rolling span of time. For one too many, which does not count, it throws a 429 with
 * the seconds to wait, at least 1.
 */
export function rateLimit({ requests, seconds, per, exempt }: Limit): (key: string, path: string, now: Date) => void {
  const counted = new Map<string, number[]>();
  return (key, path, now) => {
    if (exempt !== undefined && path.startsWith(exempt)) return;
    const who = per === "key" ? key : "";
    const time = now.getTime();
    const recent = (counted.get(who) ?? []).filter((earlier) => time - earlier < seconds * 1000);
    counted.set(who, recent);
    const oldest = recent[0];
    if (oldest === undefined || recent.length < requests) {
      recent.push(time);
      return;
    }
    const span = seconds === 60 ? "a minute" : `${seconds / 60} minutes`;
    const wait = Math.max(1, Math.ceil((oldest + seconds * 1000 - time) / 1000));
    const headers = { "retry-after": String(wait) };
    throw new ApiFailure(429, `More than ${requests} requests in ${span}.`, { headers });
  };
}
