import type { Client } from "../../client.ts";
import { inAppData, inConfig, inheritAll, isThere, pathOn } from "../shared.ts";

/**
 * Zed. Entries: https://zed.dev/docs/ai/mcp, file: https://zed.dev/docs/configuring-zed. It takes the environment of
 * the login shell and hands it on: https://zed.dev/docs/environment.
 */
export const zed: Client = {
  id: "zed",
  title: "Zed",
  scopes: ["user"],
  places: (machine) => {
    const folder = machine.platform === "win32" ? inAppData(machine, "Zed") : inConfig(machine, "zed");
    return [{ file: pathOn(machine, folder, "settings.json"), format: "json", servers: ["context_servers"] }];
  },
  isInstalled: (machine) =>
    isThere(
      machine,
      [inConfig(machine, "zed"), ...(machine.platform === "darwin" ? ["/Applications/Zed.app"] : [])],
      "zed",
    ),
  remote: { entry: (url) => ({ url }) },
  environment: { inherit: inheritAll },
  afterwards: () => "In Zed open the agent panel's settings: a green dot beside the server says that it runs.",
  isDesktop: true,
};
