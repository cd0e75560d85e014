import type { AnswerMeta } from "../answers/answer.ts";
import type { Connector, Endpoint } from "../connectors/schema/connector.ts";
import { done, type Failure, failed, type LoadingTable, type Outcome } from "../failures/failure.ts";
import type { FetchCaller, Fetched } from "../requests/fetch.ts";
import { dayIn } from "../utils/calendar.ts";
import type { Clock } from "../utils/time.ts";
import { compileLater } from "./compile-later.ts";
import { allTexts, completeSince, countRows, isUnchanged, type Job, totalRows, wholeOf } from "./job.ts";
import { packRows, unpackRows } from "./pack.ts";
import { canGoOnAfter, isOfRequest, pauseAfter } from "./page-failure.ts";
import { readPage, type Seen, tellsError } from "./reading/page.ts";
import { createReading, type FetchPage, type KnownRows, type Reading } from "./reading/reading.ts";
import type { Part } from "./reading/whole.ts";
import { type Segment, segmentsOf } from "./segments.ts";
import type { Snapshot, StoredTable } from "./snapshot.ts";
import type { Table } from "./table.ts";

/** What loading a table needs from the world. */
export interface LoaderSources {
  readonly connector: Connector;
  readonly clock: Clock;
  /** Calls an endpoint in the background of what people wait for. Never rejects. */
  readonly fetch: (endpoint: Endpoint, given: unknown, caller: FetchCaller) => Promise<Outcome<Fetched>>;
  /** The rows of the table below whose rows this one lies. */
  readonly readParent: (table: Table, signal: AbortSignal) => Promise<Outcome<Parent>>;
}

/** The table below whose rows another one lies. */
export interface Parent extends Part {
  /** What stands in the column that the other one is asked by, each value once. */
  readonly values: readonly (string | number)[];
}

/** How far a table has been read. */
export interface Progress {
  readonly table: string;
  readonly rows: number;
  /** Rows that there are, where the API tells. */
  readonly total: number | undefined;
  /** Another process reads it. */
  readonly isElsewhere?: true;
}

/** Reads one table, as often as it must be read; what one call began the next goes on with. */
export interface Loader {
  /** The table as it was read last; undefined before. */
  snapshot(): Snapshot | undefined;
  /** What was read so far of a table that is being read for the first time, or again; undefined where that is no row. */
  partial(): Promise<Snapshot | undefined>;
  progress(): Progress;
  /** While it is being read: after which moment all rows are there, by the column by which they come newest first. */
  completeSince(): LoadingTable["complete"];
  /**
   * Reads on until the table is whole, and gives it. Stopped by the signal, it keeps what is there.
   * @param fresh whether to read everything, whatever is known
   */
  load(signal: AbortSignal, fresh: boolean): Promise<Outcome<Snapshot>>;
  /** Takes over what this or another process read. */
  adopt(stored: StoredTable): Snapshot;
  /** The key may not see these rows any more. */
  forget(): void;
}

/** Rows of so many days are read again each time: refunds and corrections come late. */
const RECENT_DAYS = 30;
const DAY_MS = 86_400_000;
/** After so long everything is read again, whatever the order. */
const READ_ALL_AFTER_MS = DAY_MS;
/** What was begun longer ago than this is begun anew: its first rows would be too old beside its last ones. */
const GO_ON_WITHIN_MS = 600_000;

export function createLoader(table: Table, sources: LoaderSources): Loader {
  const { clock, connector } = sources;
  let current: Snapshot | undefined;
  let job: Job | undefined;
  /** What was begun does not lead to the end: only what is there of it may be used. */
  let isStuck = false;
  let meta: AnswerMeta = {};
  let seen: Seen = {};

  function fetchFor(segment: Segment): FetchPage {
    return async (cursor, signal) => {
      const before = seen;
      const caller = { signal, template: before.template };
      const fetched = await sources.fetch(table.endpoint, { ...segment.arguments, ...cursor }, caller);
      if (!fetched.ok) return fetched;
      const { answer } = fetched.value;
      meta = { ...meta, ...answer.meta };
      const read = readPage(answer, { connector, table, columns: segment.columns }, before);
      seen = read.seen;
      const isError = read.page.rows.length === 0 && tellsError(answer.document);
      return isError ? failed({ kind: "unavailable", status: 200, attempts: 1, said: undefined }) : done(read.page);
    };
  }

  function today(): string {
    return dayIn(meta.timezone, clock.wall());
  }

  async function begin(signal: AbortSignal, fresh: boolean): Promise<Outcome<Job>> {
    const parent = table.parent === undefined ? undefined : await sources.readParent(table, signal);
    if (parent?.ok === false) return parent;
    const segments = segmentsOf(table, parent?.value.values ?? [], today());
    const known = fresh || segments.length !== 1 ? undefined : await findKnownRows();
    return done({
      readings: segments.map((segment) => createReading(table, fetchFor(segment), known)),
      parent: parent?.value,
      today: today(),
      known: known && { rows: known.rows, changes: known.rows.changes },
      startedAt: clock.wall(),
      touchedAt: clock.now(),
    });
  }

  /** Rows to which only what is newer must be added; undefined where everything must be read. */
  async function findKnownRows(): Promise<KnownRows | undefined> {
    if (current?.newestFirst === undefined) return undefined;
    const { whole, pages, allReadAt, newestFirst, identity } = current;
    const now = clock.wall().getTime();
    const isWhole = whole.kind === "proven" || whole.kind === "as-told";
    if (!isWhole || now - allReadAt.getTime() > READ_ALL_AFTER_MS) return undefined;
    return { rows: await unpackRows(pages, identity), newestFirst, since: new Date(now - RECENT_DAYS * DAY_MS) };
  }

  /** Reads the next page, if need be after a pause. */
  async function stepOn(reading: Reading, signal: AbortSignal): Promise<Outcome<undefined>> {
    let attempts = 0;
    for (let pauses = 0; ; ) {
      const stepped = await reading.step(signal);
      if (stepped.ok) return stepped;
      const { failure } = stepped;
      if ("attempts" in failure) attempts += failure.attempts;
      const pauseMs = pauseAfter(failure, pauses);
      if (pauseMs === undefined || signal.aborted)
        return failed("attempts" in failure ? { ...failure, attempts } : failure);
      if (stepped.failure.kind !== "rate-limited") pauses += 1;
      await clock.sleep(pauseMs, signal);
    }
  }

  async function readOn(under: Job, signal: AbortSignal): Promise<Outcome<Snapshot>> {
    for (const reading of under.readings) {
      while (!reading.isDone) {
        const stepped = await stepOn(reading, signal);
        if (!stepped.ok) return stepped;
        under.touchedAt = clock.now();
      }
    }
    return done(await snapshotOf(under));
  }

  async function loadAll(signal: AbortSignal, fresh: boolean): Promise<Outcome<Snapshot>> {
    const isOld = job !== undefined && clock.now() - job.touchedAt > GO_ON_WITHIN_MS;
    if (job === undefined || isOld || isStuck || fresh) {
      const begun = await begin(signal, fresh);
      if (!begun.ok) return begun;
      job = begun.value;
      isStuck = false;
    }
    const read = await readOn(job, signal);
    if (!read.ok) return stop(read.failure);
    const isOfToday = table.declared.days === undefined || job.today === today();
    job = undefined;
    current = read.value;
    // The first answer told in which timezone the shop is, and that it has another day.
    return isOfToday ? read : loadAll(signal, true);
  }

  /** Keeps what is there, where only a request was in the way, and says how far it goes. */
  function stop(failure: Failure): Outcome<never> {
    const reading = progress();
    isStuck = !canGoOnAfter(failure);
    if (isOfRequest(failure)) return failed({ ...failure, reading });
    if (isStuck) job = undefined;
    return failed(failure);
  }

  function progress(): Progress {
    return { table: table.name, rows: job === undefined ? 0 : countRows(job), total: job && totalRows(job) };
  }

  async function snapshotOf(read: Job): Promise<Snapshot> {
    const { readings, startedAt } = read;
    const whole = wholeOf(read);
    const [only] = readings.length === 1 ? readings : [];
    const newestFirst = only?.newestFirst();
    const complete = whole.kind === "partial" ? completeSince(read) : undefined;
    const kept = isUnchanged(read) ? current : undefined;
    return {
      table,
      version: kept?.version ?? crypto.randomUUID(),
      pages: kept?.pages ?? (await packRows(allTexts(read))),
      rows: countRows(read),
      whole,
      readAt: clock.wall(),
      allReadAt: readings.every(({ isOfAll }) => isOfAll) ? startedAt : (current?.allReadAt ?? startedAt),
      meta,
      identity: only?.rows.identity ?? { by: "content" },
      ...(newestFirst === undefined ? {} : { newestFirst }),
      ...(complete === undefined ? {} : { complete }),
    };
  }

  return {
    snapshot: () => current,
    partial: async () => (job === undefined || countRows(job) === 0 ? undefined : snapshotOf(job)),
    progress,
    completeSince: () => job && completeSince(job),
    async load(signal, fresh) {
      compileLater();
      try {
        return await loadAll(signal, fresh);
      } catch (error) {
        if (signal.aborted) return failed({ kind: "cancelled" });
        throw error;
      }
    },
    adopt(stored) {
      current = { ...stored, table };
      meta = { ...meta, ...stored.meta };
      job = undefined;
      return current;
    },
    forget() {
      current = undefined;
      job = undefined;
      meta = {};
      seen = {};
    },
  };
}
