import type { Client } from "../../client.ts";
import { bearerFrom, inHome, inheritOnDesktop, isThere, VSCODE_NAMES } from "../shared.ts";

/** Windsurf. File: https://docs.windsurf.com/windsurf/cascade/mcp. It has none for a project. */
export const windsurf: Client = {
  id: "windsurf",
  title: "Windsurf",
  scopes: ["user"],
  places: (machine) => [
    { file: inHome(machine, ".codeium", "windsurf", "mcp_config.json"), format: "json", servers: ["mcpServers"] },
  ],
  isInstalled: (machine) => isThere(machine, [inHome(machine, ".codeium", "windsurf")], "windsurf"),
  remote: { entry: (serverUrl) => ({ serverUrl }), bearer: bearerFrom(VSCODE_NAMES.reference) },
  environment: { inherit: inheritOnDesktop, ...VSCODE_NAMES },
  afterwards: () => "In Windsurf open Cascade's MCP servers and press Refresh.",
  isDesktop: true,
};
