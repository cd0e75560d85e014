import { rmSync } from "node:fs";
import { mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "../../utils/error-code.ts";
import { type Clock, later } from "../../utils/time.ts";

/** A right that one of a person's processes has at a time. */
export interface Lock {
  release(): Promise<void>;
}

/** How far the holder of a lock is. */
export interface Sign {
  readonly rows: number;
  readonly total: number | undefined;
}

/** How often the holder shows that it lives, and after how long without a sign it is taken for dead. */
const SIGN_MS = 2_000;
const DEAD_MS = 10_000;
/** A sign replaces the one before in place, so all are of one length. */
const SIGN_LENGTH = 40;

/** Locks that this process has: whoever waits for one need not wait for it to be taken for dead. */
const held = new Set<string>();

function releaseAll(): void {
  for (const file of held) rmSync(file, { force: true });
}

/**
 * Takes a lock, which is a file; undefined while another process has it. Where no file can be made there is nobody to share
 * with, and the lock is had. A holder that died is followed after 10 s. Two processes that find it dead at the same moment
 * may both get it: then a table is read twice, and nothing is wrong.
 * @param sign how far the work is that it is held for
 */
export async function tryLock(file: string, clock: Clock, sign: () => Sign): Promise<Lock | undefined> {
  const taken = await takeFile(file, clock, sign());
  if (taken === "is-there") return undefined;
  if (taken === "cannot") return { release: async () => {} };
  if (held.size === 0) process.once("exit", releaseAll);
  held.add(file);
  const stop = new AbortController();
  const showLife = () =>
    later(clock, SIGN_MS, stop.signal, async () => {
      await writeSign(file, clock, sign(), "r+").catch(() => undefined);
      showLife();
    });
  showLife();
  return {
    async release() {
      stop.abort();
      held.delete(file);
      if (held.size === 0) process.off("exit", releaseAll);
      await rm(file, { force: true }).catch(() => undefined);
    },
  };
}

async function takeFile(file: string, clock: Clock, sign: Sign): Promise<"taken" | "is-there" | "cannot"> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    if (await isDead(file, clock)) await rm(file, { force: true });
  } catch {
    return "cannot";
  }
  try {
    await writeSign(file, clock, sign, "wx");
    return "taken";
  } catch (error) {
    if (codeOf(error) === "EEXIST") return "is-there";
    // On a full disk the file is made and stays empty, and whoever comes next would take it for somebody's.
    await rm(file, { force: true }).catch(() => undefined);
    return "cannot";
  }
}

/** What the holder of a lock said last; undefined where there is none. */
export async function readSign(file: string): Promise<Sign | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  const [, rows, total] = /^(\d+) (\d*) *$/.exec(text) ?? [];
  return rows === undefined ? undefined : { rows: Number(rows), total: total ? Number(total) : undefined };
}

async function writeSign(file: string, clock: Clock, { rows, total }: Sign, flag: "wx" | "r+"): Promise<void> {
  await writeFile(file, `${rows} ${total ?? ""}`.padEnd(SIGN_LENGTH), { flag, mode: 0o600 });
  await utimes(file, clock.wall(), clock.wall());
}

async function isDead(file: string, clock: Clock): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Math.abs(clock.wall().getTime() - found.mtimeMs) > DEAD_MS;
}
