import { done, failed, type LoadingTable, type Outcome } from "../failures/failure.ts";
import type { Caller } from "../http/single-flight.ts";
import type { Clock } from "../utils/time.ts";
import type { Loader, Progress } from "./loader.ts";
import { isFresh, type SharedLoad } from "./shared-load.ts";
import type { Snapshot } from "./snapshot.ts";

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
  /** Hears which tables are about to be read, by their names. */
  readonly onTables?: ((tables: readonly string[]) => void) | undefined;
  /** Waits for as long as it takes, as a person does who can press Ctrl-C. */
  readonly isPatient?: boolean;
}

/** Keeps one table: reads it when somebody asks and it is not fresh, once for all who ask meanwhile. */
export interface Keeper {
  /** Gives the table, or `tables-loading` when it is not whole by `until` (on the monotonic clock). Never rejects. */
  read(options: ReadOptions, until: number, caller: TablesCaller): Promise<Outcome<Snapshot>>;
  /** Removes the rows from memory and disk. */
  forget(): Promise<void>;
  /** Stops reading. Resolves when other processes may read. */
  close(): Promise<void>;
}

/** Reading goes on for so long after the moment at which somebody was told to ask again. */
const COME_BACK_MS = 60_000;
/** How often those who wait hear of progress. */
const PROGRESS_MS = 1_000;
/** What is told where it is not known how long reading takes, and at least. */
const USUAL_WAIT_S = 30;
const SHORTEST_WAIT_S = 5;

/** A timer cannot be set for longer. */
const LONGEST_SLEEP_MS = 2 ** 31 - 1;

/** Reading that is under way. */
interface Run {
  readonly result: Promise<Outcome<Snapshot>>;
  readonly stop: AbortController;
  /** Everything is read anew. */
  readonly isRefresh: boolean;
  readonly startedAt: number;
  readonly rowsAtStart: number;
  readonly callers: Set<TablesCaller>;
  /** Until then it goes on although nobody waits, because somebody was told to ask again. */
  wantedUntil: number;
}

export function createKeeper(loader: Loader, shared: SharedLoad, clock: Clock): Keeper {
  let run: Run | undefined;
  /** Until then, who was told to ask again for everything anew gets what was read since. */
  let owedUntil = Number.NEGATIVE_INFINITY;

  function start(isRefresh: boolean): Run {
    const stop = new AbortController();
    // What was stopped, or reads only what is new, comes to its end first.
    const before = run?.result ?? Promise.resolve();
    const started: Run = {
      result: before.then(() => shared.load(stop.signal, isRefresh)),
      stop,
      isRefresh,
      startedAt: clock.now(),
      rowsAtStart: loader.progress().rows,
      callers: new Set(),
      wantedUntil: Number.NEGATIVE_INFINITY,
    };
    const end = () => {
      if (run === started) run = undefined;
      if (isRefresh) owedUntil = started.wantedUntil;
      stop.abort();
    };
    started.result.then(end, end);
    tellProgress(started);
    run = started;
    return started;
  }

  /** What is under way, if it does for this, or something new. */
  function join(refresh: boolean): Run {
    const isJoinable = run !== undefined && !run.stop.signal.aborted && (run.isRefresh || !refresh);
    return isJoinable && run !== undefined ? run : start(refresh);
  }

  function tellProgress({ stop, callers }: Run): void {
    const tell = async (): Promise<void> => {
      while (!stop.signal.aborted) {
        await clock.sleep(PROGRESS_MS, stop.signal);
        for (const caller of callers) caller.onProgress?.(shared.progress());
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

  /** What to tell one whose patience is over, and that reading goes on until they had time to ask again. */
  function askAgain(late: Run): Outcome<never> {
    const progress = shared.progress();
    const { rows, total } = progress;
    const speed = (rows - late.rowsAtStart) / Math.max(clock.now() - late.startedAt, 1);
    const rest = total === undefined || speed <= 0 ? USUAL_WAIT_S : Math.ceil((total - rows) / speed / 1000);
    const seconds = Math.max(rest, SHORTEST_WAIT_S);
    late.wantedUntil = Math.max(late.wantedUntil, clock.now() + seconds * 1000 + COME_BACK_MS);
    const complete = loader.completeSince();
    const loading: LoadingTable = { ...progress, ...(complete === undefined ? {} : { complete }) };
    return failed({ kind: "tables-loading", tables: [loading], seconds });
  }

  async function wait(joined: Run, until: number, caller: TablesCaller): Promise<Outcome<Snapshot>> {
    joined.callers.add(caller);
    const over = new AbortController();
    const signal = AbortSignal.any([caller.signal, over.signal]);
    const patienceMs = Math.min(Math.max(until - clock.now(), 0), LONGEST_SLEEP_MS);
    const late = clock.sleep(patienceMs, signal).then(
      () => askAgain(joined),
      () => failed({ kind: "cancelled" }),
    );
    try {
      return await Promise.race([joined.result, late]);
    } finally {
      over.abort();
      leave(joined, caller);
    }
  }

  /** What is there and need not be read again. */
  function findReady(refresh: boolean): Snapshot | undefined {
    const snapshot = loader.snapshot();
    if (snapshot === undefined || !isFresh(snapshot, clock)) return undefined;
    if (!refresh) return run === undefined ? snapshot : undefined;
    const isOwed = run === undefined && clock.now() < owedUntil;
    owedUntil = Number.NEGATIVE_INFINITY;
    return isOwed ? snapshot : undefined;
  }

  return {
    async read({ refresh, partial }, until, caller) {
      const ready = findReady(refresh);
      if (ready !== undefined) return done(ready);
      const isUnderWay = run !== undefined && shared.progress().rows > 0;
      const outcome = await wait(join(refresh), partial && isUnderWay ? clock.now() : until, caller);
      if (outcome.ok || outcome.failure.kind === "cancelled" || !partial) return outcome;
      const there = await loader.partial();
      return there === undefined ? outcome : done(there);
    },
    forget: () => shared.forget(),
    async close() {
      run?.stop.abort();
      await run?.result.catch(() => undefined);
    },
  };
}
