import type { App } from "../../app/app.ts";
import { ExitCode } from "../../app/exit-code.ts";
import type { RunningHttpServer } from "../../http-server/server.ts";
import { endProcess } from "../end-process.ts";

/**
 * The first signal lets calls under way finish, the second does not.
 * @param reopen opens the audit's file anew, which is what SIGHUP means where no terminal is gone
 */
export function endOnSignal(
  { session, log }: App,
  running: RunningHttpServer,
  reopen: (() => void) | undefined,
  close: () => Promise<unknown>,
): void {
  let isEnding = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (signal === "SIGHUP" && reopen !== undefined && process.stdin.isTTY !== true) return reopen();
      if (isEnding) return endProcess(ExitCode.done);
      isEnding = true;
      log("info", `stopping: ${signal}`);
      void running
        .close()
        .then(close)
        .finally(() => {
          session.close();
          endProcess(ExitCode.done);
        });
    });
  }
}
