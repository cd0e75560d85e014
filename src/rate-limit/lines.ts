import type { RateLimit } from "../connectors/schema/connector.ts";
import type { People, Person } from "./people.ts";
import type { Counted } from "./store.ts";

/** How long a request must wait, and for which limit: undefined for a pause that belongs to none. */
export interface Wait {
  readonly waitMs: number;
  readonly limit: RateLimit | undefined;
  /** There is room, and it is kept for the other people who use the key. */
  readonly isPersonal?: true;
}

/**
 * Requests one behind the other: a line for each limit, and in each all those that it counts. A limit is looked at once,
 * at the first request that it counts; who was sent since keeps a place from those behind, as who waits does.
 *
 * Nobody uses more of a limit than is left of it: who used ten requests of this window goes when there is room for ten others,
 * too. So there is room for whoever comes next, and nobody waits longer than a window who asks for no more than a limit gives to each
 * where one place more is laid than people sit there.
 */
export function formLines(people: Pick<People, "used">) {
  const lines = new Map<Counted, Line>();
  return {
    areEmpty: () => lines.size === 0,
    /** The longest wait that any of these limits imposes on a request at the end of the lines. */
    async waitOf(counted: readonly Counted[], person: Person): Promise<Wait> {
      let longest: Wait = { waitMs: 0, limit: undefined };
      for (const one of counted) {
        const line = lines.get(one) ?? { waitMs: await one.store.waits(), ahead: 0, heldBack: new Map() };
        lines.set(one, line);
        const waitMs = line.waitMs(line.ahead);
        const ownMs = person === undefined ? waitMs : personalWaitMs(line, person, people.used(person, one));
        if (Math.max(waitMs, ownMs) <= longest.waitMs) continue;
        longest = { waitMs: Math.max(waitMs, ownMs), limit: one.limit, ...(ownMs > waitMs && { isPersonal: true }) };
      }
      return longest;
    },
    /** Who is held back for the others is ahead of nobody but the same person's next. */
    join(counted: readonly Counted[], person: Person, { isPersonal }: Wait): void {
      for (const one of counted) {
        const line = lines.get(one);
        if (line === undefined) continue;
        if (isPersonal) line.heldBack.set(person, (line.heldBack.get(person) ?? 0) + 1);
        else line.ahead += 1;
      }
    },
  };
}

interface Line {
  readonly waitMs: (ahead: number) => number;
  ahead: number;
  /** How many of a person's wait until there is as much left as they used. */
  readonly heldBack: Map<Person, number>;
}

/**
 * The wait until there is room for as many others as the person used.
 * @param used milliseconds until each of these stops counting, the first first
 */
function personalWaitMs({ waitMs, ahead, heldBack }: Line, person: Person, used: readonly number[]): number {
  const before = ahead + (heldBack.get(person) ?? 0) + used.length;
  let shortest = waitMs(before);
  for (const [index, goneMs] of used.entries()) {
    if (goneMs >= shortest) break;
    shortest = Math.min(shortest, Math.max(goneMs, waitMs(before - index - 1)));
  }
  return shortest;
}

/** Whether a request counts for a limit. `path` is relative to the base URL; "products" exempts "products" and all below it. */
export function countsFor({ exempt = [] }: Pick<RateLimit, "exempt">, path: string): boolean {
  // By whole segments: what is exempt by mistake runs into the API's limit, what counts by mistake only waits.
  return !exempt.some((prefix) => `${path}/`.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`));
}
