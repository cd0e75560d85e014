import { describe, expect, it } from "vitest";
import type { HttpClient, HttpOutcome } from "../../src/http/client.ts";
import { type Effort, send } from "../../src/http/send.ts";
import { createFakeClock, settled } from "../helpers/fake-clock.ts";
import { openLimiter, SETPILOT_LIMIT } from "../helpers/limiter.ts";

/** What one request comes to, and how long that takes. */
type Script = HttpOutcome & { readonly takes?: number };

const PATH = "orders/";

const ok: Script = { kind: "answer", status: 200, headers: {}, body: "{}" };
const silence: Script = { ...ok, takes: Number.POSITIVE_INFINITY };

function answer(status: number, retryAfter?: string): Script {
  return { kind: "answer", status, headers: retryAfter === undefined ? {} : { "retry-after": retryAfter }, body: "" };
}

function reason(kind: Extract<HttpOutcome, { kind: "failure" }>["reason"]): Script {
  return { kind: "failure", reason: kind, code: undefined };
}

/** A line whose HTTP client answers from a script, the last line for ever, and notes when it was asked. */
function scriptedLine(script: readonly Script[], { concurrency = 4 } = {}, random = () => 0.5) {
  const clock = createFakeClock();
  const began = clock.now();
  const limiter = openLimiter(clock, [SETPILOT_LIMIT], concurrency);
  const sentAt: number[] = [];
  const timeouts: number[] = [];
  const http: HttpClient = {
    async get(_url, _headers, timeoutMs, signal) {
      signal.throwIfAborted();
      const { takes = 0, ...outcome } = script[Math.min(sentAt.length, script.length - 1)] ?? ok;
      sentAt.push(clock.now() - began);
      timeouts.push(timeoutMs);
      try {
        if (takes > 0) await clock.sleep(Math.min(takes, timeoutMs), signal);
      } catch {
        signal.throwIfAborted();
      }
      return takes > timeoutMs ? { kind: "failure", reason: "timeout", code: undefined } : outcome;
    },
  };
  const stop = new AbortController();
  const waits: number[] = [];
  const work = { signal: stop.signal, onWait: (ms: number) => waits.push(ms) };
  const request = { url: new URL("https://api.example/v2/orders/?page=1"), path: PATH, headers: {} };
  const line = { http, limiter, clock, random };
  return {
    clock,
    limiter,
    sentAt,
    timeouts,
    waits,
    stop,
    elapsed: () => clock.now() - began,
    start: () => send(line, request, work),
    run: (effort?: Effort) => clock.drive(send(line, request, work, effort)),
  };
}

describe("an answer", () => {
  it.each([200, 204, 301, 400, 401, 403, 404, 422, 500, 501, 505])(
    "%d is final at the first attempt",
    async (status) => {
      const line = scriptedLine([answer(status)]);
      expect(await line.run()).toMatchObject({ ok: true, value: { status, attempts: 1 } });
      expect(line.sentAt).toEqual([0]);
    },
  );

  it.each(["dns", "refused", "unreachable", "tls", "proxy", "proxy-login", "protocol"] as const)(
    "trouble with %s is final at the first attempt, and names the host",
    async (kind) => {
      const line = scriptedLine([reason(kind)]);
      expect(await line.run()).toEqual({
        ok: false,
        failure: { kind: "network", reason: kind, host: "api.example", code: undefined, attempts: 1 },
      });
      expect(line.sentAt).toHaveLength(1);
    },
  );

  it("that is too large is final at the first attempt", async () => {
    const line = scriptedLine([{ kind: "too-large" }]);
    expect(await line.run()).toEqual({ ok: false, failure: { kind: "too-large", limitBytes: 10_000_000 } });
    expect(line.sentAt).toHaveLength(1);
  });
});

describe("a failure that may pass", () => {
  const passing: Script[] = [answer(502), answer(503), answer(504), reason("reset"), reason("timeout")];

  it.each(passing)("is tried again up to twice, with jitter: $status $trouble", async (failure) => {
    const line = scriptedLine([failure]);
    const outcome = await line.run();
    expect(line.sentAt).toEqual([0, 500, 1_500]);
    expect(outcome.ok ? outcome.value.attempts : "attempts" in outcome.failure && outcome.failure.attempts).toBe(3);
  });

  it.each(passing)("is over with the first good answer: $status $trouble", async (failure) => {
    const line = scriptedLine([failure, ok]);
    expect(await line.run()).toMatchObject({ ok: true, value: { status: 200, attempts: 2 } });
  });

  it("is not tried again for those who ask for no retries", async () => {
    const line = scriptedLine([answer(502)]);
    expect(await line.run({ retries: 0, attemptMs: 15_000 })).toMatchObject({
      ok: true,
      value: { status: 502, attempts: 1 },
    });
    expect(line.sentAt).toHaveLength(1);
  });

  it("ends with what the last attempt came to", async () => {
    const line = scriptedLine([answer(502), reason("reset"), answer(404)]);
    expect(await line.run()).toMatchObject({ ok: true, value: { status: 404, attempts: 3 } });
  });

  it("counts every attempt against the limit, and holds no slot while it waits", async () => {
    const line = scriptedLine([answer(502), answer(502), ok], { concurrency: 1 });
    const running = line.start();
    await settled();
    // The wait before the second attempt: another caller gets through meanwhile.
    const other = await line.limiter.acquire(PATH, line.stop.signal);
    if (other.ok) other.slot.release("over");
    expect(other.ok).toBe(true);
    await line.clock.drive(running);
    expect(await line.limiter.remaining()).toEqual([{ limit: SETPILOT_LIMIT, requests: 120 - 4 }]);
  });
});

describe("a 503 with Retry-After", () => {
  it("is waited out when 5 s or less, and never shorter than the jitter", async () => {
    const line = scriptedLine([answer(503, "5"), answer(503, "0"), ok]);
    expect(await line.run()).toMatchObject({ ok: true, value: { status: 200, attempts: 3 } });
    expect(line.sentAt).toEqual([0, 5_000, 6_000]);
  });

  it("is answered at once when longer", async () => {
    const line = scriptedLine([answer(503, "6")]);
    expect(await line.run()).toMatchObject({ ok: true, value: { status: 503, attempts: 1 } });
    expect(line.elapsed()).toBe(0);
  });

  it("holds up nobody else", async () => {
    const line = scriptedLine([answer(503, "60")]);
    await line.run();
    expect((await line.limiter.acquire(PATH, line.stop.signal)).ok).toBe(true);
  });
});

describe("time", () => {
  it("is 15 s for one attempt and 25 s for all, so that a silent API gets a second chance", async () => {
    const line = scriptedLine([silence], {}, () => 1);
    expect(await line.run()).toMatchObject({
      ok: false,
      failure: { kind: "network", reason: "timeout", attempts: 2 },
    });
    expect(line.timeouts).toEqual([15_000, 9_000]);
    expect(line.elapsed()).toBe(25_000);
  });

  it("is not spent on a wait that leaves none for the attempt", async () => {
    const line = scriptedLine([{ ...answer(502), takes: 14_500 }, { ...answer(503, "5"), takes: 5_000 }, ok]);
    // 502 after 14.5 s, jitter to 15 s, 503 after 20 s: 5 s more would be the end.
    expect(await line.run()).toMatchObject({ ok: true, value: { status: 503, attempts: 2 } });
    expect(line.elapsed()).toBe(20_000);
  });

  it("begins with the first slot: waiting for other requests is not the API's silence", async () => {
    const line = scriptedLine([ok], { concurrency: 1 });
    const other = await line.limiter.acquire(PATH, line.stop.signal);
    const running = line.start();
    await line.clock.advance(24_999);
    if (other.ok) other.slot.release("over");
    expect(await line.clock.drive(running)).toMatchObject({ ok: true, value: { attempts: 1 } });
    expect(line.timeouts).toEqual([15_000]);
  });

  it("that ran out while a retry waited for its slot ends with the failure that there was, not with a hurried attempt", async () => {
    const line = scriptedLine([answer(502), ok], { concurrency: 1 });
    const running = line.start();
    await settled();
    const other = await line.limiter.acquire(PATH, line.stop.signal);
    await line.clock.advance(25_000);
    if (other.ok) other.slot.release("over");
    expect(await line.clock.drive(running)).toMatchObject({ ok: true, value: { status: 502, attempts: 1 } });
    expect(line.sentAt).toHaveLength(1);
    // The slot that came too late is free again.
    const next = line.limiter.acquire(PATH, line.stop.signal);
    expect((await line.clock.drive(next)).ok).toBe(true);
  });

  it.each([0, 0.25, 0.5, 0.99])("is at most 25 s whatever fails, with jitter %d", async (jitter) => {
    for (const takes of [1, 4_000, 9_000, 14_000, 15_000, 20_000]) {
      const line = scriptedLine([{ ...answer(504), takes }], {}, () => jitter);
      await line.run();
      expect(line.elapsed()).toBeLessThanOrEqual(25_000);
      expect(line.sentAt.length).toBeGreaterThanOrEqual(2);
    }
  });
});

describe("a 429", () => {
  it.each([
    ["5", 5_000],
    ["Tue, 31 Mar 2026 12:00:03 GMT", 3_000],
    ["0", 1_000],
    ["Sun, 06 Nov 1994 08:49:37 GMT", 1_000],
    [undefined, 2_000],
    ["soon", 2_000],
  ])("with Retry-After %j is waited out silently, and not counted as a failed attempt", async (retryAfter, waitMs) => {
    const line = scriptedLine([answer(429, retryAfter), ok]);
    expect(await line.run()).toMatchObject({ ok: true, value: { status: 200, attempts: 1 } });
    expect(line.sentAt).toEqual([0, waitMs]);
    expect(line.waits).toEqual([waitMs]);
  });

  it.each([
    ["34", 34],
    ["5.5", 6],
    ["Tue, 31 Mar 2026 12:00:34 GMT", 34],
    ["999999999", 3_600],
  ])("with Retry-After %j is answered at once, with the seconds and the clock time", async (retryAfter, seconds) => {
    const line = scriptedLine([answer(429, retryAfter)]);
    const outcome = await line.run();
    expect(outcome).toMatchObject({
      ok: false,
      failure: { kind: "rate-limited", seconds, local: false, limit: SETPILOT_LIMIT },
    });
    const until = outcome.ok || outcome.failure.kind !== "rate-limited" ? undefined : outcome.failure.until;
    expect(Math.ceil(Number(until?.getTime()) / 1_000)).toBe(Date.parse("2026-03-31T12:00:00Z") / 1_000 + seconds);
    expect(line.elapsed()).toBe(0);
  });

  it("answers all later calls locally until its time is over, without touching the network", async () => {
    const line = scriptedLine([answer(429, "34"), ok]);
    await line.run();
    await line.clock.advance(10_000);
    expect(await line.run()).toEqual({
      ok: false,
      failure: {
        kind: "rate-limited",
        seconds: 24,
        until: new Date("2026-03-31T12:00:34Z"),
        local: true,
        limit: SETPILOT_LIMIT,
      },
    });
    expect(line.sentAt).toHaveLength(1);
    await line.clock.advance(24_000);
    expect(await line.run()).toMatchObject({ ok: true });
    expect(line.sentAt).toEqual([0, 34_000]);
  });

  it("is waited out once; a second one is answered, with the whole window when it names no time", async () => {
    const named = scriptedLine([answer(429, "2"), answer(429, "3"), ok]);
    expect(await named.run()).toMatchObject({ ok: false, failure: { kind: "rate-limited", seconds: 3 } });
    expect(named.sentAt).toEqual([0, 2_000]);
    const unnamed = scriptedLine([answer(429)]);
    expect(await unnamed.run()).toMatchObject({ ok: false, failure: { kind: "rate-limited", seconds: 60 } });
    expect(unnamed.sentAt).toEqual([0, 2_000]);
  });

  it("pauses before its slot is free, so that nobody who waits for that slot slips through", async () => {
    const line = scriptedLine([{ ...answer(429, "4"), takes: 100 }, ok], { concurrency: 1 });
    const both = Promise.all([line.start(), line.start()]);
    await line.clock.drive(both);
    // The one who waited goes first, when the pause is over; then the one who was throttled.
    expect(line.sentAt).toEqual([0, 4_100, 4_100]);
  });

  it("turns those away who wait behind it, when it is long", async () => {
    const line = scriptedLine([{ ...answer(429, "34"), takes: 100 }], { concurrency: 1 });
    const both = await line.clock.drive(Promise.all([line.start(), line.start()]));
    expect(both).toMatchObject([
      { ok: false, failure: { kind: "rate-limited", seconds: 34, local: false } },
      { ok: false, failure: { kind: "rate-limited", seconds: 34, local: true } },
    ]);
    expect(line.sentAt).toHaveLength(1);
  });

  it("after a failed attempt leaves the number of attempts right", async () => {
    const line = scriptedLine([answer(502), answer(429, "1"), answer(502), answer(502), ok]);
    expect(await line.run()).toMatchObject({ ok: true, value: { status: 502, attempts: 3 } });
    expect(line.sentAt).toHaveLength(4);
  });

  it("whose wait would outlast the time for all attempts is answered at once", async () => {
    const late = { ...answer(429, "5"), takes: 10_000 };
    const line = scriptedLine([{ ...answer(502), takes: 14_000 }, late, ok]);
    // 14 s, jitter to 14.5 s, 429 after 24.5 s.
    expect(await line.run()).toMatchObject({ ok: false, failure: { kind: "rate-limited", seconds: 5, local: false } });
    expect(line.elapsed()).toBe(24_500);
  });
});

describe("giving up", () => {
  it("ends a wait for a slot, a request and a wait between attempts, and frees the slot", async () => {
    const reason = new Error("cancelled");
    const inRequest = scriptedLine([silence], { concurrency: 1 });
    const requesting = inRequest.start();
    const queued = inRequest.start();
    await settled();
    inRequest.stop.abort(reason);
    await expect(requesting).rejects.toBe(reason);
    await expect(queued).rejects.toBe(reason);
    expect((await inRequest.limiter.acquire(PATH, new AbortController().signal)).ok).toBe(true);

    const between = scriptedLine([answer(502)]);
    const waiting = between.start();
    await settled();
    between.stop.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(between.sentAt).toHaveLength(1);
    expect(between.clock.sleeping()).toBe(0);
  });
});
