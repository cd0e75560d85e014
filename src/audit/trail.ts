import { codeOf } from "../utils/error-code.ts";
import type { Clock } from "../utils/time.ts";

/** Where lines go. */
export interface Sink {
  /** Writes whole lines behind all others, all of them or none. Rejects with the system's error. */
  append(lines: Buffer): Promise<void>;
  close(): Promise<void>;
}

/** Lines that are written one after the other, while the server goes on. */
export interface AuditTrail {
  /** Never waits and never throws. */
  write(line: string): void;
  /** Whether what is written arrives, and how many lines never will. */
  health(): { readonly isWriting: boolean; readonly lost: number };
  /** Writes what waits, if it can within a second. */
  close(): Promise<void>;
}

/** Whom a trail tells how it is. */
export interface TrailEvents {
  /** It cannot be written any more, for a reason of the system, such as ENOSPC. Told once. */
  readonly onFailing: (code: string) => void;
  /** It can be written again. */
  readonly onWorking: (lost: number) => void;
}

/** Bytes that may wait for a disk or a reader, some 20,000 lines. What comes then is lost, and counted. */
const MOST_WAITING = 8_000_000;
/** Bytes that are written at once. */
const BATCH = 65_536;
const RETRY_MS = 1_000;
const LAST_MOMENT_MS = 1_000;

export function openTrail(sink: Sink, events: TrailEvents, clock: Pick<Clock, "rest" | "wall">): AuditTrail {
  let waiting: Buffer[] = [];
  let bytes = 0;
  /** Since the last line that told of it, and in all. */
  let untold = 0;
  let lost = 0;
  let isFailing = false;
  let isClosed = false;
  let draining: Promise<void> | undefined;

  function add(line: string): void {
    const encoded = Buffer.from(`${line}\n`);
    waiting.push(encoded);
    bytes += encoded.length;
  }

  function nextBatch(): Buffer[] {
    let size = 0;
    const end = waiting.findIndex((line) => {
      size += line.length;
      return size > BATCH;
    });
    return waiting.slice(0, end === -1 ? undefined : Math.max(1, end));
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0 && !isClosed) {
      const batch = nextBatch();
      try {
        const lines = Buffer.concat(batch);
        await sink.append(lines);
        waiting = waiting.slice(batch.length);
        bytes -= lines.length;
        noteWorking();
      } catch (error) {
        noteFailing(codeOf(error) ?? "unknown");
        await clock.rest(RETRY_MS);
      }
    }
  }

  function noteFailing(code: string): void {
    if (!isFailing) events.onFailing(code);
    isFailing = true;
  }

  /** Told when everything that waited is written, so that whoever reads slowly is not told of line by line. */
  function noteWorking(): void {
    if (waiting.length > 0) return;
    if (isFailing) events.onWorking(lost);
    isFailing = false;
    if (untold === 0) return;
    const time = clock.wall().toISOString();
    add(JSON.stringify({ time, kind: "missing", lines: untold, reason: "not-written" }));
    untold = 0;
  }

  return {
    write(line) {
      if (bytes > MOST_WAITING || isClosed) {
        untold += 1;
        lost += 1;
        return noteFailing("EAGAIN");
      }
      add(line);
      draining ??= drain().finally(() => {
        draining = undefined;
      });
    },
    health: () => ({ isWriting: !isFailing, lost }),
    async close() {
      await Promise.race([draining, clock.rest(LAST_MOMENT_MS)]);
      isClosed = true;
      await sink.close();
    },
  };
}
