import type { Endpoint } from "../connectors/schema/connector.ts";
import type { Outcome } from "../failures/failure.ts";
import type { FetchCaller, Fetched } from "../requests/fetch.ts";
import type { Session } from "../scopes/session.ts";
import type { Clock } from "../utils/time.ts";

/** Of the four requests that may be under way at once, tables take so many. */
const AT_ONCE = 2;
/** Of the API's limit this share is left to calls that somebody waits for. */
const SHARE_LEFT = 0.25;
/** How often it is looked whether there is room again. */
const LOOK_MS = 1_000;

/**
 * Calls an endpoint in the background of what people wait for: two at once, and only while more than a quarter of the API's
 * limit is left. Rejects with the signal's reason when the caller gives up before it is its turn.
 */
export function createPacedFetch(session: Pick<Session, "fetch" | "shareLeft">, clock: Clock) {
  let underWay = 0;
  let waiting: readonly (() => void)[] = [];

  async function enter(signal: AbortSignal): Promise<void> {
    while (underWay >= AT_ONCE) await nextFree(signal);
    underWay += 1;
  }

  function nextFree(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        signal.removeEventListener("abort", giveUp);
        waiting = waiting.filter((other) => other !== wake);
        resolve();
      };
      const giveUp = () => {
        waiting = waiting.filter((other) => other !== wake);
        reject(signal.reason);
      };
      if (signal.aborted) return reject(signal.reason);
      signal.addEventListener("abort", giveUp, { once: true });
      waiting = [...waiting, wake];
    });
  }

  function leave(): void {
    underWay -= 1;
    waiting[0]?.();
  }

  return async (endpoint: Endpoint, given: unknown, caller: FetchCaller): Promise<Outcome<Fetched>> => {
    await enter(caller.signal);
    try {
      while ((await session.shareLeft()) <= SHARE_LEFT) await clock.sleep(LOOK_MS, caller.signal);
      return await session.fetch(endpoint, given, caller);
    } finally {
      leave();
    }
  };
}
