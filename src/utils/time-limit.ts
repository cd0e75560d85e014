/** A signal that aborts when somebody gives up or when time runs out, whichever is first. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  /** Whether time ran out. */
  isExpired(): boolean;
  /** Ends it, and whatever still listens to its signal. Call it when the work is over. */
  end(): void;
}

/** Starts a limit of so many milliseconds for work that `outer` may give up too. */
export function startTimeLimit(milliseconds: number, outer: AbortSignal): TimeLimit {
  const stop = new AbortController();
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    stop.abort();
  }, milliseconds);
  const cancel = () => stop.abort();
  if (outer.aborted) cancel();
  outer.addEventListener("abort", cancel, { once: true });
  return {
    signal: stop.signal,
    isExpired: () => expired,
    end() {
      clearTimeout(timer);
      outer.removeEventListener("abort", cancel);
      stop.abort();
    },
  };
}
