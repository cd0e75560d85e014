import type { ChildProcess } from "node:child_process";
import { createServer, type RequestListener } from "node:http";
import { connect, createServer as createRawServer, type Server, type Socket } from "node:net";

/** A server on loopback for tests, and what it saw. */
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

/** Starts any server on 127.0.0.1. A secure one goes by the name localhost, for which certificates are made. */
export async function listen(server: Server, protocol: "http" | "https" = "http"): Promise<Loopback> {
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
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    port: address.port,
    url: new URL(`${protocol}://${protocol === "https" ? "localhost" : "127.0.0.1"}:${address.port}/`),
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
  return listen(createServer(listener));
}

/** A server below HTTP: `answer` is called once the head of each request has come. */
export function serveRaw(answer: (socket: Socket, head: string) => void): Promise<Loopback> {
  return listen(createRawServer({ noDelay: true }, (socket) => onRequests(socket, answer)));
}

/** Calls `answer` with the head of each request that comes over a connection. */
export function onRequests(socket: Socket, answer: (socket: Socket, head: string) => void): void {
  let head = "";
  socket.on("data", (chunk) => {
    head += chunk.toString("latin1");
    if (!head.endsWith("\r\n\r\n")) return;
    const whole = head;
    head = "";
    answer(socket, whole);
  });
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
  return { ...(await listen(server)), asked };
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = await serveRaw(() => undefined);
  await server.close();
  return server.port;
}

/** Resolves when a database, as another program, says that it can be asked; rejects with all that it said when it ends before. */
export function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    for (const stream of [server.stdout, server.stderr]) {
      stream?.on("data", (chunk) => {
        said += String(chunk);
        if (/ready to accept connections/i.test(said)) resolve();
      });
    }
    server.once("exit", () => reject(new Error(said)));
  });
}
