import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { open, rm } from "node:fs/promises";

/**
 * Overwrites a file with random bytes of the same length, waits until they are on the disk, and deletes it. What the
 * disk, a synced folder or a backup program kept elsewhere is out of reach. Throws what the system says; then the file
 * is still there, whole or overwritten. A link in its place is not followed.
 */
export async function shred(file: string): Promise<void> {
  const handle = await open(file, constants.O_WRONLY | constants.O_NOFOLLOW);
  try {
    const { size } = await handle.stat();
    await handle.writeFile(randomBytes(size));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rm(file);
}
