import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Authenticator, Principal } from "../auth/authenticator.ts";
import { challengeFor } from "../auth/challenge.ts";
import type { McpOverHttp } from "../mcp/http.ts";
import type { Address } from "./address.ts";
import { readBody } from "./body.ts";
import { isMetadataPath, replyMetadata } from "./metadata.ts";
import { reply, replyWith } from "./reply.ts";

/** Where clients of MCP ask. */
export const MCP_PATH = "/mcp";

/** So many connections at once; further ones are closed as they come. */
const MOST_CONNECTIONS = 512;
/** A request must be here whole within this. */
const REQUEST_MS = 30_000;

/** What the server needs from those who start it. */
export interface HttpServerOptions {
  readonly address: Address;
  readonly authenticator: Authenticator;
  /** What somebody who was let in may use. */
  readonly mcpFor: (principal: Principal) => Promise<McpOverHttp>;
  /** An error of our own. */
  readonly onDefect: (error: unknown) => void;
}

/** A server that listens. */
export interface RunningHttpServer {
  /** Such as http://127.0.0.1:8787, without a slash at the end. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Starts to listen. Rejects with Node's error where the address cannot be had. */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningHttpServer> {
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    handle(options, request, response).catch((error: unknown) => {
      options.onDefect(error);
      if (!response.headersSent) reply(response, 500, { error: "internal" });
      else response.destroy();
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  const { host, port } = options.address;
  server.listen({ host, port });
  await once(server, "listening");
  return {
    origin: originOf(server.address(), host),
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function handle(options: HttpServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = ""] = (request.url ?? "").split("?", 1);
  const { protectedResource } = options.authenticator;
  if (path === "/healthz") return reply(response, 200, { status: "alive" });
  if (isMetadataPath(path, protectedResource)) return replyMetadata(request, response, protectedResource);
  if (path !== MCP_PATH) return reply(response, 404, { error: "not found" });
  if (request.method !== "POST") return reply(response, 405, { error: "method not allowed" }, { allow: "POST" });
  const authenticated = await options.authenticator.authenticate(request.headers.authorization);
  if (!authenticated.ok) {
    const { status, message, headers } = challengeFor(authenticated.failure, protectedResource);
    return reply(response, status, { error: message }, headers);
  }
  const body = await readBody(request);
  if (!body.ok) return reply(response, body.status, body.error, { connection: "close" });
  const mcp = await options.mcpFor(authenticated.principal);
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const answer = await mcp.answer(webRequest(request, gone.signal), body.json);
  await replyWith(response, answer);
}

/** The request as the SDK reads it: without its body, which it is handed beside, and without the token. */
function webRequest({ headers, method = "GET", url = "/" }: IncomingMessage, signal: AbortSignal): Request {
  const kept = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined || name === "authorization" ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
  );
  return new Request(new URL(url, "http://localhost"), { method, headers: kept, signal });
}

function originOf(address: ReturnType<Server["address"]>, host: string): string {
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
