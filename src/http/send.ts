import { done, failed, type Outcome, type RateLimited } from "../failures/failure.ts";
import { PATIENCE_MS, type RateLimiter } from "../rate-limit/limiter.ts";
import type { Wait } from "../rate-limit/lines.ts";
import type { RequestEnd } from "../rate-limit/store.ts";
import type { Clock } from "../utils/time.ts";
import { type HttpClient, type HttpHeaders, type HttpOutcome, MAX_BODY_BYTES } from "./client.ts";
import { pauseAfter, retryDelayMs } from "./retry-delay.ts";
import type { Work } from "./single-flight.ts";

/** All attempts of a call end within this, from the first slot on: waiting for one is not the API's silence. */
const ATTEMPTS_MS = 25_000;

/** How hard one request is tried. */
export interface Effort {
  /** Attempts after the first. */
  readonly retries: number;
  /** One attempt ends within this, so that a connection that hangs leaves time for another. */
  readonly attemptMs: number;
}

const CALL_EFFORT: Effort = { retries: 2, attemptMs: 15_000 };

/** An answer of the API, whatever its status, except those that only call for patience. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: string;
  readonly attempts: number;
}

export interface Request {
  readonly url: URL;
  /** Relative to the base URL: it says which limits count the request. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The parts of the world that sending needs. One `Transport` serves one key. */
export interface Transport {
  readonly http: HttpClient;
  readonly limiter: RateLimiter;
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * Sends one GET within the rate limit. A 429 with a short wait is waited out once; 502, 503, 504, a reset or a
 * timeout are tried again up to twice, with full jitter, all within 25 s. Rejects only with the signal's reason.
 */
export async function send(
  transport: Transport,
  request: Request,
  work: Work,
  effort = CALL_EFFORT,
): Promise<Outcome<HttpAnswer>> {
  let endOfAttempts = Number.POSITIVE_INFINITY;
  const timeLeft = () => endOfAttempts - transport.clock.now();
  /** What there is to say when a slot comes too late for another attempt. */
  let latest: Outcome<HttpAnswer> | undefined;
  let attempts = 0;
  let throttled = 0;
  for (;;) {
    const place = await transport.limiter.acquire(request.path, work.signal, work.onWait, work.person);
    if (!place.ok) {
      const isShare = !transport.limiter.countsOthers();
      return failed({ ...rateLimited(place, transport.clock, true), ...(isShare && { isShare }) });
    }
    endOfAttempts = Math.min(endOfAttempts, transport.clock.now() + ATTEMPTS_MS);
    const timeoutMs = Math.min(effort.attemptMs, timeLeft());
    if (latest !== undefined && timeoutMs <= 0) {
      place.slot.release("unsent");
      return latest;
    }
    attempts += 1;
    let outcome: HttpOutcome;
    let pause: Wait | undefined;
    let end: RequestEnd = "given-up";
    try {
      outcome = await transport.http.get(request.url, request.headers, timeoutMs, work.signal);
      if (outcome.kind !== "failure" || outcome.reason !== "timeout") end = "over";
      if (outcome.kind === "answer" && outcome.status === 429) {
        throttled += 1;
        const waitMs = pauseAfter(outcome.headers, throttled, transport.clock.wall());
        // Before the slot is free again, so that nobody slips through.
        pause = { waitMs, limit: await transport.limiter.pause(request.path, waitMs) };
      }
    } finally {
      place.slot.release(end);
    }
    if (pause !== undefined) {
      latest = failed(rateLimited(pause, transport.clock, false));
      if (throttled > 1 || pause.waitMs > PATIENCE_MS || pause.waitMs >= timeLeft()) return latest;
      attempts -= 1;
      continue;
    }
    latest = judged(outcome, request.url, attempts);
    const delayMs = retryDelayMs(outcome, attempts, transport.clock.wall(), transport.random);
    if (delayMs === undefined || attempts > effort.retries || delayMs >= timeLeft()) return latest;
    await transport.clock.sleep(delayMs, work.signal);
  }
}

function rateLimited({ waitMs, limit, isPersonal }: Wait, clock: Clock, local: boolean): RateLimited {
  const until = new Date(clock.wall().getTime() + waitMs);
  const seconds = Math.ceil(waitMs / 1000);
  return { kind: "rate-limited", seconds, until, local, limit, ...(isPersonal && { isPersonal }) };
}

function judged(outcome: HttpOutcome, url: URL, attempts: number): Outcome<HttpAnswer> {
  switch (outcome.kind) {
    case "answer":
      return done({ status: outcome.status, headers: outcome.headers, body: outcome.body, attempts });
    case "too-large":
      return failed({ kind: "too-large", limitBytes: MAX_BODY_BYTES });
    case "failure":
      return failed({ kind: "network", reason: outcome.reason, host: url.host, code: outcome.code, attempts });
    default:
      return outcome satisfies never;
  }
}
