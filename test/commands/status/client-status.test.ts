import { chmod, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Machine } from "../../../src/clients/client.ts";
import { checkClients } from "../../../src/clients/doctor/check-clients.ts";
import { toClientsJson } from "../../../src/commands/status/clients.ts";
import { type Sandbox, startSandbox } from "../../../src/sandbox/index.ts";
import { COMMAND, PROGRAM, rememberEngine, temporaryHome } from "../../helpers/clients.ts";
import { runCommand } from "../../helpers/command.ts";
import { OWN_TOOLS } from "../../helpers/own-tools.ts";

const PLACEHOLDER = `\${SETPILOT_API_KEY}`;
const UNSET = `\${env:NONE}`;
const KEYSCOPE = [PROGRAM, "serve", "setpilot"];

describe("status of the clients", () => {
  let sandbox: Sandbox;
  const homes: { remove(): Promise<void> }[] = [];

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  afterAll(async () => {
    await sandbox.close();
    await Promise.all(homes.map((home) => home.remove()));
  });

  /** A machine of which nothing is known but what the test puts there. Its PATH has Node.js only. */
  async function machineWith(files: Readonly<Record<string, unknown>>): Promise<Machine> {
    const home = await temporaryHome();
    await rememberEngine(home.path);
    homes.push(home);
    for (const [name, content] of Object.entries(files)) {
      const file = join(home.path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
    }
    await mkdir(join(home.path, "bin"));
    await symlink(process.execPath, join(home.path, "bin/node"));
    const env = {
      HOME: home.path,
      PATH: join(home.path, "bin"),
      USER: "shopkeeper",
      SETPILOT_API_KEY: sandbox.keys.all,
      SETPILOT_BASE_URL: sandbox.baseUrl("setpilot"),
    };
    const folder = join(home.path, "project");
    await mkdir(folder, { recursive: true });
    return { platform: "linux", home: home.path, env, folder };
  }

  async function script(machine: Machine, name: string, text: string): Promise<string> {
    const file = join(machine.home, "bin", name);
    await writeFile(file, `#!/bin/sh\n${text}\n`);
    await chmod(file, 0o755);
    return file;
  }

  function served(entry: object, outer = "mcpServers"): object {
    return { [outer]: { other: { command: "does-not-exist" }, setpilot: entry } };
  }

  async function statuses(machine: Machine) {
    return toClientsJson(await checkClients(machine, { node: process.execPath, script: PROGRAM }));
  }

  /** The one server of the one client that has one. */
  async function onlyServer(machine: Machine) {
    const servers = (await statuses(machine)).flatMap((client) => client.servers);
    expect(servers).toHaveLength(1);
    const [server] = servers;
    if (server === undefined) throw new Error("There is no server.");
    return server;
  }

  it("says in one line that there is none, and that the key was tried all the same", async () => {
    const { env } = await machineWith({});
    const { stdout, exitCode } = await runCommand(["status", "setpilot"], { env: defined(env) });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^Setpilot, profile default\n[\s\S]*\nshown {2}setpilot_check_access\n\nPersonal data: .*\n\nNo assistant was found on this machine\. .*\n$/,
    );
  });

  it("tells a client without Keyscope how to get it, and one with it what it starts", async () => {
    const { env } = await machineWith({
      ".cursor/mcp.json": { mcpServers: {} },
      ".claude.json": served({ type: "stdio", command: process.execPath, args: KEYSCOPE }),
    });
    const { stdout, exitCode } = await runCommand(["status"], { env: defined(env) });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      [
        `Claude Code  setpilot  starts, ${9 + OWN_TOOLS} tools  node keyscope.cjs serve setpilot`,
        `Cursor       -         not installed     \`${COMMAND} install cursor setpilot\`\n`,
      ].join("\n"),
    );
  });

  it("names a server over HTTP where a client has its address, and does not call the client without Keyscope", async () => {
    const url = "https://tools.example.com/mcp";
    const headers = { Authorization: `Bearer \${env:KEYSCOPE_HTTP_TOKEN}` };
    const machine = await machineWith({
      ".cursor/mcp.json": { mcpServers: { shop: { url: `${url}?k=1`, headers } } },
      ".gemini/settings.json": { mcpServers: { setpilot: { httpUrl: url } } },
      ".qwen/settings.json": { mcpServers: { tickets: { httpUrl: "https://tickets.example.com/mcp" } } },
    });
    const env = defined(machine.env);
    for (const args of [["status"], ["status", "setpilot"]]) {
      const { stdout } = await runCommand(args, { env });
      expect(stdout).toContain(`Cursor      shop      over HTTP      ${url}\n`);
      expect(stdout).toContain(`Gemini CLI  setpilot  over HTTP      ${url}\n`);
      expect(stdout).toMatch(/Qwen Code {3}- {9}not installed/);
    }
    const file = join(machine.home, ".cursor/mcp.json");
    expect((await statuses(machine)).find(({ id }) => id === "cursor")).toMatchObject({
      servers: [],
      overHttp: [{ name: "shop", scope: "user", file, line: 3, url }],
    });
  });

  it("has everything in the JSON document, beside what was there before", async () => {
    const { env, home } = await machineWith({
      ".claude.json": served({ type: "stdio", command: process.execPath, args: [...KEYSCOPE, "--profile", "default"] }),
    });
    const { stdout } = await runCommand(["status", "setpilot", "--json"], { env: defined(env) });
    const document: unknown = JSON.parse(stdout);
    expect(document).toMatchObject({
      connector: "setpilot",
      problem: null,
      clients: [
        {
          id: "claude-code",
          title: "Claude Code",
          installed: true,
          problems: [],
          servers: [
            {
              name: "setpilot",
              scope: "user",
              file: join(home, ".claude.json"),
              line: 6,
              connector: "setpilot",
              profile: "default",
              command: [process.execPath, ...KEYSCOPE, "--profile", "default"],
              starts: true,
              tools: expect.arrayContaining(["setpilot_get_summary", "setpilot_check_access"]),
              problems: [],
            },
          ],
        },
      ],
    });
  });

  it("gives the server what the client gives it, and no more", async () => {
    const codex = await machineWith({
      ".codex/config.toml": `[mcp_servers.setpilot]\ncommand = "${process.execPath}"\nargs = ${JSON.stringify(KEYSCOPE)}\n`,
    });
    const without = await onlyServer(codex);
    expect(without).toMatchObject({ starts: true, tools: ["setpilot_check_access"], problems: [{ kind: "access" }] });

    const handedOn = await machineWith({
      ".codex/config.toml": `[mcp_servers.setpilot]\ncommand = "node"\nargs = ${JSON.stringify(KEYSCOPE)}\nenv_vars = ["SETPILOT_API_KEY", "SETPILOT_BASE_URL"]\n`,
    });
    const withKey = await onlyServer(handedOn);
    expect(withKey).toMatchObject({ starts: true, problems: [] });
    expect(withKey.tools).toHaveLength(9 + OWN_TOOLS);
  });

  it("tells what of this terminal's variables the server may lack, by what stands in its way", async () => {
    const key = ["SETPILOT_API_KEY", "SETPILOT_BASE_URL"];
    const machineOf = async (handedOn: readonly string[], env: Readonly<Record<string, string>>) => {
      const entry = `command = "node"\nargs = ${JSON.stringify(KEYSCOPE)}\nenv_vars = ${JSON.stringify(handedOn)}\n`;
      const machine = await machineWith({ ".codex/config.toml": `[mcp_servers.setpilot]\n${entry}` });
      return { ...machine, env: { ...machine.env, ...env } };
    };
    const bus = await machineOf([], { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere/bus" });
    expect((await onlyServer(bus)).problems).toMatchObject([
      { kind: "access", text: expect.stringContaining("there is no D-Bus session for this user") },
      {
        kind: "not-handed-on",
        text: expect.stringMatching(/Run `.*install codex setpilot`, which offers to add it to the entry\.$/),
      },
    ]);
    const nowhere = { SETPILOT_BASE_URL: "http://127.0.0.1:1/", HTTPS_PROXY: "http://127.0.0.1:1" };
    const proxy = await machineOf(key, nowhere);
    expect((await onlyServer(proxy)).problems).toMatchObject([
      { kind: "access", text: expect.stringContaining("127.0.0.1:1 refused the connection") },
      { kind: "not-handed-on", text: expect.stringContaining("has HTTPS_PROXY, and Codex does not hand it on") },
    ]);
  });

  it("puts in what the entry names, in the client's own way", async () => {
    const env = { SETPILOT_API_KEY: "$SETPILOT_API_KEY", SETPILOT_BASE_URL: "$SETPILOT_BASE_URL" };
    const machine = await machineWith({
      ".gemini/settings.json": served({ command: process.execPath, args: KEYSCOPE, env }),
    });
    const server = await onlyServer(machine);
    expect(server).toMatchObject({ starts: true, problems: [] });
    expect(server.tools).toHaveLength(9 + OWN_TOOLS);
  });

  it("tells of a variable that is not replaced, and of one that is not set", async () => {
    const unknown = await machineWith({
      ".codeium/windsurf/mcp_config.json": served({
        command: process.execPath,
        args: KEYSCOPE,
        env: { SETPILOT_API_KEY: PLACEHOLDER },
      }),
    });
    expect(await onlyServer(unknown)).toMatchObject({
      starts: true,
      problems: [{ kind: "unreplaced", text: expect.stringContaining("does not replace") }, { kind: "access" }],
    });

    const unset = await machineWith({
      ".cursor/mcp.json": served({
        command: process.execPath,
        args: KEYSCOPE,
        env: { SETPILOT_API_KEY: UNSET },
      }),
    });
    expect(await onlyServer(unset)).toMatchObject({
      starts: true,
      problems: [{ kind: "unreplaced", text: expect.stringContaining("not set here") }, { kind: "access" }],
    });

    const ofAnother = await machineWith({
      "project/.cursor/mcp.json": served({
        command: "keyscope",
        args: ["serve", "setora", "--profile", "eu"],
        env: { SETORA_API_KEY: PLACEHOLDER },
      }),
    });
    const { problems } = await onlyServer(ofAnother);
    expect(problems[0]?.text).toContain(`run \`keyscope login setora --profile eu\`, which puts the key`);
  });

  it("tells of a program that only the terminal finds", async () => {
    const machine = await machineWith({
      ".config/Claude/claude_desktop_config.json": served({ command: "keyscope-node", args: KEYSCOPE }),
    });
    const file = await script(machine, "keyscope-node", "exit 0");
    const server = await onlyServer(machine);
    expect(server).toMatchObject({ starts: false, tools: null, problems: [{ kind: "missing-program" }] });
    expect(server.problems[0]?.text).toContain(`this terminal finds it as ${file}`);
    expect(server.problems[0]?.text).toContain(`Run \`keyscope install claude-desktop setpilot\``);
  });

  it("tells of a program and of a file that are not there", async () => {
    const program = await machineWith({
      ".cursor/mcp.json": served({ command: "/nowhere/bin/node", args: KEYSCOPE }),
    });
    expect(await onlyServer(program)).toMatchObject({
      starts: false,
      problems: [{ kind: "missing-program", text: expect.stringContaining("there is no such program") }],
    });

    const file = await machineWith({
      ".cursor/mcp.json": served({
        command: process.execPath,
        args: ["/nowhere/keyscope.cjs", "serve", "--profile=outlet"],
      }),
    });
    const server = await onlyServer(file);
    expect(server).toMatchObject({ starts: false, profile: "outlet", problems: [{ kind: "missing-script" }] });
    expect(server.problems[0]?.text).toContain(`Run \`keyscope install cursor setpilot --profile outlet\``);
  });

  it("tells of a Node.js that is too old, as Keyscope's own start says it", async () => {
    const machine = await machineWith({ ".cursor/mcp.json": served({ command: "node-16", args: KEYSCOPE }) });
    const preload = join(machine.home, "old.cjs");
    await writeFile(
      preload,
      'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "16.20.0" } }); Object.defineProperty(process, "version", { value: "v16.20.0" });',
    );
    await script(machine, "node-16", `exec '${process.execPath}' -r '${preload}' "$@"`);
    const server = await onlyServer(machine);
    expect(server).toMatchObject({ starts: false, problems: [{ kind: "old-node" }] });
    expect(server.problems[0]?.text).toContain("with Node.js v16.20.0");
  });

  it("passes on what a server says that ends at once", async () => {
    const machine = await machineWith({
      ".cursor/mcp.json": served({ command: process.execPath, args: [PROGRAM, "serve", "setpilto"] }),
    });
    const server = await onlyServer(machine);
    expect(server).toMatchObject({ starts: false, problems: [{ kind: "ended" }] });
    expect(server.problems[0]?.text).toContain(
      '(exit code 2). It wrote: There is no connector "setpilto". Did you mean setpilot?',
    );
  });

  it("tells of what is printed on standard output, although the server starts", async () => {
    const machine = await machineWith({ ".claude.json": served({ command: "with-nvm", args: ["keyscope", "serve"] }) });
    await script(machine, "with-nvm", `echo 'Now using node v22'\nexec '${process.execPath}' '${PROGRAM}' serve`);
    const server = await onlyServer(machine);
    expect(server).toMatchObject({ starts: true, problems: [{ kind: "prints" }] });
    expect(server.problems[0]?.text).toContain('"Now using node v22"');
  });

  it("says where a configuration is damaged, and goes on", async () => {
    const machine = await machineWith({
      ".cursor/mcp.json": '{\n  "mcpServers": {\n    "setpilot" {}\n  }\n}\n',
      ".claude.json": served({ command: process.execPath, args: KEYSCOPE }),
    });
    const [code, cursor] = await statuses(machine);
    expect(code).toMatchObject({ id: "claude-code", servers: [{ starts: true }] });
    expect(cursor).toMatchObject({ id: "cursor", servers: [], problems: [{ kind: "unreadable-configuration" }] });
    expect(cursor?.problems[0]?.text).toContain("(line 3, column");
  });

  it("tells where a key stands in plain text, and never shows it", async () => {
    const key = sandbox.keys.some;
    const machine = await machineWith({
      ".cursor/mcp.json": served({
        command: "leaking",
        args: ["keyscope", "serve", `--header=${key}`],
        env: { SETPILOT_API_KEY: key },
      }),
    });
    await script(machine, "leaking", 'echo "started with $SETPILOT_API_KEY"\necho "key $SETPILOT_API_KEY" >&2\nexit 1');
    expect(JSON.stringify(await statuses(machine))).not.toContain(key);
    const { stdout, stderr } = await runCommand(["status"], { env: defined(machine.env) });
    expect(stdout).toContain("line 14 (variable SETPILOT_API_KEY)");
    expect(stdout).toContain(`${COMMAND} migrate`);
    expect(stdout).toContain("It wrote: ");
    expect(stdout + stderr).not.toContain(key);
    const json = await runCommand(["status", "--json"], { env: defined(machine.env) });
    expect(json.stdout).toContain('"starts": false');
    expect(json.stdout).not.toContain(key);
  });

  it.each([
    ["as an option's value", ["serve", "sendpilot", "--api-key", "sp_live_short"], "sp_live_short"],
    ["as an option", ["serve", "sendpilot", "--token=sp_live_short"], "sp_live_short"],
    ["where the connector belongs", ["serve", "--key", "sp_live_0123456789abcdef"], "sp_live_0123456789abcdef"],
    ["as a variable", ["serve", "setora", "SETORA_API_KEY='sk_live_abc'"], "sk_live_abc"],
    ["by itself", ["serve", "sk_live_0123456789abcdef"], "sk_live_0123456789abcdef"],
  ])("never shows a key among the arguments, %s, that no known beginning tells", async (_, args, key) => {
    const machine = await machineWith({ ".cursor/mcp.json": served({ command: "keyscope", args }) });
    await script(machine, "keyscope", 'echo "called with $*" >&2\nexit 1');
    const json = JSON.stringify(await statuses(machine));
    expect(json).toContain('"ended"');
    expect(json).not.toContain(key);
    const { stdout, stderr } = await runCommand(["status"], { env: defined(machine.env) });
    expect(stdout).toContain("[secret]");
    expect(stdout + stderr).not.toContain(key);
  });

  it("does not have it fetched from npm, where its name is nobody's yet", async () => {
    const machine = await machineWith({
      ".cursor/mcp.json": served({ command: "npx", args: ["-y", "keyscope", "serve"] }),
    });
    const mark = join(machine.folder, "started");
    await script(machine, "npx", `touch '${mark}'`);
    expect(await onlyServer(machine)).toMatchObject({ starts: null, problems: [{ kind: "not-published" }] });
    expect(await readdir(machine.folder)).toEqual([]);
  });

  it("starts nothing that only a file of the project names", async () => {
    const machine = await machineWith({});
    const mark = join(machine.folder, "started");
    const evil = await script(machine, "keyscope", `touch '${mark}'`);
    const env = { HTTPS_PROXY: "http://me:hush@proxy.example", "NODE_\u202eOPTIONS": "--require x" };
    await writeFile(join(machine.folder, ".mcp.json"), JSON.stringify(served({ command: evil, args: ["serve"], env })));
    const server = await onlyServer(machine);
    const text = expect.stringContaining("Read the command there, and the variables HTTPS_PROXY, NODE_OPTIONS, which");
    expect(server).toMatchObject({
      scope: "project",
      starts: null,
      tools: null,
      problems: [{ kind: "not-tried", text }],
    });
    expect(await readdir(machine.folder)).toEqual([".mcp.json"]);
  });

  it("starts this very program, whoever names it", async () => {
    const machine = await machineWith({
      "project/.mcp.json": served({ command: process.execPath, args: KEYSCOPE }),
    });
    expect(await onlyServer(machine)).toMatchObject({ scope: "project", starts: true, problems: [] });
    const named = await machineWith({ "project/.mcp.json": served({ command: "keyscope", args: ["serve"] }) });
    await symlink(PROGRAM, join(named.home, "bin/keyscope"));
    expect(await onlyServer(named)).toMatchObject({ scope: "project", starts: true, problems: [] });
  });

  it("starts what is the same to the last variable only once", async () => {
    const machine = await machineWith({});
    const counted = await script(
      machine,
      "counted",
      `echo . >> '${machine.home}/count'\nexec '${process.execPath}' '${PROGRAM}' serve`,
    );
    const entry = { command: counted, args: ["keyscope", "serve"] };
    await writeFile(join(machine.home, ".claude.json"), JSON.stringify({ mcpServers: { one: entry, two: entry } }));
    const [code] = await statuses(machine);
    expect(code?.servers).toMatchObject([
      { name: "one", starts: true },
      { name: "two", starts: true },
    ]);
    expect(await readFile(join(machine.home, "count"), "utf8")).toBe(".\n");
  });
});

function defined(env: Machine["env"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
