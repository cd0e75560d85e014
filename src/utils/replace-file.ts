import { chmod, rename, rm, writeFile } from "node:fs/promises";

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
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
