import { tellProgress } from "../messages/phrases.ts";
import type { TablesCaller } from "../tables/keeper.ts";
import type { Output } from "../terminal/output.ts";

/*
 * What a person sees and can do while a command reads rows.
 */

/** Says how far reading is whenever it got further, and that the API's limit is waited for. */
export function tellWaiting(output: Output): Required<Pick<TablesCaller, "onProgress" | "onWait">> {
  let last = "";
  return {
    onProgress(progress) {
      const told = tellProgress(progress);
      if (told !== last) output.err(told);
      last = told;
    },
    onWait: (milliseconds) => output.err(`Waiting ${Math.ceil(milliseconds / 1000)} s for the rate limit.`),
  };
}

/** However a person or a system ends it, what was begun can be taken back. */
export function stopOnSignals(): AbortSignal {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(name, () => stop.abort());
  return stop.signal;
}
