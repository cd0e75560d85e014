import type { Clock } from "../utils/clock.ts";
import { later } from "../utils/wait.ts";
import type { Discovery } from "./discover.ts";
import { withLastKnown } from "./grant.ts";
import type { GrantCache } from "./grant-cache.ts";
import { keyRejected, type PresentKey } from "./state.ts";

/** How long a list or a call waits for a check that it needs. */
export const FIRST_LOOK_MS = 3_000;
/** Waits before what stayed unknown is tried again. */
const BACK_OFF_MS = [5_000, 15_000, 60_000, 300_000] as const;

/** What a check needs beside the key. */
interface CheckSources {
  readonly grants: GrantCache;
  readonly clock: Clock;
  /** Aborts when the session ends. */
  readonly life: AbortSignal;
  readonly isInUse: (present: PresentKey) => boolean;
  /** Hears that what is known of a key may have changed. */
  readonly onLearned: () => void;
}

/**
 * Makes the function that finds out a key's scopes, one discovery at a time, and enters into the key what it learned.
 * What stayed unknown for some trouble is tried again with back-off. It never rejects.
 */
export function createCheck({ grants, clock, life, isInUse, onLearned }: CheckSources) {
  function check(present: PresentKey): Promise<void> {
    present.checking ??= import("./asking.ts")
      .then(({ discover }) => discover(present.account, life))
      .then((discovery) => learn(present, discovery))
      // Only the end of the session makes a discovery reject.
      .catch(() => undefined)
      .finally(() => {
        present.checking = undefined;
      });
    return present.checking;
  }

  async function learn(present: PresentKey, discovery: Discovery): Promise<void> {
    const { connector } = present.account;
    present.checkedHere = clock.now();
    if (discovery.kind === "rejected") {
      present.rejected = keyRejected(present, discovery.said);
      present.trouble = undefined;
      onLearned();
      await grants.remove(present.fingerprint);
      return;
    }
    // A 401 of before holds until the API answers otherwise: no answer, or nothing to try the key with, is no answer.
    if (discovery.accepted || discovery.trouble?.kind === "forbidden") present.rejected = undefined;
    present.grant = withLastKnown(connector, discovery.grant, present.grant);
    present.meta = discovery.meta ?? present.meta;
    present.denial = discovery.denial;
    present.trouble = discovery.trouble;
    present.failures = discovery.trouble === undefined ? 0 : present.failures + 1;
    onLearned();
    if (discovery.trouble !== undefined) checkLater(present);
    if (!discovery.accepted) return;
    present.checkedAt = clock.wall();
    await grants.write(connector, present.fingerprint, { grant: present.grant, checkedAt: present.checkedAt });
  }

  /** One at a time: looks that a person asks for in between must not add up to a storm. */
  function checkLater(present: PresentKey): void {
    if (present.retrying) return;
    present.retrying = true;
    const waitMs = BACK_OFF_MS[Math.min(present.failures, BACK_OFF_MS.length) - 1] ?? 0;
    later(clock, waitMs, life, async () => {
      present.retrying = false;
      if (isInUse(present) && present.trouble !== undefined) await check(present);
    });
  }

  return check;
}
