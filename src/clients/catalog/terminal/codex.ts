import type { Client } from "../../client.ts";
import { inHome, inheritNamed, isThere, pathIn, pathOn, USUAL_ON_WINDOWS } from "../shared.ts";

/** What version 0.169 hands on: these and certificates; neither a proxy nor D-Bus nor XDG (seen in a run). */
const INHERITED = [
  ...USUAL_ON_WINDOWS,
  ..."HOME LANG LC_ALL LOGNAME PATH SHELL TERM TMPDIR TZ USER".split(" "),
  ..."CODEX_CA_CERTIFICATE CURL_CA_BUNDLE NODE_EXTRA_CA_CERTS REQUESTS_CA_BUNDLE SSL_CERT_DIR SSL_CERT_FILE".split(" "),
];

/**
 * Codex: the command line, the IDE extension and the desktop program share one file; CODEX_HOME moves it
 * (https://developers.openai.com/codex/mcp). Its command was tried with 0.169: it replaces an entry of the same name
 * unasked, and of the rest of the file it loses comments after `[mcp_servers]` and turns CRLF into LF.
 */
export const codex: Client = {
  id: "codex",
  title: "Codex",
  scopes: ["user", "project"],
  places: (machine, scope) => {
    const user = pathIn(machine, "CODEX_HOME") ?? inHome(machine, ".codex");
    const folder = scope === "user" ? user : pathOn(machine, machine.folder, ".codex");
    return [{ file: pathOn(machine, folder, "config.toml"), format: "toml", servers: ["mcp_servers"] }];
  },
  isInstalled: (machine) => isThere(machine, [inHome(machine, ".codex")], "codex"),
  remote: {
    entry: (url) => ({ url }),
    bearer: (variable) => ({ bearer_token_env_var: variable }),
    signIn: (name) => `codex mcp login ${name}`,
  },
  environment: { inherit: (machine) => inheritNamed(machine, INHERITED), byName: true },
  afterwards: (scope) =>
    scope === "project"
      ? "Start a new Codex session in this folder and trust the project: Codex reads its configuration only then."
      : "Start a new Codex session; /mcp shows the server there.",
  isDesktop: false,
  ownCommand: {
    program: "codex",
    add: (name, { command, args }) => ["mcp", "add", name, "--", command, ...args],
    remove: (name) => ["mcp", "remove", name],
    rest: "rewrites",
  },
};
