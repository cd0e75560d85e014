import { accessSync, constants, statSync } from "node:fs";
import { posix, win32 } from "node:path";
import type { Machine } from "./client.ts";

/**
 * The full path of the program that a client starts for this command; undefined when there is none. A relative path with
 * a slash is relative to `folder`.
 */
export function findProgram(
  command: string,
  { env, folder, platform }: Pick<Machine, "env" | "folder" | "platform">,
): string | undefined {
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
