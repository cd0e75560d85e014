import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { followFile } from "./growing-file.ts";
import { type RollingWindow, windowWaitMs } from "./limits.ts";

/** A request that was entered as one about to be sent. */
export interface Entry {
  /** It is not sent after all, and uses nothing up. */
  cancel(): void;
}

/** What the processes of one person on this machine know together of the use of one limit. */
export interface SharedBudget {
  /**
   * Milliseconds until the limit allows a request, as it looks now. The function tells it for a request that has
   * `ahead` others of this process before it, without reading anything again.
   */
  waits(): (ahead: number) => number;
  /** Enters a request. Undefined when the API asked for silence, or the limit is used up. */
  take(): Entry | undefined;
  /** Tells the other processes that the API asked for silence. */
  pause(milliseconds: number): void;
  /** Requests that may still be sent in this window. */
  remaining(): number;
  /** Whether sharing works here; where it does not, each process counts for itself. */
  works(): boolean;
}

/** An entry that lies further ahead than this comes from a clock that was wrong. */
const TOLERANCE_MS = 2_000;
/** The longest pause that is believed, as in retry-delay.ts. */
const LONGEST_PAUSE_MS = 3_600_000;
/** Stands in place of the time on the line that takes an entry back. */
const CANCELLED = "x";

/**
 * A budget shared through small files in a folder. Every process appends a line before it sends and then reads what
 * stands before its own line; appending is atomic, so all see the same order and no lock is needed. A file holds
 * one window's lines and is then left to be deleted, so nothing is ever rewritten, and each process reads only what
 * was added. No file can stop a call for long: what is old, damaged or from the future does not count, and where files
 * cannot be had sharing is done without. `name`: hex digits, the same wherever the same limit is meant.
 */
export function openSharedBudget(
  folder: string,
  name: string,
  limit: RollingWindow,
  wallNow: () => number = Date.now,
): SharedBudget {
  const { requests, windowMs } = limit;
  const pauseFile = join(folder, `${name}.pause`);
  const sheets = new Map<number, Sheet>();
  let isWorking = true;
  let lastWindow: number | undefined;

  const windowOf = (time: number) => Math.floor(time / windowMs);
  const fileOf = (window: number) => join(folder, `${name}.${windowMs}.${window}`);

  /** Starts that count now, in the order in which they were entered. */
  function starts(now: number): Start[] {
    const window = windowOf(now);
    const current = [sheetOf(window - 1), sheetOf(window)];
    for (const known of sheets.keys()) if (known !== window && known !== window - 1) sheets.delete(known);
    // An entry of the one window may be taken back in the file of the next.
    for (const sheet of current) for (const line of sheet.newLines()) enter(line, sheet, current);
    return current.flatMap((sheet) =>
      [...sheet.starts.values()].filter(({ time }) => time > now - windowMs && time <= now + TOLERANCE_MS),
    );
  }

  function sheetOf(window: number): Sheet {
    const known = sheets.get(window) ?? { newLines: followFile(fileOf(window)), starts: new Map<string, Start>() };
    sheets.set(window, known);
    return known;
  }

  function pausedUntil(now: number): number {
    const [asked = Number.NaN, until = Number.NaN] = firstLine(pauseFile).split(" ").map(Number);
    // A pause that was asked for at a time to come was asked for before the clock was set back.
    const isOfNow = asked <= now + TOLERANCE_MS && until <= now + LONGEST_PAUSE_MS;
    return isOfNow && until > now ? until : now;
  }

  function append(now: number, line: string): void {
    const window = windowOf(now);
    if (window !== lastWindow) prepare(now);
    lastWindow = window;
    // The line end comes first too, in case another process was killed in the middle of its line.
    appendFileSync(fileOf(window), `\n${line}\n`, { mode: 0o600 });
  }

  /** Makes the folder, and deletes what is of no use to any budget in it, each by the length of its own windows. */
  function prepare(now: number): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const file of readdirSync(folder)) {
      const [, length, window] = /^[0-9a-f]+\.(\d+)\.(\d+)$/.exec(file) ?? [];
      if (length === undefined || window === undefined) continue;
      if (Math.abs(Number(window) - now / Number(length)) > 3) rmSync(join(folder, file), { force: true });
    }
  }

  function shared<T>(work: () => T, otherwise: T): T {
    try {
      const result = work();
      isWorking = true;
      return result;
    } catch {
      isWorking = false;
      return otherwise;
    }
  }

  return {
    waits() {
      const now = wallNow();
      return shared<(ahead: number) => number>(
        () => {
          const times = starts(now).map(({ time }) => time);
          const pauseMs = pausedUntil(now) - now;
          return (ahead) => windowWaitMs(limit, times, now, ahead, pauseMs);
        },
        () => 0,
      );
    },
    take() {
      const now = wallNow();
      return shared(() => {
        // Looked at before writing too, so that the calls that are refused do not fill the file.
        if (pausedUntil(now) > now || starts(now).length >= requests) return undefined;
        const id = crypto.randomUUID();
        const cancel = () => append(wallNow(), `${CANCELLED} ${id}`);
        append(now, `${now} ${id}`);
        const before = starts(now).findIndex((start) => start.id === id);
        if (before < requests) return { cancel: () => shared(cancel, undefined) };
        cancel();
        return undefined;
      }, ALONE);
    },
    pause(milliseconds) {
      shared(() => {
        const draft = `${pauseFile}.${crypto.randomUUID()}.tmp`;
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const now = wallNow();
        const until = Math.max(pausedUntil(now), now + milliseconds);
        writeFileSync(draft, `${now} ${until}\n`, { mode: 0o600 });
        renameSync(draft, pauseFile);
      }, undefined);
    },
    remaining: () => shared(() => Math.max(0, requests - starts(wallNow()).length), requests),
    works: () => isWorking,
  };
}

/** An entry where nothing is shared. */
export const ALONE: Entry = { cancel: () => undefined };

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

/** Empty when there is no such file. */
function firstLine(file: string): string {
  try {
    return readFileSync(file, "utf8").split("\n")[0] ?? "";
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EISDIR")) return "";
    throw error;
  }
}
