import { type App, openApp, type Selection } from "../../app/app.ts";
import { ExitCode } from "../../app/exit-code.ts";
import { describeDefect, type Log } from "../../app/log.ts";
import { type IssuerSelection, readPublicUrl } from "../../app/open-issuer.ts";
import { redact } from "../../credentials/redact.ts";
import { isLoopback } from "../../http-server/address.ts";
import { createRequesters } from "../../http-server/requesters.ts";
import { MCP_PATH, type RunningHttpServer } from "../../http-server/server.ts";
import { type Output, terminalOutput } from "../../terminal/output.ts";
import { systemClock } from "../../utils/time.ts";
import { endProcess } from "../end-process.ts";
import { keepServing } from "../keep-serving.ts";
import { openAccess } from "./access.ts";
import { openAudience } from "./audience.ts";
import { describeAuditPart, openAudit } from "./audit.ts";
import { describeIssuerPart } from "./issuer-part.ts";
import { describeKey, explainNotReady } from "./key-part.ts";
import { type GivenAddress, listen, readAddress } from "./listen.ts";
import { describeStorePart, openStoreNamed } from "./store.ts";

/** How a server over HTTP is started. */
export interface ServeHttpOptions extends Selection, IssuerSelection {
  readonly http: GivenAddress;
  /** The address of a Valkey or Redis in which several servers count together. */
  readonly store?: string | undefined;
  /** A file, or "-" for standard output; left out: no audit. */
  readonly audit?: string | undefined;
}

/** The MCP server over HTTP. Runs until a signal comes. */
export async function serveHttp(options: ServeHttpOptions, output: Output = terminalOutput()): Promise<void> {
  const { address, connector } = await readAddress(options.http, options.connector);
  const publicUrl = options.publicUrl === undefined ? undefined : readPublicUrl(options.publicUrl);
  let log: Log = () => undefined;
  const store = await openStoreNamed(options.store, process.env, (level, message) => log(level, message));
  const app = await openApp({ ...options, connector }, { host: "server", openStore: store?.openStore });
  const { session } = app;
  let running: RunningHttpServer | undefined;
  const access = await openAccess(app, { ...options, address }, () => running?.cutCalls());
  const { secret, authenticator } = access;
  log = secret === undefined ? app.log : (level, message) => app.log(level, redact(message, secret));
  keepServing(log);
  const audit = options.audit === undefined ? undefined : await openAudit(options.audit, { ...app, log });
  const audience = await openAudience(app, options.people, log, () => running?.endStreams());
  running = await listen({
    address,
    publicUrl,
    authenticator,
    mcpFor: audience.mcpFor,
    requesterFor: createRequesters({ countTogether: store?.countCall, clock: systemClock }, audience.callsPerMinute),
    auditor: audit?.auditor,
    parts: [
      () => describeKey(session),
      audience.describe,
      () => describeIssuerPart(authenticator),
      ...(store === undefined ? [] : [() => describeStorePart(store)]),
      ...(audit === undefined ? [] : [() => describeAuditPart(audit)]),
    ],
    onRefused: (what, { status, message }) => log("debug", `${what}: ${status} ${message}`),
    onDefect: (error) => log("error", describeDefect(error)),
  });
  endOnSignal(app, running, audit?.reopen, () => Promise.all([audience.close(), store?.close(), audit?.close()]));
  const known = publicUrl === undefined ? "" : `, known to clients as ${publicUrl.href},`;
  const at = `${running.origin}${MCP_PATH}${known}`;
  output.err(`Serving ${app.connector.title} at ${at} to ${access.whom}. ${access.hint}`);
  if (!isLoopback(address)) output.err(UNENCRYPTED);
  output.err("Ctrl-C ends it.");
  // The first look at the key: a client that comes now finds it known.
  await session.view();
  const problem = await explainNotReady(session);
  if (problem !== undefined) output.err(problem);
}

const UNENCRYPTED =
  "Other machines reach this without encryption: whoever is on the way can read tokens and answers. Put a proxy with TLS in front.";

/**
 * The first signal lets calls under way finish, the second does not.
 * @param reopen opens the audit's file anew, which is what SIGHUP means where no terminal is gone
 */
function endOnSignal(
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
