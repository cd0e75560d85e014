import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Api, Reply } from "./api.ts";
import { CONTROL_PREFIX, control } from "./control.ts";
import type { Keys } from "./keys.ts";
import type { RequestLog, SeenRequest } from "./request-log.ts";
import { type Exchange, sendFault, sendReply } from "./send.ts";

/** What the server needs. */
export interface Site {
  readonly apis: readonly Api[];
  readonly keys: Keys;
  readonly log: RequestLog;
  readonly now: () => Date;
  readonly onRequest: (request: SeenRequest) => void | Promise<void>;
}

function parseUrl(request: IncomingMessage): URL | undefined {
  // Not resolved against a base: a path that begins with two slashes would read as a host.
  const url = `http://sandbox${request.url ?? "/"}`;
  return URL.canParse(url) ? new URL(url) : undefined;
}

/** What no API is asked for. */
const NOWHERE: Reply = { status: 404, headers: {}, body: { detail: "Not found." } };

/** Finds the API that a path belongs to, and the path below its prefix. */
function placeOf(apis: readonly Api[], pathname: string): { readonly api: Api; readonly path: string } | undefined {
  for (const api of apis) {
    const prefix = api.prefixes.find((start) => pathname.startsWith(start));
    if (prefix !== undefined) return { api, path: pathname.slice(prefix.length) };
  }
  return undefined;
}

async function answerApi(site: Site, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  request.resume();
  const seen = site.log.add(request, url, site.now());
  await site.onRequest(seen);
  const head: Exchange["head"] = (status, headers) => {
    seen.status = status;
    response.writeHead(status, headers);
  };
  const place = placeOf(site.apis, url.pathname);
  if (place === undefined) {
    sendReply({ reply: NOWHERE, response, head, errorBody: () => NOWHERE.body });
    return;
  }
  const { api, path } = place;
  const { method = "", headers } = request;
  for (const [name, value] of Object.entries(api.commonHeaders?.() ?? {})) response.setHeader(name, value);
  const reply = api.handle({ method, path, query: url.searchParams, headers });
  const fault = site.keys.takeFault(api.id, api.presentedKey(headers)?.[0], path);
  const exchange: Exchange = { reply, response, head, errorBody: api.errorBody };
  if (fault === undefined) sendReply(exchange);
  else sendFault(fault, exchange);
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = parseUrl(request);
  if (url === undefined) {
    response.writeHead(400).end();
  } else if (url.pathname.startsWith(CONTROL_PREFIX)) {
    await control(request, response, url.pathname, site);
  } else {
    await answerApi(site, request, response, url);
  }
}

/** Makes the HTTP server over the given APIs, not listening yet. */
export function sandboxServer(site: Site): Server {
  return createServer((request, response) => {
    // Whatever fails here, a caller that hung up or an error of ours, must end its connection and no other.
    answer(site, request, response).catch(() => response.destroy());
  });
}
