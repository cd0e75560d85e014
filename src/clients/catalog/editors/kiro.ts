import type { Client } from "../../client.ts";
import { bearerFrom, inHome, inheritUsual, isThere, pathOn } from "../shared.ts";

/** Kiro, the editor and the command line. Files and variables: https://kiro.dev/docs/mcp/configuration. */
export const kiro: Client = {
  id: "kiro",
  title: "Kiro",
  scopes: ["user", "project"],
  places: (machine, scope) => {
    const folder = scope === "user" ? machine.home : machine.folder;
    const file = pathOn(machine, folder, ".kiro", "settings", "mcp.json");
    return [{ file, format: "json", servers: ["mcpServers"] }];
  },
  isInstalled: (machine) => isThere(machine, [inHome(machine, ".kiro")], "kiro"),
  remote: { entry: (url) => ({ url }), bearer: bearerFrom((name) => `\${${name}}`) },
  environment: {
    inherit: inheritUsual,
    reference: (name) => `\${${name}}`,
    names: { pattern: /\$\{(\w+)\}/g },
  },
  afterwards: () => "In Kiro open the MCP servers of its panel: it connects to a new server by itself.",
  isDesktop: true,
};
