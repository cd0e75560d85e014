import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import type { OnWait, SlotOutcome } from "../../src/rate-limit/limiter.ts";
import { createFakeClock, settled } from "../helpers/fake-clock.ts";
import { openLimiter } from "../helpers/limiter.ts";

const PATH = "orders/";

/** As Setpilot has it, if nothing else is said. */
function world({ requests = 120, concurrency = 4 } = {}) {
  const clock = createFakeClock();
  const limiter = openLimiter(clock, [{ requests, seconds: 60, per: "key" }], concurrency);
  const life = new AbortController();
  return {
    clock,
    acquire: (signal = life.signal, onWait?: OnWait) => limiter.acquire(PATH, signal, onWait),
    pause: (milliseconds: number) => limiter.pause(PATH, milliseconds),
    left: async () => (await limiter.remaining())[0]?.requests,
  };
}

function slotOf(outcome: SlotOutcome) {
  if (!outcome.ok) throw new Error(`turned away for ${outcome.waitMs} ms`);
  return outcome.slot;
}

async function useUp(acquire: () => Promise<SlotOutcome>, requests: number) {
  for (let count = 0; count < requests; count++) slotOf(await acquire()).release("over");
}

describe("the limit of requests", () => {
  it("lets 120 through at once, one after the other, and turns the next away with the time it would take", async () => {
    const { clock, acquire, left } = world();
    await useUp(acquire, 119);
    await clock.advance(10_000);
    await useUp(acquire, 1);
    expect(await left()).toBe(0);
    expect(await acquire()).toMatchObject({ ok: false, waitMs: 50_000 });
    await clock.advance(44_999);
    expect(await acquire()).toMatchObject({ ok: false, waitMs: 5_001 });
  });

  it("waits 5 s or less silently, tells how long, and starts at the very moment the window allows", async () => {
    const { clock, acquire } = world();
    await useUp(acquire, 120);
    await clock.advance(55_000);
    const waits: number[] = [];
    const granted: number[] = [];
    const waiting = acquire(new AbortController().signal, (ms) => waits.push(ms)).then(() => granted.push(clock.now()));
    await settled();
    expect(waits).toEqual([5_000]);
    await clock.advance(4_999);
    expect(granted).toEqual([]);
    await clock.advance(1);
    await waiting;
    expect(granted).toEqual([clock.now()]);
  });

  it("holds to the last millisecond of the window", async () => {
    const { clock, acquire, left } = world();
    await useUp(acquire, 120);
    await clock.advance(59_999);
    expect(await left()).toBe(0);
    const waits: number[] = [];
    const waiting = acquire(new AbortController().signal, (ms) => waits.push(ms));
    await settled();
    expect(waits).toEqual([1]);
    expect((await clock.drive(waiting)).ok).toBe(true);
  });

  it("counts those who wait before a caller", async () => {
    const { clock, acquire } = world({ requests: 2 });
    await useUp(acquire, 1);
    await clock.advance(3_000);
    await useUp(acquire, 1);
    await clock.advance(53_000);
    const first = acquire();
    // The first takes the place that is free in 4 s; the next is free in 7 s.
    expect(await acquire()).toMatchObject({ ok: false, waitMs: 7_000 });
    await clock.advance(4_000);
    expect((await first).ok).toBe(true);
  });

  it("counts a request until a window after its end: the API may have counted it at any time before", async () => {
    const { clock, acquire } = world({ requests: 1 });
    const slot = slotOf(await acquire());
    await clock.advance(59_000);
    slot.release("over");
    expect(await acquire()).toMatchObject({ ok: false, waitMs: 60_000 });
    await clock.advance(60_000);
    expect((await acquire()).ok).toBe(true);
  });

  it("counts a request that was given up for 5 s more: it may still arrive", async () => {
    const { clock, acquire } = world({ requests: 1 });
    slotOf(await acquire()).release("given-up");
    await settled();
    expect(await acquire()).toMatchObject({ ok: false, waitMs: 65_000 });
    await clock.advance(65_000);
    expect((await acquire()).ok).toBe(true);
  });

  it("does not count a request that was not sent after all", async () => {
    const { acquire, left } = world({ requests: 1 });
    slotOf(await acquire()).release("unsent");
    expect(await left()).toBe(1);
  });

  it("tells how many requests are left", async () => {
    const { clock, acquire, left } = world();
    expect(await left()).toBe(120);
    await useUp(acquire, 3);
    expect(await left()).toBe(117);
    await clock.advance(60_000);
    expect(await left()).toBe(120);
  });
});

describe("the number of requests under way", () => {
  it("is four at most, and a caller who only waits for that is not told of the limit", async () => {
    const { acquire } = world();
    const four = [slotOf(await acquire()), slotOf(await acquire()), slotOf(await acquire()), slotOf(await acquire())];
    const waits: number[] = [];
    let granted = false;
    const fifth = acquire(new AbortController().signal, (ms) => waits.push(ms)).then(() => {
      granted = true;
    });
    await settled();
    expect(granted).toBe(false);
    four[2]?.release("over");
    await fifth;
    expect(waits).toEqual([]);
  });

  it("is not lowered by releasing a slot twice", async () => {
    const { acquire } = world({ concurrency: 1 });
    const first = slotOf(await acquire());
    first.release("over");
    slotOf(await acquire());
    first.release("over");
    let granted = false;
    void acquire().then(() => {
      granted = true;
    });
    await settled();
    expect(granted).toBe(false);
  });
});

describe("a caller who gives up", () => {
  it("frees the place in the queue, for those behind", async () => {
    const { clock, acquire } = world({ requests: 2 });
    await useUp(acquire, 1);
    await clock.advance(20_000);
    await useUp(acquire, 1);
    await clock.advance(35_000);
    const reason = new Error("no longer needed");
    const caller = new AbortController();
    const waiting = acquire(caller.signal);
    expect((await acquire()).ok).toBe(false);
    caller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    // The place that it waited for is now this one's, in 5 s.
    const next = acquire();
    await clock.advance(5_000);
    expect((await next).ok).toBe(true);
  });

  it("uses up nothing of the limit, and leaves no timer behind", async () => {
    const { clock, acquire, left } = world({ requests: 1 });
    await useUp(acquire, 1);
    await clock.advance(58_000);
    const caller = new AbortController();
    const waiting = acquire(caller.signal);
    await settled();
    expect(clock.sleeping()).toBe(1);
    caller.abort();
    await expect(waiting).rejects.toThrow();
    await settled();
    expect(clock.sleeping()).toBe(0);
    await clock.advance(2_000);
    expect(await left()).toBe(1);
  });

  it("is no longer listened for once it has its slot or was turned away", async () => {
    const { acquire, pause } = world({ concurrency: 1 });
    const slot = slotOf(await acquire());
    const caller = new AbortController();
    const served = acquire(caller.signal);
    const turnedAway = acquire(caller.signal);
    expect(getEventListeners(caller.signal, "abort")).toHaveLength(2);
    slot.release("over");
    await served;
    await pause(30_000);
    expect((await turnedAway).ok).toBe(false);
    expect(getEventListeners(caller.signal, "abort")).toEqual([]);
  });

  it("is refused before it queues when it gave up already", async () => {
    const { acquire, left } = world();
    await expect(acquire(AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
    expect(await left()).toBe(120);
  });
});

describe("a caller whose listener throws", () => {
  it("is the only one who hears of it", async () => {
    const { clock, acquire } = world({ requests: 1 });
    await useUp(acquire, 1);
    await clock.advance(58_000);
    const throwing = acquire(new AbortController().signal, () => {
      throw new Error("not my day");
    });
    await expect(throwing).rejects.toThrow("not my day");
    expect((await clock.drive(acquire())).ok).toBe(true);
  });
});

describe("a pause that the API asked for", () => {
  it("turns away at once those who would wait longer than 5 s, with the seconds", async () => {
    const { clock, acquire, pause } = world({ concurrency: 1 });
    slotOf(await acquire());
    const waiting = acquire();
    await pause(34_000);
    expect(await waiting).toMatchObject({ ok: false, waitMs: 34_000 });
    await clock.advance(4_000);
    expect(await acquire()).toMatchObject({ ok: false, waitMs: 30_000 });
  });

  it("makes the others wait, and nobody starts before it is over, also when a slot comes free", async () => {
    const { clock, acquire, pause } = world({ concurrency: 1 });
    const slot = slotOf(await acquire());
    let granted: number | undefined;
    void acquire().then(() => {
      granted = clock.now();
    });
    await pause(3_000);
    slot.release("over");
    await clock.advance(2_999);
    expect(granted).toBeUndefined();
    await clock.advance(1);
    expect(granted).toBe(clock.now());
  });

  it("is never shortened by a later, shorter one", async () => {
    const { acquire, pause } = world();
    await pause(30_000);
    await pause(1_000);
    expect(await acquire()).toMatchObject({ ok: false, waitMs: 30_000 });
  });

  it("that is lengthened while somebody waits for its end turns that caller away", async () => {
    const { clock, acquire, pause } = world();
    await pause(4_000);
    const waiting = acquire();
    await clock.advance(2_000);
    await pause(6_000);
    expect(await waiting).toMatchObject({ ok: false, waitMs: 6_000 });
  });
});
