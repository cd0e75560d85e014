import fc from "fast-check";
import { expect, it } from "vitest";
import type { Entry } from "../../../src/rate-limit/ledger.ts";
import { goAlone, placesAlone, waitsAlone } from "../../../src/rate-limit/valkey/alone.ts";

const window = { requests: 40, windowMs: 60_000 };

/** Requests that ended at these times. */
function ended(times: readonly number[]): Entry[] {
  return times.map((end, index) => ({ id: String(index), start: end - 10, end }));
}

it("a replica that sent nothing waits until all that was sent together has run out, then uses a quarter", () => {
  const alone = goAlone([], window, 100_000, 99_800);
  expect(alone).toEqual({ heldUntil: 101_300, kept: 0, shareFrom: 181_300 });
  const wait = waitsAlone(alone, window, [], 101_300, 0);
  expect([0, 9, 10].map(wait)).toEqual([80_000, 80_000, 140_000]);
  expect(placesAlone(alone, window, 181_300)).toBe(10);
  expect(waitsAlone(alone, window, [], 181_300, 0)(9)).toBe(0);
});

it("a replica that sent something uses the places again that its requests had, a quarter at most", () => {
  const ends = [50_000, 60_000, 70_000];
  const alone = goAlone(ended(ends), window, 100_000, 99_900);
  expect(alone.kept).toBe(3);
  // The first of its requests counts until 110,000.
  expect(waitsAlone(alone, window, ends, 102_000, 0)(0)).toBe(8_000);
  expect(waitsAlone(alone, window, ends.slice(1), 110_000, 0)(0)).toBe(0);
  const busy = goAlone(ended(Array.from({ length: 40 }, () => 90_000)), window, 100_000, 99_900);
  expect(placesAlone(busy, window, 100_000)).toBe(10);
});

it("places that run out while the server may still give them to others are not kept", () => {
  const alone = goAlone(ended([40_500, 41_500]), window, 100_000, 99_900);
  expect(alone).toMatchObject({ heldUntil: 101_400, kept: 1 });
  expect(waitsAlone(alone, window, [], 101_000, 0)(0)).toBe(400);
});

it("a pause holds alone too", () => {
  const alone = goAlone(ended([50_000]), window, 100_000, 99_900);
  expect(waitsAlone(alone, window, [], 112_000, 34_000)(0)).toBe(34_000);
});

it("replicas that lost the count at different moments never send more than the limit, however the places were theirs", () => {
  const replica = fc.record({
    // What each had sent, as shares of the limit, and when it notices.
    sent: fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 40 }),
    notices: fc.integer({ min: 0, max: 250 }),
  });
  const step = fc.record({ who: fc.nat(3), after: fc.integer({ min: 0, max: 5_000 }) });
  fc.assert(
    fc.property(
      fc.array(replica, { minLength: 1, maxLength: 4 }),
      fc.array(step, { minLength: 50, maxLength: 400 }),
      (replicas, steps) => {
        const lost = 100_000;
        let room = window.requests;
        const all: number[] = [];
        const states = replicas.map(({ sent, notices }) => {
          const mine = sent.slice(0, room).map((age) => lost - age);
          room -= mine.length;
          all.push(...mine);
          return { mine, alone: goAlone(ended(mine), window, lost + notices, lost - 100) };
        });
        let now = lost + 250;
        for (const { who, after } of steps) {
          now += after;
          const state = states[who % states.length];
          if (state === undefined) continue;
          const live = state.mine.filter((end) => end + window.windowMs > now).sort((one, other) => one - other);
          if (waitsAlone(state.alone, window, live, now, 0)(0) > 0) continue;
          state.mine.push(now);
          all.push(now);
        }
        for (const start of all) {
          const inWindow = all.filter((other) => other >= start && other < start + window.windowMs);
          expect(inWindow.length).toBeLessThanOrEqual(window.requests);
        }
      },
    ),
    { numRuns: 150, seed: 7 },
  );
});
