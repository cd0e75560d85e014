import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox/index.ts";
import { clientEnvironment, connect, generations, PROGRAM, temporaryHome } from "../helpers/clients.ts";
import { runCommand, startCommand } from "../helpers/command.ts";
import { OWN_TOOLS } from "../helpers/own-tools.ts";
import { openPlace } from "../helpers/place.ts";
import { ownFiles } from "./migrate/leaks.ts";

const commands = [
  "serve",
  "http-token",
  "login",
  "logout",
  "status",
  "tools",
  "call",
  "query",
  "tables",
  "report",
  "connectors",
  "sandbox",
  "demo",
] as const;

const { sandbox, environment } = await openPlace();

function keyscope(args: string, added: Record<string, string> = {}) {
  return runCommand(args.split(" "), { env: environment(added) });
}

function withKey(key: keyof Sandbox["keys"]): Record<string, string> {
  return { SETPILOT_API_KEY: sandbox.keys[key], SETPILOT_BASE_URL: sandbox.baseUrl("setpilot") };
}

describe.concurrent("help", () => {
  it("names every command", async () => {
    const { stdout, stderr, exitCode } = await keyscope("--help");
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, "m"));
  });

  it.each(commands)("explains %s", async (command) => {
    const { stdout, stderr, exitCode } = await keyscope(`${command} --help`);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toMatch(new RegExp(`^Usage: keyscope ${command}\\b`));
  });

  it.each(["help", "help status", "help connectors add"])("is what %s prints", async (args) => {
    const words = args.split(" ").slice(1);
    expect(await keyscope(args)).toEqual(await keyscope([...words, "--help"].join(" ")));
  });

  it("prints the version of package.json", async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8"));
    for (const asked of ["--version", "-V", "-v", "version"]) {
      expect(await keyscope(asked)).toMatchObject({ stdout: `${version}\n`, stderr: "", exitCode: 0 });
    }
  });
});

describe.concurrent("wrong usage", () => {
  it.each([
    ["statsu", "Did you mean status?"],
    ["help statsu", "Did you mean status?"],
    ["status --jsno", "Did you mean --json?"],
    ["status one two", "too many arguments"],
    ["call", "missing required argument 'tool'"],
    ["status -v", "unknown option '-v'"],
    ["connectors ad", "unknown command 'ad'\n(Did you mean add?)"],
    ["people chek", "unknown command 'chek'\n(Did you mean check?)"],
    ["status setpilto", 'There is no connector "setpilto". Did you mean setpilot? Known: setpilot'],
    ["serve setpilto", 'There is no connector "setpilto". Did you mean setpilot? Known: setpilot'],
    ["serve --profil x", "Did you mean --profile?"],
    ["login setpilot --profile My:Shop", '"My:Shop" cannot name a profile: use 1 to 64 of a-z'],
    [`logout --profile ${"p".repeat(65)}`, "cannot name a profile"],
    ["status --keyring file", "Allowed choices are kernel"],
    ["tools --scopes ordres", 'Setpilot has no scope "ordres". Did you mean orders? Its scopes: dashboard, orders'],
    ["sandbox --port 70000", "--port must be a whole number from 0 to 65535"],
    ["sandbox --port http", "--port must be a whole number from 0 to 65535"],
  ])("%s", async (args, said) => {
    const { stdout, stderr, exitCode } = await keyscope(args);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(said);
  });
});

describe.concurrent("exit codes", () => {
  it.each([
    [0, "all", "status"],
    [1, "revoked", "status"],
    [1, "some", "call setpilot_get_summary"],
    [2, "all", "call setpilot_get_summary yaer=2026"],
    [3, "revoked", "status setpilot"],
    [3, "revoked", "tools"],
    [3, "revoked", "call setpilot_get_summary"],
    [4, "broken", "status setpilot"],
    [4, "limited", "tools"],
    [4, "limited", "call setpilot_list_orders"],
  ] as const)("%i with the key %s: %s", async (exitCode, key, args) => {
    expect((await keyscope(args, withKey(key))).exitCode).toBe(exitCode);
  });
});

describe.concurrent("--json", () => {
  it.each([
    ["status", "all", 0],
    ["status", "revoked", 1],
    ["status setpilot", "broken", 4],
    ["status setpilot", "revoked", 3],
    ["tools", "some", 0],
    ["tools", "revoked", 3],
    ["connectors", "all", 0],
  ] as const)("%s prints one document and nothing else: %s", async (command, key, expected) => {
    const { stdout, exitCode } = await keyscope(`${command} --json`, withKey(key));
    expect(exitCode).toBe(expected);
    expect(JSON.parse(stdout)).toBeTypeOf("object");
    expect(stdout).not.toContain(sandbox.keys[key]);
    expect(stdout).toMatch(/^\{.*\}\n$/s);
  });

  it("tells a program what people are told", async () => {
    const { stdout } = await keyscope("status setpilot --json", {
      ...withKey("revoked"),
      SETPILOT_API_KEY: sandbox.keys.revoked,
    });
    expect(JSON.parse(stdout)).toMatchObject({
      key: { lastFour: "40d6", source: { kind: "environment", variable: "SETPILOT_API_KEY" } },
      tools: { shown: ["setpilot_check_access"], hidden: [] },
      problem: { kind: "key-rejected", text: expect.stringContaining("restart the client") },
    });
  });
});

describe("without a key, network or terminal", () => {
  it("lists the tools of given scopes, and says which scope the others lack", async () => {
    const { stdout, stderr, exitCode } = await keyscope("tools --scopes orders,products");
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    expect(stdout).toMatch(/^shown +setpilot_list_orders +Orders +orders$/m);
    expect(stdout).toMatch(/^shown +setpilot_query +Query all rows with SQL *$/m);
    expect(stdout).toMatch(/^hidden +setpilot_list_inventory +Stock +lacks inventory$/m);
    expect(stdout).toContain("Setpilot: 5 shown, 7 hidden.");
    const none = await runCommand(["tools", "--scopes", ""], { env: environment() });
    expect(none.stdout).toContain("Setpilot: 1 shown, 9 hidden.");
  });

  it("lists the connectors with their scopes", async () => {
    const { stdout, exitCode } = await keyscope("connectors");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("setpilot (the default): Setpilot");
    for (const scope of ["dashboard", "orders", "products", "inventory"]) {
      expect(stdout).toMatch(new RegExp(`^  ${scope} `, "m"));
    }
  });

  it("prints no colour into a pipe", async () => {
    const { stdout } = await keyscope("tools --scopes orders");
    expect(stdout).not.toContain("\u001b");
  });

  it("leaves nothing in the home folder", async () => {
    const fresh = await temporaryHome();
    const env = clientEnvironment(fresh.path);
    for (const args of [["tools", "--scopes", "orders"], ["connectors"], ["--help"], ["status"]]) {
      await runCommand(args, { env });
    }
    expect(ownFiles(fresh.path)).toEqual([]);
    await fresh.remove();
  });

  it("serves MCP when started alone", async () => {
    const client = await connect(generations[0], environment(withKey("some")), []);
    expect(await client.toolNames()).toHaveLength(3 + OWN_TOOLS);
    await client.close();
  });

  it("ends at once, and quietly, when it is started alone with nothing on standard input", async () => {
    expect(await runCommand([], { env: environment() })).toMatchObject({
      stdout: "",
      stderr: "",
      exitCode: 0,
    });
  });
});

describe("a reader that has enough, as `| head -1`", () => {
  it.each(["tools --scopes orders", "connectors --json", "--help", "sandbox", "demo"])(
    "%s ends quietly",
    async (args) => {
      const running = startCommand(args.split(" "), { env: environment() });
      running.stopReading();
      const { stderr, exitCode } = await running.ended;
      expect(stderr).toBe("");
      expect(exitCode).toBe(0);
    },
  );

  it.skipIf(!existsSync("/dev/full"))("says so, and fails, when the disk is full instead", async () => {
    const full = openSync("/dev/full", "w");
    const child = spawn(process.execPath, [PROGRAM, "tools", "--scopes", "orders"], {
      env: environment(),
      stdio: ["ignore", full, "pipe"],
    });
    let stderr = "";
    child.stderr?.on("data", (chunk) => {
      stderr += String(chunk);
    });
    const [exitCode] = await once(child, "close");
    closeSync(full);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^The output could not be written: .*ENOSPC.*\n$/);
  });
});
