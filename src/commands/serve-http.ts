import { openApp, type Selection } from "../app/app.ts";
import { CommandError, ExitCode } from "../app/exit-code.ts";
import { describeDefect } from "../app/log.ts";
import { createStaticToken } from "../auth/static-token.ts";
import { Secret } from "../credentials/secret.ts";
import { type Address, DEFAULT_ADDRESS, parseAddress } from "../http-server/address.ts";
import { CALLS_PER_MINUTE, createAskers } from "../http-server/askers.ts";
import { MCP_PATH, startHttpServer } from "../http-server/server.ts";

import { createMemoryStore } from "../rate-limit/memory-store.ts";
import type { RateLimitStore, RollingWindow } from "../rate-limit/store.ts";
import { type Output, terminalOutput } from "../terminal/output.ts";
import { systemClock } from "../utils/time.ts";
import { endProcess } from "./end-process.ts";
import { openAudit } from "./http/audit.ts";

/** How a server over HTTP is started. */
export interface ServeHttpOptions extends Selection {
  /** HOST:PORT; true where only the option stands there. */
  readonly http: string | true;
  /** A file, or "-" for standard output; undefined: no audit. */
  readonly audit?: string | undefined;
}

/** The MCP server over HTTP. Runs until a signal comes. */
export async function serveHttp(options: ServeHttpOptions, output: Output = terminalOutput()): Promise<void> {
  const address = readAddress(options.http);
  const app = await openApp(options, { host: "server" });
  const { session, questions, log } = app;
  const token = app.environment["KEYSCOPE_HTTP_TOKEN"];
  if (token === undefined)
    throw new CommandError("Set KEYSCOPE_HTTP_TOKEN to the token that clients must send.", ExitCode.usage);
  const audit = options.audit === undefined ? undefined : await openAudit(options.audit, app);
  const { serveOverHttp } = await import("../mcp/http.ts");
  const mcp = serveOverHttp(
    { session, questions },
    {
      onListChanged: () => log("info", "the list of tools changed"),
      onDefect: (error) => log("error", describeDefect(error)),
      onError: (error) => log("debug", `request not understood: ${error.message}`),
    },
  );
  const running = await startHttpServer({
    address,
    authenticator: createStaticToken(new Secret(token)),
    mcpFor: async () => mcp,
    askerFor: createAskers({ openStore: countHere, clock: systemClock }, () => CALLS_PER_MINUTE),
    auditor: audit?.auditor,
    onDefect: (error) => log("error", describeDefect(error)),
  });
  const stop = () => {
    session.close();
    void running
      .close()
      .then(audit?.close)
      .finally(() => endProcess(ExitCode.done));
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  // At a terminal it means that the terminal is gone; elsewhere that the file was renamed.
  process.on("SIGHUP", (process.stdin.isTTY ? undefined : audit?.reopen) ?? stop);
  output.err(`Listening on ${running.origin}${MCP_PATH}`);
}

/** Each process counts its people's calls alone. */
function countHere(_name: string, window: RollingWindow): RateLimitStore {
  return createMemoryStore(window, systemClock);
}

function readAddress(text: string | true): Address {
  const address = text === true ? DEFAULT_ADDRESS : parseAddress(text);
  if (address !== undefined) return address;
  throw new CommandError(`--http must be HOST:PORT, such as 127.0.0.1:8787, not "${text}".`, ExitCode.usage);
}
