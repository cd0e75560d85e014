import type { Client } from "../../client.ts";
import { inAppData, inHome, inheritAll, isThere, thoseThere } from "../shared.ts";

/**
 * Cline. The command line's file was seen in a run of 3.0, which hands everything on and replaces nothing; the extension
 * of VS Code has an own one (https://docs.cline.bot/mcp/configuring-mcp-servers). The first of them that is there is written.
 */
export const cline: Client = {
  id: "cline",
  title: "Cline",
  scopes: ["user"],
  places: (machine) => {
    const ofProgram = inHome(machine, ".cline", "data", "settings", FILE);
    const ofExtension = inAppData(machine, ...EXTENSION, "settings", FILE);
    return thoseThere([ofProgram, ofExtension], { format: "json", servers: ["mcpServers"] });
  },
  isInstalled: (machine) => isThere(machine, [inHome(machine, ".cline"), inAppData(machine, ...EXTENSION)], "cline"),
  remote: { entry: (url) => ({ type: "streamableHttp", url }) },
  environment: { inherit: inheritAll },
  afterwards: () => "Start Cline again. In VS Code open its MCP servers, where the server shows up.",
  isDesktop: false,
};

const FILE = "cline_mcp_settings.json";
const EXTENSION = ["Code", "User", "globalStorage", "saoudrizwan.claude-dev"] as const;
