import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RateLimit } from "../../src/connectors/schema/connector.ts";
import type { SlotOutcome } from "../../src/rate-limit/limiter.ts";
import { createFakeClock, settled } from "../helpers/fake-clock.ts";
import { openLimiter, SETPILOT_LIMIT } from "../helpers/limiter.ts";

const PATH = "orders/";
const WINDOW_MS = 60_000;

/** Several people who use one key. */
function openWorld(limits: readonly RateLimit[] = [SETPILOT_LIMIT], concurrency = 4) {
  const clock = createFakeClock();
  const limiter = openLimiter(clock, limits, concurrency);
  return {
    clock,
    acquire: (person: string | undefined) => limiter.acquire(PATH, new AbortController().signal, undefined, person),
    left: async () => (await limiter.remaining())[0]?.requests,
  };
}

function slotOf(outcome: SlotOutcome) {
  if (!outcome.ok) throw new Error(`turned away for ${outcome.waitMs} ms`);
  return outcome.slot;
}

describe("who waits for a slot", () => {
  it("is served in turns with the others: one's fifty calls do not come before another's single one", async () => {
    const { acquire } = openWorld([], 1);
    const served: string[] = [];
    const ask = async (person: string, call: number) => {
      const slot = slotOf(await acquire(person));
      served.push(`${person} ${call}`);
      setImmediate(() => slot.release("over"));
    };
    const anna = Array.from({ length: 50 }, (_, call) => ask("Anna", call));
    await settled();
    const others = [ask("Ben", 0), ask("Cleo", 0), ask("Ben", 1)];
    await Promise.all([...anna, ...others]);
    expect(served.slice(0, 7)).toEqual(["Anna 0", "Ben 0", "Cleo 0", "Anna 1", "Ben 1", "Anna 2", "Anna 3"]);
    expect(served.slice(7)).toEqual(Array.from({ length: 46 }, (_, call) => `Anna ${call + 4}`));
  });

  it("is served in the order of coming where nobody is named", async () => {
    const { acquire } = openWorld([], 1);
    const served: number[] = [];
    const ask = async (call: number) => {
      const slot = slotOf(await acquire(undefined));
      served.push(call);
      setImmediate(() => slot.release("over"));
    };
    await Promise.all(Array.from({ length: 20 }, (_, call) => ask(call)));
    expect(served).toEqual(Array.from({ length: 20 }, (_, call) => call));
  });
});

describe("an API's limit that several people share", () => {
  it("is never used by one of them beyond what is left for the others", async () => {
    const { acquire, left, clock } = openWorld();
    const use = async (person: string, most: number) => {
      for (let count = 0; count < most; count++) {
        const outcome = await acquire(person);
        if (!outcome.ok) return { count, ...outcome };
        outcome.slot.release("over");
      }
      return { count: most };
    };
    expect(await use("Anna", 120)).toMatchObject({ count: 60, isPersonal: true, waitMs: WINDOW_MS });
    expect(await left()).toBe(60);
    await clock.advance(10_000);
    expect(await use("Ben", 120)).toMatchObject({ count: 30, isPersonal: true });
    expect(await use("Cleo", 15)).toEqual({ count: 15 });
    // As soon as Anna's are a minute old, there is room for all three.
    await clock.advance(50_000);
    expect(await use("Cleo", 10)).toEqual({ count: 10 });
    expect(await use("Anna", 10)).toEqual({ count: 10 });
  });

  it("is all there for whoever is named nobody: a server that one person runs, and rows that are read for all", async () => {
    const { acquire, left } = openWorld();
    for (let count = 0; count < 120; count++) slotOf(await acquire(undefined)).release("over");
    expect(await left()).toBe(0);
    expect(await acquire(undefined)).not.toHaveProperty("isPersonal");
  });

  it("starves nobody: who asks for at most a fair share never waits longer than one window", async () => {
    const scene = fc.record({
      people: fc.integer({ min: 2, max: 5 }),
      requests: fc.integer({ min: 6, max: 30 }),
      steps: fc.array(
        fc.record({
          who: fc.nat(4),
          calls: fc.integer({ min: 1, max: 12 }),
          after: fc.integer({ min: 0, max: 9_000 }),
        }),
        { minLength: 30, maxLength: 80, size: "max" },
      ),
    });
    let [waited, greedyTurnedAway, longest] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(scene, async ({ people, requests, steps }) => {
        const { clock, acquire } = openWorld([{ requests, seconds: WINDOW_MS / 1000, per: "key" }]);
        const starts: number[] = [];
        const use = async (person: string) => {
          const outcome = await acquire(person);
          if (outcome.ok) {
            starts.push(clock.now());
            outcome.slot.release("over");
          }
          return outcome;
        };
        const share = Math.floor(requests / (people + 1));
        const modest: number[] = [];
        let patient: Promise<void> = Promise.resolve();
        /** Asks when less than the share was used in this window, and again at the moment that it is told. */
        const askModestly = async () => {
          const used = modest.filter((at) => at > clock.now() - WINDOW_MS).length;
          if (used >= share) return;
          const began = clock.now();
          for (;;) {
            const outcome = await use("Modest");
            if (outcome.ok) break;
            await clock.sleep(outcome.waitMs);
          }
          modest.push(clock.now());
          longest = Math.max(longest, clock.now() - began);
          if (clock.now() > began) waited += 1;
        };
        for (const { who, calls, after } of steps) {
          if (who % people === 0) patient = patient.then(askModestly);
          else {
            for (let call = 0; call < calls; call++) {
              void use(`Greedy ${who % people}`).then(({ ok }) => {
                if (!ok) greedyTurnedAway += 1;
              });
            }
          }
          await clock.advance(after);
        }
        await clock.drive(patient);
        expect(longest, "milliseconds of waiting").toBeLessThanOrEqual(WINDOW_MS);
        for (const start of starts) {
          const inWindow = starts.filter((at) => at >= start && at < start + WINDOW_MS).length;
          expect(inWindow, "so many in a window").toBeLessThanOrEqual(requests);
        }
      }),
      { numRuns: 60 },
    );
    // The property is worth nothing if nobody ever had to wait.
    expect(waited).toBeGreaterThan(20);
    expect(greedyTurnedAway).toBeGreaterThan(1_000);
  });
});
