import type { Clock } from "../utils/time.ts";
import { createLedger, type Entry, NEVER_SENT } from "./ledger.ts";
import { createSharedLines } from "./shared-lines.ts";
import {
  ALONE_WEIGHT,
  LATE_ARRIVAL_MS,
  LONGEST_REQUEST_MS,
  type RateLimitStore,
  type RequestEnd,
  type RollingWindow,
} from "./store.ts";

/** Each process looks this often whether what it entered is still there, for as long as it counts. */
const CHECK_MS = 500;
/** When lines were lost, all processes have entered again what they know after this. */
const ROLL_CALL_MS = 1_500;
/** A pause that another process tells of is believed for this long. Then one request finds out whether it still holds. */
const BELIEVED_PAUSE_MS = 60_000;

/** The clock of the machine, as all processes read it, and a wait that keeps no process alive. */
export type MachineClock = Pick<Clock, "now" | "rest">;

/**
 * Counts together what the processes of one person on this machine send. Every process adds a line before it sends and
 * then reads what stands before its own line. What it knows it also remembers, so when lines are lost or could not be
 * written all enter again what they know, and nobody sends before that is over. Where that is not enough, because files
 * cannot be had, or keep vanishing, or another kernel uses them too, each request of this process counts as four: so four
 * processes that know nothing of each other still keep to the limit.
 * @param name hex digits, the same wherever the same limit is meant
 * @param boot see `readBootId`
 */
export function createFileStore(
  folder: string,
  name: string,
  window: RollingWindow,
  clock: MachineClock,
  boot: string,
): RateLimitStore {
  const ledger = createLedger(window);
  const lifeMs = Math.max(window.windowMs, BELIEVED_PAUSE_MS) + LONGEST_REQUEST_MS;
  const shared = createSharedLines({ folder, name, lifeMs, boot });
  /** The latest line of each entry that is not in the files yet, by its id. */
  const unwritten = new Map<string, string>();
  /** Whether something that counts may be missing in the files. */
  let mustCallRoll = false;
  let isSwept = false;
  let isWatching = false;
  let aloneUntil = Number.NEGATIVE_INFINITY;
  /** Until then others may not have entered what they sent before this process came. */
  let newUntil = Number.NEGATIVE_INFINITY;
  let heldUntil = Number.NEGATIVE_INFINITY;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let pauseLine: string | undefined;

  // Whole milliseconds, as they stand in the files; rounded the same way, moments keep their order.
  const timeNow = () => Math.ceil(clock.now());
  const carefulUntil = () => Math.max(aloneUntil, newUntil);
  const weightAt = (now: number) => (now < carefulUntil() ? ALONE_WEIGHT : 1);

  function countAlone(now: number): void {
    aloneUntil = now + window.windowMs;
  }

  function noticeLoss(now: number): void {
    // Who counts alone anyway need not wait for others again and again.
    if (now >= aloneUntil) heldUntil = now + ROLL_CALL_MS;
    countAlone(now);
    mustCallRoll = true;
  }

  /** Does work with the files; tells whether they could be had. */
  function withFiles(work: (now: number) => void): boolean {
    const now = timeNow();
    try {
      work(now);
      return true;
    } catch {
      countAlone(now);
      mustCallRoll = true;
      return false;
    }
  }

  function read(now: number): void {
    if (!isSwept) sweepFirst(now);
    const { lines, isDamaged } = shared.read(now);
    // Others may have written since this look began.
    const readAt = timeNow();
    const isReadable = lines.map((line) => take(line, readAt)).every((isOurs) => isOurs);
    if (isDamaged || !isReadable) noticeLoss(now);
    if (mustCallRoll) write(now);
  }

  function sweepFirst(now: number): void {
    const { isKnown, foreign } = shared.sweep(now);
    isSwept = true;
    if (!isKnown) newUntil = now + ROLL_CALL_MS;
    // What was sent before the machine started counts until a window after that.
    for (const entry of foreign.map(parseEntry)) {
      if (entry !== undefined && now < window.windowMs) ledger.enter({ ...entry, start: 0, end: 0 });
    }
    mustCallRoll ||= foreign.length > 0;
  }

  /** Takes in a line of the files. False for one that nobody of us wrote. */
  function take(line: string, now: number): boolean {
    const [, asked, until] = /^pause (\d{1,15}) (\d{1,15})$/.exec(line) ?? [];
    if (asked !== undefined && Number(asked) <= now) {
      pausedUntil = Math.max(pausedUntil, Math.min(Number(until), Number(asked) + BELIEVED_PAUSE_MS));
      return true;
    }
    const entry = parseEntry(line);
    if (entry === undefined || entry.start > now) return false;
    ledger.enter({ ...entry, end: entry.end && Math.min(entry.end, now + LATE_ARRIVAL_MS) });
    return true;
  }

  function write(now: number): void {
    const known = mustCallRoll ? [...ledger.live(now).map(entryLine), pauseLine] : [];
    const lines = [...known, ...unwritten.values()].filter((line) => line !== undefined);
    unwritten.clear();
    mustCallRoll = true;
    if (lines.length > 0) shared.append(now, lines);
    mustCallRoll = false;
  }

  /** Looks after what this process entered, for as long as it counts. */
  function keepWatch(): void {
    if (isWatching) return;
    isWatching = true;
    void clock.rest(CHECK_MS).then(() => {
      isWatching = false;
      if (!ledger.hasOwn(timeNow()) && unwritten.size === 0) return;
      withFiles((now) => {
        read(now);
        if (shared.sweep(now).foreign.length > 0) countAlone(now);
        write(now);
      });
      keepWatch();
    });
  }

  function waitsNow(): (ahead: number) => number {
    const now = timeNow();
    const pauseMs = Math.max(pausedUntil, heldUntil) - now;
    const together = ledger.waits(now, 1, pauseMs);
    const carefulMs = carefulUntil() - now;
    if (carefulMs <= 0) return together;
    const alone = ledger.waits(now, ALONE_WEIGHT, pauseMs);
    return (ahead) => Math.min(alone(ahead), Math.max(together(ahead), carefulMs));
  }

  /** Whether an entry has its place among all that are entered by now. */
  function hasPlace({ id, start }: Entry): boolean {
    const now = timeNow();
    if (now < Math.max(pausedUntil, heldUntil)) return false;
    if (weightAt(now) > 1) return ledger.room(now, ALONE_WEIGHT) >= 0;
    // Those that came before it in the order of the lines. In a file that others have left, it came too late.
    return shared.numberAt(start) === shared.numberAt(now) && ledger.countBefore(id, now) < window.requests;
  }

  function settle(entry: Entry, end: RequestEnd | "unsent"): void {
    unwritten.set(entry.id, entryLine(ledger.settle(entry, end, timeNow())));
  }

  return {
    async waits() {
      withFiles(read);
      return waitsNow();
    },
    async reserve() {
      // What is entered is looked at once more below, so a look before only spares entering in vain.
      if (!isSwept || waitsNow()(0) > 0) withFiles(read);
      if (waitsNow()(0) > 0) return undefined;
      const entry = ledger.begin(timeNow());
      unwritten.set(entry.id, entryLine(entry));
      const isShared = withFiles(() => {
        write(entry.start);
        read(timeNow());
      });
      if (isShared && !ledger.has(entry.id)) noticeLoss(timeNow());
      ledger.enter(entry);
      keepWatch();
      const cancel = async () => {
        settle(entry, "unsent");
        withFiles(write);
      };
      if (hasPlace(entry)) return { settle: async (end) => settle(entry, end), cancel };
      await cancel();
      return undefined;
    },
    async pause(milliseconds) {
      const now = timeNow();
      pausedUntil = Math.max(pausedUntil, now + milliseconds);
      pauseLine = `pause ${now} ${Math.ceil(pausedUntil)}`;
      unwritten.set("pause", pauseLine);
      withFiles(write);
    },
    async remaining() {
      withFiles(read);
      const now = timeNow();
      return waitsNow()(0) > 0 ? 0 : ledger.room(now, weightAt(now));
    },
    // Files that could not be had at the last look may stay so while nobody looks again.
    countsOthers: () => timeNow() >= aloneUntil && !mustCallRoll,
  };
}

const UNDER_WAY = "-";
const CANCELLED = "x";

/** An entry as it stands in a file, such as "6fa1… 120034 120122": its id, and when it began and ended. */
function entryLine({ id, start, end }: Entry): string {
  return `${id} ${start} ${end === undefined ? UNDER_WAY : end === NEVER_SENT ? CANCELLED : end}`;
}

function parseEntry(line: string): Entry | undefined {
  const [, id, start, end] = /^([0-9a-f-]{36}) (\d{1,15}) (-|x|\d{1,15})$/.exec(line) ?? [];
  if (id === undefined) return undefined;
  return {
    id,
    start: Number(start),
    end: end === UNDER_WAY ? undefined : end === CANCELLED ? NEVER_SENT : Number(end),
  };
}
