import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openForFile } from "../helpers/cleanup.ts";
import { endProcesses } from "../helpers/command.ts";
import { startSlowApi } from "../helpers/fake-api.ts";
import { OWN_TOOLS } from "../helpers/own-tools.ts";
import { openPlace } from "../helpers/place.ts";
import {
  line,
  type Message,
  open,
  type Protocol,
  protocols,
  type RawServer,
  startRaw,
  withEnvelope,
} from "../helpers/raw-server.ts";

const { sandbox, withKey } = await openPlace();

/** An API that holds back every summary. */
const slow = await openForFile(startSlowApi("/dashboard/summary/"));

afterEach(endProcesses);

function start(added: Record<string, string> = {}): RawServer {
  return startRaw(withKey(sandbox.keys.all, added));
}

async function opened(protocol: Protocol, added: Record<string, string> = {}): Promise<RawServer> {
  const server = start(added);
  await open(server, protocol);
  return server;
}

const slowKey = () => ({ SETPILOT_API_KEY: "spa_sk_of_the_slow_api", SETPILOT_BASE_URL: slow.baseUrl });

/** What the API was asked with this key, of which it tells the last four characters. */
function requestsWith(key: string) {
  return sandbox.requests.filter(({ headers }) => headers["authorization"]?.endsWith(key.slice(-4)));
}

/** A key with which nothing is ever sent. */
const UNUSED = "spa_sk_that_is_never_sent_9xQ7";

/** A call, without waiting for its answer. */
function callLine(protocol: Protocol, id: number | string, name: string, more: object = {}): string {
  const params = withEnvelope(protocol, { name, arguments: {}, ...more });
  return line({ jsonrpc: "2.0", id, method: "tools/call", params });
}

function answers(server: RawServer, id: number | string): Message[] {
  return server.messages().filter((message) => message["id"] === id);
}

/** Nothing that came before has hurt: the server answers, and needs no network to do so. */
async function expectAlive(server: RawServer, protocol: Protocol, id = "alive"): Promise<void> {
  const answer = await server.ask(id, "tools/call", withEnvelope(protocol, { name: "setpilot_list_order" }));
  expect(answer).toMatchObject({ jsonrpc: "2.0", result: { isError: true } });
}

const nonsense = [
  ["words", "hello there\n"],
  ["blank lines", "\n\n\r\n   \n\t\n"],
  ["half a document", '{"jsonrpc":"2.0","id":77,"method":\n'],
  ["JSON that is no message", '{"a":1}\n"text"\n5\nnull\ntrue\n{}\n'],
  ["answers to questions never asked", '{"jsonrpc":"2.0","id":77,"result":{}}\n'],
  ["errors nobody waits for", '{"jsonrpc":"2.0","id":"x","error":{"code":-1,"message":"no"}}\n'],
  ["unknown notifications", '{"jsonrpc":"2.0","method":"notifications/whatever","params":{"a":1}}\n'],
  ["the end of a call that is not under way", '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{}}\n'],
  ["bytes that are no text", "\u0000\u0001\ufffd\ud83d\n"],
  ["a line of a million characters", `${"x".repeat(1_000_000)}\n`],
  [
    "a message of a million characters",
    line({ jsonrpc: "2.0", method: "notifications/x", params: { x: "x".repeat(1e6) } }),
  ],
  ["params inside one another", `{"jsonrpc":"2.0","method":"notifications/x","params":${nested(100_000)}}\n`],
  [
    "arguments inside one another",
    `{"jsonrpc":"2.0","method":"notifications/x","params":{"x":null,"arguments":${nested(100_000)}}}\n`,
  ],
] as const;

function nested(depth: number): string {
  return `${'{"a":'.repeat(depth)}null${"}".repeat(depth)}`;
}

describe.each(protocols)("standard input in %s", (protocol) => {
  it("may hold any nonsense: nothing answers it, nothing breaks, at whatever level the log is", async () => {
    const server = await opened(protocol, { KEYSCOPE_LOG_LEVEL: "debug" });
    for (const [index, [, text]] of nonsense.entries()) {
      server.write(text);
      await expectAlive(server, protocol, `alive ${index}`);
    }
    const ids = server.messages().map((message) => message["id"]);
    expect(ids).toEqual(["open", ...nonsense.map((_, index) => `alive ${index}`)]);
    expect(server.stderr()).toContain("debug");
  });

  it("may come in pieces, or many messages at once", async () => {
    const server = await opened(protocol);
    const text = callLine(protocol, 1, "setpilot_x") + callLine(protocol, 2, "setpilot_y");
    server.write(text.slice(0, 40));
    await expectPending(server);
    server.write(text.slice(40));
    await server.until((message) => message["id"] === 1);
    await server.until((message) => message["id"] === 2);
    expect(server.messages()).toHaveLength(3);
  });

  it.each([
    ["params that are null", "tools/list", null],
    ["params that are an empty list", "tools/list", []],
    ["a cursor that is null", "tools/list", { cursor: null }],
    ["_meta that is null", "tools/call", { name: "setpilot_get_summary", arguments: {}, _meta: null }],
    ["arguments that are null", "tools/call", { name: "setpilot_get_summary", arguments: null }],
    ["a progress token that is null", "tools/call", { name: "setpilot_get_summary", _meta: { progressToken: null } }],
    [
      "a progress token that is a fraction",
      "tools/call",
      { name: "setpilot_get_summary", _meta: { progressToken: 1.5 } },
    ],
  ])("from a serializer that writes %s is answered as if that were not there", async (_, method, params) => {
    const server = await opened(protocol);
    const isBare = params === null || Array.isArray(params) || ("_meta" in params && params._meta === null);
    server.write(line({ jsonrpc: "2.0", id: 9, method, params: isBare ? params : withEnvelope(protocol, params) }));
    expect(await server.until(({ id }) => id === 9)).toHaveProperty("result");
  });

  it.each([
    ["an id that is null", { id: null, method: "tools/list" }, -32600],
    ["an id that is an object", { id: {}, method: "tools/list" }, -32600],
    ["an id beyond whole numbers", { id: 1e21, method: "tools/list" }, -32600],
    ["params by place", { id: 9, method: "tools/list", params: [1, 2] }, -32602],
    ["a text as params", { id: 9, method: "tools/list", params: "all" }, -32602],
    ["another version", { id: 9, method: "tools/list", jsonrpc: "1.0" }, -32600],
    ["no version", { id: 9, method: "tools/list", jsonrpc: undefined }, -32600],
  ])("with %s gets an error", async (_, request, code) => {
    const server = await opened(protocol);
    server.write(line({ jsonrpc: "2.0", ...request }));
    expect(await server.until(({ error }) => error !== undefined)).toMatchObject({
      id: request.id === 9 ? 9 : null,
      error: { code, message: expect.stringMatching(/^[A-Z].*\.$/) },
    });
    await expectAlive(server, protocol);
  });

  it("as a batch is answered, each request by itself", async () => {
    const server = await opened(protocol);
    const call = (id: number, method: string) => ({ jsonrpc: "2.0", id, method, params: withEnvelope(protocol) });
    server.write(
      line([call(1, "tools/list"), { jsonrpc: "2.0", method: "notifications/x" }, call(2, "tools/destroy"), 3]),
    );
    expect(await server.until(({ id }) => id === 1)).toHaveProperty("result");
    expect(await server.until(({ id }) => id === 2)).toMatchObject({ error: { code: -32601 } });
    expect(await server.until(({ id }) => id === null)).toMatchObject({ error: { code: -32600 } });
    server.write("[]\n");
    await expectAlive(server, protocol);
    expect(server.messages().filter(({ id }) => id === null)).toHaveLength(2);
  });

  it("that is a notification gets no answer, whatever is wrong with it", async () => {
    const server = await opened(protocol);
    server.write(line({ jsonrpc: "2.0", method: "notifications/x", params: [1] }));
    server.write(line({ jsonrpc: "2.0", id: null, method: "notifications/x", params: null }));
    await expectAlive(server, protocol);
    expect(server.messages()).toHaveLength(2);
  });

  it("with an unknown method gets an error, with its id", async () => {
    const server = await opened(protocol);
    const answer = await server.ask(5, "tools/destroy", withEnvelope(protocol));
    expect(answer).toMatchObject({ jsonrpc: "2.0", id: 5, error: { code: -32601 } });
  });

  it.each([
    ["a number as the tool's name", { name: 7 }],
    ["no name", {}],
    ["a list as arguments", { name: "setpilot_get_summary", arguments: [1] }],
  ])("with %s gets an error about the params, and sends nothing", async (_, params) => {
    const server = await opened(protocol, { SETPILOT_API_KEY: UNUSED });
    const answer = await server.ask(5, "tools/call", withEnvelope(protocol, params));
    expect(answer).toMatchObject({ id: 5, error: { code: -32602 } });
    expect(requestsWith(UNUSED)).toEqual([]);
  });

  it("with an unknown tool gets a result that names the nearest one", async () => {
    const server = await opened(protocol);
    const answer = await server.ask(5, "tools/call", withEnvelope(protocol, { name: "setpilot_list_order" }));
    expect(answer).not.toHaveProperty("error");
    expect(answer).toMatchObject({
      result: {
        isError: true,
        content: [{ type: "text", text: expect.stringContaining("Did you mean setpilot_list_orders?") }],
      },
    });
  });

  it("with ids of text and the same id again gets an answer each", async () => {
    const server = await opened(protocol);
    server.write(callLine(protocol, "a", "setpilot_x") + callLine(protocol, "a", "setpilot_y"));
    await expectAlive(server, protocol);
    expect(answers(server, "a")).toHaveLength(2);
  });
});

/** The pieces so far are no message: nothing came but the opening's answer. */
async function expectPending(server: RawServer): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  expect(server.messages()).toHaveLength(1);
}

describe("before the opening", () => {
  it("a 2025 client's call is served all the same", async () => {
    const server = start();
    await expectAlive(server, "2025-11-25");
    expect(await server.ask(2, "tools/list")).toMatchObject({ result: { tools: { length: 9 + OWN_TOOLS } } });
  });

  it("a 2026-07-28 client needs none", async () => {
    const server = start();
    const list = await server.ask(1, "tools/list", withEnvelope("2026-07-28"));
    expect(list).toMatchObject({ result: { tools: { length: 9 + OWN_TOOLS }, ttlMs: 0, cacheScope: "private" } });
  });

  it("nonsense is no opening", async () => {
    const server = start();
    for (const [, text] of nonsense.slice(0, 5)) server.write(text);
    await open(server, "2026-07-28");
    await expectAlive(server, "2026-07-28");
  });

  it("a client may ask first for what is newest and then open as a 2025 client", async () => {
    const server = await opened("2026-07-28");
    const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "1" } };
    const answer = await server.ask("again", "initialize", params);
    expect(answer).toMatchObject({ result: { protocolVersion: "2025-06-18" } });
    await expectAlive(server, "2025-11-25");
  });

  it("a protocol from the future gets the newest that is known", async () => {
    const server = start();
    const params = { protocolVersion: "2099-01-01", capabilities: {}, clientInfo: { name: "raw", version: "1" } };
    expect(await server.ask(1, "initialize", params)).toMatchObject({ result: { protocolVersion: "2025-11-25" } });
  });
});

describe.each(protocols)("a call that is cancelled in %s", (protocol) => {
  const cancel = (id: number) =>
    line({
      jsonrpc: "2.0",
      method: "notifications/cancelled",
      params: withEnvelope(protocol, { requestId: id, reason: "the person changed their mind" }),
    });

  it("stops its request, and is not answered", async () => {
    const server = await opened(protocol, slowKey());
    server.write(callLine(protocol, 1, "setpilot_get_summary"));
    const request = await slow.nextHeld();
    const began = performance.now();
    server.write(cancel(1));
    await once(request, "close");
    // Long before an attempt is given up by itself, after 15 s.
    expect(performance.now() - began).toBeLessThan(2_000);
    await expectAlive(server, protocol);
    expect(answers(server, 1)).toEqual([]);
  });

  it("leaves the request to another call that asks for the same", async () => {
    const server = await opened(protocol, slowKey());
    server.write(callLine(protocol, 1, "setpilot_get_summary") + callLine(protocol, 2, "setpilot_get_summary"));
    const request = await slow.nextHeld();
    server.write(cancel(1));
    await expectAlive(server, protocol);
    expect(request.destroyed).toBe(false);
    request.answer();
    const answer = await server.until((message) => message["id"] === 2);
    expect(answer).toMatchObject({ result: { isError: false } });
    expect(answers(server, 1)).toEqual([]);
  });

  it("stops while it waits for the rate limit, and its request is never sent", async () => {
    const key = `spa_sk_waits_and_is_cancelled_${protocol}`;
    sandbox.setScopes(key, ["dashboard"]);
    const server = await opened(protocol, { SETPILOT_API_KEY: key });
    await server.ask("list", "tools/list", withEnvelope(protocol));
    sandbox.addFault(key, { kind: "status", status: 429, retryAfter: 1 }, { requests: 1, path: "dashboard/summary/" });
    sandbox.clearRequests();
    server.write(callLine(protocol, 1, "setpilot_get_summary", { _meta: { progressToken: "p" } }));
    await server.until((message) => message["method"] === "notifications/progress");
    server.write(cancel(1));
    // The next one waits for the same second to pass: then the cancelled one would have been sent, too.
    const next = await server.ask(2, "tools/call", withEnvelope(protocol, { name: "setpilot_get_marketing" }));
    expect(next).toMatchObject({ result: { isError: false } });
    const sent = sandbox.requests.map(({ status, path }) => [status, path.split("/").at(-2)]);
    // No look at the key asks for these two, whenever it comes.
    expect(sent.filter(([, name]) => name === "summary" || name === "marketing")).toEqual([
      [429, "summary"],
      [200, "marketing"],
    ]);
    expect(answers(server, 1)).toEqual([]);
  });
});

describe.each(protocols)("results in %s", (protocol) => {
  it("are one text without structuredContent, and lists have no output schema", async () => {
    const server = await opened(protocol);
    const list = await server.ask(1, "tools/list", withEnvelope(protocol));
    expect(JSON.stringify(list)).not.toContain("outputSchema");
    for (const name of ["setpilot_list_orders", "setpilot_check_access", "setpilot_nothing"]) {
      const answer = await server.ask(name, "tools/call", withEnvelope(protocol, { name }));
      expect(answer).toMatchObject({ result: { content: { length: 1 }, isError: name === "setpilot_nothing" } });
      expect(JSON.stringify(answer)).not.toContain("structuredContent");
    }
  });

  it("are all that standard output carries, one message a line, also with the fullest log", async () => {
    const server = await opened(protocol, { KEYSCOPE_LOG_LEVEL: "debug", NODE_DEBUG: "http" });
    await server.ask(1, "tools/list", withEnvelope(protocol));
    await server.ask(2, "tools/call", withEnvelope(protocol, { name: "setpilot_list_orders" }));
    // Parsing throws on a line that is no object.
    for (const message of server.messages()) expect(message["jsonrpc"]).toBe("2.0");
    expect(server.messages().map((message) => message["id"])).toEqual(["open", 1, 2]);
  });
});

describe("a log that nobody reads", () => {
  it("does not stop the server, nor make it busy", async () => {
    const server = await opened("2025-11-25", { KEYSCOPE_LOG_LEVEL: "debug" });
    server.child.stderr.destroy();
    for (let at = 0; at < 3; at += 1) {
      server.write('{"this":"is logged"}\n');
      await expectAlive(server, "2025-11-25", `alive ${at}`);
    }
  });
});

/** A server on which Node has warned of too many listeners has written so by the time it is gone. */
async function stderrAtTheEnd(server: RawServer): Promise<string> {
  server.child.stdin.end();
  await server.ended;
  return server.stderr();
}

function callMany(server: RawServer, protocol: Protocol, times: number, given: object) {
  const params = withEnvelope(protocol, { name: "setpilot_list_orders", arguments: given });
  return Promise.all(Array.from({ length: times }, (_, at) => server.ask(at, "tools/call", params)));
}

describe("Node's limit of listeners", () => {
  // A key for each test, because the limit of requests is counted for the key.
  let keys = 0;
  let key = "";
  beforeEach(() => {
    keys += 1;
    key = `spa_sk_of_many_calls_no_${keys}`;
    sandbox.setScopes(key, ["orders"]);
  });

  it.each(protocols)(
    "no warning when a client reads late: more answers wait than Node allows listeners, %s",
    async (p) => {
      const server = await opened(p, { SETPILOT_API_KEY: key });
      server.child.stdout.pause();
      const answers = callMany(server, p, 40, { page_size: 100 });
      // Once the API was asked, all forty are answered together; a fifth of a second is plenty to fill the pipe.
      await expect.poll(() => requestsWith(key).length).toBeGreaterThan(0);
      setTimeout(() => server.child.stdout.resume(), 200);
      expect(await answers).toHaveLength(40);
      expect(await stderrAtTheEnd(server)).toBe("");
    },
  );

  it("no warning when a client with a known grant begins with many calls at once", async () => {
    const first = await opened("2025-11-25", { SETPILOT_API_KEY: key });
    await first.ask("list", "tools/list");
    first.child.stdin.end();
    await first.ended;
    const server = await opened("2025-11-25", { SETPILOT_API_KEY: key });
    await server.ask("list", "tools/list");
    await callMany(server, "2025-11-25", 30, { page_size: 2 });
    expect(await stderrAtTheEnd(server)).toBe("");
  });
});
