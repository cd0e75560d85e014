import { keychainIsWaiting } from "../credentials/keychain.ts";

/** Ends the process now, whatever is in flight. */
export function endProcess(exitCode: number): void {
  // A question to the keychain sits in a thread that `process.exit` would wait for, perhaps behind a dialog.
  if (keychainIsWaiting()) process.kill(process.pid, "SIGKILL");
  process.exit(exitCode);
}

/** Ends the process when what was written to standard output has been taken. */
export function endWhenWritten(exitCode: number): void {
  process.exitCode = exitCode;
  process.stdout.write("", () => endProcess(exitCode));
}
