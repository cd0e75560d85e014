import type { Clock } from "../utils/time.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import type { Counted, RequestEnd } from "./store.ts";

/** Whose request it is. Undefined: nobody's in particular, as on a server of one person, or of rows that are read for all. */
export type Person = string | undefined;

/** What is known of the people who share a key: who was served when, and what each used of its limits. */
export interface People {
  /**
   * Those who wait, in the order in which they are to be served: in turns, beginning with whoever was served longest ago, and
   * what one person waits for in the order in which it came.
   */
  inTurns<T extends { readonly person: Person }>(waiters: readonly T[]): readonly T[];
  /** Notes a request that got its slot. Gives the function that notes its end. */
  begin(person: Person, counted: readonly Counted[]): (end: RequestEnd | "unsent") => void;
  /** Whether nothing that the person used is known, so that nothing is kept from them for the others. */
  isNew(waiter: { readonly person: Person }): boolean;
  /** Milliseconds until each of the person's requests stops counting for the limit, the first first. Empty for nobody. */
  used(person: Person, one: Counted): readonly number[];
}

/** Whoever was served longer ago than a window and this is not remembered. */
const FORGET_MS = 60_000;

interface Known {
  /** Of all that were served, the how manieth the latest was. */
  turn: number;
  servedAt: number;
  readonly ledgers: Map<Counted, Ledger>;
}

export function createPeople(clock: Pick<Clock, "now">): People {
  const known = new Map<Person, Known>();
  let turns = 0;
  let longestMs = 0;

  function knownOf(person: Person): Known {
    const found = known.get(person);
    if (found !== undefined) return found;
    for (const [name, { servedAt }] of known) {
      if (servedAt + longestMs + FORGET_MS < clock.now()) known.delete(name);
    }
    const added: Known = { turn: 0, servedAt: clock.now(), ledgers: new Map() };
    known.set(person, added);
    return added;
  }

  function ledgerOf({ ledgers }: Known, one: Counted, windowMs: number): Ledger {
    const ledger = ledgers.get(one) ?? createLedger({ requests: Number.POSITIVE_INFINITY, windowMs });
    ledgers.set(one, ledger);
    longestMs = Math.max(longestMs, windowMs);
    return ledger;
  }

  return {
    inTurns(waiters) {
      const [first] = waiters;
      if (waiters.every(({ person }) => person === first?.person)) return waiters;
      const places = new Map<Person, number>();
      const placed = waiters.map((waiter) => {
        const place = places.get(waiter.person) ?? 0;
        places.set(waiter.person, place + 1);
        return { waiter, place, turn: known.get(waiter.person)?.turn ?? 0 };
      });
      placed.sort((one, other) => one.place - other.place || one.turn - other.turn);
      return placed.map(({ waiter }) => waiter);
    },
    begin(person, counted) {
      const served = knownOf(person);
      turns += 1;
      served.turn = turns;
      served.servedAt = clock.now();
      if (person === undefined) return () => undefined;
      const entries = counted.flatMap((one) => {
        if (one.limit === undefined) return [];
        const ledger = ledgerOf(served, one, windowOf(one.limit));
        const entry = ledger.begin(clock.now());
        ledger.enter(entry);
        return [{ ledger, entry }];
      });
      return (end) => {
        for (const { ledger, entry } of entries) ledger.settle(entry, end, clock.now());
      };
    },
    isNew: ({ person }) => person === undefined || !known.has(person),
    used(person, one) {
      const ledger = person === undefined ? undefined : known.get(person)?.ledgers.get(one);
      if (ledger === undefined || one.limit === undefined) return [];
      const now = clock.now();
      const windowMs = windowOf(one.limit);
      return ledger.ends(now).map((end) => end + windowMs - now);
    },
  };
}

function windowOf({ seconds }: { readonly seconds: number }): number {
  return seconds * 1000;
}
