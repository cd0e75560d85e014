import type { AnswerMeta } from "../answers/answer.ts";
import type { Path } from "../answers/rows.ts";
import type { Connector, Endpoint } from "../connectors/schema/connector.ts";
import { done, type Failure, failed, type LoadingTable, type Outcome } from "../failures/failure.ts";
import type { Caller } from "../http/single-flight.ts";
import type { Fetched } from "../requests/fetch.ts";
import type { Clock } from "../utils/time.ts";
import { readPage } from "./page.ts";
import { createReading, type FetchPage, type KnownRows, type Reading, type Whole } from "./reading.ts";
import { packRows, type Snapshot, type StoredTable, unpackRows } from "./snapshot.ts";
import { segmentsOf, type Table } from "./table.ts";

/** What loading a table needs from the world. */
export interface LoaderSources {
  readonly connector: Connector;
  readonly clock: Clock;
  /** Calls an endpoint in the background of what people wait for. Never rejects. */
  readonly fetch: (endpoint: Endpoint, given: unknown, caller: Caller) => Promise<Outcome<Fetched>>;
  /** What stands in the parent's column by which this table is asked for, each value once. */
  readonly parentValues: (table: Table, signal: AbortSignal) => Promise<Outcome<readonly (string | number)[]>>;
}

/** How far a table has been read. */
export interface Progress {
  readonly table: string;
  readonly rows: number;
  /** Rows that there are, where the API tells. */
  readonly total: number | undefined;
}

/** Reads one table, as often as it must be read; what one call began the next goes on with. */
export interface Loader {
  /** The table as it was read last; undefined before. */
  snapshot(): Snapshot | undefined;
  /** What was read so far of a table that is being read for the first time, or again. */
  partial(): Promise<Snapshot | undefined>;
  progress(): Progress;
  /** While it is being read: since when all rows are there, by the column by which they come newest first. */
  completeSince(): LoadingTable["complete"];
  /**
   * Reads on until the table is whole, and gives it. Stopped by the signal, it keeps what is there.
   * @param fresh whether to read everything, whatever is known
   */
  load(signal: AbortSignal, fresh: boolean): Promise<Outcome<Snapshot>>;
  /** Takes over what this or another process read. */
  adopt(stored: StoredTable): Snapshot;
}

/** Pauses before a page is asked for again whose request failed, after all attempts of the request itself. */
const PAGE_PAUSES_MS = [2_000, 5_000];
/** Rows of so many days are read again each time: refunds and corrections come late. */
const RECENT_DAYS = 30;
const DAY_MS = 86_400_000;
/** After so long everything is read again, whatever the order. */
const READ_ALL_AFTER_MS = DAY_MS;

export function createLoader(table: Table, sources: LoaderSources): Loader {
  const { clock, connector } = sources;
  let current: Snapshot | undefined;
  let readings: readonly Reading[] | undefined;
  /** When the reading under way began, if it is of all rows. */
  let allReadAt = new Date(0);
  let meta: AnswerMeta = {};
  let rowsPath: Path | undefined;

  const fetchPage: FetchPage = async (segment, cursor, signal) => {
    const given = { ...segment.arguments, ...cursor };
    const fetched = await sources.fetch(table.endpoint, given, { signal });
    if (!fetched.ok) return fetched;
    meta = { ...meta, ...fetched.value.answer.meta };
    const { page, path } = readPage(fetched.value.answer.document, table, connector, rowsPath);
    rowsPath = path;
    return done(page);
  };

  async function begin(signal: AbortSignal, fresh: boolean): Promise<Outcome<readonly Reading[]>> {
    const parents = table.parent === undefined ? done([]) : await sources.parentValues(table, signal);
    if (!parents.ok) return parents;
    const segments = segmentsOf(table, parents.value, clock.wall().toISOString().slice(0, 10));
    const known = fresh || segments.length > 1 ? undefined : await findKnownRows();
    allReadAt = known === undefined ? clock.wall() : (current?.allReadAt ?? clock.wall());
    return done(segments.map((segment) => createReading(table, segment, fetchPage, known)));
  }

  /** Rows to which only what is newer must be added; undefined where everything must be read. */
  async function findKnownRows(): Promise<KnownRows | undefined> {
    if (current?.newestFirst === undefined) return undefined;
    const { whole, pages, allReadAt, newestFirst } = current;
    const now = clock.wall().getTime();
    const isWhole = whole.kind === "proven" || whole.kind === "as-told";
    if (!isWhole || now - allReadAt.getTime() > READ_ALL_AFTER_MS) return undefined;
    const rows = await unpackRows(pages, table.declared.id);
    return { rows, newestFirst, since: new Date(now - RECENT_DAYS * DAY_MS) };
  }

  async function stepOn(reading: Reading, signal: AbortSignal): Promise<Outcome<undefined>> {
    let pauses = 0;
    for (;;) {
      const stepped = await reading.step(signal);
      if (stepped.ok) return stepped;
      const pauseMs = pauseAfter(stepped.failure, pauses);
      if (pauseMs === undefined || signal.aborted) return stepped;
      if (stepped.failure.kind !== "rate-limited") pauses += 1;
      await clock.sleep(pauseMs, signal);
    }
  }

  async function snapshotOf(read: readonly Reading[]): Promise<Snapshot> {
    const whole = combine(read);
    const newestFirst = read.length === 1 ? read[0]?.newestFirst() : undefined;
    const complete = whole.kind === "partial" ? completeSince(read) : undefined;
    return {
      table,
      version: crypto.randomUUID(),
      pages: await packRows(allTexts(read)),
      rows: countRows(read),
      whole,
      readAt: clock.wall(),
      allReadAt,
      meta,
      ...(newestFirst === undefined ? {} : { newestFirst }),
      ...(complete === undefined ? {} : { complete }),
    };
  }

  function completeSince([only, ...others]: readonly Reading[]): LoadingTable["complete"] {
    const column = only?.newestFirst();
    const since = others.length > 0 ? undefined : only?.readBackTo();
    return column === undefined || since === undefined ? undefined : { column, since };
  }

  return {
    snapshot: () => current,
    partial: async () => (readings === undefined ? undefined : snapshotOf(readings)),
    progress() {
      const read = readings ?? [];
      const totals = read.map((reading) => totalOf(reading.whole()));
      const total = totals.every((each) => each !== undefined)
        ? totals.reduce((sum, each) => sum + each, 0)
        : undefined;
      return { table: table.name, rows: countRows(read), total: read.length === 0 ? undefined : total };
    },
    completeSince: () => completeSince(readings ?? []),
    async load(signal, fresh) {
      try {
        if (readings === undefined) {
          const begun = await begin(signal, fresh);
          if (!begun.ok) return begun;
          readings = begun.value;
        }
        for (const reading of readings) {
          while (!reading.isDone()) {
            const stepped = await stepOn(reading, signal);
            if (!stepped.ok) {
              // Nothing can be gone on with.
              if (stepped.failure.kind === "table") readings = undefined;
              return stepped;
            }
          }
        }
        current = await snapshotOf(readings);
        readings = undefined;
        return done(current);
      } catch (error) {
        if (signal.aborted) return failed({ kind: "cancelled" });
        throw error;
      }
    },
    adopt(stored) {
      current = { ...stored, table };
      readings = undefined;
      return current;
    },
  };
}

function* allTexts(readings: readonly Reading[]): Iterable<string> {
  for (const { rows } of readings) yield* rows.texts();
}

function countRows(readings: readonly Reading[]): number {
  return readings.reduce((sum, { rows }) => sum + rows.size, 0);
}

function totalOf(whole: Whole): number | undefined {
  return whole.kind === "partial" || whole.kind === "never" ? whole.total : undefined;
}

/** How long to wait before the same page is asked for again; undefined where that would be of no use. */
function pauseAfter(failure: Failure, pauses: number): number | undefined {
  switch (failure.kind) {
    case "rate-limited":
      return failure.seconds * 1000;
    case "network":
    case "unavailable":
    case "deadline":
      return PAGE_PAUSES_MS[pauses];
    default:
      return undefined;
  }
}

/** What can be said of all segments together: what is said of the worst of them. */
function combine(readings: readonly Reading[]): Whole {
  const all = readings.map((reading) => ({ whole: reading.whole(), rows: reading.rows.size }));
  const [only] = all;
  if (only !== undefined && all.length === 1) return only.whole;
  const has = (kind: Whole["kind"]) => all.some(({ whole }) => whole.kind === kind);
  if (has("partial")) return { kind: "partial", total: undefined };
  if (has("never")) return { kind: "never", total: undefined };
  if (has("unproven")) {
    const bounds = all.map(({ whole, rows }) => (whole.kind === "unproven" ? whole : { least: rows, most: rows }));
    return {
      kind: "unproven",
      least: bounds.reduce((sum, { least }) => sum + least, 0),
      most: bounds.reduce((sum, { most }) => sum + most, 0),
    };
  }
  return has("as-told") ? { kind: "as-told" } : { kind: "proven" };
}
