import { beforeEach, describe, expect, it } from "vitest";
import type { HttpClient, HttpOutcome } from "../../src/http/client.ts";
import { send } from "../../src/http/send.ts";
import { createFileStore } from "../../src/rate-limit/file-store.ts";
import { createRateLimiter } from "../../src/rate-limit/limiter.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { temporaryHome } from "../helpers/clients.ts";
import { createFakeClock } from "../helpers/fake-clock.ts";
import { useFolder } from "../helpers/limiter.ts";

const HOUR_MS = 3_600_000;
const jumps = [
  ["a day forward", 24 * HOUR_MS],
  ["a day back", -24 * HOUR_MS],
  ["half an hour forward", HOUR_MS / 2],
  ["half an hour back", -HOUR_MS / 2],
  ["a minute back", -60_000],
] as const;

const limit = { requests: 5, seconds: 60, per: "key" } as const;
const good: HttpOutcome = { kind: "answer", status: 200, headers: {}, body: "{}" };
let folder: string;

beforeEach(async () => {
  folder = (await openForTest(temporaryHome())).path;
  useFolder(folder, ["0123abcd"]);
});

/** A process whose wall clock the test can set, its line to an API, and the budget that it shares. */
function open(answers: readonly HttpOutcome[] = [good]) {
  const clock = createFakeClock(new Date("2026-11-20T12:00:30Z"));
  let offset = 0;
  let sent = 0;
  const wall = () => new Date(clock.wall().getTime() + offset);
  const jumping = { ...clock, wall };
  const store = createFileStore(folder, "0123abcd", { requests: 5, windowMs: 60_000 }, jumping, "aa");
  const limiter = createRateLimiter({ limits: [{ limit, store }], concurrency: 4 }, jumping);
  const http: HttpClient = { get: async () => answers[sent++] ?? answers.at(-1) ?? good };
  const work = { signal: new AbortController().signal, onWait: () => undefined };
  return {
    clock,
    sent: () => sent,
    jump: (milliseconds: number) => {
      offset += milliseconds;
    },
    call: () => clock.drive(send({ http, limiter, clock: jumping, random: () => 0 }, REQUEST, work)),
  };
}

const REQUEST = { url: new URL("http://127.0.0.1/"), path: "", headers: {} };

describe.each(jumps)("a wall clock that jumps %s", (_, milliseconds) => {
  it("stops no call, and lets no more through than the limit", async () => {
    const one = open();
    for (let count = 0; count < 3; count += 1) expect(await one.call()).toMatchObject({ ok: true });
    one.jump(milliseconds);
    for (let count = 0; count < 2; count += 1) expect(await one.call()).toMatchObject({ ok: true });
    // The fifth of this minute is sent, the sixth is not: this process's own count runs on a clock that never jumps.
    const sixth = await one.call();
    expect(sixth).toMatchObject({ ok: false, failure: { kind: "rate-limited", local: true } });
    expect(one.sent()).toBe(5);
    await one.clock.advance(61_000);
    expect(await one.call()).toMatchObject({ ok: true });
  });

  it("does not lengthen the silence that the API asked for", async () => {
    const pause: HttpOutcome = { kind: "answer", status: 429, headers: { "retry-after": "34" }, body: "" };
    const one = open([pause, good]);
    expect(await one.call()).toMatchObject({ failure: { kind: "rate-limited", seconds: 34, local: false } });
    one.jump(milliseconds);
    expect(await one.call()).toMatchObject({ failure: { kind: "rate-limited", local: true } });
    await one.clock.advance(34_000);
    expect(await one.call()).toMatchObject({ ok: true });
    expect(one.sent()).toBe(2);
  });

  it("before a 429 that names a date: the API's own clock says how long that is", async () => {
    const date = "Fri, 20 Nov 2026 12:00:30 GMT";
    const headers = { "retry-after": "Fri, 20 Nov 2026 12:01:04 GMT", date };
    const one = open([{ kind: "answer", status: 429, headers, body: "" }, good]);
    one.jump(milliseconds);
    expect(await one.call()).toMatchObject({ failure: { kind: "rate-limited", seconds: 34, local: false } });
    await one.clock.advance(34_000);
    expect(await one.call()).toMatchObject({ ok: true });
  });
});
