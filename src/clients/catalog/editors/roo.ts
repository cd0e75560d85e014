import type { Client } from "../../client.ts";
import { bearerFrom, inAppData, inheritUsual, isThere, pathOn, VSCODE_NAMES } from "../shared.ts";

/**
 * Roo Code, an extension of VS Code. Files: https://docs.roocode.com/features/mcp/using-mcp-in-roo; what it hands on and
 * replaces: src/services/mcp/McpHub.ts and src/utils/config.ts of https://github.com/RooCodeInc/Roo-Code.
 */
export const roo: Client = {
  id: "roo",
  title: "Roo Code",
  scopes: ["user", "project"],
  places: (machine, scope) => {
    const file =
      scope === "user"
        ? inAppData(machine, ...EXTENSION, "settings", "mcp_settings.json")
        : pathOn(machine, machine.folder, ".roo", "mcp.json");
    return [{ file, format: "json", servers: ["mcpServers"] }];
  },
  isInstalled: (machine) => isThere(machine, [inAppData(machine, ...EXTENSION)]),
  remote: { entry: (url) => ({ type: "streamable-http", url }), bearer: bearerFrom(VSCODE_NAMES.reference) },
  environment: { inherit: inheritUsual, ...VSCODE_NAMES },
  afterwards: () => "In VS Code open Roo Code's MCP servers: it starts the server by itself.",
  isDesktop: true,
};

const EXTENSION = ["Code", "User", "globalStorage", "rooveterinaryinc.roo-cline"] as const;
