import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packagedFolders } from "../../src/clients/catalog/desktop/claude-desktop.ts";
import { clients } from "../../src/clients/catalog/index.ts";
import type { InstallScope, Machine } from "../../src/clients/client.ts";
import { type Installation, readServedKey, serverCommand, serverName } from "../../src/clients/keyscope-server.ts";
import { cmdLine } from "../../src/clients/windows-shell.ts";
import { temporaryHome } from "../helpers/clients.ts";

const linux: Machine = { platform: "linux", home: "/home/jo", env: {}, folder: "/home/jo/shop" };
const mac: Machine = { platform: "darwin", home: "/Users/jo", env: {}, folder: "/Users/jo/shop" };
const windows: Machine = {
  platform: "win32",
  home: "C:\\Users\\jo",
  env: { APPDATA: "D:\\Roaming" },
  folder: "C:\\shop",
};

function files(machine: Machine, scope: InstallScope): Record<string, string> {
  const all = clients.filter(({ scopes }) => scopes.includes(scope));
  return Object.fromEntries(all.map(({ id, places }) => [id, places(machine, scope)[0].file]));
}

describe("the clients' files", () => {
  it("are where each system has them", () => {
    expect(files(linux, "user")).toEqual({
      "claude-desktop": "/home/jo/.config/Claude/claude_desktop_config.json",
      "claude-code": "/home/jo/.claude.json",
      cursor: "/home/jo/.cursor/mcp.json",
      vscode: "/home/jo/.config/Code/User/mcp.json",
      windsurf: "/home/jo/.codeium/windsurf/mcp_config.json",
      codex: "/home/jo/.codex/config.toml",
      gemini: "/home/jo/.gemini/settings.json",
      opencode: "/home/jo/.config/opencode/opencode.json",
      "copilot-cli": "/home/jo/.copilot/mcp-config.json",
      qwen: "/home/jo/.qwen/settings.json",
      cline: "/home/jo/.cline/data/settings/cline_mcp_settings.json",
      continue: "/home/jo/.continue/config.yaml",
      amp: "/home/jo/.config/amp/settings.json",
      zed: "/home/jo/.config/zed/settings.json",
      goose: "/home/jo/.config/goose/config.yaml",
      kiro: "/home/jo/.kiro/settings/mcp.json",
      "lm-studio": "/home/jo/.lmstudio/mcp.json",
      roo: "/home/jo/.config/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json",
      junie: "/home/jo/.junie/mcp/mcp.json",
    });
    expect(files(mac, "user")).toMatchObject({
      "claude-desktop": "/Users/jo/Library/Application Support/Claude/claude_desktop_config.json",
      vscode: "/Users/jo/Library/Application Support/Code/User/mcp.json",
      zed: "/Users/jo/.config/zed/settings.json",
      roo: "/Users/jo/Library/Application Support/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json",
    });
    expect(files(windows, "user")).toMatchObject({
      "claude-desktop": "D:\\Roaming\\Claude\\claude_desktop_config.json",
      "claude-code": "C:\\Users\\jo\\.claude.json",
      cursor: "C:\\Users\\jo\\.cursor\\mcp.json",
      vscode: "D:\\Roaming\\Code\\User\\mcp.json",
      windsurf: "C:\\Users\\jo\\.codeium\\windsurf\\mcp_config.json",
      codex: "C:\\Users\\jo\\.codex\\config.toml",
      gemini: "C:\\Users\\jo\\.gemini\\settings.json",
      opencode: "C:\\Users\\jo\\.config\\opencode\\opencode.json",
      zed: "D:\\Roaming\\Zed\\settings.json",
      goose: "D:\\Roaming\\Block\\goose\\config\\config.yaml",
    });
    expect(files(linux, "project")).toEqual({
      "claude-code": "/home/jo/shop/.mcp.json",
      cursor: "/home/jo/shop/.cursor/mcp.json",
      vscode: "/home/jo/shop/.vscode/mcp.json",
      codex: "/home/jo/shop/.codex/config.toml",
      gemini: "/home/jo/shop/.gemini/settings.json",
      opencode: "/home/jo/shop/opencode.json",
      qwen: "/home/jo/shop/.qwen/settings.json",
      amp: "/home/jo/shop/.amp/settings.json",
      kiro: "/home/jo/shop/.kiro/settings/mcp.json",
      roo: "/home/jo/shop/.roo/mcp.json",
      junie: "/home/jo/shop/.junie/mcp/mcp.json",
    });
  });

  it("follow the variables that move them, when those are absolute", () => {
    const env = { CODEX_HOME: "/x/codex", CLAUDE_CONFIG_DIR: "/x/claude", XDG_CONFIG_HOME: "relative" };
    expect(files({ ...linux, env }, "user")).toMatchObject({
      codex: "/x/codex/config.toml",
      "claude-code": "/x/claude/.claude.json",
      vscode: "/home/jo/.config/Code/User/mcp.json",
    });
  });

  it("of a client with several are the one that is there", async () => {
    const { path: home, remove } = await temporaryHome();
    const machine = { ...linux, home };
    mkdirSync(join(home, ".config/opencode"), { recursive: true });
    writeFileSync(join(home, ".config/opencode/opencode.jsonc"), "{}");
    expect(files(machine, "user")["opencode"]).toBe(join(home, ".config/opencode/opencode.jsonc"));
    writeFileSync(join(home, ".config/opencode/opencode.json"), "{}");
    expect(files(machine, "user")["opencode"]).toBe(join(home, ".config/opencode/opencode.json"));
    await remove();
  });

  it("of Claude Code name a project with forward slashes, on Windows too", () => {
    const places = clients.find(({ id }) => id === "claude-code")?.places(windows, "user");
    expect(places?.map(({ servers }) => servers)).toEqual([["mcpServers"], ["projects", "C:/shop", "mcpServers"]]);
  });

  it("of Claude Desktop from the Windows store are in its package", () => {
    const asked: string[] = [];
    const names = (folder: string) => {
      asked.push(folder);
      return ["Claude.Other", "Claude_pzs8sxrjxfjjc", "Microsoft.Edge"];
    };
    expect(packagedFolders(windows, names)).toEqual([
      "C:\\Users\\jo\\AppData\\Local\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming\\Claude",
    ]);
    expect(asked).toEqual(["C:\\Users\\jo\\AppData\\Local\\Packages"]);
    expect(packagedFolders(linux, names)).toEqual([]);
  });
});

describe("the command", () => {
  const stays: Installation = {
    program: "/usr/lib/node_modules/keyscope/dist/keyscope.cjs",
    node: "/usr/bin/node",
    version: "1.2.3",
    isPublished: true,
    isEmbedded: false,
  };
  const choice = { connector: "setora", profile: "eu" };
  const npx = ["npx", "-y", "keyscope@1.2.3", "serve", "setora", "--profile", "eu"];

  function line(installation: Installation, scope: InstallScope, machine: Machine): string[] {
    const { command } = serverCommand(choice, scope, installation, machine);
    return [command.command, ...command.args];
  }

  it("is by absolute paths for an installation that stays", () => {
    expect(line(stays, "user", linux)).toEqual([stays.node, stays.program, ...npx.slice(3)]);
    const { notes } = serverCommand(choice, "user", stays, linux);
    expect(notes).toEqual([]);
  });

  it("is by npx from npx's cache, inside another program, and for a project; cmd /c on Windows", () => {
    const cached = { ...stays, program: "/home/jo/.npm/_npx/ab12/node_modules/keyscope/dist/keyscope.cjs" };
    expect(line(cached, "user", linux)).toEqual(npx);
    expect(line({ ...stays, isEmbedded: true }, "user", mac)).toEqual(npx);
    expect(line(stays, "project", linux)).toEqual(npx);
    const onWindows =
      "C:\\Users\\jo\\AppData\\Local\\npm-cache\\_npx\\ab12\\node_modules\\keyscope\\dist\\keyscope.cjs";
    expect(line({ ...stays, program: onWindows }, "user", windows)).toEqual(["cmd", "/c", ...npx]);
    expect(serverCommand(choice, "project", stays, windows).notes).toEqual([
      { kind: "windows-only" },
      { kind: "needs-npx" },
    ]);
  });

  it("is by its name instead of npx while it is not published", () => {
    const unpublished = { ...stays, isPublished: false };
    const named = ["keyscope", ...npx.slice(3)];
    expect(line(unpublished, "user", linux)).toEqual([stays.node, stays.program, ...npx.slice(3)]);
    expect(line(unpublished, "project", linux)).toEqual(named);
    expect(line({ ...unpublished, isEmbedded: true }, "user", mac)).toEqual(named);
    expect(line(unpublished, "project", windows)).toEqual(["cmd", "/c", ...named]);
    expect(serverCommand(choice, "project", unpublished, linux).notes).toEqual([{ kind: "needs-path" }]);
  });

  it("names Homebrew's lasting link, and says when a folder goes with its version of Node.js", () => {
    const brew = { ...stays, node: "/opt/homebrew/Cellar/node@22/22.23.3/bin/node" };
    expect(line(brew, "user", mac)[0]).toBe("/opt/homebrew/opt/node@22/bin/node");
    const nvm = "/home/jo/.nvm/versions/node/v20.19.5/bin/node";
    expect(serverCommand(choice, "user", { ...stays, node: nvm }, linux).notes).toEqual([
      { kind: "passing-path", path: nvm, goesWith: "version" },
    ]);
  });

  it.each([
    [["npx", "-y", "keyscope@1.2.3", "serve", "setora", "--profile", "eu"], { connector: "setora", profile: "eu" }],
    [["cmd", "/c", "npx", "-y", "keyscope"], { connector: "setpilot", profile: "default" }],
    [
      ["/n/node", "/x/keyscope.cjs", "serve", "--keyring", "kernel", "--profile=eu", "ebiz"],
      { connector: "ebiz", profile: "eu", keyring: "kernel" },
    ],
    [["C:\\npm\\keyscope.cmd", "serve"], { connector: "setpilot", profile: "default" }],
    [["pwsh", "-File", "C:\\npm\\keyscope.ps1", "serve", "ebiz"], { connector: "ebiz", profile: "default" }],
    [
      ["powershell.exe", "-Command", "& 'C:\\Program Files\\npm\\keyscope.ps1' serve ebiz"],
      { connector: "ebiz", profile: "default" },
    ],
    [["bash", "-lc", "keyscope serve setora --profile eu"], { connector: "setora", profile: "eu" }],
    [
      ["/bin/zsh", "-i", "-c", "cd ~ && exec '/opt/my tools/keyscope' serve ebiz;"],
      { connector: "ebiz", profile: "default" },
    ],
    [
      ["cmd.exe", "/d", "/c", '"C:\\Program Files (x86)\\npm\\keyscope.cmd" serve ebiz'],
      { connector: "ebiz", profile: "default" },
    ],
    [["bash", "-lc", "echo keyscope-notes"], undefined],
    [["bash", "keyscope serve"], undefined],
    [["keyscope", "demo"], undefined],
    [["npx", "-y", "other", "keyscope-notes"], undefined],
    [["node", "/home/keyscope/other.js", "serve"], undefined],
  ])("%j is known as Keyscope's or not", ([command = "", ...args], served) => {
    expect(readServedKey({ command, args })).toEqual(served);
  });

  it.each<[string, unknown]>([
    ["opencode", { type: "local", command: ["npx", "-y", "keyscope", "serve", "ebiz"], environment: {} }],
    ["Goose", { type: "stdio", cmd: "keyscope", args: ["serve", "ebiz"], envs: {} }],
    ["Cline", { transport: { type: "stdio", command: "keyscope", args: ["serve", "ebiz"] } }],
  ])("is known in %s's form", (_, entry) => {
    expect(readServedKey(entry)).toEqual({ connector: "ebiz", profile: "default" });
  });

  it.each([
    ["npx", "/home/jo/.npm/_npx/ab12/node_modules/keyscope/dist/keyscope.cjs"],
    ["pnpm dlx", "/home/jo/.cache/pnpm/dlx/f3a9/18c/node_modules/keyscope/dist/keyscope.cjs"],
    ["pnpm dlx", "/Users/jo/Library/Caches/pnpm/dlx-4711/node_modules/keyscope/dist/keyscope.cjs"],
    ["bunx", "/tmp/bunx-1000-keyscope@latest/node_modules/keyscope/dist/keyscope.cjs"],
    ["yarn dlx", "/tmp/xfs-1a2b/dlx-3c4d/node_modules/keyscope/dist/keyscope.cjs"],
  ])("is not by a path of %s, which goes, and that is said", (by, program) => {
    const { command, notes } = serverCommand(choice, "user", { ...stays, program }, linux);
    expect([command.command, ...command.args]).toEqual(npx);
    expect(notes).toEqual([{ kind: "temporary-program", path: program, by }, { kind: "needs-npx" }]);
  });

  it.each([
    ["session", "/run/user/1000/fnm_multishells/4711_1700000000000/bin/node"],
    ["session", "C:\\Users\\jo\\AppData\\Local\\fnm_multishells\\4711_1700000000000\\node.exe"],
    ["store", "/nix/store/0a1b2c-nodejs-22.11.0/bin/node"],
    ["version", "/snap/node/9421/bin/node"],
    ["version", "/home/jo/.local/share/fnm/node-versions/v22.11.0/installation/bin/node"],
  ])("says that Node.js goes with its %s: %s", (goesWith, node) => {
    const { notes } = serverCommand(choice, "user", { ...stays, node }, linux);
    const lasting = node.replace("/9421/", "/current/");
    expect(notes).toEqual(lasting === node ? [{ kind: "passing-path", path: node, goesWith }] : []);
  });

  it("gives a server a name that every client takes", () => {
    expect(serverName("setora", "default")).toBe("setora");
    expect(serverName("setora", "eu_1.b")).toBe("setora-eu-1-b");
  });
});

describe("a script of Windows", () => {
  it.each<[string, string[], string]>([
    ["C:\\npm\\keyscope.cmd", ["serve", "ebiz"], '"C:\\npm\\keyscope.cmd serve ebiz"'],
    ["C:\\Program Files (x86)\\npm\\keyscope.cmd", ["serve"], '""C:\\Program Files (x86)\\npm\\keyscope.cmd" serve"'],
    ["C:\\a & b\\x.cmd", ["a b\\", 'say "hi"'], '""C:\\a & b\\x.cmd" "a b\\\\" "say ""hi""""'],
  ])("%s is one word for cmd /s /c, wherever it is", (program, args, line) => {
    expect(cmdLine(program, args)).toBe(line);
  });
});
