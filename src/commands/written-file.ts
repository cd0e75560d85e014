import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { CommandError, ExitCode } from "../app/exit-code.ts";
import { quoted } from "../utils/clean-text.ts";
import { codeOf } from "../utils/error-code.ts";
import { getOwn } from "../utils/own.ts";

/*
 * A file that a person names for what a command makes: whether it may be written, and what to do where it cannot be.
 */

/**
 * Sees whether a file may be made, or replaced where the person said so. Gives what is there now; rejects with a
 * `CommandError`, or with the system's error.
 */
export async function checkFile(name: string, replace: boolean) {
  const file = resolve(name);
  const [folder, before] = await Promise.all([lookAt(dirname(file)), lookAt(file)]);
  if (!folder?.isDirectory()) {
    throw refusal(`There is no folder ${quoted(dirname(file))}. Make it first, or write another path.`);
  }
  if (before !== undefined && !before.isFile()) {
    throw refusal(`${quoted(name)} is there and is no ordinary file. Write another path.`);
  }
  if (before !== undefined && !replace) {
    throw refusal(`${quoted(name)} exists, and was left as it is. Write another name, or add --replace.`);
  }
  return before;
}

/** Does work on a file. Where the system refuses it, rejects with a `CommandError` that says why and what to do. */
export function explainFile<T>(work: Promise<T>, name: string): Promise<T> {
  return work.catch((error: unknown) => Promise.reject(explain(error, name)));
}

async function lookAt(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
    throw error;
  }
}

function refusal(message: string): CommandError {
  return new CommandError(message, ExitCode.failed);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full. Make room",
  EDQUOT: "your quota of the disk is used up. Make room",
  EFBIG: "it would be larger than a file may be there. Write to another disk",
  EACCES: "you may not write there. Change the folder's rights",
  EPERM: "you may not write there. Change the folder's rights",
  EROFS: "the disk is read-only. Write to another one",
  ENOENT: "there is no such folder. Make it",
  EISDIR: "it is a folder. Name a file in it",
  EAGAIN: "whoever reads it does not keep up. Let it read on",
  ENAMETOOLONG: "its name is too long. Write a shorter one",
};

/** Why the system did not write a file and what to do about it, by its code: "the disk is full. Make room, and try again." */
export function whyNotWritten(code: string): string {
  return `${getOwn(REASONS, code) ?? `the system says ${code}. Mend that`}, and try again.`;
}

export function notWritten(name: string, code: string): CommandError {
  return refusal(`${quoted(name)} was not written: ${whyNotWritten(code)}`);
}

/** The system's words about a file that could not be written; anything else as it is. */
function explain(error: unknown, name: string): unknown {
  const code = codeOf(error);
  return code === undefined ? error : notWritten(name, code);
}
