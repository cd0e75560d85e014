import { setImmediate as turn } from "node:timers/promises";

/*
 * Long work on one answer, in pieces: whoever else waits, a request, a signal, the end of input, has a turn between them.
 */

/** Work that yields wherever it may be interrupted or ended, often enough that hardly a piece is longer than 50 ms. */
export type Pieces<T> = Generator<void, T, void>;

/** Then others have their turn. */
const TURN_MS = 50;

/** Does the work, with turns for others between. Rejects with the signal's reason, and never ends the work, when it aborts. */
export async function inTurns<T>(work: Pieces<T>, signal: AbortSignal): Promise<T> {
  let began = performance.now();
  for (;;) {
    signal.throwIfAborted();
    const piece = work.next();
    if (piece.done === true) return piece.value;
    if (performance.now() - began < TURN_MS) continue;
    await turn();
    began = performance.now();
  }
}

/** Does the work in one go. */
export function atOnce<T>(work: Pieces<T>): T {
  for (;;) {
    const piece = work.next();
    if (piece.done === true) return piece.value;
  }
}

/** Does one piece of work after another, each when the one before has ended, however it ended. */
export function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<void> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  };
}
