import { existsSync, readdirSync } from "node:fs";
import { posix, win32 } from "node:path";
import { findProgram } from "../../utils/find-program.ts";
import type { ConfigPlace, Entry, Machine, ServerEnvironment } from "../client.ts";

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
      return pathOn(machine, pathIn(machine, "APPDATA") ?? inHome(machine, "AppData", "Roaming"), ...parts);
    case "darwin":
      return inHome(machine, "Library", "Application Support", ...parts);
    default:
      return pathOn(machine, pathIn(machine, "XDG_CONFIG_HOME") ?? inHome(machine, ".config"), ...parts);
  }
}

/** Below the folder in which programs of the terminal keep settings: ~/.config, on macOS and Windows too. */
export function inConfig(machine: Machine, ...parts: string[]): string {
  return pathOn(machine, pathIn(machine, "XDG_CONFIG_HOME") ?? inHome(machine, ".config"), ...parts);
}

/** The value of a variable that holds an absolute path; undefined when it holds something else. */
export function pathIn({ env, platform }: Machine, variable: string): string | undefined {
  const value = env[variable];
  if (value === undefined) return undefined;
  return (platform === "win32" ? win32 : posix).isAbsolute(value) ? value : undefined;
}

/** Whether one of these files or folders is there, or this program on the PATH. */
export function isThere(machine: Machine, files: readonly string[], program?: string): boolean {
  if (files.some((file) => existsSync(file))) return true;
  return program !== undefined && findProgram(program, machine) !== undefined;
}

/** The same place in each of these files: those that are there first. */
export function thoseThere(
  [first, ...others]: readonly [string, ...string[]],
  place: Omit<ConfigPlace, "file">,
): [ConfigPlace, ...ConfigPlace[]] {
  const [best = first, ...rest] = [first, ...others].sort(
    (one, other) => Number(existsSync(other)) - Number(existsSync(one)),
  );
  return [{ ...place, file: best }, ...rest.map((file) => ({ ...place, file }))];
}

/** The names in a folder, sorted; none where there is no such folder. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** How VS Code and what was made from it name variables and folders. */
export const VSCODE_NAMES = {
  reference: (name: string) => `\${env:${name}}`,
  names: { pattern: /\$\{env:(\w+)\}/g, unset: "" },
  folders: true,
} as const satisfies Partial<ServerEnvironment>;

/** Makes what sends a variable's token in a header, where the client puts variables into headers. */
export function bearerFrom(reference: (variable: string) => string) {
  return (variable: string): Entry => ({ headers: { Authorization: `Bearer ${reference(variable)}` } });
}

/** Picks the variables that `isInherited` says. */
export function inherit(
  { env }: Machine,
  isInherited: (name: string, value: string) => boolean,
): Record<string, string> {
  const all = Object.entries(env).filter((variable): variable is [string, string] => variable[1] !== undefined);
  return Object.fromEntries(all.filter(([name, value]) => isInherited(name, value)));
}

/** Picks variables by their names. On Windows the case of a name does not count. */
export function inheritNamed(machine: Machine, names: readonly string[]): Record<string, string> {
  return inherit(machine, (name) => names.includes(machine.platform === "win32" ? name.toUpperCase() : name));
}

export function inheritAll(machine: Machine): Record<string, string> {
  return inherit(machine, () => true);
}

/** Picks what the MCP SDKs hand on, as most clients do: `getDefaultEnvironment` of @modelcontextprotocol/client. */
export function inheritUsual(machine: Machine): Record<string, string> {
  return inheritNamed(machine, machine.platform === "win32" ? USUAL_ON_WINDOWS : USUAL);
}

const USUAL = ["HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER"];
/** By their names in capitals. */
export const USUAL_ON_WINDOWS = [
  ..."APPDATA HOMEDRIVE HOMEPATH LOCALAPPDATA PATH PATHEXT PROCESSOR_ARCHITECTURE SYSTEMDRIVE SYSTEMROOT".split(" "),
  ..."TEMP USERNAME USERPROFILE PROGRAMFILES COMSPEC".split(" "),
];

/** Picks the same, with the PATH of a program that was started from the desktop: no shell's profile was read. */
export function inheritOnDesktop(machine: Machine): Record<string, string> {
  const path = DESKTOP_PATH[machine.platform];
  return path === undefined ? inheritUsual(machine) : { ...inheritUsual(machine), PATH: path };
}

const DESKTOP_PATH: Partial<Readonly<Record<NodeJS.Platform, string>>> = {
  darwin: "/usr/bin:/bin:/usr/sbin:/sbin",
  linux: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
};
