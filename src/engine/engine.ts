import { parseExactly } from "../answers/exact-json.ts";
import { isArray, type Json } from "../answers/json.ts";
import { sanitize } from "../answers/sanitize.ts";
import { quoted } from "../utils/clean-text.ts";
import { EngineEnded, type EngineProcess, startProcess } from "./child-process.ts";
import { failed, type Outcome, type StatementFailure } from "./failure.ts";
import { whyNotInstalled } from "./installed.ts";
import type { Checked, DescribedTable, Requests, ResultColumn, ResultText, TableSource } from "./protocol.ts";

export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  /** The columns' names with exact values; times in `timeZone`, with their offset. */
  readonly rows: readonly Json[];
  /** There are more rows than these. */
  readonly more: boolean;
  /** The zone that was asked for, or UTC where it is unknown. */
  readonly timeZone: string;
}

/** Answers statements over tables that it is given, in a process of its own, which starts when it is first needed. */
export interface Engine {
  /** Why there is no engine here, as far as is known without starting it; undefined while nothing speaks against it. */
  whyNone(): string | undefined;
  /**
   * Checks a statement and names the tables that it reads: `orders`, also where it names `orders_lines`, which is known
   * to be a table only once `orders` is loaded.
   */
  check(sql: string, known: readonly string[], signal: AbortSignal): Promise<Outcome<Checked>>;
  /** Columns, types and statistics of tables, and of those made of lists in their rows. */
  describe(
    request: { readonly tables: readonly TableSource[]; readonly timeZone: string },
    signal: AbortSignal,
  ): Promise<Outcome<readonly DescribedTable[]>>;
  query(
    request: {
      readonly sql: string;
      /** The tables that the statement may read. */
      readonly tables: readonly TableSource[];
      readonly timeZone: string;
      readonly maxRows: number;
    },
    signal: AbortSignal,
  ): Promise<Outcome<QueryResult>>;
  /** Ends the process at once; whoever waits is told `cancelled`. */
  close(): void;
}

export interface EngineOptions {
  /** The engine's bundled file. */
  readonly program: string;
  /** How long a statement may take before it is interrupted. */
  readonly statementMs?: number;
  readonly startProcess?: typeof startProcess;
}

const STATEMENT_MS = 10_000;
/** How long an interrupted statement may take to end before its process is killed. */
const GRACE_MS = 2000;
/** Loading and counting are this process's own work, and end; this is for an engine that hangs. */
const OWN_WORK_MS = 60_000;
/** Bytes of pages that are sent at once, so that neither process is busy with them for long. */
const PARCEL = 256 * 1024;

export function createEngine(options: EngineOptions): Engine {
  const { program, statementMs = STATEMENT_MS } = options;
  const begin = options.startProcess ?? startProcess;
  let process: EngineProcess | undefined;
  /** Versions of the tables that the process has. */
  let loaded = new Map<string, string>();
  /** Names of all lists that were ever spoken of: no table made inside another takes one. */
  const reserved = new Set<string>();
  let unusable: string | undefined;
  let isClosed = false;
  /** The work that the next one waits for: one at a time, so that what goes wrong is its own doing. */
  let last: Promise<unknown> = Promise.resolve();

  async function start(): Promise<EngineProcess> {
    if (process === undefined || process.isOver()) {
      process = begin(program);
      loaded = new Map();
    }
    await process.ready;
    return process;
  }

  async function guarded<T>(work: (process: EngineProcess) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    if (isClosed) return failed({ kind: "cancelled" });
    unusable ??= whyNotInstalled(program);
    if (unusable !== undefined) return failed({ kind: "no-engine", reason: unusable });
    try {
      return await work(await start());
    } catch (error) {
      if (!(error instanceof EngineEnded)) throw error;
      if (error.why === "unusable") unusable = withoutPaths(error.reason);
      return failed(failureOf(error, unusable));
    }
  }

  function inTurn<T>(signal: AbortSignal, work: (process: EngineProcess) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const turn = last.then(() => (signal.aborted ? failed({ kind: "cancelled" }) : guarded(work)));
    last = turn.catch(() => undefined);
    return orCancelled(turn, signal);
  }

  /** Brings the process the tables that it lacks. */
  async function bring(to: EngineProcess, tables: readonly TableSource[]): Promise<StatementFailure | undefined> {
    for (const { name } of tables) reserved.add(name);
    for (const { name, version, pages, idField } of tables) {
      if (loaded.get(name) === version) continue;
      loaded.delete(name);
      for (const parcel of parcels(pages)) await to.ask("pages", { pages: parcel });
      const ask = { name, idField, reserved: [...reserved] };
      const answer = await answered(to, "load", ask, OWN_WORK_MS);
      if (!answer.ok) return answer.failure;
      loaded.set(name, version);
    }
    return undefined;
  }

  return {
    whyNone: () => (unusable ??= whyNotInstalled(program)),
    async check(sql, known, signal) {
      for (const name of known) reserved.add(name);
      const ask = async (to: EngineProcess) => to.ask("check", { sql, known });
      // It runs beside a statement, whose end may take the process away from under it.
      const once = guarded(ask).then((first) =>
        !first.ok && (first.failure.kind === "crashed" || first.failure.kind === "out-of-memory")
          ? guarded(ask)
          : first,
      );
      return orCancelled(once, signal);
    },
    describe: ({ tables, timeZone }, signal) =>
      inTurn(signal, async (to) => {
        const failure = await bring(to, tables);
        if (failure !== undefined) return failed(failure);
        const names = tables.map(({ name }) => name);
        return answered(to, "describe", { tables: names, timeZone }, OWN_WORK_MS);
      }),
    query: ({ sql, tables, timeZone, maxRows }, signal) =>
      inTurn(signal, async (to) => {
        const failure = await bring(to, tables);
        if (failure !== undefined) return failed(failure);
        const names = tables.map(({ name }) => name);
        const ask = { sql, tables: names, timeZone, maxRows, milliseconds: statementMs };
        const stop = onAbort(signal, () => interrupt(to));
        const answer = await answered(to, "query", ask, statementMs + GRACE_MS).finally(stop);
        return answer.ok ? { ok: true, value: resultOf(answer.value) } : answer;
      }),
    close() {
      isClosed = true;
      process?.kill();
    },
  };
}

/** Asks, and kills the process when no answer comes in time. */
async function answered<K extends "load" | "describe" | "query">(
  to: EngineProcess,
  name: K,
  ask: Requests[K]["ask"],
  milliseconds: number,
): Promise<Requests[K]["answer"] | ReturnType<typeof failed>> {
  let isExpired = false;
  const timer = setTimeout(() => {
    isExpired = true;
    to.kill();
  }, milliseconds);
  try {
    return await to.ask(name, ask);
  } catch (error) {
    if (!isExpired) throw error;
    return failed({ kind: "too-slow", seconds: Math.round(milliseconds / 1000) });
  } finally {
    clearTimeout(timer);
  }
}

/** Ends the statement that nobody waits for any more, and the process where that does not help. */
function interrupt(to: EngineProcess): () => void {
  to.ask("interrupt", {}).catch(() => undefined);
  const timer = setTimeout(() => to.kill(), GRACE_MS);
  return () => clearTimeout(timer);
}

/** Does something when the signal aborts. Returns what takes it back, also what was done. */
function onAbort(signal: AbortSignal, begin: () => () => void): () => void {
  let undo: (() => void) | undefined;
  const listener = () => {
    undo = begin();
  };
  if (signal.aborted) listener();
  else signal.addEventListener("abort", listener, { once: true });
  return () => {
    signal.removeEventListener("abort", listener);
    undo?.();
  };
}

/** The work's outcome, or at once `cancelled` when its caller gives up; the work then ends by itself. */
function orCancelled<T>(work: Promise<Outcome<T>>, signal: AbortSignal): Promise<Outcome<T>> {
  return new Promise((resolve, reject) => {
    const stop = onAbort(signal, () => {
      resolve(failed({ kind: "cancelled" }));
      return () => undefined;
    });
    work.then(resolve, reject).finally(stop);
  });
}

function failureOf(ended: EngineEnded, unusable: string | undefined): StatementFailure {
  switch (ended.why) {
    case "unusable":
      return { kind: "no-engine", reason: unusable ?? "" };
    case "out-of-memory":
      return { kind: "out-of-memory" };
    case "killed":
      return { kind: "cancelled" };
    case "crashed":
      return { kind: "crashed" };
    default:
      return ended.why satisfies never;
  }
}

/** A system's words about a file that does not load, without the folders it is in. */
function withoutPaths(reason: string): string {
  const [line = ""] = reason.split("\n");
  return quoted(line.replace(/(?:[A-Za-z]:)?(?:[\\/][^\s\\/:'"]+)+/g, (path) => path.replace(/^.*[\\/]/, "")));
}

function* parcels(pages: readonly Uint8Array[]): Generator<readonly Uint8Array[]> {
  let parcel: Uint8Array[] = [];
  let bytes = 0;
  for (const page of pages) {
    parcel.push(page);
    bytes += page.length;
    if (bytes < PARCEL) continue;
    yield parcel;
    parcel = [];
    bytes = 0;
  }
  if (parcel.length > 0) yield parcel;
}

function resultOf({ rows, ...rest }: ResultText): QueryResult {
  // The texts in it were cleaned when they came, but a statement can make others.
  const { document } = sanitize(parseExactly(rows));
  return { ...rest, rows: isArray(document) ? document : [] };
}
