import { openApp, type Selection } from "../app/app.ts";
import { CommandError, ExitCode } from "../app/exit-code.ts";
import { describeDefect } from "../app/log.ts";
import { type IssuerSelection, openIssuerNamed } from "../app/open-issuer.ts";
import type { Authenticator } from "../auth/authenticator.ts";
import { createStaticToken } from "../auth/static-token.ts";
import { Secret } from "../credentials/secret.ts";
import { type Address, DEFAULT_ADDRESS, parseAddress } from "../http-server/address.ts";
import { MCP_PATH, startHttpServer } from "../http-server/server.ts";

import { type Output, terminalOutput } from "../terminal/output.ts";
import { endProcess } from "./end-process.ts";

/** How a server over HTTP is started. */
export interface ServeHttpOptions extends Selection, IssuerSelection {
  /** HOST:PORT; true where only the option stands there. */
  readonly http: string | true;
}

/** The MCP server over HTTP. Runs until a signal comes. */
export async function serveHttp(options: ServeHttpOptions, output: Output = terminalOutput()): Promise<void> {
  const address = readAddress(options.http);
  const app = await openApp(options, { host: "server" });
  const { session, questions, log } = app;
  const authenticator = (await openIssuerNamed(options, app)) ?? openStaticToken(app.environment);
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
    authenticator,
    mcpFor: async () => mcp,
    onDefect: (error) => log("error", describeDefect(error)),
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      session.close();
      void running.close().finally(() => endProcess(ExitCode.done));
    });
  }
  output.err(`Listening on ${running.origin}${MCP_PATH}`);
}

function openStaticToken(environment: NodeJS.ProcessEnv): Authenticator {
  const token = environment["KEYSCOPE_HTTP_TOKEN"];
  if (token !== undefined) return createStaticToken(new Secret(token));
  throw new CommandError("Set KEYSCOPE_HTTP_TOKEN to the token that clients must send.", ExitCode.usage);
}

function readAddress(text: string | true): Address {
  const address = text === true ? DEFAULT_ADDRESS : parseAddress(text);
  if (address !== undefined) return address;
  throw new CommandError(`--http must be HOST:PORT, such as 127.0.0.1:8787, not "${text}".`, ExitCode.usage);
}
