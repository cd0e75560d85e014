import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clients } from "../../../src/clients/catalog/index.ts";
import type { ClientId } from "../../../src/clients/client.ts";
import { readServers } from "../../../src/clients/config/servers.ts";
import { readEntry } from "../../../src/clients/server-entry.ts";
import { COMMAND, clientEnvironment, PROGRAM, rememberEngine, temporaryHome } from "../../helpers/clients.ts";
import { ENTER, type Ended, runCommand, startOnTerminal, terminalSkipped } from "../../helpers/command.ts";

const NODE = realpathSync(process.execPath);
const SERVE = [realpathSync(PROGRAM), "serve", "setpilot"];

let home: Awaited<ReturnType<typeof temporaryHome>>;

beforeEach(async () => {
  home = await openHome();
});

afterEach(async () => {
  await home.remove();
});

async function openHome() {
  const opened = await temporaryHome();
  await rememberEngine(opened.path);
  return opened;
}

/** No client's own command is on this PATH. */
function keyscope(args: string, added: Record<string, string> = {}, at = home.path): Promise<Ended> {
  return runCommand(args.split(" "), { env: { ...clientEnvironment(at), PATH: "/usr/bin:/bin", ...added } });
}

function fileOf(client: string): string {
  return placeOf(client).file;
}

function placeOf(id: string, at = home.path) {
  const client = clients.find((one) => one.id === id);
  if (client === undefined) throw new Error(id);
  return client.places({ platform: process.platform, home: at, env: {}, folder: process.cwd() }, "user")[0];
}

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function entryIn(client: string, name = "setpilot", place = placeOf(client)): unknown {
  const read = readServers(readFileSync(place.file, "utf8"), place);
  return read.ok ? read.servers.get(name)?.entry : read;
}

/** The command of an entry, whatever the client calls it. */
function commandIn(client: string, name = "setpilot", place = placeOf(client)): unknown {
  const entry = readEntry(entryIn(client, name, place));
  return entry && { command: entry.command, args: entry.args };
}

/** What people's files look like; `servers` is the client's name of the table. */
const jsonFiles = (servers: string): Readonly<Record<string, string>> => ({
  comments: `// mine\n{\n  "${servers}": {\n    "a": { "command": "x" } // first\n    // "b": {}\n  }\n}\n`,
  CRLF: `{\r\n  "theme": 1,\r\n  "${servers}": {\r\n    "a": {}\r\n  }\r\n}\r\n`,
  tabs: `{\n\t"${servers}": {\n\t\t"a": {}\n\t}\n}`,
  "trailing commas": `{\n  "${servers}": {\n    "a": {},\n  },\n}\n`,
  "a byte order mark": `\uFEFF{\n  "${servers}": {}\n}\n`,
  "an empty object": "{}",
  "odd white space": `{ \n\n "${servers}" : { \t } }`,
  "no servers": '{\n  "theme": "dark"\n}',
  "an empty file": "",
});

const tomlFiles: Readonly<Record<string, string>> = {
  comments: '# mine\nmodel = "x" # why\n\n[mcp_servers.a]\ncommand="y"\n# end\n',
  CRLF: 'model = "x"\r\n\r\n[mcp_servers]\r\n# none\r\n',
  tabs: '[mcp_servers.a]\n\tcommand = "y"\n\targs = [\n\t\t"1",\n\t]\n',
  "a byte order mark": '\uFEFFmodel = "x"\n',
  "no final line end": 'model = "x"',
  "an empty file": "",
};

const yamlFiles: Readonly<Record<string, string>> = {
  comments: "# mine\nname: x # why\nversion: 1.0.0\n\nz:\n  a: |\n    b\n# end\n",
  CRLF: "name: x\r\nz:\r\n  - name: a\r\n",
  "no final line end": "name: x",
  "an empty file": "",
};

/** One client of each format gets files of every layout, the others one: how a file is edited is its format's business. */
const ALL_LAYOUTS: readonly ClientId[] = ["cursor", "codex", "goose", "continue"];

const cases = clients.flatMap(({ id, places }) => {
  const [{ format, servers }] = places({ platform: "linux", home: "/h", env: {}, folder: "/p" }, "user");
  const files = { toml: tomlFiles, yaml: yamlFiles, "yaml-list": yamlFiles, json: jsonFiles(servers[0] ?? "") }[format];
  const layouts = Object.entries(files).map(([layout, text]) => [id, layout, text] as const);
  return ALL_LAYOUTS.includes(id) ? layouts : layouts.slice(0, 1);
});

describe("install and uninstall", () => {
  it.concurrent.each(cases)("%s, a file with %s: in, out", async (client, _, before) => {
    const { path, remove } = await openHome();
    const place = placeOf(client, path);
    const { file } = place;
    const run = (args: string) => keyscope(args, {}, path);
    put(file, before);
    expect(await run(`install ${client} --yes`)).toMatchObject({ stderr: "", exitCode: 0 });
    expect(commandIn(client, "setpilot", place)).toEqual({ command: NODE, args: SERVE });
    expect(readFileSync(`${file}.keyscope-backup`, "utf8")).toBe(before);
    expect(await run(`uninstall ${client} --yes`)).toMatchObject({ stderr: "", exitCode: 0 });
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(readdirSync(dirname(file)).filter((name) => /keyscope|tmp/.test(name))).toEqual([]);
    await remove();
  });

  it.concurrent.each(ALL_LAYOUTS)("%s, in again: nothing changes", async (client) => {
    const { path, remove } = await openHome();
    const { file } = placeOf(client, path);
    await keyscope(`install ${client} --yes`, {}, path);
    const after = readFileSync(file, "utf8");
    const again = await keyscope(`install ${client}`, {}, path);
    expect(again.stdout).toContain(`, as "setpilot" in ${file}. Nothing was changed.`);
    expect(again.exitCode).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(after);
    await remove();
  });

  it.concurrent.each(clients.map(({ id }) => id))("%s without a file: makes one, and takes it away", async (client) => {
    const { path, remove } = await openHome();
    const place = placeOf(client, path);
    const run = (args: string) => keyscope(args, {}, path);
    expect((await run(`install ${client} --yes`)).exitCode).toBe(0);
    expect(commandIn(client, "setpilot", place)).toEqual({ command: NODE, args: SERVE });
    expect(existsSync(`${place.file}.keyscope-backup`)).toBe(false);
    expect((await run(`uninstall ${client} --yes`)).exitCode).toBe(0);
    expect(existsSync(place.file)).toBe(false);
    await remove();
  });

  it("shows the change and makes it only when told to", async () => {
    const file = fileOf("cursor");
    const text =
      '{\n  "mcpServers": {\n    "gh": { "command": "x", "env": { "GITHUB_TOKEN": "ghp_secret" } }\n  }\n}\n';
    put(file, text);
    const { stdout, stderr, exitCode } = await keyscope("install cursor");
    expect(stdout).toBe(
      `${file}\n@@ line 1 @@\n {\n   "mcpServers": {\n-    "gh": { "command": "x", "env": { "GITHUB_TOKEN": "…" } }\n` +
        `+    "gh": { "command": "x", "env": { "GITHUB_TOKEN": "…" } },\n+    "setpilot": {\n+      "command": "${NODE}",\n` +
        `+      "args": [\n+        "${SERVE[0]}",\n+        "serve",\n+        "setpilot"\n+      ]\n+    }\n   }\n }\n`,
    );
    expect(stderr).toBe(
      "Nothing was changed: there is no terminal to ask at. To do what is shown above, run the command again with --yes.\n",
    );
    expect(exitCode).toBe(2);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("says what to do then: the key, the client, a question", async () => {
    const { stdout } = await keyscope("install windsurf --yes", { HTTPS_PROXY: "http://u:hush@proxy:1" });
    expect(stdout).toContain(
      "2. In Windsurf open Cascade's MCP servers and press Refresh.\n3. Then ask, for example: ",
    );
    expect(stdout).toContain("HTTPS_PROXY is set in this terminal, and Windsurf does not hand it on to servers.");
    expect(stdout).not.toContain("hush");
  });

  it("brings an older entry up to date where it stands, under its name, with what the person added", async () => {
    const old =
      '{\n  "mcpServers": {\n    "shop": { "command": "npx", "args": ["-y", "keyscope@0.0.1"], "disabled": true }, // mine\n    "z": {}\n  }\n}';
    put(fileOf("cursor"), old);
    const { stdout } = await keyscope("install cursor --yes");
    expect(stdout).toContain('Brought up to date in Cursor, as "shop".');
    expect(entryIn("cursor", "shop")).toEqual({ command: NODE, args: SERVE, disabled: true });
    expect(readFileSync(fileOf("cursor"), "utf8")).toMatch(/^ {4}\}, \/\/ mine\n {4}"z": \{\}$/m);
  });

  it("puts profiles beside each other, and takes out only what is named", async () => {
    await keyscope("install cursor --yes");
    await keyscope("install cursor setpilot --profile eu_1 --yes");
    await keyscope("install cursor setora --yes");
    expect(entryIn("cursor", "setpilot-eu-1")).toMatchObject({ args: [...SERVE, "--profile", "eu_1"] });
    const { stdout } = await keyscope("uninstall cursor setpilot --yes");
    expect(stdout).toContain(`The file as it was before: ${fileOf("cursor")}.keyscope-backup`);
    expect(entryIn("cursor")).toBeUndefined();
    expect(entryIn("cursor", "setpilot-eu-1")).toBeDefined();
    await keyscope("uninstall cursor setpilot --profile eu_1 --yes");
    expect(entryIn("cursor", "setora")).toBeDefined();
    await keyscope("uninstall cursor --yes");
    expect(readServers(readFileSync(fileOf("cursor"), "utf8"), placeOf("cursor"))).toEqual({
      ok: true,
      servers: new Map(),
    });
    expect((await keyscope("uninstall cursor --yes")).stdout).toContain("nothing to remove");
  });

  it("never takes another server's name", async () => {
    const text = '{"mcpServers":{"setpilot":{"command":"other"}}}';
    put(fileOf("cursor"), text);
    const { stderr, exitCode } = await keyscope("install cursor --yes");
    expect(exitCode).toBe(2);
    expect(stderr).toContain('already has a server called "setpilot"');
    expect(stderr).toContain("add --name and the name, such as --name setpilot-2");
    expect(readFileSync(fileOf("cursor"), "utf8")).toBe(text);
    expect((await keyscope("install cursor --yes --name setpilot-2")).exitCode).toBe(0);
    expect(entryIn("cursor", "setpilot-2")).toMatchObject({ args: SERVE });
  });

  it("prints the entry alone", async () => {
    const { stdout, stderr } = await keyscope("install vscode setora --print --scope project");
    expect(JSON.parse(stdout)).toEqual({
      servers: { setora: { type: "stdio", command: "keyscope", args: ["serve", "setora"] } },
    });
    expect(stderr).toBe(`For VS Code this belongs into ${join(process.cwd(), ".vscode/mcp.json")}.\n`);
  });

  it("without a client lists those that are here, and says what to type", async () => {
    expect(await keyscope("install")).toMatchObject({ exitCode: 2, stdout: "" });
    mkdirSync(join(home.path, ".cursor"));
    const { stderr } = await keyscope("install");
    expect(stderr).toContain(`Found on this machine:\n  ${COMMAND} install cursor  Cursor\n`);
    expect((await keyscope("install curser")).stderr).toContain("Did you mean cursor?");
    expect((await keyscope("install windsurf --scope project")).stderr).toContain(
      "no configuration for a single project",
    );
  });
});

describe("what is written is started before", () => {
  const project = () => join(home.path, "project");
  const file = () => join(project(), ".mcp.json");

  /** Installs into a project, with this program as `keyscope` on the PATH, or none. */
  function install(program: string | undefined): Promise<Ended> {
    const bin = join(home.path, "bin");
    for (const path of [bin, project()]) mkdirSync(path, { recursive: true });
    if (program !== undefined) {
      writeFileSync(join(bin, "keyscope"), program, { mode: 0o755 });
    }
    const env = { ...clientEnvironment(home.path), PATH: `${bin}:${dirname(NODE)}:/usr/bin:/bin` };
    return runCommand(["install", "claude-code", "--scope", "project", "--yes"], { env, cwd: project() });
  }

  it("for a project by the name that everyone has, which is said", async () => {
    const { stdout, exitCode } = await install(`#!/bin/sh\nexec '${NODE}' '${PROGRAM}' "$@"\n`);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Installed in Claude Code, as "setpilot".');
    expect(stdout).toContain("Whoever shares the file needs `keyscope` on the PATH: in a checkout of Keyscope, run");
    const { setpilot } = JSON.parse(readFileSync(file(), "utf8")).mcpServers;
    expect(setpilot).toEqual({ type: "stdio", command: "keyscope", args: ["serve", "setpilot"] });
  });

  it.each([
    ["is not there", undefined, "there is no program `keyscope` on the PATH"],
    [
      "ends",
      "#!/bin/sh\necho 'no such thing' >&2\nexit 7\n",
      "it ended at once (exit code 7), and wrote: no such thing",
    ],
  ])("and nothing is changed where it %s", async (_, program, why) => {
    const { stdout, stderr, exitCode } = await install(program);
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 1 });
    const remedy = "Put `keyscope` on the PATH: in a checkout of Keyscope, run `npm ci && npm run build && npm link`.";
    expect(stderr).toContain(
      `Nothing was changed, because Claude Code could not start Keyscope by \`keyscope serve setpilot\`: ${why}. ${remedy} Then run this command again.\n`,
    );
    expect(existsSync(file())).toBe(false);
  });

  it("also where it is installed already", async () => {
    const entry = { type: "stdio", command: "keyscope", args: ["serve", "setpilot"] };
    put(file(), JSON.stringify({ mcpServers: { setpilot: entry } }));
    expect(await install(undefined)).toMatchObject({ stdout: "", exitCode: 1 });
  });
});

describe("a file that cannot be changed", () => {
  async function refused(client: string): Promise<string> {
    const { stderr, exitCode } = await keyscope(`install ${client} --yes`);
    expect(exitCode).toBe(1);
    return stderr;
  }

  it.each([
    ["cursor", '{\n  "mcpServers": {\n    "a": {,}\n  }\n}', "line 3, column 11"],
    ["codex", "a = 1\nb = [1\n", "line 3, column 1"],
  ])("%s: is not understood", async (client, text, place) => {
    put(fileOf(client), text);
    const said = await refused(client);
    expect(said).toContain(`cannot be understood at ${place}: `);
    // An entry added by hand would not help while the file is damaged.
    expect(said).toMatch(/Nothing was changed\. Correct that place, then run the command again\.\n$/);
    expect(readFileSync(fileOf(client), "utf8")).toBe(text);
  });

  it("is a folder, is read-only, is not text, leads nowhere", async () => {
    const file = fileOf("cursor");
    mkdirSync(file, { recursive: true });
    expect(await refused("cursor")).toContain("is a folder");
    rmSync(file, { recursive: true });
    put(file, "{}");
    chmodSync(file, 0o444);
    expect(await refused("cursor")).toContain("is read-only");
    rmSync(file);
    writeFileSync(file, Buffer.from('\ufeff{"a": "ä"}', "utf16le"));
    expect(await refused("cursor")).toContain("is not UTF-8");
    rmSync(file);
    symlinkSync("gone.json", file);
    expect(await refused("cursor")).toContain("is a link to a file that does not exist");
  });

  it("keeps links and rights", async () => {
    const file = fileOf("cursor");
    put(join(home.path, "dotfiles/mcp.json"), "{}");
    chmodSync(join(home.path, "dotfiles/mcp.json"), 0o640);
    mkdirSync(dirname(file));
    symlinkSync("../dotfiles/mcp.json", file);
    expect((await keyscope("install cursor --yes")).exitCode).toBe(0);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(statSync(`${file}.keyscope-backup`).mode & 0o777).toBe(0o640);
    expect(entryIn("cursor")).toBeDefined();
  });
});

describe("a process that ends on the way", () => {
  const preload = { NODE_OPTIONS: `--require ${join(import.meta.dirname, "die-at.cjs")}` };
  const old = '{\n  "mcpServers": {\n    "a": {}\n  }\n}\n';

  async function steps(variable: "DIE_AT" | "FAIL_AT", each: (ended: Ended) => void): Promise<number> {
    const file = fileOf("cursor");
    for (let at = 1; ; at += 1) {
      rmSync(dirname(file), { recursive: true, force: true });
      put(file, old);
      const ended = await keyscope("install cursor --yes", { ...preload, [variable]: String(at) });
      if (ended.exitCode === 0) return at - 1;
      each(ended);
    }
  }

  it("killed at any step, leaves the old file or the new one", async () => {
    const count = await steps("DIE_AT", ({ signal }) => {
      expect(signal).toBe("SIGKILL");
      expect(readFileSync(fileOf("cursor"), "utf8")).toBe(old);
      const backup = `${fileOf("cursor")}.keyscope-backup`;
      if (existsSync(backup)) expect(readFileSync(backup, "utf8")).toBe(old);
    });
    expect(count).toBe(6);
  });

  it("on a full disk at any step, leaves the old file and nothing else but the backup, and says so", async () => {
    const count = await steps("FAIL_AT", ({ stderr, exitCode }) => {
      expect(exitCode).toBe(1);
      expect(stderr).toContain("The disk is full, so");
      expect(readFileSync(fileOf("cursor"), "utf8")).toBe(old);
      expect(readdirSync(dirname(fileOf("cursor"))).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    });
    expect(count).toBe(6);
  });
});

describe("a client's own command", () => {
  /** Writes down how it was called, then does what the script says to the file. */
  function program(name: string, script: string): string {
    const folder = join(home.path, "bin");
    put(join(folder, name), `#!/bin/sh\necho "$@" >> "$HOME/calls"\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
    return `${folder}:/usr/bin:/bin`;
  }

  const line = `mcp add setpilot -- ${NODE} ${SERVE.join(" ")}`;

  it("is shown, run after a yes, and checked", async () => {
    const entry = JSON.stringify({ mcpServers: { setpilot: { type: "stdio", command: NODE, args: SERVE, env: {} } } });
    const PATH = program(
      "claude",
      `[ "$2" = add ] && echo '${entry}' > "$HOME/.claude.json" || echo '{}' > "$HOME/.claude.json"`,
    );
    const claude = line.replace("add", "add -s user");
    const asked = await keyscope("install claude-code", { PATH });
    expect(asked.stdout).toContain(
      `has a command of its own for this. It changes ${fileOf("claude-code")}:\nclaude ${claude}\n`,
    );
    expect(asked.exitCode).toBe(2);
    // A project's file is people's own, so it is edited and not rewritten.
    symlinkSync(PROGRAM, join(home.path, "bin/keyscope"));
    const shared = await keyscope("install claude-code --scope project", { PATH });
    expect(shared.stdout).toContain(`${join(process.cwd(), ".mcp.json")} (new file)\n`);
    expect(existsSync(join(home.path, "calls"))).toBe(false);
    expect((await keyscope("install claude-code --yes", { PATH })).exitCode).toBe(0);
    expect((await keyscope("install claude-code --yes", { PATH })).stdout).toContain("Already installed");
    expect((await keyscope("uninstall claude-code --yes", { PATH })).exitCode).toBe(0);
    expect(readFileSync(join(home.path, "calls"), "utf8")).toBe(`${claude}\nmcp remove -s user setpilot\n`);
  });

  it("that loses other lines of a person's file has them put back", async () => {
    const before = '# mine\r\nmodel = "x"';
    put(fileOf("codex"), before);
    const file = '"$HOME/.codex/config.toml"';
    const table = `[mcp_servers.setpilot]\\ncommand = "${NODE}"\\nargs = ["${SERVE.join('", "')}"]\\n`;
    const PATH = program(
      "codex",
      `[ "$2" = add ] && printf 'model = "x"\\n\\n${table}' > ${file} || printf 'model = "x"\\n' > ${file}`,
    );
    const { stdout } = await keyscope("install codex --yes", { PATH });
    expect(stdout).toContain("The command also changed other lines of the file. They are as they were");
    expect(readFileSync(fileOf("codex"), "utf8").startsWith(`${before}\r\n\r\n[mcp_servers.setpilot]`)).toBe(true);
    expect(readFileSync(`${fileOf("codex")}.keyscope-backup`, "utf8")).toBe(before);
    expect((await keyscope("uninstall codex --yes", { PATH })).exitCode).toBe(0);
    expect(readFileSync(fileOf("codex"), "utf8")).toBe(before);
    expect(readFileSync(join(home.path, "calls"), "utf8")).toBe(`${line}\nmcp remove setpilot\n`);
  });

  it("that fails, or does nothing, is not believed", async () => {
    const failing = await keyscope("install codex --yes", { PATH: program("codex", "echo no room >&2; exit 3") });
    expect(failing).toMatchObject({ exitCode: 1 });
    expect(failing.stderr).toContain("Codex's command failed: no room. ");
    const idle = await keyscope("install codex --yes", { PATH: program("codex", "true") });
    expect(idle.stderr).toContain("went well, but the server is not in its file");
    expect(idle.exitCode).toBe(1);
  });
});

describe.skipIf(terminalSkipped() !== undefined)("on a terminal", () => {
  it("asks which client and whether to, and does nothing on a no", async () => {
    mkdirSync(join(home.path, ".cursor"));
    const env = { ...clientEnvironment(home.path), PATH: "/usr/bin:/bin" };
    const running = startOnTerminal(["install"], env);
    await running.until("Install in which clients?");
    running.type(ENTER);
    await running.until("Make this change?");
    running.type("n");
    expect((await running.ended).exitCode).toBe(1);
    expect(existsSync(fileOf("cursor"))).toBe(false);
    const again = startOnTerminal(["install", "cursor"], env);
    await again.until("Make this change?");
    again.type(ENTER);
    expect((await again.ended).exitCode).toBe(0);
    expect(entryIn("cursor")).toBeDefined();
  });
});
