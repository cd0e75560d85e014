import { describe, expect, it } from "vitest";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { openPlace } from "../helpers/place.ts";
import { postHeaders } from "../helpers/raw-server.ts";
import { type Answer, startHttp, TOKEN } from "./http-program.ts";

/*
 * Every way to be refused by a server that one person runs, with a static token: nobody gets further than here without it, and
 * each is told why.
 */

const { sandbox, withKey } = await openPlace();
const server = await openForFile(startHttp(withKey(sandbox.keys.all)));
const own = `127.0.0.1:${server.port}`;

const PING = { jsonrpc: "2.0", id: 7, method: "ping" };
const BEARER = { authorization: `Bearer ${TOKEN}` };

/** What went wrong, in words. Of MCP it is an error of JSON-RPC. */
function messageOf({ body }: Answer): string {
  const document = JSON.parse(body);
  return document.error.message ?? document.error;
}

function expectRefusal(answer: Answer, status: number, words: string): void {
  expect(answer.body).toContain(words);
  expect(answer.status).toBe(status);
  expect(messageOf(answer)).toMatch(/^[A-Z].*\.$/);
  expect(answer.headers).toMatchObject({
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  expect(answer.headers).not.toHaveProperty("server");
  expect(answer.headers).not.toHaveProperty("x-powered-by");
  expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
  expect(JSON.stringify(answer)).not.toContain(TOKEN);
}

describe("a request for MCP without the token", () => {
  it.each([
    ["none", undefined],
    ["an empty header", ""],
    ["no token in it", "Bearer"],
    ["another scheme", `Basic ${Buffer.from(`me:${TOKEN}`).toString("base64")}`],
    ["the token alone", TOKEN],
    ["signs that no token has", "Bearer ä{}"],
    ["two tokens", `Bearer ${TOKEN} ${TOKEN}`],
  ])("is asked for one: %s", async (_, authorization) => {
    const answer = await server.post(PING, { authorization });
    expectRefusal(answer, 401, "wants a token");
    expect(answer.headers["www-authenticate"]).toBe('Bearer realm="keyscope"');
  });

  it.each([
    ["another", "Bearer another-token-0123456789"],
    ["its beginning", `Bearer ${TOKEN.slice(0, -1)}`],
    ["more than it", `Bearer ${TOKEN}0`],
    ["in other letters", `Bearer ${TOKEN.toUpperCase()}`],
    ["a very long one", `Bearer ${"a".repeat(8_000)}`],
  ])("is told that it is wrong: %s", async (_, authorization) => {
    const answer = await server.post(PING, { authorization });
    expectRefusal(answer, 401, "not, or no longer, the token");
    expect(answer.headers["www-authenticate"]).toBe('Bearer realm="keyscope", error="invalid_token"');
    expect(JSON.parse(answer.body)).toMatchObject({ jsonrpc: "2.0", id: null, error: { code: -32_000 } });
  });

  it("is refused with two headers, of which one is right", async () => {
    const answer = await server.post(PING, { authorization: ["Bearer wrong-token-0123456789", BEARER.authorization] });
    expectRefusal(answer, 400, "more than once");
  });

  it("is let in with it, however the scheme is written", async () => {
    expect(await server.post(PING, { authorization: `bearer  ${TOKEN}` })).toMatchObject({ status: 200 });
  });
});

const routes = [
  ["POST", "/mcp"],
  ["GET", "/healthz"],
  ["GET", "/readyz"],
  ["GET", "/nothing"],
] as const;

/** As a browser asks that was led here by a name (DNS rebinding), and others that are no name of this server. */
const foreignHosts = [
  "evil.example",
  `evil.example:${server.port}`,
  "127.0.0.1",
  "127.0.0.1:1",
  `127.0.0.1.evil.example:${server.port}`,
  `evil.example@${own}`,
  `${own}@evil.example`,
  `${own},${own}`,
  `127.0.0.2:${server.port}`,
  `2130706433:${server.port}`,
  `localhost.:${server.port}`,
  "",
];

const foreignOrigins = [
  "https://evil.example",
  `http://evil.example:${server.port}`,
  `http://${own}`,
  `http://localhost:${server.port}`,
  "null",
  "",
  "chrome-extension://abcdefgh",
];

describe.each(routes)("%s %s", (method, target) => {
  it.each(foreignHosts)("is refused for the host %j", async (host) => {
    expectRefusal(await server.ask(target, { method, headers: { ...BEARER, host } }), 403, "header Host");
  });

  it.each(foreignOrigins)("is refused to a page of %j", async (origin) => {
    expectRefusal(await server.ask(target, { method, headers: { ...BEARER, origin } }), 403, "header Origin");
  });

  it("is refused with two hosts", async () => {
    const headers = { ...BEARER, host: [own, own] };
    expectRefusal(await server.ask(target, { method, headers }), 400, "more than once");
  });

  it("is refused without a host, also in HTTP/1.0", async () => {
    expect(await server.ask(target, { method, headers: { ...BEARER, host: undefined } })).toMatchObject({
      status: 400,
    });
    expectRefusal(await server.exchange(`${method} ${target} HTTP/1.0\r\n\r\n`), 403, "header Host");
  });

  it("is refused as a whole address", async () => {
    for (const address of [`http://${own}${target}`, `http://evil.example${target}`]) {
      expectRefusal(await server.ask(address, { method, headers: BEARER }), 400, "name a path");
    }
  });
});

describe("the names of this machine", () => {
  it.each(["localhost", "LOCALHOST", "127.0.0.1", "[::1]"])("%s is one of them", async (name) => {
    const answer = await server.ask("/healthz", { headers: { host: `${name}:${server.port}` } });
    expect(answer).toMatchObject({ status: 200, body: '{"status":"alive"}' });
    expect(answer.headers).toMatchObject({ "cache-control": "no-store" });
  });
});

describe("a path", () => {
  it.each([
    "/",
    "/mcp/",
    "//mcp",
    "/MCP",
    "/mcp/../healthz",
    "/./mcp",
    "/healthz/../mcp",
    "/%6dcp",
    "/%2fmcp",
    "/mcp%00",
    "/mcp;x",
    "/mcp#",
    "/mcp\\",
    "/healthz/",
    "/sse",
    "/.well-known/oauth-authorization-server",
    "/favicon.ico",
    `/${"a".repeat(8_000)}`,
  ])("that is not there: %s", async (target) => {
    for (const method of ["GET", "POST"]) {
      expectRefusal(await server.ask(target, { method, headers: BEARER }), 404, "There is nothing here");
    }
  });

  it.each(["mcp", "*", "127.0.0.1:80", "?"])("that is none: %s", async (target) => {
    const answer = await server.ask(target, { method: "OPTIONS", headers: BEARER });
    expectRefusal(answer, 400, target === "*" ? "name a path" : "");
  });

  it.each(["/mcp\0", "/mcp\x01", "/m cp"])("with what no path may have: %j", async (target) => {
    expectRefusal(await server.ask(target, { method: "POST", headers: BEARER }), 400, "not HTTP as it should be");
  });

  it("may have a question after it, which says nothing", async () => {
    const body = JSON.stringify(PING);
    const headers = postHeaders(TOKEN);
    expect(await server.ask("/mcp?token=x", { method: "POST", headers, body })).toMatchObject({ status: 200 });
    expect(await server.ask("/healthz?x#y")).toMatchObject({ status: 200 });
  });
});

describe("a method", () => {
  it.each(["GET", "DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "QUERY"])("%s is not for MCP", async (method) => {
    const answer = await server.ask("/mcp", { method, headers: BEARER });
    expectRefusal(answer, 405, "Only POST is understood here");
    expect(answer.headers["allow"]).toBe("POST");
  });

  it.each(["POST", "DELETE", "OPTIONS"])("%s is not for the health", async (method) => {
    for (const target of ["/healthz", "/readyz"]) {
      const answer = await server.ask(target, { method });
      expectRefusal(answer, 405, "Only GET, HEAD is understood here");
      expect(answer.headers["allow"]).toBe("GET, HEAD");
    }
  });

  it("that opens a tunnel, or another protocol, gets nowhere", async () => {
    expect(await server.exchange(`CONNECT evil.example:443 HTTP/1.1\r\nhost: ${own}\r\n\r\n`)).toMatchObject({
      status: 0,
    });
    const headers = { connection: "upgrade", upgrade: "websocket" };
    expectRefusal(await server.ask("/mcp", { headers }), 405, "Only POST");
  });
});

describe("what is not HTTP", () => {
  it.each([
    ["another protocol", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    ["nonsense", "hello\r\n\r\n"],
    [
      "a length and chunks",
      `POST /mcp HTTP/1.1\r\nhost: ${own}\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}`,
    ],
    ["two lengths", `POST /mcp HTTP/1.1\r\nhost: ${own}\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}`],
    ["a length below nothing", `POST /mcp HTTP/1.1\r\nhost: ${own}\r\ncontent-length: -2\r\n\r\n{}`],
    ["a header over two lines", `GET /healthz HTTP/1.1\r\nhost: ${own}\r\nx: a\r\n b\x00: c\r\n\r\n`],
  ])("is refused in a sentence: %s", async (_, bytes) => {
    expectRefusal(await server.exchange(bytes), 400, "not HTTP as it should be");
  });

  it("has headers of at most 16 kB", async () => {
    const headers = { "x-long": "a".repeat(20_000) };
    expectRefusal(await server.ask("/healthz", { headers }), 431, "headers of the request are too large");
  });
});

const MOST = 1024 * 1024;

describe("a body", () => {
  const post = `POST /mcp HTTP/1.1\r\nhost: ${own}\r\nauthorization: Bearer ${TOKEN}\r\ncontent-type: application/json\r\naccept: application/json, text/event-stream\r\n`;

  it("may have 1 MiB and no byte more", async () => {
    const fill = (bytes: number) => {
      const [start, end] = ['{"jsonrpc":"2.0","id":7,"method":"ping","params":{"a":"', '"}}'];
      return `${start}${"x".repeat(bytes - start.length - end.length)}${end}`;
    };
    expect(await server.post(fill(MOST))).toMatchObject({ status: 200 });
    expectRefusal(await server.post(fill(MOST + 1)), 413, "larger than 1048576 bytes");
  });

  it("is refused by the length that it announces, before any of it came", async () => {
    const announced = `${post}content-length: 1000000000000\r\n`;
    expectRefusal(await server.exchange(`${announced}\r\n`), 413, "larger than");
    const waiting = await server.exchange(`${announced}expect: 100-continue\r\n\r\n`);
    expectRefusal(waiting, 413, "larger than");
    expect(waiting.headers["connection"]).toBe("close");
  });

  it("is refused in pieces, as soon as they are too many", async () => {
    const piece = `10000\r\n${"[".repeat(0x10000)}\r\n`;
    expectRefusal(
      await server.exchange(`${post}transfer-encoding: chunked\r\n\r\n${piece.repeat(17)}`),
      413,
      "larger than",
    );
  });

  it("is asked for where its sender waits for that, and only where it is wanted", async () => {
    const body = JSON.stringify(PING);
    const waiting = `content-length: ${body.length}\r\nexpect: 100-continue\r\n\r\n`;
    expect(await server.exchange(`${post}${waiting}${body}`)).toMatchObject({ status: 200 });
    const stranger = await server.exchange(`${post.replace(TOKEN, "wrong-token-0123456789")}${waiting}`);
    expectRefusal(stranger, 401, "not, or no longer");
  });

  it("that goes on after its length is no request", async () => {
    const body = JSON.stringify(PING);
    const headers = `${post}content-length: ${body.length}\r\n\r\n`;
    expectRefusal(await server.exchange(`${headers}${body}GARBAGE`), 400, "not HTTP as it should be");
  });

  it.each(["gzip", "br", "deflate", "x"])("that is %s is refused", async (encoding) => {
    expectRefusal(
      await server.post(PING, { "content-encoding": encoding }),
      415,
      "without the header Content-Encoding",
    );
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", undefined])("of the type %s is refused", async (type) => {
    expect(await server.post(PING, { "content-type": type })).toMatchObject({ status: 415 });
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["two documents", "{}{}"],
    ["bytes that are no text", "\xff\xfe{}"],
  ])("that is %s", async (_, body) => {
    expectRefusal(await server.post(body), 400, "no JSON");
  });

  it.each([
    ["lists", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    [
      "objects",
      `{"jsonrpc":"2.0","id":7,"method":"ping","params":${'{"a":'.repeat(100_000)}null${"}".repeat(100_000)}}`,
    ],
  ])("nested beyond measure is refused: %s", async (_, body) => {
    expectRefusal(await server.post(body), 400, "too many values or levels");
  });

  it.each([
    ["null", "null"],
    ["a number", "5"],
    ["a text", '"ping"'],
    ["an empty batch", "[]"],
    ["a message of JSON-RPC 1.0", '{"jsonrpc":"1.0","id":7,"method":"ping"}'],
    ["no version", '{"id":7,"method":"ping"}'],
    ["an id that is none", '{"jsonrpc":"2.0","id":{},"method":"ping"}'],
    ["params that are none", '{"jsonrpc":"2.0","id":7,"method":"ping","params":5}'],
    ["a batch with one that is none", '[{"jsonrpc":"2.0","id":7,"method":"ping"},5]'],
  ])("that is no message is refused: %s", async (_, body) => {
    const answer = await server.post(body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({
      jsonrpc: "2.0",
      error: { message: expect.stringMatching(/^[A-Z].*\.$/) },
    });
  });

  it("cannot change what others are, by names that every object has", async () => {
    const text =
      '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"setpilot_list_orders","__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"arguments":{"__proto__":{"limit":1},"constructor":1}}}';
    const answer = await server.post(text);
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toContain("Unknown argument");
    expect(await server.post(PING)).toMatchObject({ status: 200 });
  });
});

describe("what a serializer writes otherwise", () => {
  it.each([
    ["nulls in optional places", { ...PING, params: null }],
    ["an empty list for no params", { ...PING, params: [] }],
    ["a progress token that is none", { ...PING, params: { _meta: { progressToken: {} } } }],
    ["a batch", [PING]],
  ])("is understood: %s", async (_, message) => {
    const answer = await server.post(message);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('"result":{}');
  });

  it("needs no answer where it is a notification", async () => {
    const notification = { jsonrpc: "2.0", id: null, method: "notifications/initialized", params: null };
    expect(await server.post(notification)).toMatchObject({ status: 202, body: "" });
  });
});

describe("whoever asks a server that is not alone", () => {
  it("may use any address and no name but its own, and asks for health by any", async () => {
    const args = ["setpilot", "--http", "0.0.0.0:0"];
    const open = await openForTest(startHttp(withKey(sandbox.keys.all), args));
    expect(open.running.output()).toContain("Put a proxy with TLS in front");
    const ask = (target: string, host: string) =>
      open.ask(target, { method: target === "/mcp" ? "POST" : "GET", headers: { host } });
    for (const host of ["10.1.2.3", "10.1.2.3:9000", "[fe80::1]:9000", "localhost:9000", "0.0.0.0:1"]) {
      expectRefusal(await ask("/mcp", host), 401, "wants a token");
    }
    for (const host of ["shop.example.com", "10.1.2.3.evil.example", "evil.example:8787", ""]) {
      expectRefusal(await ask("/mcp", host), 403, "start it with --public-url");
      expect(await ask("/healthz", host)).toMatchObject({ status: 200 });
      expect((await ask("/readyz", host)).body).toContain('"ready"');
    }
    expectRefusal(await open.ask("/healthz", { headers: { origin: "https://evil.example" } }), 403, "header Origin");
  });

  it("uses the public address where there is one, and so does its page", async () => {
    const args = ["setpilot", "--http", "127.0.0.1:0", "--public-url", "https://shop.example.com"];
    const behind = await openForTest(startHttp(withKey(sandbox.keys.all), args));
    const ask = (headers: Record<string, string>) => behind.ask("/mcp", { method: "POST", headers });
    for (const host of ["shop.example.com", "SHOP.example.com:443"]) {
      expectRefusal(await ask({ host }), 401, "wants a token");
    }
    expectRefusal(await ask({ host: "shop.example.com", origin: "https://shop.example.com" }), 401, "wants a token");
    expectRefusal(await ask({ host: "evil.example" }), 403, "Use the address that --public-url names");
    expectRefusal(await ask({ host: "shop.example.com", origin: "http://shop.example.com" }), 403, "header Origin");
  });
});
