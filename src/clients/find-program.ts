import { accessSync, constants, statSync } from "node:fs";
import { posix, win32 } from "node:path";

/** Where to look for a program. */
export interface ProgramSearch {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What a relative path with a slash is relative to. */
  readonly folder: string;
  readonly platform: NodeJS.Platform;
}

/** The full path of the program that a client starts for this command; undefined when there is none. */
export function findProgram(command: string, { env, folder, platform }: ProgramSearch): string | undefined {
  const path = platform === "win32" ? win32 : posix;
  const isPath = /[/\\]/.test(command) && (platform === "win32" || command.includes("/"));
  const folders = isPath ? [folder] : (searchPath(env) ?? "").split(path.delimiter).filter((place) => place !== "");
  const endings = platform === "win32" ? ["", ...(env["PATHEXT"] ?? ".COM;.EXE;.BAT;.CMD").split(";")] : [""];
  return folders
    .flatMap((place) => endings.map((ending) => path.resolve(place, command + ending.toLowerCase())))
    .find((file) => isProgram(file, platform));
}

function searchPath(env: ProgramSearch["env"]): string | undefined {
  return env["PATH"] ?? env["Path"];
}

function isProgram(file: string, platform: NodeJS.Platform): boolean {
  try {
    if (!statSync(file).isFile()) return false;
    // Windows has no such right; there a name without an ending is a script for other systems.
    if (platform === "win32") return /\.\w+$/.test(file);
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
