import type { Client } from "../../client.ts";
import { inHome, inheritAll, isThere, pathOn } from "../shared.ts";

/** Junie in JetBrains' editors and as a command line. Files: https://junie.jetbrains.com/docs/junie-cli-mcp-configuration.html. */
export const junie: Client = {
  id: "junie",
  title: "Junie",
  scopes: ["user", "project"],
  places: (machine, scope) => {
    const folder = scope === "user" ? machine.home : machine.folder;
    return [{ file: pathOn(machine, folder, ".junie", "mcp", "mcp.json"), format: "json", servers: ["mcpServers"] }];
  },
  isInstalled: (machine) => isThere(machine, [inHome(machine, ".junie")], "junie"),
  environment: { inherit: inheritAll },
  afterwards: () =>
    "Start the editor or Junie's command line again. In an editor the server is under Settings → Tools → Junie → MCP Settings.",
  isDesktop: true,
};
