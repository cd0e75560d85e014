import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { MAX_BODY_BYTES } from "../../src/http/client.ts";
import { get, type Loopback, serve } from "./loopback.ts";

let server: Loopback | undefined;
afterEach(() => server?.close());

async function answerTo(headers: Record<string, string | string[]>, body: Buffer | string, status = 200) {
  server = await serve((_request, response) => response.writeHead(status, headers).end(body));
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
    await server?.close();
    expect(await answerTo({}, "", 204)).toMatchObject({ kind: "answer", status: 204, body: "" });
    await server?.close();
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
    server = await serve((request, response) => {
      asked = request.headers["accept-encoding"];
      response.end();
    });
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
  ] as const)("that cannot be unpacked (%s, %#) is trouble", async (encoding, packed, trouble) => {
    expect(await answerTo({ "content-encoding": encoding }, packed)).toMatchObject({ kind: "trouble", trouble });
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
    await server?.close();
    expect(await answerTo(headers, pack(10_000_001))).toEqual({ kind: "too-large" });
  });

  it("stops a compression bomb before it is unpacked", async () => {
    const bomb = gzipSync(Buffer.alloc(300_000_000));
    const before = process.memoryUsage.rss();
    expect(await answerTo({ "content-encoding": "gzip" }, bomb)).toEqual({ kind: "too-large" });
    expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
  });

  it("ends the connection instead of reading on", async () => {
    server = await serve((_request, response) => {
      // A body without an end: whoever waits for it waits for ever.
      const pour = () => {
        while (response.writable && response.write(Buffer.alloc(100_000))) {}
      };
      response.on("drain", pour);
      pour();
    });
    expect(await get(server.url)).toEqual({ kind: "too-large" });
    await server.idle();
  });
});
