import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { findProgram } from "../../utils/find-program.ts";
import type { Machine } from "../client.ts";

/** What git has to do with a file. */
export type GitState =
  /** In no repository's folder. */
  | "outside"
  /** In one, but git has never had it. */
  | "unknown-to-git"
  /** Git has it, or had it in an earlier commit: what it holds may be in the history. */
  | "known-to-git"
  /** In one, and git could not be asked: it is not on this machine, or it refused. */
  | "cannot-tell";

/** Milliseconds; a long history of a single file is found out in far less. */
const LIMIT = 5_000;

/** Whether a file's content may be in a repository's history. Follows a link, because the content is where it leads. */
export async function gitState(file: string, machine: Machine): Promise<GitState> {
  const real = existsSync(file) ? realpathSync(file) : file;
  const folder = dirname(real);
  if (!isInRepository(folder)) return "outside";
  // By its full path: Windows would take a program of that name from the project, which anyone may have put there.
  const program = findProgram("git", machine);
  if (program === undefined) return "cannot-tell";
  const hasAnswer = async (...args: string[]) => {
    // Git starts no program that the repository's own settings name.
    const words = ["-c", "core.fsmonitor=false", ...args, "--", basename(real)];
    const { stdout } = await promisify(execFile)(program, words, { cwd: folder, timeout: LIMIT, windowsHide: true });
    return stdout !== "";
  };
  try {
    const isKnown =
      (await hasAnswer("ls-files")) || (await hasAnswer("log", "--all", "-1", "--no-show-signature", "--format=%h"));
    return isKnown ? "known-to-git" : "unknown-to-git";
  } catch {
    return "cannot-tell";
  }
}

function isInRepository(folder: string): boolean {
  if (existsSync(join(folder, ".git"))) return true;
  const parent = dirname(folder);
  return parent !== folder && isInRepository(parent);
}
