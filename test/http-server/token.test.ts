import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openForTest } from "../helpers/cleanup.ts";
import { connectHttp } from "../helpers/clients.ts";
import { runCommand } from "../helpers/command.ts";
import { startKeychainCommands } from "../helpers/keychain-commands.ts";
import { freePort, serveRaw } from "../helpers/loopback.ts";
import { openPlace } from "../helpers/place.ts";
import { askerOf, startHttp, TOKEN } from "./http-program.ts";

/*
 * How a server over HTTP starts, and the token of one that a person runs alone: made at the first start, kept in the keychain,
 * shown and renewed by `http-token`.
 */

const { environment, withKey, sandbox } = await openPlace();
const HTTP = ["setpilot", "--http", "127.0.0.1:0"];
const PING = { jsonrpc: "2.0", id: 7, method: "ping" };

const serve = (args: readonly string[], added: Record<string, string> = {}) =>
  runCommand(["serve", ...args], { env: withKey(sandbox.keys.all, added) });

describe("a server that does not start", () => {
  const given = { KEYSCOPE_HTTP_TOKEN: TOKEN };

  it.each([
    [
      "is for other machines, and nobody says who may ask",
      ["--http", "0.0.0.0:0"],
      {},
      2,
      /set KEYSCOPE_HTTP_TOKEN.*--issuer URL, --public-url URL and --people FILE/,
    ],
    [
      "has a token that could be guessed",
      HTTP,
      { KEYSCOPE_HTTP_TOKEN: "fifteen-letters" },
      2,
      /shorter than 16 characters.*openssl rand/,
    ],
    [
      "has a token that no client can send",
      HTTP,
      { KEYSCOPE_HTTP_TOKEN: "sixteen letters and more" },
      2,
      /cannot send after "Bearer"/,
    ],
    [
      "has a token that nobody put in",
      HTTP,
      { KEYSCOPE_HTTP_TOKEN: "$(pass show keyscope)" },
      2,
      /cannot send after "Bearer"/,
    ],
    ["has two tokens", HTTP, { ...given, KEYSCOPE_HTTP_TOKEN_FILE: "/token" }, 2, /Both .* are set/],
    [
      "has a file of a token that is not there",
      HTTP,
      { KEYSCOPE_HTTP_TOKEN_FILE: "/no/such/token" },
      2,
      /cannot be read \(ENOENT\): \/no\/such\/token/,
    ],
    ["has a folder for a file", HTTP, { KEYSCOPE_HTTP_TOKEN_FILE: "/" }, 2, /cannot be read \(it is a folder\)/],
    ["has no address", ["setpilot", "--http", "a b"], given, 2, /must be HOST:PORT, such as 127.0.0.1:8787, not "a b"/],
    ["has no port", ["setpilot", "--http", "127.0.0.1:65536"], given, 2, /must be HOST:PORT/],
    [
      "has an address that is not this machine's",
      ["setpilot", "--http", "192.0.2.1:0"],
      given,
      1,
      /does not have the address 192\.0\.2\.1/,
    ],
    [
      "has a public address that others on the way can read",
      [...HTTP, "--public-url", "http://shop.example.com/mcp"],
      given,
      2,
      /https \(http on this machine only\)/,
    ],
    [
      "has a public address that is none",
      [...HTTP, "--public-url", "shop"],
      given,
      2,
      /such as https:\/\/keyscope\.example\.com\/mcp/,
    ],
    [
      "is none over HTTP, with a public address",
      ["setpilot", "--public-url", "https://shop.example.com"],
      given,
      2,
      /go with --http/,
    ],
    [
      "serves no API that there is, named where an address may stand",
      ["--http", "setpilto"],
      given,
      2,
      /Did you mean setpilot\?.*If "setpilto" is meant as the host to listen on, write --http setpilto:8787/,
    ],
    ["serves no API that there is", ["setpilto", "--http"], given, 2, /Did you mean setpilot/],
    [
      "is given a token on the command line",
      [...HTTP, `kst_${"aB3-_".repeat(8)}`],
      {},
      2,
      /A token does not belong on a command line/,
    ],
    ["has no keychain", HTTP, {}, 1, /cannot be reached.*Or give the server a token of your own.*KEYSCOPE_HTTP_TOKEN/],
  ] as const)("%s", async (_, args, added, exitCode, words) => {
    const ended = await serve(args, added);
    expect(ended.stderr.replaceAll("\n", " ")).toMatch(words);
    expect(ended).toMatchObject({ exitCode, stdout: "" });
    expect(ended.stderr).not.toContain("aB3-_");
    expect(ended.stderr).not.toContain("    at ");
  });

  it("finds its port in use", async () => {
    const other = await openForTest(serveRaw(() => undefined));
    const ended = await serve(["setpilot", "--http", `127.0.0.1:${other.port}`], given);
    expect(ended).toMatchObject({ exitCode: 1, stdout: "" });
    expect(ended.stderr).toContain(`Port ${other.port} of 127.0.0.1 is in use by another program`);
  });
});

describe("a server that starts", () => {
  it("takes the connector where an address may stand", async () => {
    const env = withKey(sandbox.keys.all, { KEYSCOPE_HTTP_TOKEN: TOKEN });
    // The usual port may be in use on the machine of the tests: what counts is what it was taken for.
    const server = await openForTest(startHttp(env, ["--http", "setpilot"])).catch(() => undefined);
    if (server !== undefined) expect(server.url.href).toBe("http://127.0.0.1:8787/mcp");
    const named = await openForTest(startHttp(env, ["--http", `localhost:${await freePort()}`, "setpilot"]));
    expect(named.running.output()).toContain("Serving Setpilot at http://localhost:");
    const before = await openForTest(startHttp(env, [`--http=:${await freePort()}`]));
    expect(before.url.hostname).toBe("127.0.0.1");
  });

  it("takes a token from a file", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "keyscope-token-")), "token");
    writeFileSync(file, `${TOKEN}\n`);
    const env = withKey(sandbox.keys.all, { KEYSCOPE_HTTP_TOKEN: "", KEYSCOPE_HTTP_TOKEN_FILE: file });
    const server = await openForTest(startHttp(env));
    expect(await server.post(PING)).toMatchObject({ status: 200 });
  });

  it("tells how it is, without an address or a key, and never its token", async () => {
    const ready = await openForTest(startHttp(withKey(sandbox.keys.all, { KEYSCOPE_LOG_LEVEL: "debug" })));
    const state = async (server: typeof ready) => JSON.parse((await server.ask("/readyz")).body);
    await expect.poll(() => state(ready)).toMatchObject({ ready: true, key: "accepted", problem: null });
    expect(await ready.ask("/readyz")).toMatchObject({ status: 200 });
    expect(await state(ready)).toMatchObject({ connector: "setpilot", profile: "default", limits: "shared" });
    expect(new Date((await state(ready)).checkedAt).getTime()).toBeGreaterThan(0);
    await ready.post(PING, { authorization: "Bearer wrong-token-0123456789" });
    await ready.ask(`/mcp?token=${TOKEN}`, { method: "POST" });
    await ready.ask(`/${TOKEN}`);
    await expect.poll(() => ready.running.output()).toContain("404");
    expect(ready.running.output()).not.toContain(TOKEN);

    const rejected = await openForTest(startHttp(withKey(sandbox.keys.revoked)));
    await expect
      .poll(() => state(rejected))
      .toMatchObject({ ready: false, key: "rejected", problem: /rejected the key/ });
    expect(await rejected.ask("/readyz")).toMatchObject({ status: 503 });
    await rejected.running.until("It cannot answer yet. Setpilot rejected the API key");

    const missing = await openForTest(startHttp(environment()));
    await expect
      .poll(() => state(missing))
      .toMatchObject({ ready: false, key: "missing", problem: /no key that can be used/ });
    const away = withKey(sandbox.keys.all, { SETPILOT_BASE_URL: `http://127.0.0.1:${await freePort()}/` });
    const lost = await openForTest(startHttp({ ...away, SETPILOT_API_KEY: "spa_sk_of_an_api_that_is_gone" }));
    await expect
      .poll(() => state(lost))
      .toMatchObject({ ready: false, key: "not-tried", problem: /could not be reached/ });
    expect(JSON.stringify(await state(lost))).not.toContain("127.0.0.1");
  });
});

const alone = await startKeychainCommands();

describe.skipIf(alone.isSkipped)("the token of a server that a person runs alone", () => {
  it("is made at the first start, printed for a pipe, and renewed while the server runs", async () => {
    const { env } = alone.keyring();
    const key = { SETPILOT_API_KEY: alone.sandbox.keys.all, SETPILOT_BASE_URL: alone.sandbox.baseUrl("setpilot") };
    const server = await openForTest(startHttp({ ...env, ...key, KEYSCOPE_HTTP_TOKEN: "" }));
    expect(server.running.output()).toContain("http-token setpilot` prints it");

    const printed = await alone.keyscope("http-token setpilot");
    expect(printed).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringMatching(/^kst_[\w-]{43}\n$/) });
    const old = printed.stdout.trim();
    expect(server.running.output()).not.toContain(old);
    const client = await openForTest(connectHttp("client 2.x, 2026-07-28", server.url, old));
    expect(await client.toolNames()).toContain("setpilot_get_summary");
    expect((await alone.keyscope("http-token setpilot")).stdout.trim()).toBe(old);

    const renewed = await alone.keyscope("http-token setpilot --renew");
    expect(renewed).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("takes this one from now on") });
    const token = renewed.stdout.trim();
    expect(token).not.toBe(old);
    const ask = (bearer: string) => server.post(PING, { authorization: `Bearer ${bearer}` });
    expect(await ask(old)).toMatchObject({ status: 401 });
    expect(await ask(token)).toMatchObject({ status: 200 });
    // A second server takes the same, and none of it is among the keys.
    const second = await openForTest(startHttp({ ...env, ...key, KEYSCOPE_HTTP_TOKEN: "" }));
    expect(await second.post(PING, { authorization: `Bearer ${token}` })).toMatchObject({ status: 200 });
    expect((await alone.keyscope("status")).stdout).not.toContain("http_token");
    for (const written of filesIn(env["HOME"] ?? "")) {
      expect(written).not.toContain(old);
      expect(written).not.toContain(token);
    }
  });

  it("cuts off whoever listens with the old one", async () => {
    const { env } = alone.keyring();
    const server = await openForTest(startHttp({ ...env, KEYSCOPE_HTTP_TOKEN: "" }));
    const token = (await alone.keyscope("http-token setpilot")).stdout.trim();
    const meta = {
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    };
    const params = { notifications: { toolsListChanged: true }, _meta: meta };
    const listening = askerOf(server.port).post(
      { jsonrpc: "2.0", id: 1, method: "subscriptions/listen", params },
      { authorization: `Bearer ${token}`, "mcp-protocol-version": "2026-07-28", "mcp-method": "subscriptions/listen" },
    );
    await server.ask("/healthz");
    await alone.keyscope("http-token setpilot --renew");
    // It looks by itself each 3 s, and at once when somebody asks.
    expect(await server.post(PING)).toMatchObject({ status: 401 });
    expect((await listening).status).toBe(200);
  });

  it("is not read from a locked keychain, which is said", async () => {
    const { env, lock, unlock } = alone.keyring();
    await lock();
    const ended = await runCommand(["serve", ...HTTP], { env });
    await unlock();
    expect(ended).toMatchObject({ exitCode: 1, stdout: "" });
    expect(ended.stderr).toContain("The Secret Service is locked");
    expect(ended.stderr).toContain("Or give the server a token of your own");
  });
});

function filesIn(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  return all
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("keyrings"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
}
