import { failed, type Outcome } from "./failure.ts";
import type { Caller } from "./join.ts";

/** A call ends within this, whatever happens: less than any client waits. */
const CALL_MS = 30_000;

/**
 * Does the work of one call and ends with it, when the caller gives up, or when time runs out, whichever is first. The work
 * is told by its signal; what does not listen, such as a question to the keychain, is not waited for.
 */
export async function withinDeadline<T>(
  caller: Caller,
  work: (timely: Caller) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const stop = new AbortController();
  let isExpired = false;
  const timer = setTimeout(() => {
    isExpired = true;
    stop.abort();
  }, CALL_MS);
  const cancel = () => stop.abort();
  if (caller.signal.aborted) cancel();
  caller.signal.addEventListener("abort", cancel, { once: true });
  try {
    return await Promise.race([work({ signal: stop.signal, onWait: caller.onWait }), abortOf(stop.signal)]);
  } catch (error) {
    if (caller.signal.aborted) return failed({ kind: "cancelled" });
    if (isExpired) return failed({ kind: "deadline", seconds: CALL_MS / 1000 });
    throw error;
  } finally {
    clearTimeout(timer);
    caller.signal.removeEventListener("abort", cancel);
  }
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
