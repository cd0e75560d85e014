import type { ServerResponse } from "node:http";

/** Calls under way: who is gone is no longer worked for, and the server's end waits for the others. */
export interface CallsUnderWay {
  /**
   * Notes a call until its answer has been sent.
   * @param isEndless whether it is a stream of news, which its client ends, or its time
   * @param longestMs milliseconds for which a stream of news may go on, such as until the token behind it expires
   * @returns aborts when the client goes away, or at the server's end
   */
  begin(response: ServerResponse, isEndless: boolean, longestMs: number): AbortSignal;
  /** Cuts off all of them. */
  cut(): void;
  /** Ends the streams of news. */
  endStreams(): void;
  /** The same, and resolves when all other calls are answered. */
  end(): Promise<void>;
}

/** Node takes no more for a timer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function trackCalls(): CallsUnderWay {
  const endless = new Map<ServerResponse, AbortController>();
  const others = new Set<ServerResponse>();
  let onNone: (() => void) | undefined;

  function endStreams(): void {
    for (const call of endless.values()) call.abort();
  }

  return {
    begin(response, isEndless, longestMs) {
      const call = new AbortController();
      if (response.closed) {
        call.abort();
        return call.signal;
      }
      const time = isEndless
        ? setTimeout(() => call.abort(), Math.min(longestMs, LONGEST_TIMER_MS)).unref()
        : undefined;
      if (isEndless) endless.set(response, call);
      else others.add(response);
      response.once("close", () => {
        clearTimeout(time);
        endless.delete(response);
        others.delete(response);
        // After an answer that was sent nobody listens, and to abort costs a stack trace.
        if (!response.writableFinished) call.abort();
        if (others.size === 0) onNone?.();
      });
      return call.signal;
    },
    cut() {
      for (const response of [...endless.keys(), ...others]) response.destroy();
    },
    endStreams,
    end() {
      endStreams();
      if (others.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        onNone = resolve;
      });
    },
  };
}
