import type { Client } from "../client.ts";
import { plainEntry } from "./entries.ts";
import { inHome, isThere, pathOn } from "./folders.ts";

/** Gemini CLI. Files: https://github.com/google-gemini/gemini-cli/blob/main/docs/tools/mcp-server.md. */
export const gemini: Client = {
  id: "gemini",
  title: "Gemini CLI",
  scopes: ["user", "project"],
  places: (machine, scope) => {
    const folder = scope === "user" ? machine.home : machine.folder;
    return [{ file: pathOn(machine, folder, ".gemini", "settings.json"), format: "json", servers: ["mcpServers"] }];
  },
  // Other programs keep things in ~/.gemini too, so the folder alone says nothing.
  isInstalled: (machine) => isThere(machine, [inHome(machine, ".gemini", "settings.json")], "gemini"),
  entry: plainEntry,
  afterwards: () =>
    "Start Gemini CLI again in a folder that it trusts: in others it starts no servers. /mcp shows the server there.",
  isDesktop: false,
};
