import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHttpClient } from "../../src/http/client.ts";
import { get } from "./get.ts";

/*
 * undici 7 throws an AssertionError that nothing can catch, `assert(!this.paused)`, when a connection ends while the body
 * before it is paused. A server that says `Connection: close` and writes fast is enough; it must therefore run in a
 * thread of its own: within one event loop reader and writer take turns, and nothing piles up.
 */
const SERVER = `
  const { createServer } = require("node:net");
  const { parentPort } = require("node:worker_threads");
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (request) => {
      const [, framing, bytes] = /^GET \\/(\\w+)\\/(\\d+)/.exec(request.toString());
      const body = Buffer.alloc(Number(bytes), "x");
      const head = "HTTP/1.1 200 OK\\r\\nConnection: close\\r\\n";
      if (framing === "length") socket.end(Buffer.concat([Buffer.from(head + "Content-Length: " + bytes + "\\r\\n\\r\\n"), body]));
      if (framing === "eof") socket.end(Buffer.concat([Buffer.from(head + "\\r\\n"), body]));
      if (framing === "reset") socket.write(Buffer.concat([Buffer.from(head + "\\r\\n"), body]), () => socket.resetAndDestroy());
      if (framing === "chunked") {
        socket.write(head + "Transfer-Encoding: chunked\\r\\n\\r\\n");
        for (let at = 0; at < body.length; at += 1000) {
          const part = body.subarray(at, at + 1000);
          socket.write(part.length.toString(16) + "\\r\\n"); socket.write(part); socket.write("\\r\\n");
        }
        socket.end("0\\r\\n\\r\\n");
      }
    });
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
`;

let worker: Worker;
let origin: string;
const uncaught: unknown[] = [];
const note = (error: unknown) => {
  uncaught.push(error);
};

beforeAll(async () => {
  process.on("uncaughtException", note);
  worker = new Worker(SERVER, { eval: true });
  origin = await new Promise<string>((resolve, reject) => {
    worker.once("message", (port) => resolve(`http://127.0.0.1:${port}`));
    worker.once("error", reject);
  });
});

afterAll(async () => {
  await worker.terminate();
  process.off("uncaughtException", note);
  expect(uncaught).toEqual([]);
});

const client = createHttpClient({});
const sizes = [1_000, 16_000, 64_000, 65_536, 70_000, 131_072, 300_000, 1_000_000, 5_000_000];

/** Holds this thread up, as the work on another answer would, so that bytes and the connection's end pile up. */
function busy(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until) {}
}

describe.each(["length", "chunked", "eof"])("a connection that closes after its answer, framed by %s", (framing) => {
  it.each(sizes)("with %d bytes", async (bytes) => {
    for (let round = 0; round < 4; round++) {
      const call = get(new URL(`${origin}/${framing}/${bytes}`), { client });
      setImmediate(() => busy(round * 3));
      const outcome = await call;
      expect(outcome.kind === "answer" && outcome.body.length).toBe(bytes);
    }
  });

  it("with more than the limit", async () => {
    for (const bytes of [10_000_001, 15_000_000]) {
      expect(await get(new URL(`${origin}/${framing}/${bytes}`), { client })).toEqual({ kind: "too-large" });
    }
  });

  it("and is cancelled at any moment", async () => {
    for (const bytes of [64_000, 1_000_000, 5_000_000]) {
      for (const after of [0, 1, 2, 4, 8]) {
        const stop = new AbortController();
        const call = get(new URL(`${origin}/${framing}/${bytes}`), { client, signal: stop.signal });
        const timer = setTimeout(() => stop.abort(new Error("cancelled")), after);
        const end = await call.then(
          (outcome) => outcome.kind,
          (error: unknown) => (error instanceof Error ? error.message : error),
        );
        clearTimeout(timer);
        expect(["answer", "cancelled"]).toContain(end);
      }
    }
  });

  it("eight at once", async () => {
    const calls = Array.from({ length: 8 }, () => get(new URL(`${origin}/${framing}/1000000`), { client }));
    for (const outcome of await Promise.all(calls)) expect(outcome.kind).toBe("answer");
  });
});

describe("a connection that is reset after its answer", () => {
  it.each(sizes)("of %d bytes ends, one way or the other", async (bytes) => {
    for (let round = 0; round < 4; round++) {
      const call = get(new URL(`${origin}/reset/${bytes}`), { client });
      setImmediate(() => busy(round * 3));
      const outcome = await call;
      expect(outcome.kind === "failure" ? outcome.reason : outcome.kind).toMatch(/^(answer|reset)$/);
    }
  });
});
