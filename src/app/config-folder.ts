import { below, home } from "./cache-folder.ts";

/**
 * Where a person's own settings are kept; undefined where there is no such place. On Linux this is ~/.config whatever
 * XDG_CONFIG_HOME says: MCP clients pass HOME and little else to a server, and it must find what the terminal stored.
 */
export function configFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  switch (platform) {
    case "win32":
      return below(env["APPDATA"], "keyscope") ?? below(home(), "AppData", "Roaming", "keyscope");
    case "darwin":
      return below(home(), "Library", "Application Support", "keyscope");
    default:
      return below(home(), ".config", "keyscope");
  }
}
