import type { Client } from "../../client.ts";
import { bearerFrom, inHome, inherit, isThere, pathOn } from "../shared.ts";

/** Version 0.61 leaves out what looks secret by its name, and addresses with a password in them (seen in a run). */
const SECRET_NAME = /TOKEN|SECRET|PASSWORD|PASSWD|KEY|AUTH|CREDENTIAL|CREDS|CERT|PRIVATE/i;
const WITH_PASSWORD = /^[a-z][\w+.-]*:\/\/[^/\s@]+:[^/\s@]+@/i;

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
  // 0.61 does not ask its user to sign in before that is typed in it.
  remote: {
    entry: (url) => ({ httpUrl: url }),
    bearer: bearerFrom((name) => `$${name}`),
    signIn: (name) => `/mcp auth ${name}`,
  },
  environment: {
    inherit: (machine) => inherit(machine, (name, value) => !SECRET_NAME.test(name) && !WITH_PASSWORD.test(value)),
    reference: (name) => `$${name}`,
    names: { pattern: /\$\{?(\w+)\}?/g, unset: "" },
  },
  afterwards: () =>
    "Start Gemini CLI again in a folder that it trusts: in others it starts no servers. /mcp shows the server there.",
  isDesktop: false,
};
