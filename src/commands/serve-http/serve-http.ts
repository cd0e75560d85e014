import { type App, openApp, type Selection } from "../../app/app.ts";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { describeDefect, type Log } from "../../app/log.ts";
import type { Authenticator } from "../../auth/authenticator.ts";
import { createStaticToken } from "../../auth/static-token.ts";
import { KERNEL_KEYRING } from "../../credentials/keychain/keychain.ts";
import { redact } from "../../credentials/redact.ts";
import type { Secret } from "../../credentials/secret.ts";
import { hasHash, hashOf } from "../../credentials/token/same-secret.ts";
import { type Address, isLoopback } from "../../http-server/address.ts";
import { MCP_PATH, type RunningHttpServer } from "../../http-server/server.ts";
import { ownCommand } from "../../messages/own-command.ts";
import { type Output, terminalOutput } from "../../terminal/output.ts";
import { endProcess } from "../end-process.ts";
import { keepServing } from "../keep-serving.ts";
import { describeKey, explainNotReady } from "./key-part.ts";
import { type GivenAddress, listen, readAddress } from "./listen.ts";
import { readPublicUrl } from "./public-url.ts";
import { followKeptToken, givenToken, TOKEN_VARIABLES, tokenPlace } from "./token.ts";

/** How a server over HTTP is started. */
export interface ServeHttpOptions extends Selection {
  readonly http: GivenAddress;
  readonly publicUrl?: string | undefined;
}

/** The MCP server over HTTP. Runs until a signal comes. */
export async function serveHttp(options: ServeHttpOptions, output: Output = terminalOutput()): Promise<void> {
  const { address, connector } = await readAddress(options.http, options.connector);
  const publicUrl = readPublicUrl(options.publicUrl);
  const app = await openApp({ ...options, connector }, { host: "server" });
  const { session, questions } = app;
  let running: RunningHttpServer | undefined;
  const access = await openAccess(app, address, () => running?.cutCalls());
  const log: Log = (level, message) => app.log(level, redact(message, access.secret));
  keepServing(log);
  const { serveOverHttp } = await import("../../mcp/http.ts");
  const mcp = serveOverHttp(
    { session, questions },
    {
      onListChanged: () => log("info", "the list of tools changed"),
      onDefect: (error) => log("error", describeDefect(error)),
      onError: (error) => log("debug", `request not understood: ${error.message}`),
    },
  );
  running = await listen({
    address,
    publicUrl,
    authenticator: access.authenticator,
    mcpFor: async () => mcp,
    parts: [() => describeKey(session)],
    onRefused: (what, { status, message }) => log("debug", `${what}: ${status} ${message}`),
    onDefect: (error) => log("error", describeDefect(error)),
  });
  endOnSignal(running, app);
  const known = publicUrl === undefined ? "" : `, known to clients as ${publicUrl.origin}${MCP_PATH},`;
  output.err(
    `Serving ${app.connector.title} at ${running.origin}${MCP_PATH}${known} to whoever has the token. ${access.hint}`,
  );
  if (!isLoopback(address)) output.err(UNENCRYPTED);
  output.err("Ctrl-C ends it.");
  // The first look at the key: a client that comes now finds it known.
  await session.view();
  const problem = await explainNotReady(session);
  if (problem !== undefined) output.err(problem);
}

const UNENCRYPTED =
  "Other machines reach this without encryption: whoever is on the way can read tokens and answers. Put a proxy with TLS in front.";

/** Who is let in, and what whoever starts the server is told of it. */
interface Access {
  readonly authenticator: Authenticator;
  /** What must be in no line of the log. */
  readonly secret: Secret;
  readonly hint: string;
}

/** @param onRenewed hears that another token holds: who came in with the old one has to go */
async function openAccess(app: App, address: Address, onRenewed: () => void): Promise<Access> {
  const given = givenToken(app.environment);
  if (given !== undefined) {
    const hash = hashOf(given);
    const authenticator = createStaticToken((token) => hasHash(token, hash));
    return { authenticator, secret: given, hint: 'Clients send it in the header "Authorization: Bearer TOKEN".' };
  }
  if (!isLoopback(address)) throw new CommandError(explainNobodyMay(address), ExitCode.usage);
  const { secret, inForce } = await followKeptToken(tokenPlace(app), onRenewed);
  const { connector, profile, keychain } = app;
  const words = [connector.id, ...(profile === "default" ? [] : ["--profile", profile])];
  if (keychain.store === KERNEL_KEYRING) words.push("--keyring", "kernel");
  const command = ownCommand(`http-token ${words.join(" ")}`);
  const hint = `\`${command}\` prints it; clients send it in the header "Authorization: Bearer TOKEN".`;
  return { authenticator: createStaticToken(inForce.isRight), secret, hint };
}

function explainNobodyMay({ host }: Address): string {
  const [variable, fileVariable] = TOKEN_VARIABLES;
  return `Other machines could ask at ${host}, so it must be said who may. For one token that all clients share set ${variable}, or ${fileVariable} to a file that holds it. For people who log in at your own identity provider use --issuer URL and --public-url URL. Without either leave the address out: then only programs of this machine can ask.`;
}

/** The first signal lets calls under way finish, the second does not. */
function endOnSignal(running: RunningHttpServer, { session, log }: App): void {
  let isEnding = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (isEnding) return endProcess(ExitCode.done);
      isEnding = true;
      log("info", `stopping: ${signal}`);
      void running.close().finally(() => {
        session.close();
        endProcess(ExitCode.done);
      });
    });
  }
}
