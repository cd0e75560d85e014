import { writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openForTest } from "../helpers/cleanup.ts";
import { clientEnvironment, connect, generations, temporaryHome } from "../helpers/clients.ts";
import { runCommand } from "../helpers/command.ts";
import { serve } from "../helpers/loopback.ts";
import { connectorOf, issuesOf, teapots, teapotsWith } from "./custom/examples.ts";
import { definitionOf, orders, shop, whyNot } from "./openapi/examples.ts";

const KEY = "tea_4f7c1d9a2b6e";

/** An API that answers anything with one row, its headers as they came, and a home to use it from. */
async function openApi(basePath = "/v1") {
  const seen: IncomingHttpHeaders[] = [];
  const api = await openForTest(
    serve((request, response) => {
      seen.push(request.headers);
      response.writeHead(200, { "content-type": "application/json" }).end('[{"colour":"teal"}]');
    }),
  );
  const home = await openForTest(temporaryHome());
  const env = clientEnvironment(home.path, { KEYSCOPE_TEAPOTS_API_KEY: KEY });
  return { seen, baseUrl: `http://127.0.0.1:${api.port}${basePath}`, home: home.path, env };
}

type Api = Awaited<ReturnType<typeof openApi>>;

/** Adds a file as a person does. */
async function add({ home, env }: Api, content: unknown, ...options: readonly string[]) {
  const path = join(home, "added.json");
  writeFileSync(path, JSON.stringify(content));
  return runCommand(["connectors", "add", path, ...options], { env });
}

/** Every request of a server that lists its tools and calls the first one. */
async function serveAndCall({ env }: Api): Promise<void> {
  const client = await connect(generations[0], env, ["serve", "teapots"]);
  await client.toolNames();
  // Waits for the look at the key, which the list on a slow machine does not.
  await client.call("teapots_check_access");
  expect(await client.call("teapots_list_pots")).toMatchObject({ isError: false });
  await client.close();
}

describe("fixed headers of a definition", () => {
  it("reach the API with every request, and the key and what is Keyscope's own beside them", async () => {
    const api = await openApi();
    const headers = { "Notion-Version": "2022-06-28", Accept: "application/vnd.pagerduty+json;version=2" };
    const definition = { ...teapots, baseUrl: api.baseUrl, keyProbe: { path: "me" }, headers };
    const { stdout, exitCode } = await add(api, definition);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Header +Notion-Version: 2022-06-28$/m);
    await serveAndCall(api);
    // The look at the key and the call.
    expect(api.seen.length).toBeGreaterThanOrEqual(2);
    for (const sent of api.seen) {
      expect(sent).toMatchObject({
        "notion-version": "2022-06-28",
        accept: "application/vnd.pagerduty+json;version=2",
        authorization: `Bearer ${KEY}`,
        "user-agent": expect.stringMatching(/^keyscope\//),
      });
    }
  });

  it("that none has leave the requests as they were", async () => {
    const api = await openApi();
    await add(api, { ...teapots, baseUrl: api.baseUrl });
    await serveAndCall(api);
    for (const sent of api.seen) expect(sent).toMatchObject({ accept: "application/json" });
  });

  it("are part of the connector", () => {
    expect(connectorOf(teapotsWith({ headers: { "X-GitHub-Api-Version": "2022-11-28" } })).headers).toEqual({
      "X-GitHub-Api-Version": "2022-11-28",
    });
  });

  it.each([
    "Authorization",
    "AUTHORIZATION",
    "Proxy-Authorization",
    "Cookie",
    "Set-Cookie",
    "X-API-Key",
    "apikey",
    "Api_Key",
    "Ocp-Apim-Subscription-Key",
    "Key",
    "X-Auth-Token",
    "PRIVATE-TOKEN",
    "X-Client-Secret",
    "X-Amz-Security-Token",
    "X-Signature",
    "X-Session-Id",
    "X-Password",
    "X-CSRF",
    "Host",
    "Connection",
    "Keep-Alive",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
    "Proxy-Connection",
    "Content-Length",
    "Content-Type",
    "Accept-Encoding",
    "Accept-Charset",
    "Range",
    "If-None-Match",
    "User-Agent",
    "Origin",
    "Referer",
    "Forwarded",
    "X-Forwarded-Host",
    "X-HTTP-Method-Override",
    "X-Original-URL",
    "x y",
    "x:",
    "x\r\nHost",
    "",
  ])("never are %j", (name) => {
    const headers = JSON.parse(`{${JSON.stringify(name)}:"1"}`);
    expect(issuesOf(teapotsWith({ headers })).join()).toMatch(/^headers/);
  });

  it.each([
    "",
    " 1",
    "1 ",
    "a\r\nHost: evil.example",
    "a\tb",
    "ä",
    "x".repeat(201),
    "Bearer abc",
    "Basic YTpi",
    "token abc",
    "sk_live_4f7c1d9a2b6e8f3d",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl",
  ])("never hold %j", (value) => {
    expect(issuesOf(teapotsWith({ headers: { "X-Shop": value } })).join()).toMatch(/^headers/);
  });

  it.each(["2022-06-28", "application/vnd.github+json", "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "de, en;q=0.5"])(
    "may hold %j",
    (value) => {
      expect(issuesOf(teapotsWith({ headers: { "X-Shop": value } }))).toEqual([]);
    },
  );

  it("never are the key's own, and stand there once", () => {
    const authentication = { kind: "header", name: "X-Tea" };
    expect(issuesOf(teapotsWith({ authentication, headers: { "x-tea": "1" } }))).toEqual([
      'headers["x-tea"]: is the header that carries the key',
    ]);
    expect(issuesOf(teapotsWith({ headers: { "X-Shop": "1", "x-shop": "2" } }))).toEqual([
      'headers["x-shop"]: is there twice; "X-Shop" is the same header',
    ]);
  });
});

describe("header parameters of an OpenAPI document", () => {
  const header = (name: string, schema: object, more: object = {}) => ({ name, in: "header", schema, ...more });
  const headersOf = (...parameters: unknown[]) => definitionOf(orders({ parameters })).definition.headers;

  it.each([
    ["a default", header("Notion-Version", { type: "string", default: "2022-06-28" }, { required: true })],
    ["one value", header("Notion-Version", { type: "string", enum: ["2022-06-28"] })],
    ["a constant", header("Notion-Version", { const: "2022-06-28" })],
  ])("with %s are sent as that", (_, parameter) => {
    expect(headersOf(parameter)).toEqual({ "Notion-Version": "2022-06-28" });
  });

  it("with a number are sent as text", () => {
    expect(headersOf(header("X-Version", { type: "integer", default: 3 }))).toEqual({ "X-Version": "3" });
  });

  it("called Accept count where they ask for a kind of JSON of its own", () => {
    const value = "application/vnd.pagerduty+json;version=2";
    expect(headersOf(header("Accept", { type: "string", default: value }))).toEqual({ Accept: value });
    for (const other of ["application/json", "text/csv"]) {
      expect(headersOf(header("Accept", { type: "string", default: other }))).toBeUndefined();
    }
  });

  it.each(["Authorization", "Content-Type", "X-Auth-Token", "Host", "Cookie"])("called %s are not", (name) => {
    expect(headersOf(header(name, { type: "string", default: "x" }))).toBeUndefined();
  });

  it("without a value are left away, or the operation where they must be sent, with what to do", () => {
    expect(headersOf(header("X-Trace", { type: "string" }))).toBeUndefined();
    const why = whyNot(orders({ parameters: [header("X-Shop", { type: "string" }, { required: true })] }));
    expect(why).toContain("needs the parameter X-Shop, which is a header");
    expect(why).toContain('--header "NAME: VALUE"');
  });

  it("with two values in one document: the one that most operations want is sent, and a note names the others", () => {
    const get = (operationId: string, value: string) => ({
      get: { operationId, parameters: [header("X-Early", { type: "string", default: value })], responses: {} },
    });
    const paths = { "/a": get("listA", "one"), "/b": get("listB", "two"), "/c": get("listC", "two") };
    const { definition, notes } = definitionOf(shop(paths));
    expect(definition.headers).toEqual({ "X-Early": "two" });
    expect(notes.join("\n")).toContain("X-Early");
    expect(notes.join("\n")).toContain("list_a");
  });

  it("get the value that a person writes, which reaches the API", async () => {
    const api = await openApi("");
    const parameters = [
      header("X-Shop", { type: "string" }, { required: true }),
      header("X-Version", { type: "string", default: "1" }),
    ];
    const paths = { "/pots": { get: { operationId: "listPots", parameters, responses: {} } } };
    const document = shop(paths, { servers: [{ url: api.baseUrl }] });
    const options = ["--id", "teapots", "--header", "X-Shop: berlin", "--header", "x-version:2"];
    const { exitCode, stderr } = await add(api, document, ...options);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    await serveAndCall(api);
    for (const sent of api.seen) expect(sent).toMatchObject({ "x-shop": "berlin", "x-version": "2" });
  });

  it.each([
    ["Authorization: x", "may carry a key"],
    ["X-Shop", "NAME: VALUE"],
    ["X-Shop: 4f7c1d9a2b6e8f3d4f7c", "looks like a key"],
  ])("and a person cannot write %j", async (written, why) => {
    const api = await openApi("");
    const { exitCode, stderr } = await add(api, orders({}), "--header", written);
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(why) });
    expect(stderr).not.toContain("4f7c1d9a2b6e8f3d");
  });
});
