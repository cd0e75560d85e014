import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "../../../src/sandbox/index.ts";
import { COMMAND, PROGRAM } from "../../helpers/clients.ts";
import { type Ended, runCommand } from "../../helpers/command.ts";
import { running, startKeyringSession } from "../../helpers/keyring-session.ts";
import { expectNoTraceOf } from "./leaks.ts";

const session = await startKeyringSession();

const KEY = "spa_sk_sandbox_all_scopes_7f3a";
const OTHER_KEY = "spa_sk_sandbox_dashboard_2c9d";
const REVOKED = "spa_sk_sandbox_revoked_40d6";
const [CONSUMER_KEY, CONSUMER_SECRET] = ["ck_sandbox_read_only_7b25", "cs_sandbox_read_only_3f68"];

describe.skipIf("skipped" in session)("migrate, from a pipe", () => {
  let sandbox: Sandbox;
  let folder: string;
  let home: string;
  let project: string;
  let cursor: string;
  /** Accounts of the keychain that a test may have filled. */
  let used: Set<string>;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "keyscope-migrate-"));
    [home, project] = [join(folder, "home"), join(folder, "project")];
    cursor = join(home, ".cursor/mcp.json");
    for (const path of [home, project]) mkdirSync(path);
    used = new Set(["setpilot"]);
    sandbox.clearRequests();
  });

  afterEach(async () => {
    for (const account of used) await keyscope(`logout ${account}`);
    rmSync(folder, { recursive: true, force: true });
  });

  afterAll(async () => {
    await sandbox.close();
    await running(session).stop();
  });

  function keyscope(args: string, stdin = "", PATH = "/usr/bin:/bin"): Promise<Ended> {
    return runCommand(args.split(" "), { env: { ...running(session).env, HOME: home, PATH }, stdin, cwd: project });
  }

  /** A PATH with Keyscope on it, as `npm link` leaves it. */
  function pathWithKeyscope(): string {
    symlinkSync(PROGRAM, join(folder, "keyscope"));
    return `${folder}:${dirname(process.execPath)}:/usr/bin:/bin`;
  }

  /** The end of the key that is stored, asked for from a home without clients, whose servers `status` would start. */
  async function stored(account: string) {
    used.add(account);
    const env = { ...running(session).env, HOME: join(folder, "elsewhere") };
    const { stdout } = await runCommand(["status", ...account.split(" "), "--json"], { env, cwd: folder });
    const { key } = JSON.parse(stdout);
    return key === null ? undefined : key.lastFour;
  }

  function write(file: string, text: string): string {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return text;
  }

  function baseUrl(): string {
    return sandbox.baseUrl("setpilot");
  }

  /** A configuration of Cursor's with this server of Keyscope's. */
  function server(name: string, key: string, more: object = {}) {
    const env = { SETPILOT_API_KEY: key, SETPILOT_BASE_URL: baseUrl() };
    return { [name]: { command: "npx", args: ["-y", "keyscope", "serve"], env, ...more } };
  }

  function json(servers: object): string {
    return JSON.stringify({ mcpServers: servers }, undefined, 2);
  }

  const backup = (file: string) => `${file}.keyscope-backup`;

  it("moves a key out of JSON with comments, and leaves every other byte", async () => {
    const before = [
      "\uFEFF{",
      "\t// mine",
      '\t"mcpServers": {',
      '\t\t"setpilot": {',
      '\t\t\t"command": "npx", // as documented',
      '\t\t\t"args": ["-y", "keyscope@1", "serve"],',
      '\t\t\t"env": {',
      '\t\t\t\t"LANG": "C", // stays',
      `\t\t\t\t"SETPILOT_API_KEY": "${KEY}",`,
      `\t\t\t\t"SETPILOT_BASE_URL": "${baseUrl()}",`,
      "\t\t\t},",
      '\t\t\t"timeout": 60,',
      "\t\t},",
      '\t\t"other": { "command": "other" }',
      "\t}",
      "}",
    ];
    write(cursor, before.join("\r\n"));
    const ended = await keyscope("migrate --yes");
    expect(ended.exitCode).toBe(0);
    expect(readFileSync(cursor, "utf8").split("\r\n")).toEqual(before.filter((line) => !line.includes("SETPILOT_")));
    expect(ended.stdout).toMatch(/line 9 +server setpilot +variable SETPILOT_API_KEY +Setpilot API key ending in 7f3a/);
    expect(ended.stdout).toContain(
      "Setpilot API key ending in 7f3a: works. It goes into the Secret Service as setpilot:default",
    );
    expect(ended.stdout).toMatch(/^-\t+"SETPILOT_API_KEY": "…",$/m);
    expect(ended.stdout).toContain(
      "Stored the Setpilot API key ending in 7f3a in the Secret Service as setpilot:default.",
    );
    expect(ended.stdout).toContain(`Shredded ${backup(cursor)}.`);
    expect(existsSync(backup(cursor))).toBe(false);
    // Also no draft, no cache and no backup has it.
    expectNoTraceOf(KEY, [ended], folder);
    expect(await stored("setpilot")).toBe("7f3a");
    expect((await keyscope("call setpilot_list_orders page_size=1")).exitCode).toBe(0);
  });

  it("moves a key out of TOML with comments, and leaves every other byte", async () => {
    const file = join(home, ".codex/config.toml");
    const before = [
      "# mine",
      'model = "gpt-5"',
      "",
      "[mcp_servers.setpilot] # orders",
      'command = "npx"',
      'args = ["-y", "keyscope", "serve"]',
      "",
      "[mcp_servers.setpilot.env]",
      `SETPILOT_API_KEY = "${KEY}"`,
      `SETPILOT_BASE_URL = '${baseUrl()}'`,
      "",
      "[tui]",
      "theme = 'dark'",
    ];
    write(file, before.join("\n"));
    const ended = await keyscope("migrate --yes");
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toMatch(/line 9 +server setpilot +variable SETPILOT_API_KEY/);
    const after = readFileSync(file, "utf8").split("\n");
    expect(after.filter((line) => line !== "")).toEqual(
      before.filter((line) => line !== "" && !/SETPILOT_|\.env/.test(line)),
    );
    expectNoTraceOf(KEY, [ended], folder);
    expect(await stored("setpilot")).toBe("7f3a");
  });

  it("moves a key of two parts with the address beside it, and one from an inline table", async () => {
    const desktop = join(home, ".config/Claude/claude_desktop_config.json");
    const env = {
      EBIZ_CONSUMER_KEY: CONSUMER_KEY,
      EBIZ_CONSUMER_SECRET: CONSUMER_SECRET,
      EBIZ_BASE_URL: sandbox.baseUrl("ebiz"),
    };
    write(desktop, json({ ebiz: { command: "npx", args: ["-y", "keyscope", "serve", "ebiz"], env } }));
    const codex = join(home, ".codex/config.toml");
    write(
      codex,
      `[mcp_servers]\nshop = { command = "keyscope", args = ["serve"], env = { SETPILOT_API_KEY = "${KEY}", SETPILOT_BASE_URL = "${baseUrl()}" } }\n`,
    );
    const ended = await keyscope("migrate --yes");
    expect(ended.exitCode).toBe(0);
    expect(JSON.parse(readFileSync(desktop, "utf8"))).toEqual({
      mcpServers: { ebiz: { command: "npx", args: ["-y", "keyscope", "serve", "ebiz"] } },
    });
    expect(readFileSync(codex, "utf8")).not.toContain("SETPILOT");
    for (const part of [CONSUMER_KEY, CONSUMER_SECRET, KEY]) expectNoTraceOf(part, [ended], folder);
    expect(await stored("ebiz")).toBe("7b25");
    expect(await stored("setpilot")).toBe("7f3a");
    expect(ended.stderr).toContain("the assistant sees them as before. To hide them run `");
  });

  it("keeps what an entry decided about personal data", async () => {
    const env = { SETORA_API_KEY: sandbox.examples.setora.all.parts[0], SETORA_BASE_URL: sandbox.baseUrl("setora") };
    write(
      cursor,
      json({ setora: { command: "keyscope", args: ["serve", "setora"], env: { ...env, SETORA_PRIVACY: "masked" } } }),
    );
    expect((await keyscope("migrate --yes")).exitCode).toBe(0);
    used.add("setora");
    expect((await keyscope("settings setora")).stdout).toContain("masked");
  });

  it("gives a second key a profile of its own, and the server its name", async () => {
    await keyscope(`login setpilot --base-url ${baseUrl()}`, OTHER_KEY);
    await keyscope(`login setpilot --profile shop --base-url ${baseUrl()}`, sandbox.examples.setpilot.some.parts[0]);
    used.add("setpilot --profile shop");
    write(cursor, json(server("Shop", KEY, { timeout: 60 })));
    const ended = await keyscope("migrate --yes");
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toContain("as setpilot:shop-2, because setpilot:default has another key,");
    const { mcpServers } = JSON.parse(readFileSync(cursor, "utf8"));
    expect(mcpServers.Shop.args.slice(-4)).toEqual(["serve", "setpilot", "--profile", "shop-2"]);
    expect(mcpServers.Shop.timeout).toBe(60);
    expect(mcpServers.Shop.env).toBeUndefined();
    expect(await stored("setpilot")).toBe("2c9d");
    expect(await stored("setpilot --profile shop-2")).toBe("7f3a");
  });

  it("gives two keys two profiles, and the same key in two files one", async () => {
    const windsurf = join(home, ".codeium/windsurf/mcp_config.json");
    write(cursor, json({ ...server("setpilot", KEY), ...server("shop", OTHER_KEY) }));
    write(windsurf, json(server("setpilot", KEY)));
    expect((await keyscope("migrate --yes")).exitCode).toBe(0);
    expect(await stored("setpilot")).toBe("7f3a");
    expect(await stored("setpilot --profile shop")).toBe("2c9d");
    expect(readFileSync(windsurf, "utf8")).not.toContain("--profile");
  });

  it("takes a key that is stored already only out of the file, untried", async () => {
    await keyscope(`login setpilot --base-url ${baseUrl()}`, KEY);
    sandbox.clearRequests();
    write(cursor, json(server("setpilot", KEY)));
    const ended = await keyscope("migrate --yes");
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toContain("is in the Secret Service as setpilot:default already");
    expect(sandbox.requests).toEqual([]);
    expectNoTraceOf(KEY, [ended], folder);
  });

  it("writes the command anew where the key stands in it", async () => {
    const env = { SETPILOT_BASE_URL: baseUrl(), LANG: "C" };
    write(cursor, json({ setpilot: { command: "keyscope", args: ["serve", KEY], env } }));
    const ended = await keyscope("migrate --yes");
    expect(ended.stdout).toMatch(/argument 2 +Setpilot API key ending in 7f3a/);
    expect(ended.exitCode).toBe(0);
    const { setpilot } = JSON.parse(readFileSync(cursor, "utf8")).mcpServers;
    expect(setpilot.args.slice(-2)).toEqual(["serve", "setpilot"]);
    expect(setpilot.env).toEqual({ LANG: "C" });
    expectNoTraceOf(KEY, [ended], folder);
  });

  it("only reports without --yes, and keeps file and keychain as they are", async () => {
    const before = write(cursor, json(server("setpilot", KEY)));
    const ended = await keyscope("migrate");
    expect(ended.exitCode).toBe(2);
    expect(ended.stdout).toContain("Setpilot API key ending in 7f3a");
    expect(ended.stderr).toContain(`Run \`${COMMAND} migrate\` in a terminal`);
    expect(readFileSync(cursor, "utf8")).toBe(before);
    expect(sandbox.requests).toEqual([]);
    expectNoTraceOf(KEY, [ended], join(home, ".cache"));
    expect(await stored("setpilot")).toBeUndefined();
  });

  it("says where it looked when there is nothing, and placeholders are nothing", async () => {
    write(cursor, json(server("setpilot", `\${SETPILOT_API_KEY}`)));
    const ended = await keyscope("migrate");
    expect(ended.exitCode).toBe(0);
    expect(ended.stdout).toContain(cursor);
    expect(ended.stdout).toMatch(/\nThe \d\d files in which other clients keep their servers are not there\.\n$/);
  });

  it("leaves other programs' servers, containers and parts of keys, and says so", async () => {
    const before = write(
      cursor,
      json({
        other: { command: "npx", args: ["setpilot-mcp"], env: { SETPILOT_API_KEY: KEY } },
        boxed: {
          command: "docker",
          args: ["run", "-e", "SETPILOT_API_KEY", "keyscope"],
          env: { SETPILOT_API_KEY: KEY },
        },
        part: { command: "keyscope", args: ["serve", "ebiz"], env: { EBIZ_CONSUMER_KEY: CONSUMER_KEY } },
      }),
    );
    const ended = await keyscope("migrate --yes");
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain("The server other in");
    expect(ended.stderr).toContain(`run \`${COMMAND} install cursor setpilot\``);
    expect(ended.stderr).toContain("The server boxed in");
    expect(ended.stderr).toContain("in a container or on another machine");
    expect(ended.stdout).toContain("e-biz, a part of a key: its consumer secret is not there");
    expect(readFileSync(cursor, "utf8")).toBe(before);
    expect(existsSync(backup(cursor))).toBe(false);
    for (const key of [KEY, CONSUMER_KEY]) expectNoTraceOf(key, [ended], join(home, ".cache"));
  });

  it.each([
    ["that is rejected", REVOKED, 3, "does not work"],
    ["of an API that is over its limit", "spa_sk_sandbox_limited_95c2", 4, "could not be tried"],
  ])("leaves a key %s, and moves the others", async (_, bad, exitCode, said) => {
    used.add("setpilot --profile bad");
    write(cursor, json({ ...server("setpilot", KEY), ...server("bad", bad) }));
    const ended = await keyscope("migrate --yes");
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.stderr).toContain(said);
    expect(ended.stderr).toContain("stays where it is");
    const { mcpServers } = JSON.parse(readFileSync(cursor, "utf8"));
    expect(mcpServers.setpilot.env).toBeUndefined();
    expect(mcpServers.bad.env.SETPILOT_API_KEY).toBe(bad);
    for (const key of [KEY, bad]) expectNoTraceOf(key, [ended], join(home, ".cache"));
  });

  it("leaves a key without an address, or with one that no key may be sent to", async () => {
    const ebiz = { EBIZ_CONSUMER_KEY: CONSUMER_KEY, EBIZ_CONSUMER_SECRET: CONSUMER_SECRET };
    const before = write(
      cursor,
      json({
        ebiz: { command: "keyscope", args: ["serve", "ebiz"], env: ebiz },
        setpilot: { command: "keyscope", env: { SETPILOT_API_KEY: KEY, SETPILOT_BASE_URL: "http://shop.example/" } },
      }),
    );
    const ended = await keyscope("migrate --yes");
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain(`Add EBIZ_BASE_URL there, or store the key with \`${COMMAND} login ebiz\`.`);
    expect(ended.stderr).toContain("SETPILOT_BASE_URL beside it is not an address that a key may be sent to");
    expect(readFileSync(cursor, "utf8")).toBe(before);
  });

  it("changes nothing while the keychain is locked", async () => {
    const before = write(cursor, json(server("setpilot", KEY)));
    await running(session).lock();
    const ended = await keyscope("migrate --yes");
    await running(session).unlock();
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain("is locked");
    expect(ended.stderr).toContain("Nothing was changed.");
    expect(readFileSync(cursor, "utf8")).toBe(before);
    expect(sandbox.requests).toEqual([]);
  });

  it("does not say of a file that it cannot understand that no key is in it", async () => {
    write(cursor, `{"mcpServers": {"x": {"env": {"SETPILOT_API_KEY": "${KEY}" "LANG"}}}}`);
    const ended = await keyscope("migrate");
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toMatch(/\.cursor\/mcp\.json +not looked into, see above/);
  });

  it("says what it cannot understand or write, and goes on with the rest", async () => {
    write(join(home, ".gemini/settings.json"), `{"mcpServers": {"x": {"env": {"SETPILOT_API_KEY": "${KEY}" "LANG"}}}}`);
    const readOnly = write(cursor, json(server("setpilot", KEY)));
    chmodSync(cursor, 0o400);
    const codex = join(home, ".codex/config.toml");
    write(
      codex,
      `[mcp_servers.s]\ncommand = "keyscope"\nenv = { SETPILOT_API_KEY = "${KEY}", SETPILOT_BASE_URL = "${baseUrl()}" }\n`,
    );
    const ended = await keyscope("migrate --yes");
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toMatch(/settings\.json cannot be understood at line 1, column \d+/);
    expect(ended.stderr).toContain(`${cursor} is read-only.`);
    expect(readFileSync(cursor, "utf8")).toBe(readOnly);
    expect(readFileSync(codex, "utf8")).toBe('[mcp_servers.s]\ncommand = "keyscope"\n');
    expectNoTraceOf(KEY, [ended], join(home, ".codex"));
  });

  it("tells of a key that also stands in a comment", async () => {
    write(cursor, `// was ${KEY}\n${json(server("setpilot", KEY))}\n`);
    const ended = await keyscope("migrate --yes");
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain(`${cursor} still has a key in line 1. Delete it there yourself.`);
    expectNoTraceOf(KEY, [ended], join(home, ".cache"));
  });

  describe("in a project", () => {
    it.each([
      ["that git has", ["add", "."], "is in git, so the key may be in the history"],
      ["that git does not have", undefined, "lies in a git repository, but git does not have it"],
    ])(
      "tells about the file %s, and binds no address of the project's to the default profile",
      async (_, git, said) => {
        execFileSync("git", ["init", "--quiet"], { cwd: project });
        const file = join(project, ".mcp.json");
        write(file, json(server("shop", KEY)));
        if (git !== undefined) execFileSync("git", git, { cwd: project });
        const ended = await keyscope("migrate --yes", "", pathWithKeyscope());
        expect(ended.exitCode).toBe(0);
        expect(ended.stderr).toContain(said);
        // The default profile is not the one that the entry names from now on.
        const login = `keyscope login setpilot --profile shop --base-url ${baseUrl()}`;
        expect(ended.stderr).toContain(`whoever else uses it needs a key of their own afterwards (\`${login}\`)`);
        expect(ended.stdout).toContain(`store it with \`${login}\`, and revoke the old one.`);
        const { shop } = JSON.parse(readFileSync(file, "utf8")).mcpServers;
        expect([shop.command, ...shop.args].join(" ")).toBe("keyscope serve setpilot --profile shop");
        expect(await stored("setpilot")).toBeUndefined();
        expect(await stored("setpilot --profile shop")).toBe("7f3a");
      },
    );

    it("leaves a key whose server could not be started without it", async () => {
      const file = join(project, ".mcp.json");
      const before = write(file, json(server("shop", KEY)));
      const ended = await keyscope("migrate --yes");
      expect(ended.exitCode).toBe(1);
      expect(ended.stderr).toContain("there is no program `keyscope` on the PATH");
      expect(readFileSync(file, "utf8")).toBe(before);
      expect(await stored("setpilot --profile shop")).toBeUndefined();
    });
  });
});
