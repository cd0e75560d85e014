/** A signal that aborts when the caller gives up or when time runs out, whichever is first. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Whether it was time, not the caller, that ended it. */
  readonly expired: () => boolean;
  /** Stops the timer; call it when the work is over. */
  readonly clear: () => void;
}

export function startDeadline(milliseconds: number, caller: AbortSignal): Deadline {
  const stop = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    stop.abort();
  }, milliseconds);
  const cancel = () => stop.abort();
  if (caller.aborted) cancel();
  caller.addEventListener("abort", cancel, { once: true });
  return {
    signal: stop.signal,
    expired: () => timedOut,
    clear: () => {
      clearTimeout(timer);
      caller.removeEventListener("abort", cancel);
    },
  };
}
