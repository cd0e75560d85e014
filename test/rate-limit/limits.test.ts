import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { RateLimit } from "../../src/connectors/schema/connector.ts";
import { createFileStore } from "../../src/rate-limit/file-store.ts";
import { createRateLimiter, type OnWait, type SlotOutcome } from "../../src/rate-limit/limiter.ts";
import { countsFor } from "../../src/rate-limit/lines.ts";
import { limitsInForce } from "../../src/requests/api-client.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { temporaryHome } from "../helpers/clients.ts";
import { createFakeClock, settled } from "../helpers/fake-clock.ts";
import { openLimiter, useFolder } from "../helpers/limiter.ts";

/** As e-biz has them, with smaller numbers. */
const perKey: RateLimit = { requests: 3, seconds: 60, per: "key", exempt: ["products"] };
const perAddress: RateLimit = { requests: 5, seconds: 900, per: "address" };

function world(limits: readonly RateLimit[] = [perKey, perAddress]) {
  const clock = createFakeClock();
  const limiter = openLimiter(clock, limits);
  const { signal } = new AbortController();
  const acquire = (path: string, onWait?: OnWait) => limiter.acquire(path, signal, onWait);
  return { clock, limiter, acquire, left: async () => (await limiter.remaining()).map(({ requests }) => requests) };
}

async function send(acquire: () => Promise<SlotOutcome>, requests: number) {
  for (let count = 0; count < requests; count += 1) {
    const outcome = await acquire();
    if (!outcome.ok) throw new Error(`turned away for ${outcome.waitMs} ms`);
    outcome.slot.release("over");
  }
}

describe("two limits", () => {
  it("count a request each, or one of them does not", async () => {
    const { acquire, left } = world();
    await send(() => acquire("orders"), 2);
    await send(() => acquire("products/7"), 1);
    expect(await left()).toEqual([1, 2]);
  });

  it("turn a call away for the one that is used up, by name", async () => {
    const { clock, acquire } = world();
    await send(() => acquire("orders"), 3);
    expect(await acquire("orders")).toEqual({ ok: false, waitMs: 60_000, limit: perKey });
    await clock.advance(60_000);
    await send(() => acquire("orders"), 2);
    // The minute has room for one more, the quarter of an hour for none.
    expect(await acquire("orders")).toEqual({ ok: false, waitMs: 840_000, limit: perAddress });
    expect(await acquire("products")).toMatchObject({ limit: perAddress });
  });

  it("hold up nobody whom the used-up one does not count, behind those who wait for it", async () => {
    const { clock, acquire } = world();
    await send(() => acquire("orders"), 3);
    await clock.advance(57_000);
    const waits: unknown[] = [];
    const waiting = acquire("orders", (milliseconds, limit) => waits.push(milliseconds, limit));
    await settled();
    expect(waits).toEqual([3_000, perKey]);
    await send(() => acquire("products"), 1);
    await clock.advance(3_000);
    expect((await waiting).ok).toBe(true);
  });

  it("keep a place for who came first in both, although that one still waits for the other", async () => {
    const { clock, acquire } = world();
    await send(() => acquire("orders"), 3);
    await clock.advance(57_000);
    const waiting = acquire("orders");
    await send(() => acquire("products"), 1);
    // The last of the five is the waiting one's.
    expect(await acquire("products")).toMatchObject({ ok: false, limit: perAddress });
    await clock.advance(3_000);
    expect((await waiting).ok).toBe(true);
  });

  it("count who waits behind others for whole windows more than one", async () => {
    const { acquire } = world([{ requests: 1, seconds: 2, per: "key" }]);
    await send(() => acquire("orders"), 1);
    const waits: number[] = [];
    for (let count = 0; count < 2; count += 1) void acquire("orders", (milliseconds) => waits.push(milliseconds));
    await settled();
    expect(waits).toEqual([2_000, 4_000]);
    expect(await acquire("orders")).toMatchObject({ ok: false, waitMs: 6_000 });
  });
});

describe("a pause", () => {
  it("holds for the narrowest limit that counted the request, and for all that it counts", async () => {
    const { limiter, acquire, left } = world();
    expect(await limiter.pause("orders", 30_000)).toBe(perKey);
    expect(await acquire("customers")).toEqual({ ok: false, waitMs: 30_000, limit: perKey });
    expect((await acquire("products")).ok).toBe(true);
    expect(await left()).toEqual([0, 4]);
    expect(await limiter.pause("products", 40_000)).toBe(perAddress);
    expect(await acquire("orders")).toEqual({ ok: false, waitMs: 40_000, limit: perAddress });
  });

  it("holds for everything where no limit counted the request", async () => {
    const { limiter, acquire } = world([perKey]);
    expect(await limiter.pause("products", 30_000)).toBeUndefined();
    expect(await acquire("products")).toEqual({ ok: false, waitMs: 30_000, limit: undefined });
    expect(await acquire("orders")).toEqual({ ok: false, waitMs: 30_000, limit: undefined });
  });
});

describe("no limit that is known", () => {
  it("leaves four at once", async () => {
    const { clock, limiter, acquire } = world([]);
    await send(() => acquire("leads"), 1_000);
    expect(await limiter.remaining()).toEqual([]);
    const five = [1, 2, 3, 4, 5].map(() => acquire("leads"));
    let started = 0;
    for (const one of five) void one.then(() => (started += 1));
    await settled();
    expect(started).toBe(4);
    expect(clock.sleeping()).toBe(0);
  });

  it("still waits out a pause, and tells that it belongs to none", async () => {
    const { clock, limiter, acquire } = world([]);
    await limiter.pause("leads", 2_000);
    const waits: unknown[] = [];
    const waiting = acquire("leads", (milliseconds, limit) => waits.push(milliseconds, limit));
    await settled();
    expect(waits).toEqual([2_000, undefined]);
    expect((await clock.drive(waiting)).ok).toBe(true);
  });
});

describe("which limits hold", () => {
  it("is as the connector says, with the number that the person set where the product lets them", () => {
    const minute: RateLimit = { requests: 1, seconds: 10, per: "key", exempt: ["products"], configurable: true };
    const rateLimits = [minute, perAddress];
    expect(limitsInForce({ rateLimits })).toEqual(rateLimits);
    expect(limitsInForce({ rateLimits }, { requestsPerMinute: 300 })).toEqual([
      { ...minute, requests: 300, seconds: 60 },
      perAddress,
    ]);
  });

  it.each([
    ["products", false],
    ["products/", false],
    ["products/7/reviews", false],
    ["productsets", true],
    ["orders/products", true],
    ["", true],
  ])("for a request to %j: by whole segments of the path", (path, counts) => {
    expect(countsFor({ exempt: ["products"] }, path)).toBe(counts);
    expect(countsFor({ exempt: ["products/"] }, path)).toBe(counts);
    expect(countsFor({}, path)).toBe(true);
  });
});

describe("several processes", () => {
  let folder: string;
  beforeEach(async () => {
    folder = (await openForTest(temporaryHome())).path;
  });

  /** Limiters of processes that share both limits. `keys`: which key each uses; the address is the same. */
  function open(keys: readonly string[], inFolder = folder) {
    const clock = createFakeClock();
    const share = (name: string, { requests, seconds }: RateLimit) =>
      createFileStore(inFolder, name, { requests, windowMs: seconds * 1000 }, clock, "aa");
    useFolder(inFolder, [...keys, "addadd"]);
    const limiters = keys.map((key) => {
      const limits = [
        { limit: perKey, store: share(key, perKey) },
        { limit: perAddress, store: share("addadd", perAddress) },
      ];
      return createRateLimiter({ limits, concurrency: 4 }, clock);
    });
    return { clock, limiters };
  }

  it("take back from the one limit what the other refuses", async () => {
    const { limiters } = open(["aa", "bb"]);
    const [one, other] = limiters;
    const { signal } = new AbortController();
    await send(() => one?.acquire("products", signal) ?? Promise.reject(), 5);
    expect(await other?.acquire("orders", signal)).toMatchObject({ ok: false, limit: perAddress });
    expect((await other?.remaining())?.map(({ requests }) => requests)).toEqual([3, 0]);
  });

  it("never send more than a limit allows, whatever the order, and waste none of it", async () => {
    const step = fc.record({
      who: fc.nat(2),
      path: fc.constantFrom("orders", "products"),
      after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30_000 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
        const own = mkdtempSync(join(folder, "run-"));
        const keys = ["aa", "aa", "bb"];
        const { clock, limiters } = open(keys, own);
        const { signal } = new AbortController();
        const sent: { readonly at: number; readonly key: string | undefined; readonly path: string }[] = [];
        const sentIn = ({ seconds }: RateLimit, matches: (one: (typeof sent)[number]) => boolean) =>
          sent.filter((one) => one.at > clock.now() - seconds * 1000 && matches(one)).length;
        for (const { who, path, after } of steps) {
          await clock.advance(after);
          const limiter = limiters[who];
          const key = keys[who];
          if (limiter === undefined) continue;
          const ofKey = sentIn(perKey, (one) => one.key === key && one.path !== "products");
          const hasRoom = (path === "products" || ofKey < perKey.requests) && sentIn(perAddress, () => true) < 5;
          const outcome = await clock.drive(limiter.acquire(path, signal));
          if (hasRoom) expect(outcome.ok).toBe(true);
          if (!outcome.ok) continue;
          outcome.slot.release("over");
          sent.push({ at: clock.now(), key, path });
          // Within half a second the others hear that it is over.
          await clock.advance(500);
          expect(sentIn(perAddress, () => true)).toBeLessThanOrEqual(perAddress.requests);
          expect(sentIn(perKey, (one) => one.key === key && one.path !== "products")).toBeLessThanOrEqual(3);
        }
        rmSync(own, { recursive: true });
      }),
      { numRuns: 40, seed: 11 },
    );
  });

  it("delete each other's files when they are old by the length of their own windows, not before", async () => {
    const { clock, limiters } = open(["aa", "aa"]);
    const [limiter, other] = limiters;
    const { signal } = new AbortController();
    for (let minute = 0; minute < 5; minute += 1) {
      await send(() => limiter?.acquire("orders", signal) ?? Promise.reject(), 1);
      await clock.advance(60_000);
    }
    expect((await other?.remaining())?.map(({ requests }) => requests)).toEqual([3, 0]);
    await clock.advance(3_600_000);
    await send(() => limiter?.acquire("orders", signal) ?? Promise.reject(), 1);
    await clock.advance(500);
    expect(readdirSync(folder)).toHaveLength(2);
  });
});
