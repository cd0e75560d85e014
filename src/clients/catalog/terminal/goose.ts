import type { Client } from "../../client.ts";
import { inAppData, inConfig, inheritAll, isThere, pathOn } from "../shared.ts";

/**
 * Goose, the command line and the desktop program, which share one file: https://block.github.io/goose/docs/guides/config-files.
 * It starts servers with its own environment; of variables only the names in `env_keys` are looked up, in its keychain.
 */
export const goose: Client = {
  id: "goose",
  title: "Goose",
  scopes: ["user"],
  places: (machine) => {
    const { platform } = machine;
    const folder = platform === "win32" ? inAppData(machine, "Block", "goose", "config") : inConfig(machine, "goose");
    return [{ file: pathOn(machine, folder, "config.yaml"), format: "yaml", servers: ["extensions"] }];
  },
  isInstalled: (machine) =>
    isThere(machine, [inConfig(machine, "goose"), inAppData(machine, "Block", "goose")], "goose"),
  entry: ({ command, args }, name) => ({
    enabled: true,
    type: "stdio",
    name,
    description: "",
    cmd: command,
    args,
    envs: {},
    timeout: 300,
  }),
  // Variables in headers are those that `env_keys` names.
  remote: {
    entry: (uri, name) => ({ enabled: true, type: "streamable_http", name, description: "", uri, timeout: 300 }),
    bearer: (variable) => ({ headers: { Authorization: `Bearer \${${variable}}` }, env_keys: [variable] }),
  },
  environment: { inherit: inheritAll },
  afterwards: () => "Start a new Goose session. In Goose Desktop the server is under Extensions.",
  isDesktop: true,
};
