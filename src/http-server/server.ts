import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Auditor } from "../audit/auditor.ts";
import type { Authenticator, Principal } from "../auth/authenticator.ts";
import type { McpOverHttp } from "../mcp/http.ts";
import type { Asker } from "../mcp/server.ts";
import type { Address } from "./address.ts";
import { readBody } from "./body.ts";
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
  /** Whose calls theirs are, and how many they may make. */
  readonly askerFor: (principal: Principal) => Pick<Asker, "person" | "admit">;
  readonly auditor?: Auditor | undefined;
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
  const audited = options.auditor?.begin(request.headers);
  if (audited !== undefined) response.setHeader("x-request-id", audited.requestId);
  response.once("finish", () => audited?.answered(response.statusCode));
  const path = (request.url ?? "").split("?", 1)[0];
  if (path === "/healthz") return reply(response, 200, { status: "alive" });
  if (path !== MCP_PATH) return reply(response, 404, { error: "not found" });
  if (request.method !== "POST") return reply(response, 405, { error: "method not allowed" }, { allow: "POST" });
  const authenticated = await options.authenticator.authenticate(request.headers.authorization);
  audited?.authenticated(authenticated);
  if (!authenticated.ok) return reply(response, 401, { error: "unauthorized" }, { "www-authenticate": "Bearer" });
  const body = await readBody(request);
  if (!body.ok) return reply(response, body.status, body.error, { connection: "close" });
  audited?.read(body.json);
  const mcp = await options.mcpFor(authenticated.principal);
  const asker = { ...options.askerFor(authenticated.principal), onCalled: audited?.called };
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const answer = await mcp.answer(webRequest(request, gone.signal), body.json, asker);
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
