import type { OnWait } from "../rate-limit/limiter.ts";
import type { Person } from "../rate-limit/people.ts";

/** Runs a piece of work once for all who ask for the same thing while it is running. */
export interface SingleFlight<T> {
  /**
   * Joins the running work of that name or starts it. Rejects with the signal's reason when this caller gives up;
   * the work itself is told to stop (its own signal) only when the last caller has. While it runs, every caller's
   * `onWait` hears how long the work says it must wait, and for which limit.
   */
  run(name: string, caller: Caller, start: (work: Work) => Promise<T>): Promise<T>;
}

export interface Caller {
  readonly signal: AbortSignal;
  /** Among whom limits are shared out; see `Person` of the limiter. */
  readonly person?: Person;
  readonly onWait?: OnWait | undefined;
}

/** What the shared work is given: when to stop, and whom to tell that it waits. */
export interface Work {
  readonly signal: AbortSignal;
  /** Who asked first. */
  readonly person?: Person;
  readonly onWait: OnWait;
}

interface Running<T> {
  readonly result: Promise<T>;
  readonly stop: AbortController;
  readonly callers: Set<Caller>;
}

export function createSingleFlight<T>(): SingleFlight<T> {
  const running = new Map<string, Running<T>>();

  function begin(name: string, first: Caller, start: (work: Work) => Promise<T>): Running<T> {
    const stop = new AbortController();
    const callers = new Set([first]);
    const onWait: OnWait = (milliseconds, limit) => {
      for (const caller of callers) caller.onWait?.(milliseconds, limit);
    };
    const work: Running<T> = { result: start({ signal: stop.signal, person: first.person, onWait }), stop, callers };
    running.set(name, work);
    const forget = () => {
      if (running.get(name) === work) running.delete(name);
    };
    work.result.then(forget, forget);
    return work;
  }

  return {
    run(name, caller, start) {
      if (caller.signal.aborted) return Promise.reject(caller.signal.reason);
      const work = running.get(name) ?? begin(name, caller, start);
      work.callers.add(caller);
      return new Promise<T>((resolve, reject) => {
        const leave = () => {
          caller.signal.removeEventListener("abort", giveUp);
          work.callers.delete(caller);
        };
        const giveUp = () => {
          leave();
          reject(caller.signal.reason);
          if (work.callers.size > 0) return;
          // A later caller must not join work that is being stopped.
          if (running.get(name) === work) running.delete(name);
          work.stop.abort(caller.signal.reason);
        };
        caller.signal.addEventListener("abort", giveUp, { once: true });
        work.result.then(resolve, reject).finally(leave);
      });
    },
  };
}
