import { ExitCode } from "../app/exit-code.ts";
import { keychainIsWaiting } from "../credentials/keychain/library.ts";
import { terminalOutput } from "../terminal/output.ts";

/** Ends the process now, whatever is in flight. */
export function endProcess(exitCode: number): void {
  // A question to the keychain sits in a thread that `process.exit` would wait for, perhaps behind a dialog.
  if (keychainIsWaiting()) process.kill(process.pid, "SIGKILL");
  process.exit(exitCode);
}

/**
 * From now on the process ends when standard output fails: quietly when nobody reads on, as after `| head -1`.
 * Without this, Node would print a stack.
 */
export function endWhenOutputFails(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return endProcess(ExitCode.done);
    terminalOutput().err(`The output could not be written: ${error.message}`);
    endProcess(ExitCode.failed);
  });
}

/** Ends the process when what was written to standard output has been taken. */
export function endWhenWritten(exitCode: number): void {
  process.exitCode = exitCode;
  process.stdout.write("", (error) => {
    // An error is told to `endWhenOutputFails` as well.
    if (error === undefined || error === null) endProcess(exitCode);
  });
}
