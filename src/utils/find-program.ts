import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { posix, win32 } from "node:path";

/** Where a program is looked for. */
interface Place {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly platform: NodeJS.Platform;
}

/**
 * The full path of the program that is started there for this command; undefined when there is none. A relative path with
 * a slash is relative to `folder`.
 */
export function findProgram(command: string, { env, folder, platform }: Place): string | undefined {
  const path = platform === "win32" ? win32 : posix;
  const isPath = /[/\\]/.test(command) && (platform === "win32" || command.includes("/"));
  const folders = isPath
    ? [folder]
    : (env["PATH"] ?? env["Path"] ?? "").split(path.delimiter).filter((place) => place !== "");
  const endings = platform === "win32" ? ["", ...(env["PATHEXT"] ?? ".COM;.EXE;.BAT;.CMD").split(";")] : [""];
  return folders
    .flatMap((place) => endings.map((ending) => path.resolve(place, command + ending.toLowerCase())))
    .find((file) => isProgram(file, platform));
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

/** Whether two paths lead to one file that is there, links followed. */
export function isSameFile(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}
