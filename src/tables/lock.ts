import { mkdir, open, rm, stat, utimes } from "node:fs/promises";
import { dirname } from "node:path";
import { type Clock, later } from "../utils/time.ts";

/** A right that one of a person's processes has at a time. */
export interface Lock {
  release(): Promise<void>;
}

/** How often the holder shows that it lives, and after how long without a sign it is taken for dead. */
const SIGN_MS = 2_000;
const DEAD_MS = 10_000;

/**
 * Takes a lock, which is a file; undefined while another process has it. Where no file can be made there is nobody to share
 * with, and the lock is had. A holder that died is followed after 10 s. Two processes that find it dead at the same moment
 * may both get it: then a table is read twice, and nothing is wrong.
 */
export async function tryLock(file: string, clock: Clock): Promise<Lock | undefined> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    if (await isDead(file)) await rm(file, { force: true });
    await (await open(file, "wx", 0o600)).close();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return undefined;
    return { release: async () => {} };
  }
  const stop = new AbortController();
  const showLife = () =>
    later(clock, SIGN_MS, stop.signal, async () => {
      const now = new Date();
      await utimes(file, now, now).catch(() => undefined);
      showLife();
    });
  showLife();
  return {
    async release() {
      stop.abort();
      await rm(file, { force: true }).catch(() => undefined);
    },
  };
}

async function isDead(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Math.abs(Date.now() - found.mtimeMs) > DEAD_MS;
}
