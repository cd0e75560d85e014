import type { Failure, RequestFailure } from "../failures/failure.ts";

/*
 * What becomes of the reading of a table when one of its pages does not come.
 */

/** Pauses before a page is asked for again whose request failed, after all attempts of the request itself. */
const PAGE_PAUSES_MS = [2_000, 5_000];

/** How long to wait before the same page is asked for again; undefined where that would be of no use. */
export function pauseAfter(failure: Failure, pauses: number): number | undefined {
  switch (failure.kind) {
    case "rate-limited":
      return failure.seconds * 1000;
    case "network":
    case "unavailable":
    case "deadline":
    case "bad-answer":
      return PAGE_PAUSES_MS[pauses];
    default:
      return undefined;
  }
}

/** Whether the request of a page came to nothing, which says nothing of the rows that are there. */
export function isOfRequest(failure: Failure): failure is RequestFailure {
  switch (failure.kind) {
    case "refused":
    case "unavailable":
    case "network":
    case "redirected":
    case "bad-answer":
    case "too-large":
    case "deadline":
      return true;
    default:
      return false;
  }
}

/** Whether the page that failed may come when it is asked for later. A cursor that the API forgot will not. */
export function canGoOnAfter(failure: Failure): boolean {
  return failure.kind === "cancelled" || pauseAfter(failure, 0) !== undefined;
}
