import { createServer, type RequestListener, type Server } from "node:http";
import { connect, createServer as createRawServer, type Server as RawServer, type Socket } from "node:net";
import { createHttpClient, type HttpClient } from "../../src/http/client.ts";

/** A server on loopback for one test, and what it saw. */
export interface Loopback {
  readonly port: number;
  readonly url: URL;
  /** Connections that were made, and those that are open. */
  connections(): number;
  open(): number;
  /** Resolves when the last connection has closed. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

async function listening(server: RawServer | Server, protocol = "http"): Promise<Loopback> {
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      sockets.delete(socket);
      if (sockets.size === 0) for (const resolve of waiting.splice(0)) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    url: new URL(`${protocol}://127.0.0.1:${address.port}/`),
    connections: () => connections,
    open: () => sockets.size,
    idle: () => (sockets.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export function serve(listener: RequestListener): Promise<Loopback> {
  return listening(createServer(listener));
}

/** A server below HTTP: `answer` is called once the head of each request has come. */
export function serveRaw(answer: (socket: Socket, request: string) => void): Promise<Loopback> {
  const server = createRawServer({ noDelay: true }, (socket) => {
    let head = "";
    socket.on("data", (chunk) => {
      head += chunk.toString("latin1");
      if (!head.endsWith("\r\n\r\n")) return;
      answer(socket, head);
      head = "";
    });
  });
  return listening(server);
}

/** Any server that speaks TLS or something else. */
export function listen(server: RawServer, protocol: string): Promise<Loopback> {
  return listening(server, protocol);
}

export interface LoopbackProxy extends Loopback {
  /** The hosts that it was asked to connect to, and the logins that came along. */
  readonly asked: readonly { readonly host: string | undefined; readonly login: string | undefined }[];
}

/** A proxy that knows CONNECT only. Every name leads to loopback: it is the proxy that resolves names. */
export async function serveProxy(refusal?: string): Promise<LoopbackProxy> {
  const asked: { host: string | undefined; login: string | undefined }[] = [];
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on("connect", (request, socket) => {
    asked.push({ host: request.url, login: request.headers["proxy-authorization"] });
    socket.on("error", () => undefined);
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const target = connect(Number(request.url?.split(":").at(-1)), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      target.pipe(socket).pipe(target);
    });
    target.on("error", () => socket.destroy());
    socket.on("close", () => target.destroy());
  });
  return { ...(await listening(server)), asked };
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = await serveRaw(() => undefined);
  await server.close();
  return server.port;
}

/** One GET with the defaults of these tests. */
export function get(
  url: URL,
  {
    client = createHttpClient({}),
    timeoutMs = 5_000,
    signal = new AbortController().signal,
    headers = {},
  }: GetOptions = {},
) {
  return client.get(url, headers, timeoutMs, signal);
}

export interface GetOptions {
  readonly client?: HttpClient;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
}
