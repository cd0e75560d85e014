import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { teapots } from "../connectors/custom/examples.ts";
import { COMMAND, clientEnvironment, connect, generations, temporaryHome } from "../helpers/clients.ts";
import { type Ended, runCommand } from "../helpers/command.ts";
import { type Loopback, serve } from "../helpers/loopback.ts";
import { ownTools } from "../helpers/own-tools.ts";
import { ownFiles } from "./migrate/leaks.ts";

const KEY = "tea_4f7c1d9a2b6e";

let home: Awaited<ReturnType<typeof temporaryHome>>;
let api: Loopback;
/** What the API was asked, as path with query, and the Authorization header. */
let asked: { readonly path: string; readonly key: string | undefined }[];

beforeEach(async () => {
  home = await temporaryHome();
  asked = [];
  api = await serve(answer);
});

afterEach(async () => {
  await api.close();
  await home.remove();
});

/** An API that nobody has heard of, and beside it a place where documents are. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? "";
  asked.push({ path, key: request.headers.authorization });
  const document = { "/moved.json": undefined, "/teapots.json": definition(), "/openapi.json": openApi() }[path];
  if (path === "/moved.json") response.writeHead(302, { location: "https://elsewhere.example/x.json" }).end();
  else if (document !== undefined) response.end(JSON.stringify(document));
  else if (request.headers.authorization !== `Bearer ${KEY}`) response.writeHead(401).end('{"message":"no"}');
  else response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify([{ path, colour: "teal" }]));
}

function definition() {
  const id = { name: "id", in: "path", type: "string", description: "The teapot's number" };
  return {
    ...teapots,
    baseUrl: `http://127.0.0.1:${api.port}/v1`,
    keyProbe: { path: "me" },
    endpoints: [
      ...teapots.endpoints,
      { tool: "list_cups", description: "Which cups belong to a teapot?", path: "pots/{id}/cups", arguments: [id] },
    ],
  };
}

function openApi() {
  const ok = { "200": { description: "ok", content: { "application/json": { schema: { type: "array" } } } } };
  return {
    openapi: "3.1.0",
    info: { title: "Samovars", version: "1" },
    servers: [{ url: `http://127.0.0.1:${api.port}/v1` }],
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    security: [{ token: [] }],
    paths: {
      "/samovars": {
        get: { operationId: "listSamovars", summary: "All samovars.", responses: ok },
        post: { responses: ok },
      },
      "/old": { get: { operationId: "listOld", deprecated: true, responses: ok } },
    },
  };
}

/** A file with this content in the home folder. */
function file(content: unknown, name = "my.json"): string {
  const path = join(home.path, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

function connectors(...args: string[]): Promise<Ended> {
  return runCommand(["connectors", ...args], { env: clientEnvironment(home.path) });
}

const stored = () => join(home.path, ".config/keyscope/connectors/teapots.json");

describe("a definition of one's own", () => {
  it("is added, listed, shown, called, served and removed", async () => {
    const added = await connectors("add", file(definition()));
    expect(added).toMatchObject({ exitCode: 0, stderr: "" });
    expect(added.stdout).toContain(
      `Added Teapots (teapots): 2 tools; the key is sent to http://127.0.0.1:${api.port}/v1/`,
    );
    expect(added.stdout).toContain(`${COMMAND} login teapots`);

    expect((await connectors()).stdout).toMatch(/^teapots \(your own\): Teapots/m);
    const { connectors: list } = JSON.parse((await connectors("list", "--json")).stdout);
    expect(list.at(-1)).toMatchObject({ id: "teapots", origin: "your own", problem: null, tools: 3 });
    const shown = await connectors("show", "teapots");
    expect(shown.stdout).toContain("teapots_list_cups  GET pots/{id}/cups");
    expect(shown.stdout).toMatch(/^ {2}id +string +required +The teapot's number$/m);
    expect(JSON.parse((await connectors("show", "teapots", "--json")).stdout)).toMatchObject({ id: "teapots" });

    const env = clientEnvironment(home.path, { KEYSCOPE_TEAPOTS_API_KEY: KEY });
    const called = await runCommand(["call", "teapots_list_pots"], { env });
    expect(called).toMatchObject({ exitCode: 0, stderr: "" });
    expect(called.stdout).toContain("/v1/pots");

    expect((await connectors("remove", "teapots")).stdout).toContain(`${COMMAND} connectors remove teapots --with-key`);
    expect((await connectors()).stdout).not.toContain("teapots");
    expect((await runCommand(["call", "teapots_list_pots"], { env })).exitCode).not.toBe(0);
  });

  it.each(generations)("is served to %s", async (generation) => {
    await connectors("add", file(definition()));
    const env = clientEnvironment(home.path, { KEYSCOPE_TEAPOTS_API_KEY: KEY });
    const client = await connect(generation, env, ["serve", "teapots"]);
    expect(await client.toolNames()).toEqual(["teapots_list_pots", "teapots_list_cups", ...ownTools("teapots")]);
    const { text, isError } = await client.call("teapots_list_cups", { id: "a/b?x=1#y" });
    expect({ text, isError }).toMatchObject({ isError: false, text: expect.stringContaining("teal") });
    const cups = () => asked.map(({ path }) => path).filter((path) => path !== "/v1/me");
    expect(await client.call("teapots_list_cups", { id: "../../secret" })).toMatchObject({ isError: true });
    expect(client.stderr()).toBe("");
    await client.close();
    // Beside the look at the key, whenever that came.
    expect(cups()).toEqual(["/v1/pots/a%2Fb%3Fx%3D1%23y/cups"]);
    expect(asked.every(({ path, key }) => path.startsWith("/v1/") && key === `Bearer ${KEY}`)).toBe(true);
  });

  it("takes its key from no variable but its own", async () => {
    await connectors("add", file(definition()));
    const env = clientEnvironment(home.path, { TEAPOTS_API_KEY: KEY, GITHUB_TOKEN: KEY, SETPILOT_API_KEY: KEY });
    const { exitCode, stderr } = await runCommand(["call", "teapots_list_pots"], { env });
    expect(exitCode).toBe(3);
    expect(stderr).toContain("KEYSCOPE_TEAPOTS_API_KEY");
    expect(asked).toEqual([]);
  });

  it("is found where the terminal stored it, whatever XDG_CONFIG_HOME says there", async () => {
    const env = clientEnvironment(home.path, { XDG_CONFIG_HOME: join(home.path, "elsewhere") });
    await runCommand(["connectors", "add", file(definition())], { env });
    expect((await connectors()).stdout).toContain("teapots");
  });

  it("is not overwritten by another one unless that is asked for", async () => {
    await connectors("add", file(definition()));
    expect((await connectors("add", file(definition()))).stdout).toContain("Already there");
    const other = file({ ...definition(), title: "Other pots" });
    const refused = await connectors("add", other);
    expect(refused).toMatchObject({ exitCode: 1, stdout: "" });
    expect(refused.stderr).toContain("--replace");
    expect(readFileSync(stored(), "utf8")).not.toContain("Other pots");
    const replaced = await connectors("add", other, "--replace");
    expect(replaced.exitCode).toBe(0);
    expect(replaced.stdout).toContain("stays bound to the address it was stored for");
    expect(readFileSync(stored(), "utf8")).toContain("Other pots");
  });
});

describe("an extension of a built-in connector", () => {
  const extension = {
    extends: "setpilot",
    endpoints: [{ tool: "get_forecast", description: "What will come?", path: "forecast/", scopes: ["orders"] }],
  };

  it("adds tools to that connector, and removing it takes only them away", async () => {
    const added = await connectors("add", file(extension));
    expect(added.stdout).toContain("Added 1 tool more for Setpilot (setpilot)");
    const tools = () => runCommand(["tools", "--scopes", "orders"], { env: clientEnvironment(home.path) });
    expect((await tools()).stdout).toMatch(/^shown +setpilot_get_forecast/m);
    expect((await connectors()).stdout).toContain("setpilot (the default) (built in, extended)");
    expect((await connectors("remove", "setpilot")).exitCode).toBe(0);
    expect((await tools()).stdout).not.toContain("forecast");
    expect((await tools()).stdout).toContain("setpilot_list_orders");
  });

  it("leads nowhere but to that connector's address", async () => {
    const refused = await connectors("add", file({ ...extension, baseUrl: `http://127.0.0.1:${api.port}/` }));
    expect(refused).toMatchObject({ exitCode: 2, stdout: "" });
    expect(refused.stderr).toContain('has no member "baseUrl"');
    expect(ownFiles(home.path)).toEqual([join(home.path, "my.json")]);
  });
});

describe("an OpenAPI document", () => {
  it("becomes a connector, and what was left out is said", async () => {
    const { stdout, exitCode } = await connectors("add", file(openApi()), "--id", "samovars");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Samovars (samovars): 1 tool");
    expect(stdout).toMatch(/Left out \(1\): .*deprecated/i);
    const env = clientEnvironment(home.path, { KEYSCOPE_SAMOVARS_API_KEY: KEY });
    expect(await runCommand(["call", "samovars_list_samovars"], { env })).toMatchObject({ exitCode: 0, stderr: "" });
    expect(asked.at(-1)).toEqual({ path: "/v1/samovars", key: `Bearer ${KEY}` });
  });

  it("with many operations is shown by tag, and adds nothing until some are chosen", async () => {
    const { paths, ...rest } = openApi();
    const get = (at: number) => ({ ...paths["/samovars"].get, operationId: `list${at}`, tags: [`group ${at % 3}`] });
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`/s${at}`, { get: get(at) }]));
    const big = file({ ...rest, paths: many });
    const { stdout, exitCode } = await connectors("add", big);
    expect(exitCode).toBe(2);
    expect(stdout).toContain("has 60 operations that can become tools");
    expect(stdout).toContain("group 0 (20)");
    expect(stdout).toContain(`${COMMAND} connectors add ${big} --include "tag:group 0"`);
    expect((await connectors()).stdout).not.toContain("your own");
    expect((await connectors("add", big, "--include", "tag:group 0")).stdout).toContain("20 tools");
  });
});

describe("a document on the web", () => {
  it("is read without a key", async () => {
    const added = await connectors("add", `${api.url}teapots.json`);
    expect(added).toMatchObject({ exitCode: 0, stderr: "" });
    expect(asked).toEqual([{ path: "/teapots.json", key: undefined }]);
  });

  it("is not followed to another place", async () => {
    const { stderr, exitCode } = await connectors("add", `${api.url}moved.json`);
    expect(exitCode).toBe(4);
    expect(stderr).toContain("redirects to https://elsewhere.example/x.json");
  });

  it.each([
    "http://api.example.com/x.json",
    "ftp://127.0.0.1/x",
    "file:///etc/passwd",
    "https://me:word@example.com/x",
  ])("is not read from %s", async (address) => {
    expect(await connectors("add", address)).toMatchObject({ exitCode: 2, stdout: "" });
  });
});

describe("mistakes", () => {
  it("check names all of them with their places, and stores nothing", async () => {
    const path = file({ ...definition(), titel: "x", baseUrl: "http://api.example.com", id: "setora" });
    const { stderr, stdout, exitCode } = await connectors("check", path);
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
    expect(stderr).toContain('Did you mean "title"?');
    expect(stderr).toContain("  baseUrl must be an https address");
    expect(ownFiles(home.path)).toEqual([path]);
  });

  it("are told with what a terminal would act on made visible", async () => {
    const path = file({ ...definition(), "\u009b2Jtitel\u202e": "x" });
    const { stderr } = await connectors("check", path);
    expect(stderr).toContain('has no member "\\u009b2Jtitel\\u202e"');
    mkdirSync(dirname(stored()), { recursive: true });
    writeFileSync(stored(), readFileSync(path));
    const { stdout } = await connectors();
    expect(stdout).toContain('has no member "\\u009b2Jtitel\\u202e"');
  });

  it("check says what a file without mistakes would become", async () => {
    const path = file(definition());
    const { stdout, exitCode } = await connectors("check", path);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("It makes Teapots (teapots): 2 tools");
    expect(ownFiles(home.path)).toEqual([path]);
  });

  it.each([
    ["a place in broken JSON", '{"id": "teapots",\n "title" "Teapots"}', /2:\d+/],
    ["nothing", "", /empty/],
    ["a list", "[]", /neither a definition/],
    ["a text that names itself a billion times", `{a: &a [x,x,x,x,x,x,x,x,x,x], ${billion()}}`, /neither a definition/],
  ])("a file with %s is refused", async (_, text, expected) => {
    const { stderr, exitCode } = await connectors("add", file(text));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(expected);
  });

  it("a file that is not there", async () => {
    expect(await connectors("add", join(home.path, "none.json"))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("there is no such file"),
    });
  });

  it("a built-in one is shown with the values that an argument may have", async () => {
    const { stdout } = await connectors("show", "ebiz");
    expect(stdout).toMatch(/^ {2}status +choice +Only products of this status: active, draft, archived$/m);
  });

  it("names of connectors that were never added", async () => {
    expect(await connectors("remove", "teapots")).toMatchObject({ exitCode: 2 });
    expect(await connectors("remove", "setora")).toMatchObject({ exitCode: 2 });
    expect((await connectors("show", "setoro")).stderr).toContain("Did you mean setora?");
    expect((await connectors("show", "../../secret")).exitCode).toBe(2);
  });

  it("what lies in the definition's place and cannot be read is said plainly", async () => {
    mkdirSync(stored(), { recursive: true });
    expect(await connectors("add", file(definition()))).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("--replace"),
    });
    const { exitCode, stderr } = await connectors("add", file(definition()), "--replace");
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Nothing was added, because the definition could not be stored: ");
    expect(ownFiles(home.path)).toHaveLength(1);
  });

  it("a damaged file stops its own connector and no other", async () => {
    mkdirSync(dirname(stored()), { recursive: true });
    writeFileSync(stored(), '{"id":"teapots"');
    const env = clientEnvironment(home.path);
    const served = await runCommand(["serve", "teapots"], { env });
    expect(served).toMatchObject({ exitCode: 1, stdout: "" });
    expect(served.stderr).toContain(`${COMMAND} connectors remove teapots`);
    expect((await runCommand(["tools", "--scopes", "orders"], { env })).exitCode).toBe(0);
    expect((await connectors()).stdout).toContain("What you added cannot be used: it is not JSON");
    expect((await connectors("remove", "teapots")).exitCode).toBe(0);
  });
});

/** YAML that is short, and endless for whoever walks through it. */
function billion(): string {
  const names = [..."abcdefghij"];
  return names
    .slice(1)
    .map((name, at) => `${name}: &${name} [${Array(10).fill(`*${names[at]}`).join(",")}]`)
    .join(", ");
}
