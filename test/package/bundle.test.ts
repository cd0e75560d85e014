import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { getMcpConfigForManifest, MANIFEST_SCHEMAS, unpackExtension } from "@anthropic-ai/mcpb";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { bundled } from "../../scripts/package/mcpb-manifest.ts";
import { accessToolName } from "../../src/connectors/schema/connector.ts";
import { openForFile } from "../helpers/cleanup.ts";
import { connect, generations, type TestClient, temporaryHome } from "../helpers/clients.ts";
import { endProcesses } from "../helpers/command.ts";
import { openPlace } from "../helpers/place.ts";
import { startRaw } from "../helpers/raw-server.ts";

const root = join(import.meta.dirname, "../..");
const MCPB = join(root, "node_modules/.bin/mcpb");

const { sandbox, home, environment } = await openPlace();
const { path: folder } = await openForFile(temporaryHome());
let client: TestClient | undefined;

beforeAll(async () => {
  // In the temporary folder, since the script writes into the working directory.
  execFileSync(process.execPath, [join(root, "scripts/run.mjs"), join(root, "scripts/package/bundle-mcpb.ts")], {
    cwd: folder,
    stdio: "pipe",
  });
  for (const name of readdirSync(folder)) {
    await unpackExtension({ mcpbPath: join(folder, name), outputDir: join(folder, unpacked(name)), silent: true });
  }
});

afterAll(endProcesses);
afterEach(async () => {
  await client?.close();
  client = undefined;
});

function unpacked(file: string): string {
  return file.replace(/\.mcpb$/, "");
}

function manifestOf(name: string) {
  return MANIFEST_SCHEMAS["0.3"].parse(JSON.parse(readFileSync(join(folder, name, "manifest.json"), "utf8")));
}

/** Starts an unpacked bundle as Claude Desktop does: its own library fills in the form, and no variable is passed on. */
async function start(name: string, form: Record<string, string | boolean>, added: Record<string, string> = {}) {
  const manifest = manifestOf(name);
  const config = await getMcpConfigForManifest({
    manifest,
    extensionPath: join(folder, name),
    systemDirs: { HOME: home },
    userConfig: form,
    pathSeparator: sep,
  });
  if (config === undefined) return undefined;
  const [program = "", ...args] = config.args ?? [];
  expect(config.command).toBe("node");
  client = await connect(generations[0], environment({ ...config.env, ...added }), args, program);
  return client;
}

/** A form of which Claude Desktop filled in nothing, not even what is the default: the placeholders stay. */
async function startUnfilled(name: string) {
  const { mcp_config } = manifestOf(name).server;
  const program = join(folder, name, "server/start.cjs");
  client = await connect(generations[0], environment(mcp_config.env), mcp_config.args?.slice(1), program);
  return client;
}

const names = bundled.map(({ id }) => (id === "setpilot" ? "keyscope" : `keyscope-${id}`));

it("there is one for each connector that has something to ask, the default one as keyscope.mcpb", () => {
  const files = readdirSync(folder).filter((file) => file.endsWith(".mcpb"));
  expect(files.sort()).toEqual(names.map((name) => `${name}.mcpb`).sort());
  expect(files).toContain("keyscope.mcpb");
});

describe.each(names)("%s.mcpb", (name) => {
  it("passes mcpb validate", () => {
    const said = execFileSync(MCPB, ["validate", join(folder, name, "manifest.json")], { encoding: "utf8" });
    expect(said).toContain("Manifest schema validation passes!");
    expect(said).toContain("Icon validation passed");
  });

  it("is JavaScript and texts only, of less than 2 MB, with an icon of 512 × 512", () => {
    const files = readdirSync(join(folder, name), { recursive: true, encoding: "utf8" }).sort();
    const others = files.filter(
      (file) => !/^(server|LICENSE|THIRD-PARTY-LICENSES\.txt|icon\.png|manifest\.json)$/.test(file),
    );
    expect(others.filter((file) => !/^server[/\\](?:[\w-]+\.cjs|chart\.html)$/.test(file))).toEqual([]);
    expect(
      files.map((file) => file.toLowerCase()).filter((file) => /keyring|program|sandbox|\.map$/.test(file)),
    ).toEqual([]);
    expect(files).toContain("THIRD-PARTY-LICENSES.txt");
    const icon = readFileSync(join(folder, name, "icon.png"));
    expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([512, 512]);
    expect(readFileSync(join(folder, `${name}.mcpb`)).length).toBeLessThan(2_000_000);
  });

  it("masks every part of a key in the form, and nothing else", () => {
    const fields = Object.entries(manifestOf(name).user_config ?? {});
    const secret = fields.filter(([, { sensitive }]) => sensitive === true).map(([field]) => field);
    expect(secret.length).toBeGreaterThan(0);
    expect(secret).toEqual(fields.map(([field]) => field).filter((field) => /_(key|secret)$/.test(field)));
    const bare = fields.filter(([, { required, default: usual }]) => required !== true && usual === undefined);
    expect(bare).toEqual([]);
  });
});

const allNames = Object.fromEntries(
  bundled.map((c) => [c.id, [...c.endpoints.map(({ tool }) => tool), accessToolName(c)]]),
);

describe("started as Claude Desktop starts it", () => {
  it("serves the tools of a key from the form", async () => {
    const [key = ""] = sandbox.examples.setpilot.all.parts;
    // The sandbox's address is the one thing that the form does not have.
    const server = await start(
      "keyscope",
      { setpilot_api_key: key },
      { SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") },
    );
    expect(await server?.toolNames()).toEqual(allNames["setpilot"]);
    expect(manifestOf("keyscope").tools?.map((tool) => tool.name)).toEqual(allNames["setpilot"]);
    // It holds no engine, and says what a person can do who has only Claude Desktop.
    const access = (await server?.call("setpilot_check_access"))?.text ?? "";
    expect(access).toContain("They need DuckDB, which the bundle for Claude Desktop comes without.");
    expect(access).toContain("the page on Claude Desktop in its documentation tells how.");
    expect(JSON.stringify([server?.instructions, await server?.tools()])).not.toMatch(/setpilot_(?:query|list_tables)/);
    const answer = await server?.call("setpilot_get_summary", { year: 2026 });
    expect(answer).toMatchObject({ isError: false });
    expect(server?.stderr()).toBe("");
  });

  it("has the page that draws charts", async () => {
    const server = startRaw(environment(), [join(folder, "keyscope/server/start.cjs"), "serve", "setpilot"]);
    const ui = { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] } };
    await server.ask(1, "initialize", {
      protocolVersion: "2025-11-25",
      capabilities: { extensions: ui },
      clientInfo: { name: "test", version: "1.0.0" },
    });
    const read = await server.ask(2, "resources/read", { uri: "ui://keyscope/chart.html" });
    expect(read).toMatchObject({ result: { contents: [{ text: expect.stringMatching(/^<!doctype html>/i) }] } });
  });

  it("serves those of a key of two parts at an address of one's own", async () => {
    const [first = "", second = ""] = sandbox.examples.ebiz.all.parts;
    const form = {
      ebiz_base_url: sandbox.baseUrl("ebiz"),
      ebiz_consumer_key: first,
      ebiz_consumer_secret: second,
    };
    const server = await start("keyscope-ebiz", form);
    expect(await server?.toolNames()).toEqual(allNames["ebiz"]);
    expect(await server?.call("ebiz_list_orders", { limit: 1 })).toMatchObject({ isError: false });
  });

  it("hides personal data when the form says so", async () => {
    const [key = ""] = sandbox.examples.sendpilot.all.parts;
    const added = { SENDPILOT_BASE_URL: sandbox.baseUrl("sendpilot") };
    const shown = await start("keyscope-sendpilot", { sendpilot_api_key: key }, added);
    const access = (await shown?.call("sendpilot_check_access"))?.text;
    await client?.close();
    const masked = await start("keyscope-sendpilot", { sendpilot_api_key: key, sendpilot_privacy: true }, added);
    const maskedAccess = (await masked?.call("sendpilot_check_access"))?.text;
    expect(access).toContain("Personal data: shown as it comes");
    expect(maskedAccess).toContain("Personal data: masked");
  });

  it("is not started without the key", async () => {
    expect(await start("keyscope", {})).toBeUndefined();
  });

  it.each(names)("%s takes placeholders that nobody replaced for absent, and says so", async (name) => {
    const server = await startUnfilled(name);
    const tools = await server.toolNames();
    expect(tools).toEqual([expect.stringMatching(/_check_access$/)]);
    const { text } = await server.call(tools[0] ?? "");
    expect(text).toContain("${user_config.");
  });
});
