import type { Client } from "../../client.ts";
import { bearerFrom, inConfig, inheritAll, isThere, pathOn, thoseThere } from "../shared.ts";

/**
 * opencode. Files: https://opencode.ai/docs/config, entries: https://opencode.ai/docs/mcp-servers. It reads .jsonc beside
 * .json, and on Windows too the folder .config. Tried with 1.18: it hands everything on.
 */
export const opencode: Client = {
  id: "opencode",
  title: "opencode",
  scopes: ["user", "project"],
  places: (machine, scope) => {
    const folder = scope === "user" ? inConfig(machine, "opencode") : machine.folder;
    const file = (name: string) => pathOn(machine, folder, name);
    return thoseThere([file("opencode.json"), file("opencode.jsonc")], { format: "json", servers: ["mcp"] });
  },
  isInstalled: (machine) => isThere(machine, [inConfig(machine, "opencode")], "opencode"),
  entry: ({ command, args }) => ({ type: "local", command: [command, ...args] }),
  remote: { entry: (url) => ({ type: "remote", url }), bearer: bearerFrom((name) => `{env:${name}}`) },
  environment: {
    inherit: inheritAll,
    reference: (name) => `{env:${name}}`,
    names: { pattern: /\{env:(\w+)\}/g, unset: "" },
  },
  afterwards: () => "Start opencode again; /mcps shows the server there.",
  isDesktop: false,
};
