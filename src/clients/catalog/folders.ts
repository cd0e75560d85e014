import { existsSync, readdirSync } from "node:fs";
import { posix, win32 } from "node:path";
import type { Machine } from "../client.ts";
import { findProgram } from "../find-program.ts";

/** A path as this machine's platform writes it. */
export function pathOn({ platform }: Machine, ...parts: string[]): string {
  return (platform === "win32" ? win32 : posix).join(...parts);
}

/** Below the person's home folder. */
export function inHome(machine: Machine, ...parts: string[]): string {
  return pathOn(machine, machine.home, ...parts);
}

/**
 * Below the folder in which desktop programs keep a person's settings: Electron's `appData`
 * (https://www.electronjs.org/docs/latest/api/app#appgetpathname).
 */
export function inAppData(machine: Machine, ...parts: string[]): string {
  switch (machine.platform) {
    case "win32":
      return pathOn(machine, set(machine, "APPDATA") ?? inHome(machine, "AppData", "Roaming"), ...parts);
    case "darwin":
      return inHome(machine, "Library", "Application Support", ...parts);
    default:
      return pathOn(machine, set(machine, "XDG_CONFIG_HOME") ?? inHome(machine, ".config"), ...parts);
  }
}

/** A variable that holds an absolute path. */
export function set({ env, platform }: Machine, variable: string): string | undefined {
  const value = env[variable];
  if (value === undefined) return undefined;
  return (platform === "win32" ? win32 : posix).isAbsolute(value) ? value : undefined;
}

/** Whether one of these files or folders is there, or this program on the PATH. */
export function isThere(machine: Machine, files: readonly string[], program?: string): boolean {
  if (files.some((file) => existsSync(file))) return true;
  return program !== undefined && findProgram(program, machine) !== undefined;
}

/** The names in a folder, sorted; none where there is no such folder. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
