import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { codeOf } from "../utils/error-code.ts";

/** More than this in one file was not written by us. */
const LARGEST_BYTES = 4_000_000;

/** Of whom the lines are: all who name the same share them. */
export interface SharedLinesOptions {
  readonly folder: string;
  /** Hex digits. */
  readonly name: string;
  /** A line is of no use after so many milliseconds, at the latest. */
  readonly lifeMs: number;
  /** Hex digits: see `readBootId`. */
  readonly boot: string;
}

/** What was added since the last look. */
export interface NewLines {
  readonly lines: readonly string[];
  /** Lines that were read before are gone, or were overwritten: others may be lost that nobody read. */
  readonly isDamaged: boolean;
}

/**
 * Lines that processes on one machine share through files in a folder. Appending is atomic, so all see the same order
 * and no lock is needed. A file holds the lines of one span of time and is then left to be deleted, so nothing is ever
 * rewritten, and each process reads only what was added. Everything throws where files cannot be had, and works in place:
 * it takes less time than handing it to a thread. `now`: milliseconds since the machine started.
 */
export function createSharedLines({ folder, name, lifeMs, boot }: SharedLinesOptions) {
  const files = new Map<number, () => NewLines>();
  const numberAt = (now: number) => Math.floor(now / lifeMs);
  const pathOf = (number: number) => join(folder, `${name}.${lifeMs}.${boot}.${number}`);

  function follow(number: number): () => NewLines {
    const known = files.get(number) ?? followFile(pathOf(number));
    files.set(number, known);
    return known;
  }

  return {
    /** Which file is written at a time. */
    numberAt,
    append(now: number, lines: readonly string[]): void {
      const path = pathOf(numberAt(now));
      // A line end comes first too, in case another process was killed in the middle of its line.
      const text = Buffer.from(`\n${lines.join("\n")}\n`);
      const file = unlessMissing(() => openFile(path)) ?? openInNewFolder(folder, path);
      try {
        if (writeSync(file, text) < text.length) throw new Error("The disk is full.");
      } finally {
        closeSync(file);
      }
    },
    read(now: number): NewLines {
      const number = numberAt(now);
      for (const old of files.keys()) if (old < number - 1) files.delete(old);
      const [before, current] = [follow(number - 1)(), follow(number)()];
      return { lines: [...before.lines, ...current.lines], isDamaged: before.isDamaged || current.isDamaged };
    },
    /**
     * Deletes what is of no use to any limit, each by its own span. Tells whether there are files of this name at all,
     * and what stood in those of another boot: they are deleted, so if some come back, another kernel uses this folder.
     */
    sweep(now: number): { readonly isKnown: boolean; readonly foreign: readonly string[] } {
      const foreign: string[] = [];
      let isKnown = false;
      for (const file of unlessMissing(() => readdirSync(folder)) ?? []) {
        const [, whose, life, theirBoot, number] = /^([0-9a-f]+)\.(\d+)\.(?:([0-9a-f]+)\.)?(\d+)$/.exec(file) ?? [];
        if (whose === undefined) continue;
        isKnown ||= whose === name;
        const age = Math.floor(now / Number(life)) - Number(number);
        const isForeign = theirBoot !== boot || age < -1;
        if (isForeign && whose === name) foreign.push(...followFile(join(folder, file))().lines);
        if (isForeign || age > 2) rmSync(join(folder, file), { force: true });
      }
      return { isKnown, foreign };
    },
  };
}

/**
 * Makes a function that gives the lines that a file got since it was last asked: each line once, when it is complete.
 * The last line that was read must still stand where it stood; where it does not, the file is read anew.
 */
function followFile(path: string): () => NewLines {
  let offset = 0;
  let last = "";
  return () => {
    const text = readFrom(path, offset - last.length);
    const isDamaged = !text.startsWith(last);
    if (isDamaged) offset = 0;
    const added = isDamaged ? readFrom(path, 0) : text.slice(last.length);
    const complete = added.slice(0, added.lastIndexOf("\n") + 1);
    offset += complete.length;
    if (complete !== "" || isDamaged) last = lastLine(complete);
    return { lines: complete.split("\n").filter((line) => line !== ""), isDamaged };
  };
}

/** With its line end. */
function lastLine(text: string): string {
  return text.slice(text.lastIndexOf("\n", text.length - 2) + 1);
}

/** What stands in a file from an offset on, one character for each byte: nothing where there is none. */
function readFrom(path: string, offset: number): string {
  // Mostly there is none of the span before, and an exception takes longer than all else here.
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return "";
  // Never waits, as it would for the other end of a pipe.
  const file = unlessMissing(() => openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)));
  if (file === undefined) return "";
  try {
    const { size } = fstatSync(file);
    if (size > LARGEST_BYTES) throw new Error(`${path} is too large.`);
    const buffer = Buffer.alloc(Math.max(0, size - offset));
    return buffer.toString("latin1", 0, readSync(file, buffer, 0, buffer.length, offset));
  } finally {
    closeSync(file);
  }
}

function openFile(path: string): number {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK } = constants;
  return openSync(path, O_WRONLY | O_APPEND | O_CREAT | (O_NONBLOCK ?? 0), 0o600);
}

function openInNewFolder(folder: string, path: string): number {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return openFile(path);
}

/** What can be had of a file; undefined when there is none of that name. */
function unlessMissing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
