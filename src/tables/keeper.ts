import { done, type Failure, failed, type LoadingTable, type Outcome } from "../failures/failure.ts";
import type { Caller } from "../http/single-flight.ts";
import type { Clock } from "../utils/time.ts";
import type { TableCache } from "./cache.ts";
import type { Loader, Progress } from "./loader.ts";
import { type Lock, tryLock } from "./lock.ts";
import type { Snapshot, StoredTable } from "./snapshot.ts";

/** How tables are to be read. */
export interface ReadOptions {
  /** Everything anew, whatever is known. */
  readonly refresh: boolean;
  /** Where a table is not whole yet, what is there will do. */
  readonly partial: boolean;
}

/** Who waits for tables, and hears how far they are. */
export interface TablesCaller extends Caller {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Waits for as long as it takes, as a person does who can press Ctrl-C. */
  readonly isPatient?: boolean;
}

/** Keeps one table: reads it when somebody asks and it is not fresh, once for all who ask meanwhile. */
export interface Keeper {
  /** Gives the table, or `tables-loading` when it is not whole by `until` (on the monotonic clock). Never rejects. */
  read(options: ReadOptions, until: number, caller: TablesCaller): Promise<Outcome<Snapshot>>;
  /** Stops reading. Resolves when other processes may read. */
  close(): Promise<void>;
}

/** A table serves for so long without being read again. */
export const FRESH_MS = 600_000;
/** Reading goes on for so long after the moment at which somebody was told to ask again. */
const COME_BACK_MS = 60_000;
/** How often one who waits for another process looks whether that is done. */
const FOLLOW_MS = 500;
/** How often those who wait hear of progress. */
const PROGRESS_MS = 1_000;
/** What is told where it is not known how long reading takes. */
const USUAL_WAIT_S = 30;

/** A timer cannot be set for longer. */
const LONGEST_SLEEP_MS = 2 ** 31 - 1;

/** Reading that is under way. */
interface Run {
  readonly result: Promise<Outcome<Snapshot>>;
  readonly stop: AbortController;
  readonly startedAt: number;
  readonly rowsAtStart: number;
  readonly callers: Set<TablesCaller>;
  /** Until then it goes on although nobody waits. */
  wantedUntil: number;
}

/** @param cache shared with the person's other processes; undefined where rows are kept in memory only */
export function createKeeper(table: string, loader: Loader, cache: TableCache | undefined, clock: Clock): Keeper {
  let run: Run | undefined;

  function isFresh({ readAt }: StoredTable): boolean {
    return Math.abs(clock.wall().getTime() - readAt.getTime()) < FRESH_MS;
  }

  /** Reads the table, or takes over what another process reads meanwhile. */
  async function load(signal: AbortSignal, refresh: boolean): Promise<Outcome<Snapshot>> {
    if (cache === undefined) return loader.load(signal, refresh);
    const askedAt = clock.wall();
    for (;;) {
      const stored = await cache.read(table);
      if (stored !== undefined) {
        const snapshot = loader.snapshot()?.version === stored.version ? undefined : loader.adopt(stored);
        const isWanted = refresh ? stored.readAt >= askedAt : isFresh(stored);
        if (snapshot !== undefined && isWanted) return done(snapshot);
      }
      const lock = await tryLock(`${cache.fileOf(table)}.lock`, clock);
      if (lock !== undefined) return loadAlone(cache, lock, signal, refresh);
      await clock.sleep(FOLLOW_MS, signal);
    }
  }

  async function loadAlone(cache: TableCache, lock: Lock, signal: AbortSignal, refresh: boolean) {
    try {
      const outcome = await loader.load(signal, refresh);
      if (outcome.ok) await cache.write(outcome.value);
      else if (isDenied(outcome.failure)) await cache.remove(table);
      return outcome;
    } finally {
      await lock.release();
    }
  }

  function start(refresh: boolean): Run {
    const stop = new AbortController();
    const started: Run = {
      result: load(stop.signal, refresh),
      stop,
      startedAt: clock.now(),
      rowsAtStart: loader.progress().rows,
      callers: new Set(),
      wantedUntil: Number.NEGATIVE_INFINITY,
    };
    const end = () => {
      if (run === started) run = undefined;
      stop.abort();
    };
    started.result.then(end, end);
    tellProgress(started);
    run = started;
    return started;
  }

  function tellProgress({ stop, callers }: Run): void {
    const tell = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        await clock.sleep(PROGRESS_MS, stop.signal);
        const progress = loader.progress();
        for (const caller of callers) caller.onProgress?.(progress);
      }
    };
    tell().catch(() => undefined);
  }

  function leave(left: Run, caller: TablesCaller): void {
    left.callers.delete(caller);
    const stopUnlessWanted = () => {
      if (left.callers.size === 0 && clock.now() >= left.wantedUntil) left.stop.abort();
    };
    const rest = left.wantedUntil - clock.now();
    if (rest <= 0) stopUnlessWanted();
    else clock.sleep(rest, left.stop.signal).then(stopUnlessWanted, () => undefined);
  }

  function stillLoading({ startedAt, rowsAtStart }: Run): Outcome<never> {
    const { table, rows, total } = loader.progress();
    const speed = (rows - rowsAtStart) / Math.max(clock.now() - startedAt, 1);
    const rest = total === undefined || speed <= 0 ? undefined : Math.ceil((total - rows) / speed / 1000);
    const complete = loader.completeSince();
    const loading: LoadingTable = { table, rows, total, ...(complete === undefined ? {} : { complete }) };
    return failed({ kind: "tables-loading", tables: [loading], seconds: Math.max(rest ?? USUAL_WAIT_S, 5) });
  }

  async function wait(joined: Run, until: number, caller: TablesCaller): Promise<Outcome<Snapshot>> {
    joined.callers.add(caller);
    const patience = new AbortController();
    const signal = AbortSignal.any([caller.signal, patience.signal]);
    const late = clock.sleep(Math.min(Math.max(until - clock.now(), 0), LONGEST_SLEEP_MS), signal).then(
      () => {
        const outcome = stillLoading(joined);
        if (!outcome.ok && outcome.failure.kind === "tables-loading") {
          joined.wantedUntil = Math.max(
            joined.wantedUntil,
            clock.now() + outcome.failure.seconds * 1000 + COME_BACK_MS,
          );
        }
        return outcome;
      },
      () => failed({ kind: "cancelled" }),
    );
    try {
      return await Promise.race([joined.result, late]);
    } finally {
      patience.abort();
      leave(joined, caller);
    }
  }

  return {
    async read({ refresh, partial }, until, caller) {
      const snapshot = loader.snapshot();
      if (snapshot !== undefined && !refresh && run === undefined && isFresh(snapshot)) return done(snapshot);
      const isUnderWay = run !== undefined && loader.progress().rows > 0;
      const outcome = await wait(run ?? start(refresh), partial && isUnderWay ? clock.now() : until, caller);
      if (outcome.ok || outcome.failure.kind !== "tables-loading" || !partial) return outcome;
      const there = await loader.partial();
      return there === undefined ? outcome : done(there);
    },
    async close() {
      run?.stop.abort();
      await run?.result.catch(() => undefined);
    },
  };
}

/** The key may not see these rows any more. */
function isDenied({ kind }: Failure): boolean {
  return kind === "key-rejected" || kind === "scope-missing" || kind === "scope-lost" || kind === "forbidden";
}
