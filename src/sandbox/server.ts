import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Api, problem } from "./api.ts";
import { CONTROL_PREFIX, control } from "./control.ts";
import type { Keys } from "./keys.ts";
import type { RequestLog, SeenRequest } from "./requests.ts";
import { type Exchange, sendFault, sendReply } from "./send.ts";

/** What the server needs. */
export interface Site {
  readonly apis: readonly Api[];
  readonly keys: Keys;
  /** The scopes that the control endpoint takes. */
  readonly scopes: readonly string[];
  readonly log: RequestLog;
  readonly now: () => Date;
  readonly onRequest: (request: SeenRequest) => void | Promise<void>;
}

function parseUrl(request: IncomingMessage): URL | undefined {
  // Not resolved against a base: a path that begins with two slashes would read as a host.
  const url = `http://sandbox${request.url ?? "/"}`;
  return URL.canParse(url) ? new URL(url) : undefined;
}

async function answerApi(site: Site, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  request.resume();
  const seen = site.log.add(request, url, site.now());
  await site.onRequest(seen);
  const head: Exchange["head"] = (status, headers) => {
    seen.status = status;
    response.writeHead(status, headers);
  };
  const api = site.apis.find(({ prefix }) => url.pathname.startsWith(prefix));
  if (api === undefined) {
    sendReply({ reply: problem(404, "Not found."), response, head });
    return;
  }
  const path = url.pathname.slice(api.prefix.length);
  const { method = "", headers } = request;
  const reply = api.handle({ method, path, query: url.searchParams, headers });
  const fault = site.keys.takeFault(api.presentedKey(headers), path);
  if (fault === undefined) sendReply({ reply, response, head });
  else sendFault(fault, { reply, response, head });
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = parseUrl(request);
  if (url === undefined) {
    response.writeHead(400).end();
  } else if (url.pathname.startsWith(CONTROL_PREFIX)) {
    await control(request, response, url.pathname, site.keys, site.scopes);
  } else {
    await answerApi(site, request, response, url);
  }
}

/** The HTTP server over the given APIs, not listening yet. */
export function sandboxServer(site: Site): Server {
  return createServer((request, response) => {
    // Whatever fails here, a caller that hung up or a mistake of ours, must end its connection and no other.
    answer(site, request, response).catch(() => response.destroy());
  });
}
