import type { Client } from "../../client.ts";
import { bearerFrom, inHome, inheritAll, isThere, pathIn, pathOn } from "../shared.ts";

/**
 * Copilot CLI. File and entries: https://docs.github.com/copilot/how-tos/copilot-cli/customize-copilot/add-mcp-servers;
 * COPILOT_HOME moves it. Tried with 1.0: it hands everything on. It reads a project's .mcp.json, Claude Code's file, too.
 */
export const copilotCli: Client = {
  id: "copilot-cli",
  title: "Copilot CLI",
  scopes: ["user"],
  places: (machine) => {
    const folder = pathIn(machine, "COPILOT_HOME") ?? inHome(machine, ".copilot");
    return [{ file: pathOn(machine, folder, "mcp-config.json"), format: "json", servers: ["mcpServers"] }];
  },
  isInstalled: (machine) => isThere(machine, [inHome(machine, ".copilot")], "copilot"),
  entry: (command) => ({ type: "local", ...command, tools: ["*"] }),
  remote: { entry: (url) => ({ type: "http", url, tools: ["*"] }), bearer: bearerFrom((name) => `\${${name}}`) },
  environment: {
    inherit: inheritAll,
    reference: (name) => `\${${name}}`,
    names: { pattern: /\$\{?(\w+)\}?/g },
  },
  afterwards: () => "Start Copilot CLI again; /mcp show lists the server there.",
  isDesktop: false,
};
