import { execFile } from "node:child_process";
import { cleanText } from "../utils/clean-text.ts";
import { findProgram } from "../utils/find-program.ts";
import type { Client, InstallScope, Machine, OwnCommand } from "./client.ts";

/** Milliseconds. Such a command only changes a file. */
const LIMIT = 30_000;
const LONGEST_SAID = 300;

/** A client's own command for servers that can be run here. */
export interface AvailableCommand {
  readonly own: OwnCommand;
  /** The full path of the program. */
  readonly file: string;
}

/**
 * Finds the client's own command, when it has one for this scope and it is on the PATH. On Windows only a real program
 * counts: a script there is started through a shell, which takes paths with spaces apart.
 */
export function availableCommand(client: Client, scope: InstallScope, machine: Machine): AvailableCommand | undefined {
  const own = client.ownCommand;
  if (own === undefined || scope !== "user") return undefined;
  const file = findProgram(own.program, machine);
  if (file === undefined || (machine.platform === "win32" && !/\.exe$/i.test(file))) return undefined;
  return { own, file };
}

/** Runs it and returns what it wrote when it failed: cleaned, one line, capped; undefined when it went well. */
export function runClientCommand(
  { file }: AvailableCommand,
  args: readonly string[],
  machine: Machine,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { cwd: machine.folder, env: { ...machine.env }, timeout: LIMIT, windowsHide: true };
    const child = execFile(file, [...args], options, (error, out, err) => {
      if (error === null) return resolve(undefined);
      const said = cleanText(`${err} ${out}`.trim() === "" ? error.message : `${err} ${out}`);
      resolve(said.replace(/\s+/g, " ").trim().slice(0, LONGEST_SAID));
    });
    child.stdin?.end();
  });
}

/** Writes it as a person types it. */
export function commandLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : `"${word.replaceAll('"', '\\"')}"`)).join(" ");
}
