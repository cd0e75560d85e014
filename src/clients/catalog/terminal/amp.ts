import type { Client } from "../../client.ts";
import { bearerFrom, inConfig, inheritUsual, isThere, pathOn } from "../shared.ts";

/**
 * Amp. Files: https://ampcode.com/manual#configuration. Tried with 0.0.1790142911: it hands on what the SDK does, and a
 * variable that is not set stays as it is written.
 */
export const amp: Client = {
  id: "amp",
  title: "Amp",
  scopes: ["user", "project"],
  places: (machine, scope) => {
    const folder = scope === "user" ? inConfig(machine, "amp") : pathOn(machine, machine.folder, ".amp");
    return [{ file: pathOn(machine, folder, "settings.json"), format: "json", servers: ["amp.mcpServers"] }];
  },
  isInstalled: (machine) => isThere(machine, [inConfig(machine, "amp")], "amp"),
  remote: { entry: (url) => ({ url }), bearer: bearerFrom((name) => `\${${name}}`) },
  environment: {
    inherit: inheritUsual,
    reference: (name) => `\${${name}}`,
    names: { pattern: /\$\{(\w+)\}/g },
  },
  afterwards: (scope) =>
    scope === "project"
      ? "Run `amp mcp approve` with the server's name in this folder, then start Amp again."
      : "Start Amp again; `amp mcp doctor` shows the server.",
  isDesktop: false,
};
