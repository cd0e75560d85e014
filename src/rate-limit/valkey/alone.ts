import { type Entry, windowWaitMs } from "../ledger.ts";
import { ALONE_WEIGHT, LONGEST_REQUEST_MS, type RollingWindow } from "../store.ts";
import { SILENT_MS, STALE_MS } from "./script.ts";

/**
 * How a replica goes on that lost the common count. Nobody knows then what the others have sent, or whether they have
 * lost it too. What is certain is that all requests that counted at that moment were no more than the limit. So at first
 * each replica uses only places that were its own: as many as its requests had taken, however many replicas there are.
 * When all that was sent together has run out, each may use a quarter of the limit. Times as on the clock of the entries.
 */
export interface Alone {
  /** Before that the server may still give our places to others, who do not know yet that we are alone. */
  readonly heldUntil: number;
  /** Places that were our own. */
  readonly kept: number;
  /** From then on a quarter is ours. */
  readonly shareFrom: number;
}

/**
 * @param entries what this replica has sent and counts
 * @param lastAsked when it last asked something that the server may have heard
 */
export function goAlone(entries: readonly Entry[], { windowMs }: RollingWindow, now: number, lastAsked: number): Alone {
  const heldUntil = Math.max(now, lastAsked + STALE_MS + SILENT_MS);
  const kept = entries.filter(({ end }) => end === undefined || end + windowMs > heldUntil).length;
  return { heldUntil, kept, shareFrom: heldUntil + LONGEST_REQUEST_MS + windowMs };
}

/** What a replica may send alone in a window, now. Even of the smallest limit it is one. */
export function placesAlone({ kept, shareFrom }: Alone, { requests }: RollingWindow, now: number): number {
  const share = shareOf(requests);
  return now < shareFrom ? Math.min(kept, share) : share;
}

/** As `RateLimitStore.waits`. `ends`: as the ledger gives them; `pauseMs`: nothing starts before that. */
export function waitsAlone(
  alone: Alone,
  { requests, windowMs }: RollingWindow,
  ends: readonly number[],
  now: number,
  pauseMs: number,
): (ahead: number) => number {
  const waitsIn = (places: number, fromMs: number) => (ahead: number) =>
    windowWaitMs({ requests: places, windowMs }, ends, now, ahead, Math.max(fromMs, pauseMs));
  const share = shareOf(requests);
  const kept = Math.min(alone.kept, share);
  const later = waitsIn(share, alone.shareFrom - now);
  if (kept === 0) return later;
  const sooner = waitsIn(kept, alone.heldUntil - now);
  return (ahead) => Math.min(sooner(ahead), later(ahead));
}

function shareOf(requests: number): number {
  return Math.max(1, Math.floor(requests / ALONE_WEIGHT));
}
