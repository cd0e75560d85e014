import { tellProgress } from "../messages/phrases.ts";
import type { TablesCaller } from "../tables/keeper.ts";
import type { Output } from "../terminal/output.ts";

/*
 * What a person sees and can do while a command reads rows.
 */

/** Says how far the reading of each table is whenever it got further, and that the API's limit is waited for. */
export function tellWaiting(output: Output): Required<Pick<TablesCaller, "onProgress" | "onWait">> {
  const last = new Map<string, string>();
  return {
    onProgress(progress) {
      const told = tellProgress(progress);
      if (told !== last.get(progress.table)) output.err(told);
      last.set(progress.table, told);
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
