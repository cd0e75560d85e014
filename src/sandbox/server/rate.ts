/** So many requests in so many seconds. */
export interface Limit {
  readonly requests: number;
  readonly seconds: number;
  /** What is counted together. All callers of a sandbox have one address: this machine's. */
  readonly per: "key" | "address";
  /** Paths that begin so do not count. */
  readonly exempt?: string;
}

/** Counts requests over a rolling span of time. */
export class RateLimit {
  readonly #limit: Limit;
  readonly #counted = new Map<string, number[]>();

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  /** For who is over it. */
  get text(): string {
    const { requests, seconds } = this.#limit;
    return `More than ${requests} requests in ${seconds === 60 ? "a minute" : `${seconds / 60} minutes`}.`;
  }

  /** Counts a request. Seconds to wait, at least 1, when it is one too many; that one does not count. */
  take(key: string, path: string, now: Date): number | undefined {
    const { requests, seconds, per, exempt } = this.#limit;
    if (exempt !== undefined && path.startsWith(exempt)) return undefined;
    const who = per === "key" ? key : "";
    const time = now.getTime();
    const recent = (this.#counted.get(who) ?? []).filter((earlier) => time - earlier < seconds * 1000);
    this.#counted.set(who, recent);
    const oldest = recent[0];
    if (oldest === undefined || recent.length < requests) {
      recent.push(time);
      return undefined;
    }
    return Math.max(1, Math.ceil((oldest + seconds * 1000 - time) / 1000));
  }
}
