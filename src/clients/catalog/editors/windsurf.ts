import type { Client } from "../../client.ts";
import { inHome, inheritOnDesktop, isThere, VSCODE_NAMES } from "../shared.ts";

/** Windsurf. File: https://docs.windsurf.com/windsurf/cascade/mcp. It has none for a project. */
export const windsurf: Client = {
  id: "windsurf",
  title: "Windsurf",
  scopes: ["user"],
  places: (machine) => [
    { file: inHome(machine, ".codeium", "windsurf", "mcp_config.json"), format: "json", servers: ["mcpServers"] },
  ],
  isInstalled: (machine) => isThere(machine, [inHome(machine, ".codeium", "windsurf")], "windsurf"),
  environment: { inherit: inheritOnDesktop, ...VSCODE_NAMES },
  afterwards: () => "In Windsurf open Cascade's MCP servers and press Refresh.",
  isDesktop: true,
};
