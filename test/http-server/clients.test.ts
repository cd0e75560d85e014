import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { CHART_DATA } from "../../src/charts/data.ts";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { connectHttp, type Generation, generations, type TestClient } from "../helpers/clients.ts";
import { startSlowApi } from "../helpers/fake-api.ts";
import { ownTools } from "../helpers/own-tools.ts";
import { openPlace } from "../helpers/place.ts";
import { protocols, withEnvelope } from "../helpers/raw-server.ts";
import { type HttpProgram, startHttp, TOKEN } from "./http-program.ts";

/*
 * Clients of both generations of the SDK, and of 2026-07-28, over HTTP: what they get is what they get over stdio.
 */

const { sandbox, withKey } = await openPlace();
const server = await openForFile(startHttp(withKey(sandbox.keys.all)));

/** An API that holds back every summary. */
const slow = await openForFile(startSlowApi("/dashboard/summary/"));
const slowKey = { SETPILOT_API_KEY: "spa_sk_of_the_slow_api", SETPILOT_BASE_URL: slow.baseUrl };

function connected(generation: Generation, to: HttpProgram = server): Promise<TestClient> {
  return openForTest(connectHttp(generation, to.url, TOKEN));
}

describe.each(generations)("%s", (generation) => {
  it("lists, calls, asks for prompts and completes", async () => {
    const client = await connected(generation);
    expect(client.instructions).toContain("Setpilot");
    expect(await client.toolNames()).toEqual(expect.arrayContaining(["setpilot_get_summary", ...ownTools()]));
    const summary = await client.call("setpilot_get_summary");
    expect(summary.isError).toBe(false);
    // The token is the server's alone.
    expect(JSON.stringify(sandbox.requests)).not.toContain(TOKEN);
    expect(await client.call("setpilot_get_summry")).toMatchObject({
      isError: true,
      text: expect.stringContaining("Did you mean setpilot_get_summary?"),
    });
    const [prompt] = await client.prompts();
    expect(await client.prompt(prompt?.name ?? "")).toContain("setpilot_");
    const argument = prompt?.arguments?.[0]?.name ?? "";
    expect((await client.complete(prompt?.name ?? "", argument, "")).values).not.toEqual([]);
  });

  it("hears how a call goes on", async () => {
    // In a home of its own, where nobody has read the table yet.
    const place = await openPlace(openForTest);
    const fresh = await openForTest(startHttp(place.withKey(place.sandbox.keys.all)));
    const client = await connected(generation, fresh);
    const told: string[] = [];
    const onprogress = ({ message }: { readonly message?: string | undefined }) => void told.push(message ?? "");
    const sql = "SELECT count(*) AS orders FROM orders";
    expect((await client.call("setpilot_query", { sql }, { onprogress })).isError).toBe(false);
    expect(told).not.toEqual([]);
  });
});

it("a client of 2026-07-28 hears of a change of the list", async () => {
  const key = "spa_sk_that_shrinks_over_http_1";
  sandbox.setScopes(key, ["dashboard", "orders"]);
  const shrinking = await openForTest(startHttp(withKey(key)));
  const client = await connected("client 2.x, 2026-07-28", shrinking);
  expect(await client.toolNames()).toContain("setpilot_list_orders");
  sandbox.setScopes(key, ["dashboard"]);
  expect((await client.call("setpilot_list_orders")).isError).toBe(true);
  await client.nextListChange();
  expect(await client.toolNames()).not.toContain("setpilot_list_orders");
});

it("a client that gives a call up ends the request to the API", async () => {
  const patient = await openForTest(startHttp(withKey("", slowKey)));
  const client = await connected("client 2.x, 2026-07-28", patient);
  const stop = new AbortController();
  const call = client.call("setpilot_get_summary", {}, { signal: stop.signal });
  const request = await slow.nextHeld();
  stop.abort();
  await expect(call).rejects.toThrow();
  if (!request.destroyed) await once(request, "close");
  expect(patient.running.output()).not.toMatch(/ (?:error|warn) /);
});

it.each(protocols)(
  "a client of %s that goes away ends the request to the API, and nobody calls that an error",
  async (protocol) => {
    const patient = await openForTest(startHttp(withKey("", { ...slowKey, KEYSCOPE_LOG_LEVEL: "warn" })));
    const socket = connect(patient.port, "127.0.0.1");
    const call = {
      jsonrpc: "2.0",
      id: 7,
      method: "tools/call",
      params: withEnvelope(protocol, { name: "setpilot_get_summary" }),
    };
    socket.write(rawPost(patient.port, protocol, call));
    const request = await slow.nextHeld();
    socket.destroy();
    if (!request.destroyed) await once(request, "close");
    expect(await patient.ask("/healthz")).toMatchObject({ status: 200 });
    expect(patient.running.output()).not.toMatch(/ (?:error|warn) /);
  },
);

it("calls under way are answered before a signal ends the server, and a second signal does not wait", async () => {
  const patient = await openForTest(startHttp(withKey("", slowKey)));
  const call = { jsonrpc: "2.0", id: 7, method: "tools/call", params: { name: "setpilot_get_summary" } };
  const answer = patient.post(call);
  const request = await slow.nextHeld();
  patient.running.kill("SIGTERM");
  await expect.poll(() => patient.ask("/healthz").then(({ status }) => status)).toBe(0);
  request.answer();
  expect((await answer).body).toContain('"result"');
  expect(await patient.running.ended).toMatchObject({ exitCode: 0, stdout: "" });

  const impatient = await openForTest(startHttp(withKey("", slowKey)));
  const lost = impatient.post(call);
  await slow.nextHeld();
  impatient.running.kill("SIGINT");
  await expect.poll(() => impatient.ask("/healthz").then(({ status }) => status)).toBe(0);
  impatient.running.kill("SIGINT");
  expect(await impatient.running.ended).toMatchObject({ exitCode: 0 });
  expect((await lost).body).not.toContain('"result"');
});

const DRAWS = { extensions: { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] } } };

describe("charts", () => {
  it("are for requests that say that their client draws them", async () => {
    const drawing = { "io.modelcontextprotocol/clientCapabilities": DRAWS };
    const list = (meta: object) => post2026("tools/list", { _meta: meta });
    expect((await list(drawing)).body).toContain("ui/resourceUri");
    expect((await list({})).body).not.toContain("ui/resourceUri");
    const called = await post2026("tools/call", { name: "setpilot_get_daily", _meta: drawing });
    expect(called.body).toContain(CHART_DATA);
  });

  it("are not promised to a client of 2025, of whose next request nothing is known", async () => {
    const params = { protocolVersion: "2025-11-25", capabilities: DRAWS, clientInfo: { name: "raw", version: "1" } };
    const hello = await server.post({ jsonrpc: "2.0", id: 1, method: "initialize", params });
    expect(hello.body).toContain('"tools":{"listChanged":true}');
    expect(hello.body).not.toContain("resources");
    const called = await server.post({
      jsonrpc: "2.0",
      id: 2,
      method: "tools/call",
      params: { name: "setpilot_get_daily" },
    });
    expect(called).toMatchObject({ status: 200, body: expect.not.stringContaining(CHART_DATA) });
  });

  function post2026(method: string, params: { readonly name?: string; readonly _meta: object }) {
    const message = { jsonrpc: "2.0", id: 7, method, params: withEnvelope("2026-07-28", params) };
    const name = params.name === undefined ? {} : { "mcp-name": params.name };
    return server.post(message, { "mcp-protocol-version": "2026-07-28", "mcp-method": method, ...name });
  }
});

describe("a request of another revision", () => {
  it.each(["2099-01-01", "1999-01-01", "x"])("is refused by its header: %s", async (version) => {
    const answer = await server.post(
      { jsonrpc: "2.0", id: 7, method: "tools/list" },
      { "mcp-protocol-version": version },
    );
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({
      jsonrpc: "2.0",
      error: { message: expect.stringContaining(version) },
    });
  });

  it("is refused by what stands in it, and told what is spoken here", async () => {
    const params = { _meta: { "io.modelcontextprotocol/protocolVersion": "2099-01-01" } };
    const answer = await server.post({ jsonrpc: "2.0", id: 7, method: "tools/list", params });
    expect(answer.status).toBe(400);
  });
});

function rawPost(port: number, protocol: (typeof protocols)[number], message: object): string {
  const body = JSON.stringify(message);
  const lines = [
    "POST /mcp HTTP/1.1",
    `host: 127.0.0.1:${port}`,
    `authorization: Bearer ${TOKEN}`,
    "content-type: application/json",
    "accept: application/json, text/event-stream",
    `mcp-protocol-version: ${protocol}`,
    "mcp-method: tools/call",
    "mcp-name: setpilot_get_summary",
    `content-length: ${body.length}`,
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}
