import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHttpClient } from "../../src/http/client.ts";
import { settled } from "../helpers/fake-clock.ts";
import { get, type Loopback, serve, serveRaw } from "./loopback.ts";

const servers: Loopback[] = [];
const complaints: unknown[] = [];
const complain = (complaint: unknown) => {
  complaints.push(complaint);
};

beforeEach(() => {
  complaints.length = 0;
  for (const event of ["unhandledRejection", "uncaughtException", "warning"]) process.on(event, complain);
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  await settled();
  for (const event of ["unhandledRejection", "uncaughtException", "warning"]) process.off(event, complain);
  expect(complaints).toEqual([]);
});

async function started(server: Promise<Loopback>): Promise<Loopback> {
  servers.push(await server);
  return server;
}

describe("the connection", () => {
  it("is kept and used again, also after an error status and an empty body", async () => {
    let count = 0;
    const server = await started(
      serve((_request, response) => {
        count += 1;
        response.writeHead([200, 404, 204, 503][count % 4] ?? 200).end(count % 4 === 2 ? "" : "{}");
      }),
    );
    const client = createHttpClient({});
    for (let call = 0; call < 12; call++) {
      expect(await get(server.url, { client })).toMatchObject({ kind: "answer" });
      // undici frees a connection one turn after the answer.
      await settled();
    }
    expect(count).toBe(12);
    expect(server.connections()).toBe(1);
  });

  it("is made anew when the server closed it after the answer", async () => {
    const server = await started(serveRaw((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")));
    const client = createHttpClient({});
    expect(await get(server.url, { client })).toMatchObject({ kind: "answer" });
    await server.idle();
    expect(await get(server.url, { client })).toMatchObject({ kind: "answer" });
    expect(server.connections()).toBe(2);
  });

  it("is not made before the first request", async () => {
    const server = await started(serve((_request, response) => response.end()));
    createHttpClient({});
    await settled();
    expect(server.connections()).toBe(0);
  });
});

describe("a caller who gives up", () => {
  const reason = new Error("cancelled");

  it("before the request: nothing is sent", async () => {
    const server = await started(serve((_request, response) => response.end()));
    await expect(get(server.url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(server.connections()).toBe(0);
  });

  it("while the HTTP client is being loaded: nothing is sent", async () => {
    const server = await started(serve((_request, response) => response.end("{}")));
    const stop = new AbortController();
    const call = get(server.url, { signal: stop.signal });
    stop.abort(reason);
    await expect(call).rejects.toBe(reason);
    expect(server.connections()).toBe(0);
  });

  it.each(["", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"])(
    "while %j is all that has come: the request is closed at the server",
    async (said) => {
      const stop = new AbortController();
      const server = await started(
        serveRaw((socket) => {
          socket.write(said, () => setImmediate(() => stop.abort(reason)));
        }),
      );
      await expect(get(server.url, { signal: stop.signal })).rejects.toBe(reason);
      await server.idle();
      expect(getEventListeners(stop.signal, "abort")).toEqual([]);
    },
  );

  it("after the answer changes nothing", async () => {
    const server = await started(serve((_request, response) => response.end("{}")));
    const stop = new AbortController();
    const client = createHttpClient({});
    await get(server.url, { client, signal: stop.signal });
    await settled();
    stop.abort(reason);
    expect(await get(server.url, { client })).toMatchObject({ kind: "answer", body: "{}" });
    expect(server.connections()).toBe(1);
  });
});

describe("two hundred calls", () => {
  it("of every kind leave no listener, no connection in use and no rejection behind", async () => {
    const server = await started(
      serveRaw((socket, request) => {
        const path = /^GET (\S+)/.exec(request)?.[1];
        const body = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
        if (path === "/good") socket.write(`${body}{}`);
        else if (path === "/closing") socket.end(`${body.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")}{}`);
        else if (path === "/reset") socket.resetAndDestroy();
        else if (path === "/half") socket.end(`${body}{`);
        else if (path === "/nonsense") socket.end("nonsense\r\n\r\n");
        // "/silent" and "/cancelled" hear nothing.
      }),
    );
    const client = createHttpClient({});
    const life = new AbortController();
    const paths = ["good", "closing", "reset", "half", "nonsense", "silent", "cancelled"];
    const ends = new Map<string, number>();
    for (let call = 0; call < 203; call += paths.length) {
      const batch = paths.map(async (path) => {
        const stop = new AbortController();
        if (path === "cancelled") setImmediate(() => stop.abort());
        const signal = path === "cancelled" ? stop.signal : life.signal;
        const end = await get(new URL(path, server.url), {
          client,
          signal,
          timeoutMs: path === "silent" ? 10 : 5_000,
        }).then(
          (outcome) => (outcome.kind === "trouble" ? outcome.trouble : outcome.kind),
          () => "cancelled",
        );
        ends.set(`${path}: ${end}`, (ends.get(`${path}: ${end}`) ?? 0) + 1);
        expect(getEventListeners(stop.signal, "abort")).toEqual([]);
      });
      await Promise.all(batch);
    }
    const expected = ["answer", "answer", "reset", "reset", "protocol", "timeout", "cancelled"];
    expect(Object.fromEntries(ends)).toEqual(
      Object.fromEntries(paths.map((path, at) => [`${path}: ${expected[at]}`, 29])),
    );
    expect(getEventListeners(life.signal, "abort")).toEqual([]);
    // What is still open waits for the next requests: never more than there were at once.
    await settled();
    expect(server.open()).toBeLessThanOrEqual(paths.length);
  });
});
