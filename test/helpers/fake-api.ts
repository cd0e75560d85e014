import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { expect } from "vitest";
import { type Loopback, listen, onRequests } from "./loopback.ts";

/** A request as the API sees it. */
export interface ApiRequest {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Does to a request whatever it likes: the socket is all that there is. */
export type Reaction = (socket: Socket, request: ApiRequest) => void;

/** An API below HTTP that answers as a test says, well or not, and counts what it saw. */
export interface FakeApi extends Loopback {
  readonly baseUrl: string;
  /** Requests with this `search`; all requests when none is named. */
  requests(search?: string): number;
  /** From now on, requests with this `search` get these reactions one after the other, the last one for ever. */
  react(search: string, reactions: readonly Reaction[]): void;
}

/** What the API says when it means well: it repeats what was searched for. */
export const healthy: Reaction = (socket, request) => {
  const rows = [{ id: 1, echo: request.query.get("search") ?? "" }];
  const meta = { shop: "Teapots", currency: "EUR", timezone: "UTC", generated_at: "2026-03-31T12:00:00Z" };
  answer(200, JSON.stringify({ data: { rows }, meta }))(socket, request);
};

/** A whole answer, as HTTP wants it. A header given as undefined is left out. */
export function answer(
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string | undefined>> = {},
): Reaction {
  return (socket) => {
    socket.write(answerBytes(status, body, headers));
  };
}

/** What such an answer looks like on the wire. */
export function answerBytes(
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string | undefined>> = {},
): Buffer {
  const bytes = Buffer.from(body);
  const all = { "content-type": "application/json", "content-length": String(bytes.length), ...headers };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  const head = Buffer.from(`HTTP/1.1 ${status} Said\r\n${lines.join("\r\n")}\r\n\r\n`, "latin1");
  return Buffer.concat([head, bytes]);
}

/** These bytes, then the end of the connection. */
export function hangUp(bytes: string): Reaction {
  return (socket) => {
    socket.end(bytes);
  };
}

/** These bytes, then a reset. */
export function reset(bytes: string): Reaction {
  return (socket) => {
    if (bytes === "") socket.resetAndDestroy();
    else socket.write(bytes, () => socket.resetAndDestroy());
  };
}

/** Starts it on 127.0.0.1; with a certificate it speaks TLS. Without a reaction of its own a request gets the fallback. */
export async function startFakeApi(
  options: { readonly fallback?: Reaction; readonly tls?: { readonly cert: string; readonly key: string } } = {},
): Promise<FakeApi> {
  const { fallback = healthy, tls } = options;
  const reactions = new Map<string, readonly Reaction[]>();
  const counts = new Map<string, number>();
  let all = 0;

  function onRequest(socket: Socket, head: string): void {
    const request = parseHead(head);
    all += 1;
    const search = request.query.get("search") ?? "";
    const count = counts.get(search) ?? 0;
    counts.set(search, count + 1);
    const known = reactions.get(search) ?? [];
    (known[count] ?? known.at(-1) ?? fallback)(socket, request);
  }

  const server = tls === undefined ? createServer({ noDelay: true }) : createTlsServer(tls);
  server.on(tls === undefined ? "connection" : "secureConnection", (socket: Socket) => {
    socket.on("error", () => undefined);
    onRequests(socket, onRequest);
  });
  server.on("tlsClientError", () => undefined);
  const loopback = await listen(server, tls === undefined ? "http" : "https");
  return {
    ...loopback,
    baseUrl: loopback.url.href,
    requests: (search) => (search === undefined ? all : (counts.get(search) ?? 0)),
    react: (search, given) => {
      reactions.set(search, given);
    },
  };
}

/** Starts one that means well, and holds back every request to a path. */
export async function startSlowApi(path: string) {
  const held: (Socket & { answer: () => void })[] = [];
  const api = await startFakeApi({
    fallback: (socket, request) => {
      const answer = () => healthy(socket, request);
      if (request.path === path) held.push(Object.assign(socket, { answer }));
      else answer();
    },
  });
  return {
    ...api,
    /** Resolves with the connection that the next of them came over, and what answers it. */
    async nextHeld() {
      await expect.poll(() => held.length, { interval: 5 }).toBeGreaterThan(0);
      const request = held.shift();
      if (request === undefined) throw new Error(`Nobody asked for ${path}.`);
      return request;
    },
  };
}

function parseHead(head: string): ApiRequest {
  const url = new URL(`http://api${head.split(" ")[1] ?? "/"}`);
  return { path: url.pathname, query: url.searchParams };
}
