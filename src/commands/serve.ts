import { type App, openApp, type Selection } from "../app/app.ts";
import { CommandError } from "../app/exit-code.ts";
import { describeDefect } from "../app/log.ts";
import { hideLongWords } from "../credentials/looks-secret.ts";
import { serveOverStdio } from "../mcp/stdio.ts";
import { ownCommand } from "../messages/own-command.ts";
import { terminalOutput } from "../terminal/output.ts";
import { endProcess } from "./end-process.ts";
import { keepServing } from "./keep-serving.ts";

/**
 * The MCP server on standard input and output. Starting does nothing but start: the keychain is read and the API
 * asked at the first list or call. Runs until standard input ends, the client is gone or a signal comes.
 */
export async function serve(selection: Selection): Promise<void> {
  const app = await openOrEnd(selection);
  if (app === undefined) return;
  const { session, questions, log } = app;
  keepServing(log);

  const stop = (reason: string) => {
    log("info", `stopping: ${reason}`);
    session.close();
    endProcess(0);
  };
  process.stdin.once("end", () => stop("standard input ended"));
  process.stdin.once("close", () => stop("standard input closed"));
  process.stdin.once("error", () => stop("standard input failed"));
  process.stdout.once("error", () => stop("the client stopped reading"));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop(signal));

  if (process.stdin.isTTY === true) {
    terminalOutput().err(
      `Waiting for an MCP client on standard input: this is what mcp.json runs. To ask from the terminal use \`${ownCommand("call")}\`, to check the key \`${ownCommand("status")}\`. Ctrl-C ends this.`,
    );
  }
  serveOverStdio(
    { session, questions },
    {
      input: process.stdin,
      output: process.stdout,
      onListChanged: () => log("info", "the list of tools changed"),
      onDefect: (error) => log("error", describeDefect(error)),
      onError: (error) => log("debug", `message not understood: ${error.message}`),
      onClose: () => stop("the connection was closed"),
    },
  );
}

/** A client shows what a server wrote to standard error when it could not start. */
async function openOrEnd(selection: Selection): Promise<App | undefined> {
  try {
    return await openApp(selection, { host: "server" });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    terminalOutput().err(hideLongWords(error.message));
    process.exitCode = error.exitCode;
    return undefined;
  }
}
