import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createStaticToken } from "../../src/auth/static-token.ts";
import type { HttpLimits } from "../../src/http-server/limits.ts";
import { type RunningHttpServer, startHttpServer } from "../../src/http-server/server.ts";
import type { McpOverHttp } from "../../src/mcp/http.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { type Answer, askerOf } from "./http-program.ts";

/*
 * What a client may take of the server, and for how long: with times of milliseconds instead of seconds, and in the place of MCP
 * an answer as each test needs it.
 */

const PING = { jsonrpc: "2.0", id: 7, method: "ping" };

/** A server that lets everybody in, its own errors, and ways to ask it. */
async function start(limits: Partial<HttpLimits>, answer: McpOverHttp["answer"] = async () => Response.json({})) {
  const defects: unknown[] = [];
  const server: RunningHttpServer = await openForTest(
    startHttpServer({
      address: { host: "127.0.0.1", port: 0 },
      authenticator: createStaticToken(() => true),
      mcpFor: async () => ({ answer, retire() {} }),
      requesterFor: () => ({}),
      parts: [],
      onRefused: () => undefined,
      onDefect: (error) => defects.push(error),
      limits,
    }),
  );
  return { server, defects, ...askerOf(Number(new URL(server.origin).port)) };
}

const SHORT = { headersMs: 50, requestMs: 50, checkMs: 10 };

function expectTooSlow({ status, body }: Answer): void {
  expect(status).toBe(408);
  expect(JSON.parse(body)).toEqual({ error: "The request took too long to come." });
}

describe("a client that takes its time", () => {
  const head = "POST /mcp HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\nauthorization: Bearer x\r\n";

  it.each([
    ["says nothing", ""],
    ["stops inside the headers", head],
    ["stops before the body", `${head}content-length: 100\r\n\r\n`],
    ["stops inside the body, or announced more than comes", `${head}content-length: 100\r\n\r\n{"jsonrpc"`],
    ["stops inside a piece", `${head}transfer-encoding: chunked\r\n\r\nff\r\n{"json`],
    [
      "waits to be asked for the body, and does not send it",
      `${head}content-length: 9\r\nexpect: 100-continue\r\n\r\n`,
    ],
  ])("is cut off when it %s", async (_, bytes) => {
    const { exchange, post, port, defects } = await start(SHORT);
    expectTooSlow(await exchange(bytes.replace("PORT", String(port))));
    expect(await post(PING)).toMatchObject({ status: 200 });
    expect(defects).toEqual([]);
  });

  it("is cut off when it sends byte by byte", async () => {
    const { port } = await start(SHORT);
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    const drip = setInterval(() => socket.write("x"), 5);
    onTestFinished(() => clearInterval(drip));
    socket.write("GET /healthz HTTP/1.1\r\nx: ");
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/^HTTP\/1\.1 408 /);
    await once(socket, "close");
  });
});

describe("a client that reads slowly", () => {
  it("is sent no more than it reads, and is let go of when it stops", async () => {
    let pulled = 0;
    const gone = deferred<void>();
    const endless = () =>
      new ReadableStream<Uint8Array>({
        pull(controller) {
          pulled += 1;
          controller.enqueue(new Uint8Array(100_000));
        },
        cancel: () => gone.resolve(),
      });
    const { port, defects } = await start({ idleMs: 100 }, async () => {
      return new Response(endless(), { headers: { "content-type": "text/event-stream" } });
    });
    const socket = connect(port, "127.0.0.1").pause();
    socket.on("error", () => undefined);
    socket.write(postOf(port));
    await gone.promise;
    // What the system keeps for both ends is some megabytes.
    expect(pulled).toBeLessThan(300);
    expect(defects).toEqual([]);
    socket.destroy();
  });
});

describe("a client that goes away", () => {
  it("ends its call, and nobody calls that a defect", async () => {
    const started = deferred<AbortSignal>();
    const { port, defects } = await start({}, ({ signal }) => {
      started.resolve(signal);
      // As the SDK does.
      return once(signal, "abort").then(() => new Response(null, { status: 499 }));
    });
    const socket = connect(port, "127.0.0.1");
    socket.write(postOf(port));
    const signal = await started.promise;
    expect(signal.aborted).toBe(false);
    socket.destroy();
    await once(signal, "abort");
    expect(await askHealth(port)).toMatchObject({ status: 200 });
    expect(defects).toEqual([]);
  });

  it("in the midst of its body leaves nothing behind", async () => {
    const { port, defects } = await start({});
    const socket = connect(port, "127.0.0.1");
    socket.write(`${postOf(port).slice(0, -5)}`, () => socket.resetAndDestroy());
    await once(socket, "close");
    expect(await askHealth(port)).toMatchObject({ status: 200 });
    expect(defects).toEqual([]);
  });
});

describe("512 connections", () => {
  it("are served on, whoever else comes 10,000 times", async () => {
    const { port } = await start({ headersMs: 600_000, requestMs: 600_000 });
    const inside = await Promise.all(Array.from({ length: 512 }, () => opened(port)));
    const [first] = inside;
    // Whoever is too many is let in by nobody, and told so by the end of the connection.
    let turnedAway = 0;
    for (let round = 0; round < 100; round += 1) {
      await Promise.all(
        Array.from({ length: 100 }, async () => {
          const socket = connect(port, "127.0.0.1");
          socket.on("error", () => undefined);
          await once(socket, "close");
          turnedAway += 1;
        }),
      );
    }
    expect(turnedAway).toBe(10_000);
    for (const socket of [first, inside.at(-1)]) {
      socket?.write(`GET /healthz HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`);
      if (socket !== undefined) expect(String((await once(socket, "data"))[0])).toMatch(/^HTTP\/1\.1 200 /);
    }
    for (const socket of inside) socket.destroy();
    await expect.poll(() => askHealth(port)).toMatchObject({ status: 200 });
  });
});

describe("the end of the server", () => {
  it("waits for calls, ends streams of news, and takes no more", async () => {
    const call = deferred<Response>();
    const news = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from(": hello\n\n")),
    });
    const { server, post, port } = await start({ goodbyeMs: 60_000 }, async (request, body) => {
      if (!JSON.stringify(body).includes("listen")) return call.promise;
      const { readable, writable } = new TransformStream<Uint8Array>();
      void news.pipeTo(writable, { signal: request.signal }).catch(() => undefined);
      return new Response(readable, { headers: { "content-type": "text/event-stream" } });
    });
    const listening = await opened(port);
    listening.write(postOf(port, { ...PING, method: "subscriptions/listen" }));
    await once(listening, "data");
    const asked = post(PING);
    // Whoever asks later is answered later: the call is under way by then.
    await askHealth(port);
    const closing = server.close();
    await once(listening, "close");
    await expect(opened(port)).rejects.toThrow();
    call.resolve(Response.json({ done: true }));
    expect(await asked).toMatchObject({ status: 200, body: '{"done":true}' });
    await closing;
  });

  it("waits for no call for ever", async () => {
    const { server, post } = await start({ goodbyeMs: 20 }, () => new Promise(() => undefined));
    const asked = post(PING);
    await askHealth(Number(new URL(server.origin).port));
    await server.close();
    expect(await asked).toMatchObject({ status: 0 });
  });
});

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function askHealth(port: number): Promise<Answer> {
  return askerOf(port).ask("/healthz");
}

function postOf(port: number, message: object = PING): string {
  const body = JSON.stringify(message);
  return `POST /mcp HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer x\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

async function opened(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.on("error", () => undefined);
  return socket;
}
