import { constants } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { codeOf } from "../utils/error-code.ts";
import { OWNER_ONLY } from "../utils/replace-file.ts";
import type { Clock } from "../utils/time.ts";
import type { Sink } from "./trail.ts";

/** A file to which lines are added, and which others may rename, cut or remove meanwhile. */
export interface FileSink extends Sink {
  /** The file is opened anew for the next line. */
  reopen(): void;
}

/** At most so often it is looked whether the file is still the one of that name. */
const LOOK_MS = 1_000;

/** A pipe would keep whoever opens it until somebody reads, so nothing is waited for, and what is none is refused. */
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0);

/** What is there is no ordinary file. */
export class NotAFile extends Error {
  override readonly name = "NotAFile";
}

/** Opens a file for its owner only, or makes it. Rejects with the system's error, or with `NotAFile`. */
export async function openFileSink(file: string, clock: Pick<Clock, "now">): Promise<FileSink> {
  let handle: FileHandle | undefined = await openFile(file);
  let lookedAt = clock.now();
  /** Somebody else's line may stand behind half of ours. */
  let isBroken = false;

  /** The file of that name, which is another one after it was renamed, as logrotate does. */
  async function current(): Promise<FileHandle> {
    if (handle !== undefined && clock.now() - lookedAt >= LOOK_MS && !(await isStillThere(handle))) await letGo();
    handle ??= await openFile(file);
    return handle;
  }

  async function isStillThere(opened: FileHandle): Promise<boolean> {
    lookedAt = clock.now();
    try {
      const [there, ours] = await Promise.all([stat(file, { bigint: true }), opened.stat({ bigint: true })]);
      return there.ino === ours.ino && there.dev === ours.dev;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return false;
      throw error;
    }
  }

  async function letGo(): Promise<void> {
    const old = handle;
    handle = undefined;
    isBroken = false;
    await old?.close();
  }

  /** Takes the half line away that a full disk left, unless somebody else wrote since. */
  async function takeBack(opened: FileHandle, before: number, written: number): Promise<void> {
    const { size } = await opened.stat();
    if (size === before + written) await opened.truncate(before);
    else isBroken = true;
  }

  return {
    async append(lines) {
      const opened = await current();
      const whole = isBroken ? Buffer.concat([Buffer.from("\n"), lines]) : lines;
      const { size } = await opened.stat();
      let written = 0;
      try {
        while (written < whole.length) written += (await opened.write(whole, written)).bytesWritten;
        isBroken = false;
      } catch (error) {
        if (written > 0) await takeBack(opened, size, written);
        throw error;
      }
    },
    reopen() {
      lookedAt = Number.NEGATIVE_INFINITY;
      // Not while a line is being written: the next one looks.
    },
    close: letGo,
  };
}

async function openFile(file: string): Promise<FileHandle> {
  const opened = await open(file, APPEND, OWNER_ONLY);
  if ((await opened.stat()).isFile()) return opened;
  await opened.close();
  throw new NotAFile(file);
}
