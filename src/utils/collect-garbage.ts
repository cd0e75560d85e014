import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/**
 * Frees what is not used any more, now. Left to itself the engine lets a heap that may become large grow by hundreds of
 * megabytes first. Takes about 0.1 s after an answer of 10 MB, so it is for those alone.
 */
export function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    const found: unknown = runInNewContext("gc");
    collect = typeof found === "function" ? () => found() : () => undefined;
  }
  collect();
}
