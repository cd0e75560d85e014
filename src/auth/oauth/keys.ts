import type { Clock } from "../../utils/time.ts";
import type { IssuerFailure } from "../failure.ts";
import type { Fetched } from "./discovery.ts";
import type { PublicKeys } from "./verify.ts";

/** The keys of an identity provider as they were last seen. */
export interface KeyCache {
  /** The keys, asked for again where they are old; undefined where there are none that may still be used. */
  current(): Promise<PublicKeys | undefined>;
  /** The keys after another look, for a token whose key is not among them; undefined where it is too early for one. */
  renewed(): Promise<PublicKeys | undefined>;
  /** How the last look failed; undefined where it did not, or is still to come. */
  failure(): IssuerFailure | undefined;
  /** Whether there are keys that may be used. Asks nobody. */
  hasKeys(): boolean;
}

/** Keys are asked for again after this, so that one that was withdrawn does not last. */
const FRESH_MS = 10 * 60_000;
/** They serve so long while the provider cannot be reached: longer than most tokens live. */
const KEPT_MS = 6 * 3_600_000;
/** From one look at the provider to the next at least this passes, whatever tokens come. */
export const RETRY_MS = 10_000;

/** Keeps the keys that `ask` gets. */
export function createKeyCache(
  ask: () => Promise<Fetched<PublicKeys>>,
  clock: Clock,
  onFailure: (failure: IssuerFailure) => void,
): KeyCache {
  let seen: { readonly keys: PublicKeys; readonly at: number } | undefined;
  let failure: IssuerFailure | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;

  const age = () => (seen === undefined ? Number.POSITIVE_INFINITY : clock.now() - seen.at);
  const usable = () => (age() < KEPT_MS ? seen?.keys : undefined);

  async function look(): Promise<void> {
    try {
      const fetched = await ask();
      failure = fetched.ok ? undefined : fetched.failure;
      if (fetched.ok) seen = { keys: fetched.value, at: clock.now() };
      else onFailure(fetched.failure);
    } finally {
      // Counted from its end: a slow provider would otherwise get no rest.
      lookedAt = clock.now();
      running = undefined;
    }
  }

  /** Joins the look that is under way, or begins one; undefined where it is too early for one. */
  function lookAgain(): Promise<void> | undefined {
    if (running === undefined && clock.now() - lookedAt >= RETRY_MS) running = look();
    return running;
  }

  return {
    async current() {
      if (age() < FRESH_MS) return usable();
      const looking = lookAgain();
      // Where the provider failed before, nobody waits for it again who need not.
      if (failure === undefined || usable() === undefined) await looking;
      else looking?.catch(() => undefined);
      return usable();
    },
    async renewed() {
      const looking = lookAgain();
      if (looking === undefined) return undefined;
      await looking;
      return usable();
    },
    failure: () => failure,
    hasKeys: () => usable() !== undefined,
  };
}
