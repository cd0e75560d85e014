import type { Client } from "../../client.ts";
import { bearerFrom, inAppData, inheritAll, isThere, pathOn, VSCODE_NAMES } from "../shared.ts";

/**
 * Visual Studio Code with its default profile. Files and the key `servers`:
 * https://code.visualstudio.com/docs/copilot/reference/mcp-configuration.
 */
export const vscode: Client = {
  id: "vscode",
  title: "VS Code",
  scopes: ["user", "project"],
  places: (machine, scope) => {
    const project = pathOn(machine, machine.folder, ".vscode", "mcp.json");
    const file = scope === "user" ? inAppData(machine, "Code", "User", "mcp.json") : project;
    return [{ file, format: "json", servers: ["servers"] }];
  },
  isInstalled: (machine) => isThere(machine, [inAppData(machine, "Code", "User")], "code"),
  entry: (command) => ({ type: "stdio", ...command }),
  remote: { entry: (url) => ({ type: "http", url }), bearer: bearerFrom(VSCODE_NAMES.reference) },
  environment: { inherit: inheritAll, ...VSCODE_NAMES },
  afterwards: () =>
    "In VS Code run “MCP: List Servers” from the command palette, start the server, and trust it when asked. Its tools are in the chat's agent mode.",
  isDesktop: true,
};
