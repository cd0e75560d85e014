import { createHash } from "node:crypto";
import type { TooManyCalls } from "../failures/failure.ts";
import type { Clock } from "../utils/time.ts";
import { createQueue } from "../utils/turns.ts";
import type { RateLimitStore, RollingWindow } from "./store.ts";

const MINUTE_MS = 60_000;

/** What one person of a team may call, however much the API allows. */
export interface CallsPerPerson {
  /**
   * Counts a call of a person, or tells why it may not be made now, which counts for nothing.
   * @param calls what one person may make in any minute
   */
  admit(person: string, calls: number): Promise<TooManyCalls | undefined>;
}

/** What counting needs from the world. */
export interface CallsPerPersonSources {
  /** Where the calls of one person are counted: with the other replicas, where there are any. */
  readonly openStore: (name: string, window: RollingWindow) => RateLimitStore;
  readonly clock: Pick<Clock, "now">;
}

interface Counted {
  readonly calls: number;
  readonly store: RateLimitStore;
  readonly inTurn: ReturnType<typeof createQueue>;
  lastAt: number;
}

export function createCallsPerPerson({ openStore, clock }: CallsPerPersonSources): CallsPerPerson {
  const counted = new Map<string, Counted>();

  function countedOf(person: string, calls: number): Counted {
    const known = counted.get(person);
    if (known?.calls === calls) return known;
    // Of whoever made no call for a minute there is nothing to know.
    for (const [other, { lastAt }] of counted) if (lastAt + MINUTE_MS < clock.now()) counted.delete(other);
    const window = { requests: calls, windowMs: MINUTE_MS };
    const opened = { calls, store: openStore(storeName(person), window), inTurn: createQueue(), lastAt: clock.now() };
    counted.set(person, opened);
    return opened;
  }

  return {
    admit(person, calls) {
      const own = countedOf(person, calls);
      own.lastAt = clock.now();
      return own.inTurn(async () => {
        const call = await own.store.reserve();
        if (call === undefined) {
          const waits = await own.store.waits();
          const seconds = Math.max(1, Math.ceil(waits(0) / 1000));
          return { kind: "too-many-calls", calls, seconds, ...(!own.store.countsOthers() && { isShare: true }) };
        }
        // A call counts from its beginning, however long it takes.
        await call.settle("over");
        return undefined;
      });
    },
  };
}

/** The same for the same person on every replica. 64 hex digits, which tell nobody who it is. */
function storeName(person: string): string {
  return createHash("sha256")
    .update(JSON.stringify(["calls", person]))
    .digest("hex");
}
