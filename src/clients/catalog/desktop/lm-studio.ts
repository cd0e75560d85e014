import type { Client } from "../../client.ts";
import { inHome, inheritOnDesktop, isThere } from "../shared.ts";

/** LM Studio. File and entries, which are those of Cursor: https://lmstudio.ai/docs/app/mcp. */
export const lmStudio: Client = {
  id: "lm-studio",
  title: "LM Studio",
  scopes: ["user"],
  places: (machine) => [{ file: inHome(machine, ".lmstudio", "mcp.json"), format: "json", servers: ["mcpServers"] }],
  isInstalled: (machine) => isThere(machine, [inHome(machine, ".lmstudio")], "lms"),
  remote: { entry: (url) => ({ url }) },
  environment: { inherit: inheritOnDesktop },
  afterwards: () =>
    "In LM Studio open the tab Program and switch the server on. The model needs to be one that can use tools.",
  isDesktop: true,
};
