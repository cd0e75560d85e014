import { createHash } from "node:crypto";
import type { TooManyCalls } from "../failures/failure.ts";
import type { Clock } from "../utils/time.ts";
import { createQueue } from "../utils/turns.ts";
import { createMemoryStore } from "./memory-store.ts";
import { ALONE_WEIGHT, type RateLimitStore, type RollingWindow } from "./store.ts";

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
  /**
   * Counts a call together with the other replicas: milliseconds to wait, 0 where it may be made, undefined while that cannot
   * be. Left out: there are no others.
   */
  readonly countTogether?: ((name: string, window: RollingWindow) => Promise<number | undefined>) | undefined;
  readonly clock: Pick<Clock, "now">;
}

interface Counted {
  readonly calls: number;
  /** What came to this replica. Where there are others, it allows by itself what is safe if they cannot be counted with. */
  readonly here: RateLimitStore;
  readonly inTurn: ReturnType<typeof createQueue>;
  lastAt: number;
}

export function createCallsPerPerson({ countTogether, clock }: CallsPerPersonSources): CallsPerPerson {
  const counted = new Map<string, Counted>();

  function countedOf(person: string, calls: number): Counted {
    const known = counted.get(person);
    if (known?.calls === calls) return known;
    // Of whoever made no call for a minute there is nothing to know.
    for (const [other, { lastAt }] of counted) if (lastAt + MINUTE_MS < clock.now()) counted.delete(other);
    const here = createMemoryStore(windowOf(calls), clock, countTogether === undefined ? 1 : ALONE_WEIGHT);
    const opened = { calls, here, inTurn: createQueue(), lastAt: clock.now() };
    counted.set(person, opened);
    return opened;
  }

  /** Milliseconds to wait, 0 where the call may be made and was counted. */
  async function countHere({ here }: Counted): Promise<number> {
    const call = await here.reserve();
    // A call counts from its beginning, however long it takes.
    await call?.settle("over");
    return call === undefined ? Math.max(1, (await here.waits())(0)) : 0;
  }

  return {
    admit(person, calls) {
      const own = countedOf(person, calls);
      own.lastAt = clock.now();
      return own.inTurn(async () => {
        const together = await countTogether?.(storeName(person), windowOf(calls));
        // Of what others counted along, some must be known here when they cannot be reached any more.
        const byItself = together === undefined || together <= 0 ? await countHere(own) : together;
        const waitMs = together ?? byItself;
        if (waitMs <= 0) return undefined;
        const isShare = countTogether !== undefined && together === undefined;
        return { kind: "too-many-calls", calls, seconds: Math.ceil(waitMs / 1000), ...(isShare && { isShare }) };
      });
    },
  };
}

function windowOf(calls: number): RollingWindow {
  return { requests: calls, windowMs: MINUTE_MS };
}

/** The same for the same person on every replica. 64 hex digits, which tell nobody who it is. */
function storeName(person: string): string {
  return createHash("sha256")
    .update(JSON.stringify(["calls", person]))
    .digest("hex");
}
