// Loaded into a server before its program (node --import): on SIGUSR2 it writes the longest time in ms for which the
// program answered nothing since the last such signal to standard error. The program itself has no switch for this.
import { monitorEventLoopDelay } from "node:perf_hooks";

const RESOLUTION_MS = 5;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
process.on("SIGUSR2", () => {
  process.stderr.write(`silence ${Math.max(delay.max / 1e6 - RESOLUTION_MS, 0).toFixed(1)}\n`);
  delay.reset();
});
