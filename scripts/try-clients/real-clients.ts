import { join } from "node:path";
import { asked, put, toolsIn } from "./asked.ts";
import type { Place, RealClient } from "./client.ts";
import { inTerminal, run } from "./run.ts";

/** Clients of the makers of models, which let theirs be another on this machine, and the Inspector, which needs none. */
export const realClients: readonly RealClient[] = [
  {
    id: "claude-code",
    title: "Claude Code",
    npmName: "@anthropic-ai/claude-code",
    program: "claude",
    // It asks for a terminal.
    signIn: (place) => inTerminal("claude mcp login setpilot", place.env, place.folder),
    list(place) {
      const own = {
        ANTHROPIC_API_KEY: "none",
        ANTHROPIC_BASE_URL: place.model.url,
        // Otherwise it asks its model before the servers are there, and shows it the tools' names only.
        MCP_CONNECTION_NONBLOCKING: "0",
        ENABLE_TOOL_SEARCH: "false",
      };
      return asked(place, "claude", ["-p", "hello", "--allowedTools", "mcp__setpilot"], own);
    },
  },
  {
    id: "codex",
    title: "Codex",
    npmName: "@openai/codex",
    program: "codex",
    signIn: ({ env, folder }) => run("codex", ["mcp", "login", "setpilot"], env, folder),
    list(place) {
      const provider = `{name="Pretended",base_url="${place.model.url}/v1",wire_api="responses"}`;
      const settings = ["model=pretended", "model_provider=pretended", `model_providers.pretended=${provider}`];
      const flags = settings.flatMap((setting) => ["-c", setting]);
      return asked(place, "codex", ["exec", "--skip-git-repo-check", ...flags, "hello"]);
    },
  },
  {
    id: "gemini",
    title: "Gemini CLI",
    npmName: "@google/gemini-cli",
    program: "gemini",
    prepare({ home }) {
      const settings = { security: { folderTrust: { enabled: false }, auth: { selectedType: "gemini-api-key" } } };
      put(join(home, ".gemini/settings.json"), JSON.stringify(settings, undefined, 2));
    },
    // It asks first whether it may open the browser.
    signIn: (place) =>
      inTerminal("gemini -p '/mcp auth setpilot'", { ...place.env, ...googleModel(place) }, place.folder),
    // Without approval of everything it leaves out, when nobody can be asked, what it would have to ask about.
    list: (place) =>
      asked(
        place,
        "gemini",
        ["-p", "hello", "--approval-mode", "yolo", "--model", "gemini-2.5-pro"],
        googleModel(place),
      ),
  },
  {
    id: "inspector",
    title: "Inspector",
    npmName: "@modelcontextprotocol/inspector",
    program: "mcp-inspector",
    // It signs in when it is turned away, if it may open a browser where there is no terminal.
    signIn: async () => undefined,
    async list({ env, folder, url }) {
      const token = env["KEYSCOPE_HTTP_TOKEN"];
      const header = token === undefined ? [] : ["--header", `Authorization: Bearer ${token}`];
      const server =
        url === undefined
          ? ["keyscope", "serve", "setpilot", "-e", `${KEYCHAIN_BUS}=${env[KEYCHAIN_BUS] ?? ""}`]
          : ["--server-url", url, "--transport", "http", ...header];
      const inspect = (...method: string[]) =>
        run(
          "mcp-inspector",
          ["--cli", ...server, "--method", ...method],
          { ...env, MCP_AUTO_OPEN_ENABLED: "true" },
          folder,
        );
      const { text } = await inspect("tools/list");
      const names = text.match(/"name": "setpilot_\w+"/g) ?? [];
      const called = await inspect("tools/call", "--tool-name", "setpilot_list_orders");
      return { says: "tools/list", tools: toolsIn(names.join(" ")), answer: called.text };
    },
  },
];

/** Not among what it hands on by itself. */
const KEYCHAIN_BUS = "DBUS_SESSION_BUS_ADDRESS";

function googleModel({ model }: Place): Readonly<Record<string, string>> {
  return { GEMINI_API_KEY: "none", GOOGLE_GEMINI_BASE_URL: model.url };
}
