// Loaded into each server before its program (node --expose-gc --import): on SIGUSR2 it frees what can be freed and
// writes the bytes of heap that are left to descriptor 3. The program itself has no switch for tests.
import { writeSync } from "node:fs";

process.on("SIGUSR2", () => {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const timers = process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  writeSync(3, `${JSON.stringify({ heap: heapUsed + external, timers })}\n`);
});
