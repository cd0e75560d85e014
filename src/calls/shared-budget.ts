import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What the processes of one person on this machine know together of one key's use of the API's limit. */
export interface SharedBudget {
  /** Milliseconds until the limit allows a request that has `ahead` others of this process before it. */
  waitMs(ahead: number): number;
  /** Enters a request that is about to be sent. False when the API asked for silence, or other processes used the limit up. */
  take(): boolean;
  /** Tells the other processes that the API asked for silence. */
  pause(milliseconds: number): void;
  /** Requests that may still be sent in this window. */
  remaining(): number;
  /** Whether sharing works here; where it does not, each process counts for itself. */
  works(): boolean;
}

/** The API's limit for a key. */
export interface BudgetLimit {
  readonly requests: number;
  readonly windowMs: number;
}

/** An entry that lies further ahead than this comes from a clock that was wrong. */
const TOLERANCE_MS = 2_000;
/** The longest pause that is believed, as in retry-delay.ts. */
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * A budget shared through small files in a folder. Every process appends a line before it sends and then reads what
 * stands before its own line; appending is atomic, so all see the same order and no lock is needed. A file holds
 * one window's lines and is then left to be deleted, so nothing is ever rewritten. No file can stop a call for long:
 * what is old, damaged or from the future does not count, and where files cannot be had sharing is done without.
 */
export function openSharedBudget(
  folder: string,
  name: string,
  limit: BudgetLimit,
  wallNow: () => number = Date.now,
): SharedBudget {
  const { requests, windowMs } = limit;
  const pauseFile = join(folder, `${name}.pause`);
  let isWorking = true;
  let lastWindow: number | undefined;

  const windowOf = (time: number) => Math.floor(time / windowMs);
  const fileOf = (window: number) => join(folder, `${name}.${window}`);

  /** Starts that count now, in the order in which they were entered. */
  function starts(now: number): Start[] {
    const window = windowOf(now);
    const lines = [window - 1, window].flatMap((each) => readLines(fileOf(each)));
    return parseStarts(lines).filter(({ time }) => time > now - windowMs && time <= now + TOLERANCE_MS);
  }

  function pausedUntil(now: number): number {
    const [asked = Number.NaN, until = Number.NaN] = (readLines(pauseFile)[0] ?? "").split(" ").map(Number);
    // A pause that was asked for at a time to come was asked for before the clock was set back.
    const isOfNow = asked <= now + TOLERANCE_MS && until <= now + LONGEST_PAUSE_MS;
    return isOfNow && until > now ? until : now;
  }

  function append(now: number, line: string): void {
    const window = windowOf(now);
    if (window !== lastWindow) prepare(window);
    // The line end comes first too, in case another process was killed in the middle of its line.
    appendFileSync(fileOf(window), `\n${line}\n`, { mode: 0o600 });
  }

  function prepare(window: number): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const file of readdirSync(folder)) {
      const found = /^([0-9a-f]+)\.(\d+)$/.exec(file);
      if (found?.[2] !== undefined && Math.abs(Number(found[2]) - window) > 2)
        rmSync(join(folder, file), { force: true });
    }
    lastWindow = window;
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
    waitMs(ahead) {
      const now = wallNow();
      return shared(() => {
        const counted = starts(now);
        const mustExpire = counted.length + ahead + 1 - requests;
        const last = counted[mustExpire - 1];
        const windowWait = mustExpire <= 0 ? 0 : last === undefined ? windowMs : last.time + windowMs - now;
        return Math.max(windowWait, pausedUntil(now) - now, 0);
      }, 0);
    },
    take() {
      const now = wallNow();
      return shared(() => {
        if (pausedUntil(now) > now) return false;
        const id = crypto.randomUUID();
        append(now, `${now} ${id}`);
        const counted = starts(now);
        const before = counted.findIndex((start) => start.id === id);
        if (before < requests) return true;
        append(now, `${CANCELLED} ${id}`);
        return false;
      }, true);
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

interface Start {
  readonly time: number;
  readonly id: string;
}

/** What stands in place of the time on the line that takes an entry back. */
const CANCELLED = "x";

function parseStarts(lines: readonly string[]): Start[] {
  const cancelled = new Set<string>();
  const found: Start[] = [];
  for (const line of lines) {
    const [time, id, rest] = line.split(" ");
    if (time === undefined || id === undefined || rest !== undefined) continue;
    if (time === CANCELLED) cancelled.add(id);
    else if (/^\d{13}$/.test(time)) found.push({ time: Number(time), id });
  }
  return found.filter(({ id }) => !cancelled.has(id));
}

/** The lines of a file; none when there is no such file or nothing that can be read as one. */
function readLines(file: string): string[] {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "EISDIR")) return [];
    throw error;
  }
}
