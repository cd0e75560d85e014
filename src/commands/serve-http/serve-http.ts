import { openApp, type Selection } from "../../app/app.ts";
import { describeDefect, type Log } from "../../app/log.ts";
import { type IssuerSelection, readPublicUrl } from "../../app/open-issuer.ts";
import { MCP_PATH } from "../../auth/public-url.ts";
import { redact } from "../../credentials/redact.ts";
import { isLoopback } from "../../http-server/address.ts";
import { createRequesters } from "../../http-server/requesters.ts";
import type { RunningHttpServer } from "../../http-server/server.ts";
import { ownCommand } from "../../messages/own-command.ts";
import { type Output, terminalOutput } from "../../terminal/output.ts";
import { systemClock } from "../../utils/time.ts";
import { keepServing } from "../keep-serving.ts";
import { openAccess } from "./access.ts";
import { openAudience } from "./audience.ts";
import { describeAuditPart, openAudit } from "./audit.ts";
import { endOnSignal } from "./end-on-signal.ts";
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
  // Clients take no other address without encryption.
  if (publicUrl !== undefined || isLoopback(address)) output.err(sayHowToInstall(publicUrl?.href ?? at));
  if (!isLoopback(address)) output.err(UNENCRYPTED);
  output.err("Ctrl-C ends it.");
  // The first look at the key: a client that comes now finds it known.
  await session.view();
  const problem = explainNotReady(session);
  if (problem !== undefined) output.err(problem);
}

function sayHowToInstall(url: string): string {
  return `To put it into a client: \`${ownCommand(`install CLIENT --http ${url}`)}\`, with a name such as codex for CLIENT.`;
}

const UNENCRYPTED =
  "Other machines reach this without encryption: whoever is on the way can read tokens and answers. Put a proxy with TLS in front.";
