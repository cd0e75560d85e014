import type { EngineProcess } from "./child-process.ts";
import { failed, type Outcome } from "./failure.ts";
import type { RequestName, Requests } from "./protocol.ts";

/** How long an interrupted statement may take to end before its process is killed. */
export const GRACE_MS = 2000;

/** Asks, and kills the process when no answer comes in time. */
export async function answered<K extends Exclude<RequestName, "interrupt">>(
  to: EngineProcess,
  name: K,
  ask: Requests[K]["ask"],
  milliseconds: number,
): Promise<Requests[K]["answer"] | ReturnType<typeof failed>> {
  let isExpired = false;
  const timer = setTimeout(() => {
    isExpired = true;
    to.kill();
  }, milliseconds);
  try {
    return await to.ask(name, ask);
  } catch (error) {
    if (!isExpired) throw error;
    return failed({ kind: "too-slow", seconds: Math.round(milliseconds / 1000) });
  } finally {
    clearTimeout(timer);
  }
}

/** Ends the statement that nobody waits for any more, and the process where that does not help. */
export function interrupt(to: EngineProcess): () => void {
  to.ask("interrupt", {}).catch(() => undefined);
  const timer = setTimeout(() => to.kill(), GRACE_MS);
  return () => clearTimeout(timer);
}

/** Does something when the signal aborts. Returns what takes it back, also what was done. */
export function onAbort(signal: AbortSignal, begin: () => () => void): () => void {
  let undo: (() => void) | undefined;
  const listener = () => {
    undo = begin();
  };
  if (signal.aborted) listener();
  else signal.addEventListener("abort", listener, { once: true });
  return () => {
    signal.removeEventListener("abort", listener);
    undo?.();
  };
}

/** The work's outcome, or at once `cancelled` when its caller gives up; the work then ends by itself. */
export function orCancelled<T>(work: Promise<Outcome<T>>, signal: AbortSignal): Promise<Outcome<T>> {
  return new Promise((resolve, reject) => {
    const stop = onAbort(signal, () => {
      resolve(failed({ kind: "cancelled" }));
      return () => undefined;
    });
    work.then(resolve, reject).finally(stop);
  });
}
