import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { openPlace } from "../helpers/place.ts";
import { readLines, startAudited, TOKEN } from "./audited-server.ts";

const place = await openPlace();
const file = join(place.home, "audit.jsonl");
const key = place.sandbox.keys.all;
const server = await openForFile(startAudited(place.withKey(key), file));
let seen = 0;

/** The lines that this work added, of which it is known how many they are. */
async function linesOf(work: () => Promise<unknown>, count: number) {
  if (seen === 0) seen = (await readLines(file, 1)).length;
  await work();
  const lines = await readLines(file, seen + count);
  const added = lines.slice(seen);
  seen = lines.length;
  expect(added).toHaveLength(count);
  return added;
}

it("begins with the start, in a file that is its owner's alone", async () => {
  const [start] = await readLines(file, 1);
  expect(start).toMatchObject({ kind: "start", version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it("tells of a call who made it, of what it came, and how much", async () => {
  let text = "";
  const [line] = await linesOf(async () => {
    const answer = JSON.parse((await server.call("setpilot_list_products", { page_size: 3 })).text);
    text = answer.result.content[0].text;
  }, 1);
  expect(line).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    kind: "call",
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    subject: "local",
    program: "tester 2.1",
    mcpMethod: "tools/call",
    mcpName: "setpilot_list_products",
    tool: "setpilot_list_products",
    tables: [],
    outcome: "ok",
    rows: 3,
    bytes: Buffer.byteLength(text),
    milliseconds: expect.any(Number),
  });
});

it.each([
  ["setpilot_list_products", { page_size: 100_000 }, "bad-argument"],
  ["setpilot_list_products", { frobnicate: 1 }, "unknown-argument"],
  ["setpilot_list_nothing", {}, "unknown-tool"],
  ["setpilot_query", { sql: "DROP TABLE orders" }, "statement"],
  ["setpilot_query", { sql: "SELECT * FROM nothing" }, "statement"],
])("tells of a failed call of %s %j what failed", async (tool, given, outcome) => {
  const [line] = await linesOf(() => server.call(tool, given), 1);
  expect(line).toMatchObject({ kind: "call", tool, outcome, rows: 0, tables: [] });
});

it("names the tables that a question reads, never the statement", async () => {
  const sql = "SELECT count(*) AS n FROM Orders JOIN products ON false";
  const [query, tables] = await linesOf(async () => {
    await server.call("setpilot_query", { sql });
    await server.call("setpilot_list_tables", { tables: ["products"] });
  }, 2);
  expect(query).toMatchObject({ outcome: "ok", rows: 1, tables: expect.arrayContaining(["orders", "products"]) });
  expect(tables).toMatchObject({ outcome: "ok", tables: ["products"] });
  expect(await readFile(file, "utf8")).not.toMatch(/SELECT/i);
});

it("takes over ids by which a request is known elsewhere, and gives the request's id back", async () => {
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const headers = { "x-request-id": "req:1.a", traceparent, tracestate: "vendor=of-nobodys-business" };
  const [line] = await linesOf(async () => {
    const { headers: answered } = await server.call("setpilot_check_access", {}, undefined, headers);
    expect(answered.get("x-request-id")).toBe("req:1.a");
  }, 1);
  expect(line).toMatchObject({
    requestId: "req:1.a",
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    spanId: "00f067aa0ba902b7",
  });
  expect(JSON.stringify(line)).not.toContain("vendor");
});

it.each([
  "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
  "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
  "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
  "nonsense",
])("takes no trace over from %s, nor an id that is none", async (traceparent) => {
  const headers = { traceparent, "x-request-id": "two words" };
  const [line] = await linesOf(() => server.callAsBefore("setpilot_check_access", {}, headers), 1);
  expect(line).not.toHaveProperty("traceId");
  expect(line?.["requestId"]).toMatch(/^[0-9a-f-]{36}$/);
});

it("knows a client of the older revisions by its user agent, and believes no header that the body denies", async () => {
  const headers = { "user-agent": "claude-code/2.1.197", "mcp-method": "tools/list", "mcp-name": "x" };
  const [line] = await linesOf(() => server.callAsBefore("setpilot_check_access", {}, headers), 1);
  expect(line).toMatchObject({ program: "claude-code/2.1.197", tool: "setpilot_check_access", outcome: "ok" });
  expect(line).not.toHaveProperty("mcpMethod");
  expect(line).not.toHaveProperty("mcpName");
});

it.each([
  ["no token", { authorization: "" }, "{}", 401, "no-token"],
  ["a wrong token", { authorization: "Bearer some-token-that-is-wrong" }, "{}", 401, "wrong"],
  ["a body that is no JSON", {}, "{", 400, null],
  ["a body that is too large", {}, `"${"x".repeat(1_100_000)}"`, 413, null],
])("tells of a request that was refused: %s", async (_, headers, body, status, reason) => {
  const [line] = await linesOf(async () => expect((await server.send(body, headers)).status).toBe(status), 1);
  expect(line).toMatchObject({ kind: "request", status, reason });
  expect(JSON.stringify(line)).not.toContain("some-token");
});

it("tells of a call that the protocol refuses", async () => {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { arguments: {} } });
  const [line] = await linesOf(() => server.send(body), 1);
  expect(line).toMatchObject({ kind: "call", tool: null, outcome: "not-understood" });
});

it("writes nothing for whoever only lists, or looks whether the server is alive", async () => {
  const list = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });
  const [line] = await linesOf(async () => {
    expect((await server.send(list)).status).toBe(200);
    expect((await fetch(new URL("/healthz", server.url))).status).toBe(200);
    await server.callAsBefore("setpilot_check_access");
  }, 1);
  expect(line).toMatchObject({ tool: "setpilot_check_access" });
});

it("holds nothing of the rows that an answer shows", async () => {
  let rows = "";
  await linesOf(async () => {
    rows = (await server.call("setpilot_list_orders", { page_size: 20 })).text;
  }, 1);
  const words = rows.match(/[\w.+-]+@[\w.-]+|\b[A-Z][a-z]+ [A-Z][a-z]+\b/g) ?? [];
  expect(words.length).toBeGreaterThan(10);
  const whole = await readFile(file, "utf8");
  expect(words.filter((word) => whole.includes(word))).toEqual([]);
});

it("tells the same of answers that are masked", async () => {
  const other = join(place.home, "masked.jsonl");
  const masked = await openForTest(startAudited(place.withKey(key, { SETPILOT_PRIVACY: "masked" }), other));
  expect((await masked.call("setpilot_list_orders", { page_size: 2 })).text).toContain("Personal data is masked");
  const [line] = await readLines(other, 1, "call");
  expect(line).toMatchObject({ tool: "setpilot_list_orders", outcome: "ok", rows: 2 });
});

it("holds no argument, row, token or key, and no line of anybody else's, whatever is sent", async () => {
  const marks = fc.stringMatching(/^[a-z]{12}$/).map((mark) => `secret-${mark}`);
  const hostile = fc.constantFrom(
    "\n",
    "\r\n",
    "\u001b[31m",
    "\u009b2J",
    "\u202e",
    "\u2028",
    '"}\n{"kind":"call"}',
    "\u0000",
  );
  const scene = fc.record({
    mark: marks,
    hostile,
    name: fc.constantFrom("setpilot_list_orders", "setpilot_query", "x"),
  });
  await fc.assert(
    fc.asyncProperty(scene, async ({ mark, hostile, name }) => {
      const value = `${mark}${hostile}${key}`;
      const given = { search: value, sql: `SELECT '${value}'`, [mark]: value };
      const client = { name: `a${hostile}b ${key} ${TOKEN}`, version: "x".repeat(5_000) };
      const [line] = await linesOf(
        () =>
          server.send(
            JSON.stringify({
              jsonrpc: "2.0",
              id: 1,
              method: "tools/call",
              params: { name, arguments: given, _meta: { "io.modelcontextprotocol/clientInfo": client } },
            }),
          ),
        1,
      );
      expect(line?.["kind"]).toBe("call");
      const text = JSON.stringify(line);
      expect(text.length).toBeLessThan(1_500);
      expect(text).not.toContain(mark);
    }),
    { numRuns: 25 },
  );
  const whole = await readFile(file, "utf8");
  expect(whole).not.toContain(key);
  expect(whole).not.toContain(key.slice(0, 14));
  expect(whole).not.toContain(TOKEN);
  expect(whole).not.toContain("secret-");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  expect(whole).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028]/);
});
