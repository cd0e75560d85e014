import { describeDefect, type Log } from "../app/log.ts";

/** Keeps a server going, whatever a library does: what it writes stays off standard output, and an error nobody caught is logged. */
export function keepServing(log: Log): void {
  // Standard output carries the protocol, or what else a server was asked to write there.
  // biome-ignore lint/suspicious/noConsole: this is what keeps console off standard output
  console.log = console.info = console.debug = console.error;
  // A log that nobody reads is no reason to stop; unheard, the error would be logged, which fails again, without end.
  process.stderr.on("error", () => undefined);
  process.on("uncaughtException", (error) => log("error", `unexpected: ${describeDefect(error)}`));
  process.on("unhandledRejection", (reason) => log("error", `unexpected: ${describeDefect(reason)}`));
}
