import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { teapots, teapotsWith } from "../connectors/custom/examples.ts";
import { shop } from "../connectors/openapi/examples.ts";
import { clientEnvironment, connect, generations, PROGRAM, rememberEngine, temporaryHome } from "../helpers/clients.ts";
import { type Ended, runCommand, startOnTerminal, terminalSkipped } from "../helpers/command.ts";
import { type Loopback, serve } from "../helpers/loopback.ts";

/** What a terminal or an assistant acts on without showing it, and the beginning of a line that nobody of ours wrote. */
const HOSTILE = [
  "\u001b[31m\u001b[2J\u001b[1A", // colours, clears the screen, goes up
  "\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007", // a link that looks like something else
  "\u009b2K\u0085\u007f", // C1 controls, delete
  "\b\b\b\u0007\r\u000b\f", // back, bell, to the line's beginning
  "\u202e\u2066\u200f\u061c", // from right to left
  "\u200b\u200d\u2060\ufeff\u180e", // no width
  "\u{e0041}\u{e007f}", // tags
  "\u2028\u2029", // other line ends
].join("x");
const FORGED = "FORGED";
const WORD = `a${HOSTILE}\n${FORGED}`;

const UNSEEN = /[^\P{Cc}\t\n]|[\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]|\p{Cs}/u;
const KEY = "spa_sk_live_0123456789abcdef";

let home: Awaited<ReturnType<typeof temporaryHome>>;
let api: Loopback;

beforeEach(async () => {
  home = await temporaryHome();
  await rememberEngine(home.path);
  api = await serve((_, response) => {
    response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ detail: WORD, [WORD]: WORD }));
  });
});

afterEach(async () => {
  await api.close();
  await home.remove();
});

function put(path: string, content: unknown, at = home.path): string {
  const file = join(at, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
  return file;
}

function expectHarmless({ stdout, stderr }: Pick<Ended, "stdout" | "stderr">): void {
  for (const text of [stdout, stderr]) {
    expect(JSON.stringify(UNSEEN.exec(text)?.[0] ?? "")).toBe('""');
    expect(text.split("\n").filter((line) => line.startsWith(FORGED))).toEqual([]);
  }
}

interface Run {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Below the home folder. */
  readonly cwd?: string;
}

function run({ args, env = {}, stdin = "", cwd = "" }: Run): Promise<Ended> {
  const place = join(home.path, cwd);
  mkdirSync(place, { recursive: true });
  const own = { ...clientEnvironment(home.path), PATH: "/usr/bin:/bin", ...env };
  return runCommand(args, { env: own, stdin, cwd: place });
}

/** A server of Keyscope's in whose entry everything is hostile. */
const entry = (key = "SETPILOT_API_KEY") => ({
  command: "npx",
  args: ["-y", "keyscope", "serve", WORD, "--profile", WORD],
  env: { [key]: KEY, SETPILOT_BASE_URL: `\${${WORD}}`, [WORD]: `\${env:${WORD}}` },
});

describe("a word of the command line", () => {
  it.each([
    [WORD],
    ["status", WORD],
    ["status", `--${WORD}`],
    ["status", "--profile", WORD],
    ["status", "--keyring", WORD],
    ["tools", WORD],
    ["tools", "--scopes", WORD],
    ["call", WORD],
    ["call", `setpilot_${WORD}`],
    ["call", "setpilot_get_summary", WORD],
    ["call", "setpilot_get_summary", `${WORD}=1`],
    ["call", "setpilot_get_summary", `${WORD}=1`, `${WORD}=2`],
    ["call", "setpilot_get_summary", `year=${WORD}`],
    ["call", "setpilot_list_orders", `status=${WORD}`],
    ["call", "setpilot_get_summary", "--connector", WORD],
    ["serve", WORD],
    ["serve", "--profile", WORD],
    ["login", WORD],
    ["login", "--base-url", WORD],
    ["login", "--base-url", `https://${WORD}`],
    ["login", "--requests-per-minute", WORD],
    ["login", "--profile", WORD],
    ["logout", WORD],
    ["settings", "ebiz", "--requests-per-minute", WORD],
    ["settings", "--privacy", WORD],
    ["connectors", WORD],
    ["connectors", "show", WORD],
    ["connectors", "remove", WORD],
    ["connectors", "add", WORD],
    ["connectors", "add", `https://${WORD}`],
    ["connectors", "check", WORD],
    ["connectors", "add", "pets.json", "--id", WORD],
    ["connectors", "add", "pets.json", "--include", WORD],
    ["install", WORD],
    ["install", "cursor", WORD],
    ["install", "cursor", "--name", WORD],
    ["install", "cursor", "--scope", WORD],
    ["install", "--profile", WORD],
    ["uninstall", WORD],
    ["uninstall", "cursor", WORD],
    ["sandbox", "--port", WORD],
  ])("%j", async (...args) => {
    put("pets.json", shop({ "/pets": { get: { operationId: "listPets", responses: {} } } }));
    const env = { SETPILOT_API_KEY: KEY, SETPILOT_BASE_URL: `http://127.0.0.1:${api.port}/` };
    const ended = await run({ args, env, stdin: `${KEY}\n` });
    expect(ended.stdout + ended.stderr).not.toBe("");
    expectHarmless(ended);
  });
});

describe("a variable of the environment", () => {
  const placeholder = `\${${WORD}}`;
  const rows: readonly Readonly<Record<string, string>>[] = [
    { SETPILOT_API_KEY: placeholder },
    { SETPILOT_API_KEY: WORD },
    { SETPILOT_API_KEY: KEY, SETPILOT_BASE_URL: placeholder },
    { SETPILOT_API_KEY: KEY, SETPILOT_BASE_URL: `https://${WORD}` },
    { SETPILOT_API_KEY: KEY, SETPILOT_BASE_URL: "http://127.0.0.1:1/", SETPILOT_PRIVACY: WORD },
    { KEYSCOPE_LOG_LEVEL: WORD },
    { SETPILOT_API_KEY: KEY, SETPILOT_BASE_URL: "https://api.example", HTTPS_PROXY: WORD, KEYSCOPE_LOG_LEVEL: "debug" },
    { XDG_CONFIG_HOME: `/${WORD}`, XDG_CACHE_HOME: `/${WORD}` },
    { DBUS_SESSION_BUS_ADDRESS: WORD, KEYSCOPE_LOG_LEVEL: "debug" },
  ];

  it.each(rows)("%j", async (env) => {
    for (const args of [["status"], ["status", "--json"], ["call", "setpilot_get_summary"], ["tools"], ["logout"]]) {
      expectHarmless(await run({ args, env }));
    }
  });

  it.each(generations)("to an assistant, %s", async (generation) => {
    for (const env of rows) {
      const client = await connect(generation, clientEnvironment(home.path, env));
      const texts = [client.instructions ?? "", JSON.stringify(await client.tools())];
      texts.push((await client.call("setpilot_check_access")).text);
      texts.push((await client.call("setpilot_get_summary", { [WORD]: WORD })).text);
      texts.push((await client.call("setpilot_get_summary", { year: WORD })).text);
      await client.close();
      expectHarmless({ stdout: texts.join("\n"), stderr: client.stderr() });
    }
  });
});

describe("a client's configuration", () => {
  const project = (servers: object) => {
    const text = JSON.stringify({ mcpServers: servers }, undefined, 2);
    // Comments hold what they like, strings all but the first 32. They stand beside what is changed.
    const inString = [...HOSTILE].filter((character) => character >= " ").join("");
    return text.replace(/\}\n\}$/, `}, /* ${HOSTILE} */\n  "x${inString}": 1\n}\n`);
  };

  it.each(["install", "uninstall"])("%s shows what it does to it", async (verb) => {
    const ours = { setpilot: { command: "keyscope", args: ["serve", "setpilot"] } };
    put("shop/.cursor/mcp.json", project({ [WORD]: { command: "x" }, ...(verb === "install" ? {} : ours) }));
    const args = [verb, "cursor", "--scope", "project", "--yes"];
    const bin = dirname(put("bin/keyscope", `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`));
    chmodSync(join(bin, "keyscope"), 0o755);
    const ended = await run({ args, cwd: "shop", env: { PATH: `${bin}:/usr/bin:/bin` } });
    expect(ended).toMatchObject({ exitCode: 0 });
    expect(ended.stdout).toContain("mcp.json");
    expectHarmless(ended);
    // A person decides by it, so it is shown and not left out.
    expect(ended.stdout).toContain("/* \\u001b[31m\\u001b[2J\\u001b[1A");
    expect(ended.stdout).toContain("\\u202e\\u2066\\u200f\\u061c");
    expect(ended.stdout).toContain("\\udb40\\udc41");
  });

  it("on one line cannot forge lines of the difference", async () => {
    put(
      "shop/.mcp.json",
      `{"x": "${"y".repeat(400)}", "mcpServers": {"keyscope": {"command":\n"keyscope",\n"args":["serve"]\n}}}`,
    );
    const ended = await run({ args: ["uninstall", "claude-code", "--scope", "project", "--yes"], cwd: "shop" });
    expect(ended.exitCode).toBe(0);
    for (const line of ended.stdout.split("\n").filter((one) => one.includes('"args"'))) expect(line).toMatch(/^[-+]/);
  });

  it.each([["status"], ["status", "--json"], ["migrate"], ["migrate", "--yes"]])("%s %s", async (...args) => {
    put("shop/.cursor/mcp.json", project({ [WORD]: entry() }));
    put("shop/.mcp.json", `{ "mcpServers": { ${WORD} `);
    put(".cursor/mcp.json", {
      mcpServers: { [WORD]: entry("EBIZ_API_KEY"), [`b${WORD}`]: { ...entry(), command: WORD } },
    });
    put(".codex/config.toml", `[mcp_servers.x]\ncommand = "a"\n${WORD.replace("\n", " ")} = \n`);
    put(".gemini/settings.json", `{ "mcpServers": { "${HOSTILE}" `);
    expectHarmless(await run({ args, cwd: "shop" }));
  });

  it("status --json loses nothing of a name", async () => {
    put(
      "shop/.cursor/mcp.json",
      project({ [WORD]: { command: "npx", args: ["-y", "keyscope", "serve", "setpilot"] } }),
    );
    const ended = await run({ args: ["status", "--json"], cwd: "shop" });
    expectHarmless(ended);
    const { clients } = JSON.parse(ended.stdout);
    const [server] = clients.flatMap(({ servers }: { servers: unknown[] }) => servers);
    expect(server).toMatchObject({ name: WORD });
  });

  it("a server that writes to the terminal", async () => {
    const script = put("keyscope.cjs", `console.log(${JSON.stringify(WORD)}); console.error(${JSON.stringify(WORD)})`);
    put(".cursor/mcp.json", {
      mcpServers: { setpilot: { command: process.execPath, args: [script, "serve", "setpilot"] } },
    });
    for (const args of [["status"], ["status", "--json"]]) expectHarmless(await run({ args }));
  });

  it("a client's own command that fails", async () => {
    const said = put("said", WORD);
    chmodSync(put("bin/claude", `#!/bin/sh\ncat '${said}'; cat '${said}' >&2; exit 1\n`), 0o755);
    const ended = await run({
      args: ["install", "claude-code", "--yes"],
      env: { PATH: `${join(home.path, "bin")}:/usr/bin:/bin` },
    });
    expect(ended.exitCode).not.toBe(0);
    expectHarmless(ended);
  });
});

describe("a folder's name", () => {
  it("that commands print", async () => {
    const cwd = WORD.replace("https://", "");
    put("key.json", { mcpServers: { setpilot: entry() } });
    mkdirSync(join(home.path, cwd), { recursive: true });
    put(join(cwd, "teapots.json"), teapots);
    put(join(cwd, "broken.json"), "{");
    put(join(cwd, ".vscode/mcp.json"), "{ broken");
    const place = join(home.path, cwd);
    for (const args of [
      ["install", "cursor", "--scope", "project", "--yes"],
      ["status"],
      ["status", "--json"],
      ["uninstall", "cursor", "--scope", "project", "--yes"],
      ["uninstall", "cursor", "--scope", "project", "--yes"],
      ["install", "vscode", "--scope", "project", "--yes"],
      ["migrate"],
      ["connectors", "check", join(place, "broken.json")],
      ["connectors", "check", join(place, "teapots.json")],
      ["connectors", "add", join(place, "teapots.json")],
      ["connectors", "show", "teapots"],
      ["connectors", "show", "teapots", "--json"],
      ["connectors", "remove", "teapots"],
    ]) {
      expectHarmless(await run({ args, cwd, env: { HOME: place } }));
    }
  });
});

describe("a definition", () => {
  it.each([
    ["a member that nobody knows", teapotsWith({ [WORD]: 1, endpoints: [{ ...teapots.endpoints[0], [WORD]: WORD }] })],
    [
      "texts",
      teapotsWith({ title: WORD, about: WORD, id: WORD, baseUrl: WORD, scopes: [{ name: WORD, grants: WORD }] }),
    ],
    ["what it extends", { extends: WORD, endpoints: teapots.endpoints }],
    ["an OpenAPI document", hostileDocument(1)],
    ["an OpenAPI document to choose from", hostileDocument(50)],
    ["YAML", `a: [${WORD}`],
    ["a version", { openapi: WORD, info: { title: WORD } }],
  ])("%s", async (_, content) => {
    const file = put("my.json", content);
    put(".config/keyscope/connectors/teapots.json", content);
    for (const args of [
      ["check", file],
      ["add", file, "--replace"],
      ["list"],
      ["list", "--json"],
      ["show", "teapots"],
    ]) {
      expectHarmless(await run({ args: ["connectors", ...args] }));
    }
  });
});

function hostileDocument(operations: number): unknown {
  const get = (at: number) => ({
    operationId: `${WORD}${at}`,
    summary: WORD,
    description: WORD,
    tags: [WORD],
    parameters: [{ name: WORD, in: "query", description: WORD, schema: { type: "string", enum: [WORD] } }],
    responses: {},
  });
  const paths = Array.from({ length: operations }, (_, at) => [`/${at}`, { get: get(at) }]);
  return shop(Object.fromEntries([...paths, [`/${WORD}`, { get: { ...get(99), deprecated: true }, post: {} }]]), {
    info: { title: WORD, description: WORD },
  });
}

describe.skipIf(terminalSkipped() !== undefined)("on a terminal", () => {
  it("colours of a file are shown beside our own", async () => {
    put(".cursor/mcp.json", `// \u001b[35m\u202e\u009b2J\u{e0041}\u0007\n{ "mcpServers": {} }\n`);
    const env = { ...clientEnvironment(home.path), PATH: "/usr/bin:/bin", TERM: "xterm-256color" };
    const command = startOnTerminal(["install", "cursor"], env);
    await command.until("Make this change?");
    command.type("n");
    await command.ended;
    expect(command.output()).toContain("\u001b[32m+");
    expect(command.output()).toContain("// \\u001b[35m\\u202e\\u009b2J\\udb40\\udc41\\u0007");
    for (const raw of ["\u001b[35m", "\u202e", "\u009b", "\u{e0041}", "\u0007"]) {
      expect(command.output()).not.toContain(raw);
    }
  });
});
