import { failed, type Outcome } from "../failures/failure.ts";
import type { Caller } from "../http/single-flight.ts";
import { abortOf, startTimeLimit } from "../utils/time.ts";

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
  const limit = startTimeLimit(CALL_MS, caller.signal);
  try {
    return await Promise.race([work({ ...caller, signal: limit.signal }), abortOf(limit.signal)]);
  } catch (error) {
    if (caller.signal.aborted) return failed({ kind: "cancelled" });
    if (limit.isExpired()) return failed({ kind: "deadline", seconds: CALL_MS / 1000 });
    throw error;
  } finally {
    limit.end();
  }
}
