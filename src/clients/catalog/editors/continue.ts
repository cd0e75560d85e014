import type { Client } from "../../client.ts";
import { inHome, inheritAll, isThere, pathIn, pathOn } from "../shared.ts";

/** Without a name and a version it refuses the whole file (seen in a run of its command line, 1.5). */
const BLANK = "name: Local Config\nversion: 1.0.0\nschema: v1\n";

/**
 * Continue, in editors and as the command line `cn`: https://docs.continue.dev/reference. CONTINUE_GLOBAL_DIR moves the
 * file. Tried with `cn` 1.5: it hands everything on.
 */
export const continueDev: Client = {
  id: "continue",
  title: "Continue",
  scopes: ["user"],
  places: (machine) => {
    const folder = pathIn(machine, "CONTINUE_GLOBAL_DIR") ?? inHome(machine, ".continue");
    const file = pathOn(machine, folder, "config.yaml");
    return [{ file, format: "yaml-list", servers: ["mcpServers"], blank: BLANK }];
  },
  isInstalled: (machine) => isThere(machine, [inHome(machine, ".continue")], "cn"),
  entry: (command, name) => ({ name, ...command }),
  remote: {
    entry: (url, name) => ({ name, type: "streamable-http", url }),
    bearer: (variable) => ({ requestOptions: { headers: { Authorization: `Bearer \${{ secrets.${variable} }}` } } }),
  },
  environment: {
    inherit: inheritAll,
    reference: (name) => `\${{ secrets.${name} }}`,
    names: { pattern: /\$\{\{\s*secrets\.(\w+)\s*\}\}/g },
  },
  afterwards: () =>
    "Continue reads the file again by itself in an editor; start `cn` again. Tools are in its agent mode.",
  isDesktop: true,
};
