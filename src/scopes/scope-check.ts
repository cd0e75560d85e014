import { type Clock, later } from "../utils/time.ts";
import type { GrantCache } from "./grant-cache.ts";
import type { PresentKey } from "./key-state.ts";

/** How long a list or a call waits for a check that it needs. */
export const FIRST_LOOK_MS = 3_000;
/** A check in the background begins so much later: loading the HTTP client would hold the answer up. */
const BACKGROUND_MS = 100;
/** A grant older than this is looked at again while the key is in use. */
export const RECHECK_MS = 600_000;
/** Waits before what stayed unknown is tried again. */
const BACK_OFF_MS = [5_000, 15_000, 60_000, 300_000] as const;

/** What a check needs beside the key. */
interface CheckSources {
  readonly grants: GrantCache;
  readonly clock: Clock;
  /** Aborts when the session ends. */
  readonly life: AbortSignal;
  readonly isInUse: (key: PresentKey) => Promise<boolean>;
  /** Hears that what is known of a key may have changed. */
  readonly onLearned: () => void;
}

/** Finds out a key's scopes, one discovery at a time, and enters into the key what it learned. */
export interface ScopeCheck {
  /** Asks now. What stays unknown for some failure is tried again with back-off. Never rejects. */
  now(key: PresentKey): Promise<void>;
  /** Asks after whatever is being asked already, which may have been answered before something changed. */
  anew(key: PresentKey): Promise<void>;
  /** Asks in the background, unless that was done lately. */
  soon(key: PresentKey): void;
}

export function createScopeCheck({ grants, clock, life, isInUse, onLearned }: CheckSources): ScopeCheck {
  const running = new Map<PresentKey, Promise<void>>();
  const retrying = new Set<PresentKey>();
  /** The key that a check in the background is about to look at. */
  let planned: PresentKey | undefined;

  function now(key: PresentKey): Promise<void> {
    const known = running.get(key);
    if (known !== undefined) return known;
    // Whatever goes wrong, what is known of the key stays as it is.
    const check = ask(key)
      .catch(() => undefined)
      .finally(() => running.delete(key));
    running.set(key, check);
    return check;
  }

  async function ask(key: PresentKey): Promise<void> {
    const { discover } = await import("./discover.ts");
    const discovery = await discover(key.api, life);
    // What a logout removed meanwhile must not come back.
    if (!(await isInUse(key))) return;
    key.learn(discovery, clock);
    onLearned();
    if (discovery.kind === "rejected") return grants.remove(key.fingerprint);
    if (discovery.failure !== undefined) retry(key);
    const { checkedAt, grant } = key.known;
    if (!discovery.accepted || checkedAt === undefined) return;
    await grants.write(key.api.connector, key.fingerprint, { grant, checkedAt });
  }

  /** One at a time: looks that a person asks for in between must not add up to a storm. */
  function retry(key: PresentKey): void {
    if (retrying.has(key)) return;
    retrying.add(key);
    const waitMs = BACK_OFF_MS[Math.min(key.known.failures, BACK_OFF_MS.length) - 1] ?? 0;
    later(clock, waitMs, life, async () => {
      retrying.delete(key);
      if ((await isInUse(key)) && key.known.failure !== undefined) await now(key);
    });
  }

  return {
    now,
    anew: (key) => (running.get(key) ?? Promise.resolve()).then(() => now(key)),
    soon(key) {
      // One at a time: a client that begins with twenty calls at once wants one look, not twenty.
      if (planned === key) return;
      planned = key;
      later(clock, BACKGROUND_MS, life, async () => {
        if (planned === key) planned = undefined;
        if (!key.isFresh(RECHECK_MS, clock)) await now(key);
      });
    },
  };
}
