import { getEventListeners } from "node:events";
import { createServer as createTlsServer } from "node:tls";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createHttpClient, MAX_BODY_BYTES } from "../../src/http/client.ts";
import { makeCertificate } from "../helpers/certificate.ts";
import { openForTest } from "../helpers/cleanup.ts";
import { settled } from "../helpers/fake-clock.ts";
import { freePort, listen, serve, serveRaw } from "../helpers/loopback.ts";
import { get } from "./get.ts";

/*
 * The HTTP client beside real servers: how it reads a body, what it makes of one that does not come as it should, and
 * what it leaves behind. Proxies and connections that close have files of their own.
 */

/** What nobody caught while a test ran; there must be nothing. */
const EVENTS = ["unhandledRejection", "uncaughtException", "warning"] as const;

beforeEach(() => {
  const complaints: unknown[] = [];
  const complain = (complaint: unknown) => {
    complaints.push(complaint);
  };
  for (const event of EVENTS) process.on(event, complain);
  onTestFinished(async () => {
    await settled();
    for (const event of EVENTS) process.off(event, complain);
    expect(complaints).toEqual([]);
  });
});

async function answerTo(headers: Record<string, string | string[]>, body: Buffer | string, status = 200) {
  const server = await openForTest(serve((_request, response) => response.writeHead(status, headers).end(body)));
  return get(server.url);
}

const text = JSON.stringify({ data: "žluťoučký kůň 😀".repeat(1_000) });

describe("a body", () => {
  it("comes with its status and its headers by lower-case name", async () => {
    const outcome = await answerTo({ "Retry-After": "7", "X-Many": ["a", "b"] }, text, 503);
    expect(outcome).toMatchObject({ kind: "answer", status: 503, body: text });
    expect(outcome.kind === "answer" && outcome.headers).toMatchObject({ "retry-after": "7", "x-many": "a, b" });
  });

  it("may be empty, or not be there at all", async () => {
    expect(await answerTo({}, "")).toMatchObject({ kind: "answer", body: "" });
    expect(await answerTo({}, "", 204)).toMatchObject({ kind: "answer", status: 204, body: "" });
    expect(await answerTo({ "content-encoding": "gzip" }, "")).toMatchObject({ kind: "answer", body: "" });
  });

  it.each([
    ["gzip", gzipSync(text)],
    ["GZIP ", gzipSync(text)],
    ["br", brotliCompressSync(text)],
    ["identity", Buffer.from(text)],
  ])("is unpacked: %j", async (encoding, packed) => {
    expect(await answerTo({ "content-encoding": encoding }, packed)).toMatchObject({ kind: "answer", body: text });
  });

  it("is asked for in these forms only", async () => {
    let asked: string | undefined;
    const server = await openForTest(
      serve((request, response) => {
        asked = request.headers["accept-encoding"];
        response.end();
      }),
    );
    await get(server.url, { headers: { accept: "application/json" } });
    expect(asked).toBe("gzip, br");
  });

  it.each(["deflate", "__proto__", "constructor", "gzip, br", ""])(
    "in a form that was not asked for (%j) is no reason to fail",
    async (encoding) => {
      const packed = deflateSync(text);
      const outcome = await answerTo({ "content-encoding": encoding }, packed);
      expect(outcome).toMatchObject({ kind: "answer", body: packed.toString("utf8") });
    },
  );

  it.each([
    ["gzip", gzipSync(text).subarray(0, -20), "reset"],
    ["br", brotliCompressSync(text).subarray(0, -5), "reset"],
    ["gzip", Buffer.from(text), "protocol"],
    ["br", Buffer.from("\u0000\u0001 not brotli at all \uffff"), "protocol"],
  ] as const)("that cannot be unpacked (%s, %#) is trouble", async (encoding, packed, reason) => {
    expect(await answerTo({ "content-encoding": encoding }, packed)).toMatchObject({ kind: "failure", reason });
  });

  it.each([
    ["application/json; charset=iso-8859-2", Buffer.from([0xbe, 0x65]), "že"],
    ['application/json; charset="utf-16le"', Buffer.from("že", "utf16le"), "že"],
    ["application/json; charset=klingon", Buffer.from("že"), "že"],
    ["application/json", Buffer.from("\ufeffže"), "že"],
    ["application/json", Buffer.from([0x61, 0xff]), "a\ufffd"],
  ])("is text as its type says: %s", async (type, bytes, expected) => {
    expect(await answerTo({ "content-type": type }, bytes)).toMatchObject({ body: expected });
  });
});

describe("the limit of 10,000,000 bytes", () => {
  it("is 10,000,000 bytes", () => {
    expect(MAX_BODY_BYTES).toBe(10_000_000);
  });

  const zeros = (bytes: number) => Buffer.alloc(bytes, "0");

  it.each([
    ["as it is", zeros, {}],
    ["gzip", (bytes: number) => gzipSync(zeros(bytes)), { "content-encoding": "gzip" }],
    ["br", (bytes: number) => brotliCompressSync(zeros(bytes)), { "content-encoding": "br" }],
  ] as const)("lets 10,000,000 through and not one more, %s", async (_name, pack, headers) => {
    const outcome = await answerTo(headers, pack(10_000_000));
    expect(outcome.kind === "answer" && outcome.body.length).toBe(10_000_000);
    expect(await answerTo(headers, pack(10_000_001))).toEqual({ kind: "too-large" });
  });

  it("stops a compression bomb before it is unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(300_000_000));
    const before = process.memoryUsage.rss();
    expect(await answerTo({ "content-encoding": "gzip" }, bomb)).toEqual({ kind: "too-large" });
    expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
  });

  it("ends the connection instead of reading on", async () => {
    const server = await openForTest(
      serve((_request, response) => {
        // A body without an end: whoever waits for it waits for ever.
        const pour = () => {
          while (response.writable && response.write(Buffer.alloc(100_000))) {}
        };
        response.on("drain", pour);
        pour();
      }),
    );
    expect(await get(server.url)).toEqual({ kind: "too-large" });
    await server.idle();
  });
});

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

describe("a server that keeps silent", () => {
  it("before the headers, or in the middle of them, is given up in time", async () => {
    for (const said of ["", "HTTP/1.1 200 OK\r\nContent-Ty"]) {
      const server = await openForTest(serveRaw((socket) => socket.write(said)));
      expect(await get(server.url, { timeoutMs: 60 })).toEqual({
        kind: "failure",
        reason: "timeout",
        code: undefined,
      });
      // The request is not left open behind the caller's back.
      await server.idle();
    }
  });

  it("in the middle of the body, dripping, is given up in time", async () => {
    const server = await openForTest(
      serveRaw((socket) => {
        socket.write(`${head}Content-Length: 1000\r\n\r\n`);
        const drip = setInterval(() => socket.write("x"), 5);
        socket.on("close", () => clearInterval(drip));
      }),
    );
    expect(await get(server.url, { timeoutMs: 80 })).toMatchObject({ kind: "failure", reason: "timeout" });
    await server.idle();
  });
});

describe("a connection that breaks off", () => {
  it.each<[string, string, "end" | "resetAndDestroy", object]>([
    ["before the headers", "", "resetAndDestroy", { kind: "failure", reason: "reset" }],
    ["by an orderly end without an answer", "", "end", { kind: "failure", reason: "reset" }],
    ["in the headers", "HTTP/1.1 200 OK\r\nContent-", "resetAndDestroy", { kind: "failure", reason: "reset" }],
    [
      "after the body: the answer is whole",
      `${head}Content-Length: 2\r\n\r\n{}`,
      "resetAndDestroy",
      { kind: "answer", body: "{}" },
    ],
  ])("%s", async (_, said, stop, expected) => {
    const server = await openForTest(serveRaw((socket) => socket.write(said, () => socket[stop]())));
    expect(await get(server.url)).toMatchObject(expected);
  });

  it.each([
    ["Content-Length: 1000\r\n\r\n", "half"],
    ["Transfer-Encoding: chunked\r\n\r\n", "4\r\nhalf\r\n"],
    ["Content-Length: 1000\r\nConnection: close\r\n\r\n", "half"],
    ["Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n", "4\r\nhalf\r\n"],
  ])("in the body, by an end or a reset: %j", async (headers, half) => {
    for (const stop of ["end", "resetAndDestroy"] as const) {
      const server = await openForTest(
        serveRaw((socket) => socket.write(`${head}${headers}${half}`, () => socket[stop]())),
      );
      expect(await get(server.url)).toMatchObject({ kind: "failure", reason: "reset" });
    }
  });
});

describe("an answer that is not HTTP", () => {
  it.each(["SSH-2.0-OpenSSH_9.6\r\n", "HTTP/1.1 two hundred\r\n\r\n", `${head}X: ${"x".repeat(20_000)}\r\n\r\n`])(
    "%.30j",
    async (said) => {
      const server = await openForTest(serveRaw((socket) => socket.end(said)));
      expect(await get(server.url)).toMatchObject({ kind: "failure", reason: "protocol" });
    },
  );

  it("in the chunks of its body, together with the headers", async () => {
    const said = `${head}Transfer-Encoding: chunked\r\n\r\nno chunk\r\n`;
    const server = await openForTest(serveRaw((socket) => socket.write(said)));
    expect(await get(server.url)).toMatchObject({ kind: "failure", reason: "protocol" });
  });
});

describe("a host that is not there", () => {
  it("refuses the connection", async () => {
    const url = new URL(`http://127.0.0.1:${await freePort()}/`);
    expect(await get(url)).toEqual({ kind: "failure", reason: "refused", code: "ECONNREFUSED" });
  });

  it("has no address", async () => {
    const outcome = await get(new URL("http://keyscope-test.invalid/"), { timeoutMs: 15_000 });
    expect(outcome).toMatchObject({ kind: "failure", reason: "dns" });
    expect(outcome.kind === "failure" && outcome.code).toMatch(/^(ENOTFOUND|EAI_AGAIN|EAI_FAIL)$/);
  });
});

describe("a secure connection", () => {
  it("is refused when the certificate is self-signed, and nothing of the request is seen", async () => {
    let seen = "";
    const tls = createTlsServer(makeCertificate("localhost"), (socket) => socket.on("data", (data) => (seen += data)));
    tls.on("tlsClientError", () => undefined);
    const server = await openForTest(listen(tls, "https"));
    const url = new URL(`https://localhost:${server.port}/`);
    expect(await get(url, { headers: { authorization: "Bearer secret" } })).toEqual({
      kind: "failure",
      reason: "tls",
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
    expect(seen).toBe("");
  });

  it("cannot be made with a server that speaks plain HTTP", async () => {
    const server = await openForTest(serve((_request, response) => response.end()));
    const outcome = await get(new URL(`https://127.0.0.1:${server.port}/`));
    expect(outcome).toMatchObject({ kind: "failure", reason: "tls" });
  });
});

describe("a redirect", () => {
  it.each([301, 302, 303, 307, 308])("%d is an answer: the other host sees nothing", async (status) => {
    const other = await openForTest(serve((_request, response) => response.end()));
    const server = await openForTest(
      serve((_request, response) => response.writeHead(status, { location: other.url.href }).end()),
    );
    const outcome = await get(server.url, { headers: { authorization: "Bearer secret" } });
    expect(outcome).toMatchObject({ kind: "answer", status, headers: { location: other.url.href } });
    expect(server.connections()).toBe(1);
    expect(other.connections()).toBe(0);
  });
});

describe("the connection", () => {
  it("is kept and used again, also after an error status and an empty body", async () => {
    let count = 0;
    const server = await openForTest(
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
    const server = await openForTest(
      serveRaw((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")),
    );
    const client = createHttpClient({});
    expect(await get(server.url, { client })).toMatchObject({ kind: "answer" });
    await server.idle();
    expect(await get(server.url, { client })).toMatchObject({ kind: "answer" });
    expect(server.connections()).toBe(2);
  });

  it("is not made before the first request", async () => {
    const server = await openForTest(serve((_request, response) => response.end()));
    createHttpClient({});
    await settled();
    expect(server.connections()).toBe(0);
  });
});

describe("a caller who gives up", () => {
  const reason = new Error("cancelled");

  it("before the request: nothing is sent", async () => {
    const server = await openForTest(serve((_request, response) => response.end()));
    await expect(get(server.url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(server.connections()).toBe(0);
  });

  it("while the HTTP client is being loaded: nothing is sent", async () => {
    const server = await openForTest(serve((_request, response) => response.end("{}")));
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
      const server = await openForTest(
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
    const server = await openForTest(serve((_request, response) => response.end("{}")));
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
    const server = await openForTest(
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
          (outcome) => (outcome.kind === "failure" ? outcome.reason : outcome.kind),
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
