import type { Client } from "../../client.ts";
import { bearerFrom, inHome, inheritAll, isThere, pathOn } from "../shared.ts";

/**
 * Qwen Code. Files: https://qwenlm.github.io/qwen-code-docs/en/users/features/mcp. It began as Gemini CLI, and unlike
 * that it hands everything on (tried with 0.24).
 */
export const qwen: Client = {
  id: "qwen",
  title: "Qwen Code",
  scopes: ["user", "project"],
  places: (machine, scope) => {
    const folder = scope === "user" ? machine.home : machine.folder;
    return [{ file: pathOn(machine, folder, ".qwen", "settings.json"), format: "json", servers: ["mcpServers"] }];
  },
  isInstalled: (machine) => isThere(machine, [inHome(machine, ".qwen")], "qwen"),
  remote: { entry: (url) => ({ httpUrl: url }), bearer: bearerFrom((name) => `$${name}`) },
  environment: {
    inherit: inheritAll,
    reference: (name) => `$${name}`,
    names: { pattern: /\$\{?(\w+)\}?/g },
  },
  afterwards: () => "Start Qwen Code again; /mcp shows the server there.",
  isDesktop: false,
};
