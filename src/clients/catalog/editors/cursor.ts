import type { Client } from "../../client.ts";
import { bearerFrom, inHome, inheritUsual, isThere, pathOn, VSCODE_NAMES } from "../shared.ts";

/** Cursor. Files: https://cursor.com/docs/mcp. */
export const cursor: Client = {
  id: "cursor",
  title: "Cursor",
  scopes: ["user", "project"],
  places: (machine, scope) => {
    const folder = scope === "user" ? machine.home : machine.folder;
    return [{ file: pathOn(machine, folder, ".cursor", "mcp.json"), format: "json", servers: ["mcpServers"] }];
  },
  isInstalled: (machine) =>
    isThere(
      machine,
      [inHome(machine, ".cursor"), ...(machine.platform === "darwin" ? ["/Applications/Cursor.app"] : [])],
      "cursor",
    ),
  remote: { entry: (url) => ({ url }), bearer: bearerFrom(VSCODE_NAMES.reference) },
  // It finds out the shell's PATH when it starts, as VS Code does.
  environment: { inherit: inheritUsual, ...VSCODE_NAMES },
  afterwards: () => "In Cursor open Settings → Tools & MCP and switch the server on if it is off.",
  isDesktop: true,
};
