import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AuditedRequest, Auditor } from "../audit/auditor.ts";
import {
  type Authenticator,
  CLOCK_TOLERANCE_S,
  type Principal,
  type ProtectedResource,
} from "../auth/authenticator.ts";
import { challengeFor } from "../auth/challenge.ts";
import type { AuthFailure } from "../auth/failure.ts";
import { MCP_PATH } from "../auth/public-url.ts";
import type { McpOverHttp } from "../mcp/http.ts";
import type { Requester } from "../mcp/server.ts";
import { REFUSALS, type Refusal, wrongMethod } from "../messages/over-http/refusals.ts";
import { getMember } from "../utils/own.ts";
import { atMost, systemClock } from "../utils/time.ts";
import { type Address, formatAddress } from "./address.ts";
import { readBody } from "./body.ts";
import { answerBrokenRequests } from "./broken-requests.ts";
import { type CallsUnderWay, trackCalls } from "./calls.ts";
import { createGuard } from "./guard.ts";
import { type Part, readiness } from "./health.ts";
import { HTTP_LIMITS, type HttpLimits } from "./limits.ts";
import { isMetadataPath, replyMetadata } from "./metadata.ts";
import { refuse, reply, replyWith } from "./reply.ts";

/** Where whatever runs the server asks whether it is alive, and whether it is of use. */
const HEALTH_PATHS = ["/healthz", "/readyz"];

/** What the server needs from those who start it. */
export interface HttpServerOptions {
  readonly address: Address;
  /** The address that clients use, where a proxy stands in front. */
  readonly publicUrl?: URL | undefined;
  readonly authenticator: Authenticator;
  /** What somebody who was let in may use. */
  readonly mcpFor: (principal: Principal) => Promise<McpOverHttp>;
  /** Whose calls theirs are, and how many they may make. */
  readonly requesterFor: (principal: Principal) => Pick<Requester, "person" | "admit">;
  /** Left out: nothing is noted. */
  readonly auditor?: Auditor | undefined;
  /** What `GET /readyz` tells. */
  readonly parts: readonly Part[];
  /** Hears of a request that was refused: its method and path, and why. */
  readonly onRefused: (what: string, refusal: Refusal) => void;
  /** An error of our own. */
  readonly onDefect: (error: unknown) => void;
  /** Only tests have others. */
  readonly limits?: Partial<HttpLimits>;
}

/** A server that listens. */
export interface RunningHttpServer {
  /** Such as http://127.0.0.1:8787, without a slash at the end. */
  readonly origin: string;
  /** Cuts off the calls under way, streams of news among them, and goes on listening. */
  cutCalls(): void;
  /** Ends the streams of news, which clients open again. */
  endStreams(): void;
  /** Listens no more, lets calls under way finish within a few seconds, and closes. */
  close(): Promise<void>;
}

/** Starts to listen. Rejects with Node's error where the address cannot be had. */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningHttpServer> {
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const server = createServer({
    requestTimeout: limits.requestMs,
    headersTimeout: limits.headersMs,
    connectionsCheckingInterval: limits.checkMs,
  });
  server.maxConnections = limits.connections;
  server.timeout = limits.idleMs;
  server.listen(options.address);
  await once(server, "listening");
  const address = { ...options.address, port: portOf(server) };
  const calls = trackCalls();
  const listener = createListener({ ...options, address, limits, calls, isListening: () => server.listening });
  server.on("request", listener);
  // Whoever waits to be asked for the body is not asked before it is known that it is wanted.
  server.on("checkContinue", listener);
  answerBrokenRequests(server);
  return {
    origin: `http://${formatAddress(address)}`,
    cutCalls: () => calls.cut(),
    endStreams: () => calls.endStreams(),
    async close() {
      server.close();
      await atMost(systemClock, calls.end(), limits.goodbyeMs);
      server.closeAllConnections();
    },
  };
}

interface Listening extends HttpServerOptions {
  readonly limits: HttpLimits;
  readonly calls: CallsUnderWay;
  readonly isListening: () => boolean;
}

function createListener(options: Listening): (request: IncomingMessage, response: ServerResponse) => void {
  const guard = createGuard(options);
  const { protectedResource } = options.authenticator;
  return (request, response) => {
    const path = pathOf(request);
    // Before the guard, because pages may read it.
    if (isMetadataPath(path, protectedResource)) return replyMetadata(request, response, protectedResource);
    const audited = HEALTH_PATHS.includes(path) ? undefined : options.auditor?.begin(request.headers);
    if (audited !== undefined) {
      response.setHeader("x-request-id", audited.requestId);
      response.once("finish", () => audited.answered(response.statusCode));
    }
    const refuseIt = (refusal: Refusal) => {
      options.onRefused(`${request.method} ${path}`, refusal);
      // It may send the body all the same or not, so that nobody knows where the next request begins.
      if (request.headers.expect !== undefined) response.setHeader("connection", "close");
      refuse(response, refusal, path === MCP_PATH);
    };
    const refusal =
      guard(request, HEALTH_PATHS.includes(path)) ?? (options.isListening() ? undefined : REFUSALS.stopping);
    if (refusal !== undefined) return refuseIt(refusal);
    route({ ...options, audited }, path, request, response).then(
      (found) => found && refuseIt(found),
      (error: unknown) => {
        options.onDefect(error);
        if (response.headersSent) response.destroy();
        else refuseIt(REFUSALS.internal);
      },
    );
  };
}

interface Routing extends Listening {
  readonly audited: AuditedRequest | undefined;
}

type Answered = Promise<Refusal | undefined>;

/** Answers, or says why not. */
async function route(options: Routing, path: string, request: IncomingMessage, response: ServerResponse): Answered {
  if (path === MCP_PATH) return answerMcp(options, request, response);
  if (!HEALTH_PATHS.includes(path)) return REFUSALS.notFound;
  if (request.method !== "GET" && request.method !== "HEAD") return wrongMethod("GET, HEAD");
  const { status, document } = path === "/healthz" ? ALIVE : await readiness(options.parts);
  reply(response, status, document);
  return undefined;
}

const ALIVE = { status: 200, document: { status: "alive" } };

async function answerMcp(options: Routing, request: IncomingMessage, response: ServerResponse): Answered {
  if (request.method !== "POST") return wrongMethod("POST");
  const { audited } = options;
  const authenticated = await options.authenticator.authenticate(request.headers.authorization);
  audited?.authenticated(authenticated);
  if (!authenticated.ok) return notLetIn(authenticated.failure, options.authenticator.protectedResource);
  const body = await readBody(request, response, options.limits.bytes);
  if (body.kind !== "json") return body.kind === "gone" ? undefined : body.refusal;
  audited?.read(body.json);
  const mcp = await options.mcpFor(authenticated.principal);
  const requester = { ...options.requesterFor(authenticated.principal), onCalled: audited?.called };
  const isEndless = getMember(body.json, "method") === "subscriptions/listen";
  const signal = options.calls.begin(response, isEndless, millisecondsLeft(authenticated.principal));
  const asked = webRequest(request, signal);
  holdUntilClosed(response, asked);
  await replyWith(response, await mcp.answer(asked, body.json, requester));
  return undefined;
}

/** Requests that are being answered. */
const held = new Set<Request>();

/**
 * Node lets go of a request of which only its own signal is in use, and that one is then never aborted: a stream of news
 * would go on for ever.
 */
function holdUntilClosed(response: ServerResponse, request: Request): void {
  if (response.closed) return;
  held.add(request);
  response.once("close", () => held.delete(request));
}

/** Of whoever's token expires: a stream of news goes on no longer, however long ago they were let in. */
function millisecondsLeft({ claims }: Principal): number {
  const { exp } = claims;
  return typeof exp === "number"
    ? Math.max(0, (exp + CLOCK_TOLERANCE_S) * 1000 - systemClock.wall().getTime())
    : Number.POSITIVE_INFINITY;
}

/** Where there is one token for all, nobody can be led to another. */
function notLetIn(failure: AuthFailure, resource: ProtectedResource | undefined): Refusal {
  if (failure.kind === "wrong") return REFUSALS.wrongToken;
  return resource === undefined ? REFUSALS.noToken : challengeFor(failure, resource);
}

/** As it was written: a path that means the same to some servers, such as /mcp/ or /%6dcp, is another one here. */
function pathOf({ url = "" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "";
}

/** The request as the SDK reads it: without its body, which it is handed beside, and without the token. */
function webRequest({ headers, method = "GET" }: IncomingMessage, signal: AbortSignal): Request {
  const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined || name === "authorization" ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
  );
  return new Request(`http://localhost${MCP_PATH}`, { method, headers: kept, signal });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}
