import type { Client } from "../client.ts";
import { plainEntry } from "./entries.ts";
import { inHome, isThere, pathOn } from "./folders.ts";

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
  entry: plainEntry,
  afterwards: () => "In Cursor open Settings → Tools & MCP and switch the server on if it is off.",
  isDesktop: true,
};
