import type { Client, Machine } from "../../client.ts";
import { bearerFrom, inHome, inheritAll, isThere, pathIn, pathOn } from "../shared.ts";

/**
 * Claude Code. Files and scopes: https://code.claude.com/docs/en/mcp; CLAUDE_CONFIG_DIR moves the user's file. Its
 * command was tried with 2.1.329: it refuses a name that is taken and writes ~/.claude.json, where it keeps its state. Over
 * HTTP 2.1.330 was tried, with a token and signing in.
 */
export const claudeCode: Client = {
  id: "claude-code",
  title: "Claude Code",
  scopes: ["user", "project"],
  places: (machine, scope) => {
    if (scope === "project") {
      return [{ file: pathOn(machine, machine.folder, ".mcp.json"), format: "json", servers: ["mcpServers"] }];
    }
    const folder = pathIn(machine, "CLAUDE_CONFIG_DIR");
    const file = folder === undefined ? inHome(machine, ".claude.json") : pathOn(machine, folder, ".claude.json");
    return [
      { file, format: "json", servers: ["mcpServers"] },
      // What `claude mcp add` writes unless told otherwise: for this person in this project.
      { file, format: "json", servers: ["projects", projectKey(machine), "mcpServers"] },
    ];
  },
  isInstalled: (machine) => isThere(machine, [inHome(machine, ".claude.json"), inHome(machine, ".claude")], "claude"),
  entry: (command) => ({ type: "stdio", ...command }),
  remote: {
    entry: (url) => ({ type: "http", url }),
    bearer: bearerFrom((name) => `\${${name}}`),
    signIn: (name) => `claude mcp login ${name}`,
  },
  // `${NAME}` and `${NAME:-default}`; an unset one arrives as it is written. The whole environment is handed on anyway.
  environment: { inherit: inheritAll, names: { pattern: /\$\{(\w+)(?::-([^}]*))?\}/g } },
  afterwards: (scope) =>
    scope === "project"
      ? "Start a new Claude Code session in this folder and approve the project's server when asked."
      : "Start a new Claude Code session; /mcp shows the server there.",
  isDesktop: false,
  ownCommand: {
    program: "claude",
    add: (name, { command, args }) => ["mcp", "add", "-s", "user", name, "--", command, ...args],
    remove: (name) => ["mcp", "remove", "-s", "user", name],
    rest: "keeps-state",
  },
};

/** How it names a project in its file: with forward slashes on Windows too (https://github.com/PrefectHQ/fastmcp/issues/5094). */
function projectKey({ platform, folder }: Machine): string {
  return platform === "win32" ? folder.replaceAll("\\", "/") : folder;
}
