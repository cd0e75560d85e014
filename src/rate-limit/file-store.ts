import {
  appendFileSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Clock } from "../utils/time.ts";
import { createMemoryStore, windowWaitMs } from "./memory-store.ts";
import type { RateLimitStore, RollingWindow } from "./store.ts";

/** An entry that lies further ahead than this comes from a clock that was wrong. */
const TOLERANCE_MS = 2_000;
/** The longest pause that is believed, as in http/retry-delay.ts. */
const LONGEST_PAUSE_MS = 3_600_000;
/** Stands in place of the time on the line that takes an entry back. */
const CANCELLED = "x";

/**
 * Counts together what the processes of one person on this machine send, through small files in a folder. Every process
 * appends a line before it sends and then reads what stands before its own line; appending is atomic, so all see the same
 * order and no lock is needed. A file holds one window's lines and is then left to be deleted, so nothing is ever
 * rewritten, and each process reads only what was added. No file can stop a call for long: what is old, damaged or from
 * the future does not count. This process also counts for itself, on a clock that never jumps, and that alone holds
 * where files cannot be had. Files are read and written in place: it takes less time than handing it to a thread.
 * @param name hex digits, the same wherever the same limit is meant
 */
export function createFileStore(
  folder: string,
  name: string,
  window: RollingWindow,
  clock: Pick<Clock, "now" | "wall">,
): RateLimitStore {
  const { requests, windowMs } = window;
  const alone = createMemoryStore(window, clock);
  const pauseFile = join(folder, `${name}.pause`);
  const sheets = new Map<number, Sheet>();
  let isWorking = true;
  let lastWindow: number | undefined;

  const wallNow = () => clock.wall().getTime();
  const windowOf = (time: number) => Math.floor(time / windowMs);
  const fileOf = (number: number) => join(folder, `${name}.${windowMs}.${number}`);

  /** Reads the starts that count now, in the order in which they were entered. */
  function readStarts(now: number): Start[] {
    const number = windowOf(now);
    const current = [sheetOf(number - 1), sheetOf(number)];
    for (const known of sheets.keys()) if (known !== number && known !== number - 1) sheets.delete(known);
    // An entry of the one window may be taken back in the file of the next.
    for (const sheet of current) for (const line of sheet.newLines()) enter(line, sheet, current);
    return current.flatMap((sheet) =>
      [...sheet.starts.values()].filter(({ time }) => time > now - windowMs && time <= now + TOLERANCE_MS),
    );
  }

  function sheetOf(number: number): Sheet {
    const known = sheets.get(number) ?? { newLines: followFile(fileOf(number)), starts: new Map<string, Start>() };
    sheets.set(number, known);
    return known;
  }

  function pausedUntil(now: number): number {
    const [asked = Number.NaN, until = Number.NaN] = firstLine(pauseFile).split(" ").map(Number);
    // A pause that was asked for at a time to come was asked for before the clock was set back.
    const isOfNow = asked <= now + TOLERANCE_MS && until <= now + LONGEST_PAUSE_MS;
    return isOfNow && until > now ? until : now;
  }

  function append(now: number, line: string): void {
    const number = windowOf(now);
    if (number !== lastWindow) prepare(now);
    lastWindow = number;
    // The line end comes first too, in case another process was killed in the middle of its line.
    appendFileSync(fileOf(number), `\n${line}\n`, { mode: 0o600 });
  }

  /** Makes the folder, and deletes what is of no use to any limit in it, each by the length of its own windows. */
  function prepare(now: number): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const file of readdirSync(folder)) {
      const [, length, number] = /^[0-9a-f]+\.(\d+)\.(\d+)$/.exec(file) ?? [];
      if (length === undefined || number === undefined) continue;
      if (Math.abs(Number(number) - now / Number(length)) > 3) rmSync(join(folder, file), { force: true });
    }
  }

  /** Enters a request into the files: its id, or undefined where there is no place for it. */
  function takeEntry(): string | undefined {
    const now = wallNow();
    // Looked at before writing too, so that the calls that are refused do not fill the file.
    if (pausedUntil(now) > now || readStarts(now).length >= requests) return undefined;
    const id = crypto.randomUUID();
    append(now, `${now} ${id}`);
    const before = readStarts(now).findIndex((start) => start.id === id);
    if (before < requests) return id;
    cancelEntry(id);
    return undefined;
  }

  function cancelEntry(id: string): void {
    append(wallNow(), `${CANCELLED} ${id}`);
  }

  function writePause(milliseconds: number): void {
    const draft = `${pauseFile}.${crypto.randomUUID()}.tmp`;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const now = wallNow();
    const until = Math.max(pausedUntil(now), now + milliseconds);
    writeFileSync(draft, `${now} ${until}\n`, { mode: 0o600 });
    renameSync(draft, pauseFile);
  }

  /** Does work with the files; where they cannot be had, this process counts alone. */
  function withFiles<T>(work: () => T, otherwise: T): T {
    try {
      const result = work();
      isWorking = true;
      return result;
    } catch {
      isWorking = false;
      return otherwise;
    }
  }

  function sharedWaits(): (ahead: number) => number {
    const now = wallNow();
    const times = readStarts(now).map(({ time }) => time);
    const pauseMs = pausedUntil(now) - now;
    return (ahead) => windowWaitMs(window, times, now, ahead, pauseMs);
  }

  async function waits(): Promise<(ahead: number) => number> {
    const own = await alone.waits();
    const shared = withFiles(sharedWaits, () => 0);
    return (ahead) => Math.max(own(ahead), shared(ahead));
  }

  return {
    waits,
    async reserve() {
      const own = await alone.reserve();
      if (own === undefined) return undefined;
      const id = withFiles(takeEntry, ALONE);
      if (id === undefined) {
        await own.cancel();
        return undefined;
      }
      return {
        async cancel() {
          if (id !== ALONE) withFiles(() => cancelEntry(id), undefined);
          await own.cancel();
        },
      };
    },
    async pause(milliseconds) {
      await alone.pause(milliseconds);
      withFiles(() => writePause(milliseconds), undefined);
    },
    async remaining() {
      if ((await waits())(0) > 0) return 0;
      const shared = withFiles(() => Math.max(0, requests - readStarts(wallNow()).length), requests);
      return Math.min(await alone.remaining(), shared);
    },
    countsOthers: () => isWorking,
  };
}

/** Stands for the id of an entry where nothing is shared. */
const ALONE = "";

interface Start {
  readonly time: number;
  readonly id: string;
}

/** One window's file, as far as it was read. */
interface Sheet {
  readonly newLines: () => string[];
  /** By id, in the order of the lines. */
  readonly starts: Map<string, Start>;
}

function enter(line: string, sheet: Sheet, all: readonly Sheet[]): void {
  const [time, id, rest] = line.split(" ");
  if (time === undefined || id === undefined || rest !== undefined) return;
  if (time === CANCELLED) for (const each of all) each.starts.delete(id);
  else if (/^\d{13}$/.test(time)) sheet.starts.set(id, { time: Number(time), id });
}

/**
 * Makes a function that gives the lines that a file got since it was last asked: each line once, when it is complete.
 * There are none while there is no such file. It throws where the file cannot be read.
 */
function followFile(path: string): () => string[] {
  let offset = 0;
  return () => {
    const descriptor = unlessMissing(() => openSync(path, "r"));
    if (descriptor === undefined) return [];
    try {
      const file = fstatSync(descriptor);
      if (!file.isFile()) return [];
      // Shorter than it was: another file of that name.
      if (file.size < offset) offset = 0;
      if (file.size === offset) return [];
      const buffer = Buffer.alloc(file.size - offset);
      const length = readSync(descriptor, buffer, 0, buffer.length, offset);
      // One character for each byte, so that the offset is right whatever stands there.
      const text = buffer.toString("latin1", 0, length);
      const end = text.lastIndexOf("\n") + 1;
      offset += end;
      return text.slice(0, end).split("\n");
    } finally {
      closeSync(descriptor);
    }
  };
}

function firstLine(file: string): string {
  return unlessMissing(() => readFileSync(file, "utf8"))?.split("\n")[0] ?? "";
}

/** What can be had of a file; undefined when there is none of that name. */
function unlessMissing<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EISDIR");
    if (isMissing) return undefined;
    throw error;
  }
}
