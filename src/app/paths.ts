import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** The program of the process that asks the keychain for a command, beside this one when it is built. */
export const KEYCHAIN = join(__dirname, "keychain.cjs");

/**
 * Where this system keeps what can be found out again: the XDG cache folder, ~/Library/Caches, or LOCALAPPDATA.
 * Undefined where there is no such place, as for a user without a home; a relative path would mean the folder that the
 * client happens to be in, and does not count.
 */
export function cacheFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  switch (platform) {
    case "win32":
      return below(env["LOCALAPPDATA"], "keyscope", "Cache") ?? below(home(), "AppData", "Local", "keyscope", "Cache");
    case "darwin":
      return below(home(), "Library", "Caches", "keyscope");
    default:
      return below(env["XDG_CACHE_HOME"], "keyscope") ?? below(home(), ".cache", "keyscope");
  }
}

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

/**
 * Where this person's processes leave word for each other; undefined where there is no such place. As with `configFolder`, a
 * server must look where a command in a terminal wrote, whatever variables that had.
 */
export function stateFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  switch (platform) {
    case "win32":
      return below(env["LOCALAPPDATA"], "keyscope", "State") ?? below(home(), "AppData", "Local", "keyscope", "State");
    case "darwin":
      return below(home(), "Library", "Application Support", "keyscope", "State");
    default:
      return below(home(), ".local", "state", "keyscope");
  }
}

/** Where it is kept which keys are stored, beside the settings; no key is in it. */
export function keysFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  return below(configFolder(env, platform), "keys");
}

/** A folder below another one, if that is absolute. */
function below(folder: string | undefined, ...parts: string[]): string | undefined {
  return folder !== undefined && isAbsolute(folder) ? join(folder, ...parts) : undefined;
}

/** Node throws where neither HOME nor the system's list of users names a home, as in some containers. */
function home(): string | undefined {
  try {
    return homedir();
  } catch {
    return undefined;
  }
}
