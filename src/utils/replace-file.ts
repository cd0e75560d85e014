import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { codeOf } from "./error-code.ts";

/** Rights of a file that is its owner's alone. */
export const OWNER_ONLY = 0o600;

/**
 * Replaces a file, or makes it, in a folder that is there: readers see the old text or the new one, whatever happens in between, and nothing
 * is left beside it when it fails. Rejects with the system's error.
 * @param mode the rights that it gets; undefined for those that new files have
 */
export async function replaceFile(file: string, text: string | Uint8Array, mode: number | undefined): Promise<void> {
  const draft = `${file}.${crypto.randomUUID()}.tmp`;
  try {
    // Nobody else may read the draft before it has its rights: it may hold keys of other programs.
    await writeFile(draft, text, { flush: true, ...(mode === undefined ? {} : { mode: OWNER_ONLY }) });
    if (mode !== undefined && mode !== OWNER_ONLY) await chmod(draft, mode);
    await renameFile(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/**
 * Replaces a file that is this person's alone, in folders that are made where they are not there. Whether it could be written:
 * what is kept so is a help, and can be done without.
 */
export async function keepFile(file: string, text: string): Promise<boolean> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await replaceFile(file, text, OWNER_ONLY);
    return true;
  } catch {
    return false;
  }
}

/** What renaming needs of the system, so that a test can be another one. */
interface Renaming {
  readonly platform: NodeJS.Platform;
  rename(from: string, to: string): Promise<void>;
  wait(milliseconds: number): Promise<unknown>;
}

/** Milliseconds before each further try: half a second in all. */
const PAUSES = [10, 20, 40, 80, 150, 200];
const IN_USE = ["EPERM", "EBUSY", "EACCES"];

/**
 * Renames a file, over another one if there is one. On Windows this fails for as long as a virus scanner, an indexer or
 * a client that is just reading has either open, so it is tried again for half a second. Rejects with the system's error.
 */
export async function renameFile(
  from: string,
  to: string,
  system: Renaming = { platform: process.platform, rename, wait },
): Promise<void> {
  for (const pause of system.platform === "win32" ? PAUSES : []) {
    try {
      return await system.rename(from, to);
    } catch (error) {
      if (!IN_USE.includes(codeOf(error) ?? "")) throw error;
      await system.wait(pause);
    }
  }
  return system.rename(from, to);
}
