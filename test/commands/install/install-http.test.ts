import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clients } from "../../../src/clients/catalog/index.ts";
import type { ClientId } from "../../../src/clients/client.ts";
import { readServers } from "../../../src/clients/config/servers.ts";
import { openForFile } from "../../helpers/cleanup.ts";
import { clientEnvironment, temporaryHome } from "../../helpers/clients.ts";
import { type Ended, runCommand } from "../../helpers/command.ts";
import { serve } from "../../helpers/loopback.ts";

/** A server that takes a token, as one person's does; and below /team one that says where to sign in. */
const server = await openForFile(
  serve((request, response) => {
    if (request.url === "/.well-known/oauth-protected-resource/team") {
      response.end(JSON.stringify({ resource: "x", authorization_servers: ["https://login.example.com/realms/shop"] }));
      return;
    }
    response.statusCode = request.url === "/mcp" || request.url === "/team" ? 405 : 404;
    response.end("{}");
  }),
);
const alone = new URL("mcp", server.url).href;
const team = new URL("team", server.url).href;

let home: Awaited<ReturnType<typeof temporaryHome>>;

beforeEach(async () => {
  home = await temporaryHome();
});

afterEach(async () => {
  await home.remove();
});

function keyscope(args: string): Promise<Ended> {
  return runCommand(args.split(" "), { env: { ...clientEnvironment(home.path), PATH: "/usr/bin:/bin" } });
}

function placeOf(id: string) {
  const client = clients.find((one) => one.id === id);
  if (client === undefined) throw new Error(id);
  return client.places({ platform: process.platform, home: home.path, env: {}, folder: process.cwd() }, "user")[0];
}

function entryIn(client: string, name: string): unknown {
  const place = placeOf(client);
  const read = readServers(readFileSync(place.file, "utf8"), place);
  return read.ok ? read.servers.get(name)?.entry : read;
}

const TOKEN = "KEYSCOPE_HTTP_TOKEN";
const header = (reference: string) => ({ headers: { Authorization: `Bearer ${reference}` } });

/** As each client's documents have it. */
const ENTRIES: Partial<Readonly<Record<ClientId, (url: string) => object>>> = {
  "claude-code": (url) => ({ type: "http", url, ...header(`\${${TOKEN}}`) }),
  cursor: (url) => ({ url, ...header(`\${env:${TOKEN}}`) }),
  vscode: (url) => ({ type: "http", url, ...header(`\${env:${TOKEN}}`) }),
  windsurf: (url) => ({ serverUrl: url, ...header(`\${env:${TOKEN}}`) }),
  codex: (url) => ({ url, bearer_token_env_var: "KEYSCOPE_HTTP_TOKEN" }),
  gemini: (url) => ({ httpUrl: url, ...header("$KEYSCOPE_HTTP_TOKEN") }),
  opencode: (url) => ({ type: "remote", url, ...header("{env:KEYSCOPE_HTTP_TOKEN}") }),
  "copilot-cli": (url) => ({ type: "http", url, tools: ["*"], ...header(`\${${TOKEN}}`) }),
  qwen: (url) => ({ httpUrl: url, ...header("$KEYSCOPE_HTTP_TOKEN") }),
  continue: (url) => ({
    name: "shop",
    type: "streamable-http",
    url,
    requestOptions: header(`\${{ secrets.${TOKEN} }}`),
  }),
  amp: (url) => ({ url, ...header(`\${${TOKEN}}`) }),
  goose: (uri) => ({
    enabled: true,
    type: "streamable_http",
    name: "shop",
    description: "",
    uri,
    timeout: 300,
    ...header(`\${${TOKEN}}`),
    env_keys: ["KEYSCOPE_HTTP_TOKEN"],
  }),
  kiro: (url) => ({ url, ...header(`\${${TOKEN}}`) }),
  roo: (url) => ({ type: "streamable-http", url, ...header(`\${env:${TOKEN}}`) }),
};

/** Their files take an address, and no variable. */
const WITHOUT_VARIABLES = ["cline", "zed", "lm-studio"];
const WITHOUT_ADDRESS = ["claude-desktop", "junie"];

describe("install --http", () => {
  it("knows of every client whether it takes an address, and whether it reads variables", () => {
    const known = [...Object.keys(ENTRIES), ...WITHOUT_VARIABLES, ...WITHOUT_ADDRESS];
    expect(known.sort()).toEqual(clients.map(({ id }) => id).sort());
  });

  it("writes the address and the variable's name, never a token, and says where to set it", async () => {
    const ids = Object.keys(ENTRIES);
    const { stdout, stderr, exitCode } = await keyscope(`install ${ids.join(" ")} --http ${alone} --name shop --yes`);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    for (const [id, entry] of Object.entries(ENTRIES)) expect(entryIn(id, "shop"), id).toEqual(entry(alone));
    expect(stdout).toMatch(/1\. The entry reads the server's token from KEYSCOPE_HTTP_TOKEN\. Set it where/);
    expect(stdout).toContain('KEYSCOPE_HTTP_TOKEN="$(');
    // What it says that it writes hides nothing, because nothing in it is secret.
    expect(stdout).toContain('+bearer_token_env_var = "KEYSCOPE_HTTP_TOKEN"');
    expect(stdout).not.toContain("…");
  });

  it("writes the address alone where people sign in, and says where", async () => {
    const { stdout, exitCode } = await keyscope(`install cursor zed lm-studio cline --http ${team} --yes`);
    expect(exitCode).toBe(0);
    for (const id of ["cursor", "zed", "lm-studio"]) expect(entryIn(id, "keyscope")).toEqual({ url: team });
    expect(stdout).toContain("When Zed connects, sign in at login.example.com.");
    expect(stdout).not.toContain("KEYSCOPE_HTTP_TOKEN");
  });

  it("says how to sign in with the clients that have to be told, by the name that the server has there", async () => {
    await keyscope(`install codex --http ${team} --name shop --yes`);
    const { stdout } = await keyscope(`install claude-code codex gemini --http ${team} --yes`);
    expect(stdout).toContain("Sign in at login.example.com: `claude mcp login keyscope` opens the page");
    expect(stdout).toContain("`codex mcp login shop` opens the page");
    expect(stdout).toContain("`/mcp auth keyscope` in Gemini CLI opens the page");
  });

  it("adds the path where only the host is given, and does it once", async () => {
    const { origin } = server.url;
    await keyscope(`install cursor setpilot --http ${origin} --yes`);
    expect(entryIn("cursor", "setpilot")).toMatchObject({ url: alone });
    const again = await keyscope(`install cursor --http ${alone} --yes`);
    expect(again.stdout).toContain('Already installed in Cursor, as "setpilot"');
    const before = readFileSync(placeOf("cursor").file, "utf8");
    expect(JSON.parse(before)).toEqual({ mcpServers: { setpilot: ENTRIES.cursor?.(alone) } });
  });

  it("keeps what a person added, and the rest of the file", async () => {
    const { file } = placeOf("cursor");
    mkdirSync(dirname(file), { recursive: true });
    const text = `// mine\n{"mcpServers":{"shop":{"url":"${alone}","timeout":9},"other":{"command":"x"}}}\n`;
    writeFileSync(file, text);
    expect(await keyscope(`install cursor --http ${alone} --yes`)).toMatchObject({ exitCode: 0 });
    expect(entryIn("cursor", "shop")).toEqual({ ...ENTRIES.cursor?.(alone), timeout: 9 });
    expect(entryIn("cursor", "other")).toEqual({ command: "x" });
    expect(readFileSync(file, "utf8")).toMatch(/^\/\/ mine\n/);
  });

  it("leaves another server of that name alone", async () => {
    const { file } = placeOf("cursor");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '{"mcpServers":{"keyscope":{"url":"https://other.example.com/mcp"}}}');
    const { stderr, exitCode } = await keyscope(`install cursor --http ${alone} --yes`);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Cursor already has another server called "keyscope"');
    expect(stderr).toContain("--name keyscope-2");
  });

  it.each(WITHOUT_ADDRESS)("says of %s that it takes no address", async (id) => {
    const { stderr, exitCode } = await keyscope(`install ${id} --http ${alone} --yes`);
    expect({ stderr, exitCode }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/takes no server over HTTP/),
    });
  });

  it.each(WITHOUT_VARIABLES)("writes no token into the file of %s", async (id) => {
    const { stderr, exitCode } = await keyscope(`install ${id} --http ${alone} --yes`);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/cannot read a token from a variable, and Keyscope writes none into a file/);
    expect(existsSync(placeOf(id).file)).toBe(false);
  });

  it.each([
    ["ftp://127.0.0.1/mcp", "must begin with https://", 2],
    ["http://shop.example.com/mcp", "others on the way could read the token", 2],
    ["https://anna:pw@shop.example.com/mcp", "no user name and no password", 2],
    ["nonsense", "must be the address of the server", 2],
    ["http://127.0.0.1:1/mcp", "Nothing answers at 127.0.0.1:1 (ECONNREFUSED)", 4],
    [`${server.url.origin}/nothing`, "No MCP server answers at", 4],
  ])("changes nothing for %s", async (url, told, code) => {
    const { stderr, exitCode } = await keyscope(`install cursor --http ${url} --yes`);
    expect(stderr).toContain(told);
    expect(exitCode).toBe(code);
    expect(existsSync(placeOf("cursor").file)).toBe(false);
  });

  it("prints the entry only", async () => {
    const { stdout, stderr } = await keyscope(`install cursor --http ${alone} --print`);
    expect(JSON.parse(stdout)).toEqual({ mcpServers: { keyscope: ENTRIES.cursor?.(alone) } });
    expect(stderr).toContain("belongs into");
  });
});

describe("uninstall --http", () => {
  it("takes out the server at that address, and no other", async () => {
    const { file } = placeOf("codex");
    mkdirSync(dirname(file), { recursive: true });
    const before = '# mine\nmodel = "x"\n\n[mcp_servers.other]\nurl = "https://other.example.com/mcp"\n';
    writeFileSync(file, before);
    await keyscope(`install codex --http ${alone} --yes`);
    const { stdout, exitCode } = await keyscope(`uninstall codex --http ${alone} --yes`);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Removed from Codex.");
    expect(readFileSync(file, "utf8")).toBe(before);
    const again = await keyscope(`uninstall codex --http ${alone} --yes`);
    expect(again.stdout).toContain(`No server at ${alone} is in Codex's configuration: nothing to remove.`);
  });
});
