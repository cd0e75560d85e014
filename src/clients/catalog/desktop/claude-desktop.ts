import type { Client, Machine } from "../../client.ts";
import { inAppData, inHome, inheritOnDesktop, isThere, namesIn, pathIn, pathOn } from "../shared.ts";

const FILE = "claude_desktop_config.json";

/**
 * Claude Desktop. Files: https://modelcontextprotocol.io/docs/develop/connect-local-servers. Windows: the installer of
 * 2026 is an MSIX package, which reads a file of its own (https://github.com/anthropics/claude-code/issues/26073).
 */
export const claudeDesktop: Client = {
  id: "claude-desktop",
  title: "Claude Desktop",
  scopes: ["user"],
  places: (machine) => {
    const usual = inAppData(machine, "Claude");
    const [first = usual, ...others] = [...packagedFolders(machine), usual];
    return [place(machine, first), ...others.map((folder) => place(machine, folder))];
  },
  isInstalled: (machine) =>
    isThere(machine, [
      inAppData(machine, "Claude"),
      ...packagedFolders(machine),
      ...(machine.platform === "darwin"
        ? ["/Applications/Claude.app", inHome(machine, "Applications/Claude.app")]
        : []),
    ]),
  environment: { inherit: inheritOnDesktop },
  afterwards: () => "Quit Claude Desktop completely (on Windows also in the tray) and start it again.",
  isDesktop: true,
};

/** The folders of an MSIX package on Windows. The part after "Claude_" is the publisher's and has changed before. */
export function packagedFolders(machine: Machine, names = namesIn): string[] {
  if (machine.platform !== "win32") return [];
  const packages = pathOn(machine, pathIn(machine, "LOCALAPPDATA") ?? inHome(machine, "AppData", "Local"), "Packages");
  return names(packages)
    .filter((name) => /^Claude_\w+$/.test(name))
    .map((name) => pathOn(machine, packages, name, "LocalCache", "Roaming", "Claude"));
}

function place(machine: Machine, folder: string) {
  return { file: pathOn(machine, folder, FILE), format: "json", servers: ["mcpServers"] } as const;
}
