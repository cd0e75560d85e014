import { isArray, type Json } from "../answers/json.ts";
import { sanitize } from "../answers/sanitize.ts";
import { parseWritten } from "../answers/written-json.ts";
import { atOnce, createQueue } from "../utils/turns.ts";
import type { EngineProcess } from "./child-process.ts";
import { failed, type Outcome } from "./failure.ts";
import type { NoEngine } from "./installation.ts";
import { type EngineOptions, keepProcess, OWN_WORK_MS } from "./kept-process.ts";
import { answered, GRACE_MS, interrupt, onAbort, orCancelled } from "./patience.ts";
import type { Checked, DescribedTable, ResultText, TableSource } from "./protocol.ts";

export interface QueryResult extends Omit<ResultText, "rows"> {
  /** The columns' names with exact values; times in `timeZone`, with their offset. */
  readonly rows: readonly Json[];
}

/** Answers statements over tables that it is given, in a process of its own, which starts when it is first needed. */
export interface Engine {
  /** Why there is no engine here, as far as is known without starting it; undefined while nothing speaks against it. */
  whyNone(): NoEngine | undefined;
  /** The same, after a start where none was seen to work lately. */
  tryOut(): Promise<NoEngine | undefined>;
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

const STATEMENT_MS = 10_000;

export function createEngine(options: EngineOptions): Engine {
  const { statementMs = STATEMENT_MS } = options;
  const kept = keepProcess(options);
  /** The work that the next one waits for: one at a time, so that what goes wrong is its own doing. */
  const queue = createQueue();

  /** Works with the process when its turn comes, with tables that it has then. */
  function inTurn<T>(
    signal: AbortSignal,
    tables: readonly TableSource[],
    work: (process: EngineProcess, names: readonly string[]) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    const turn = queue(async () => {
      if (signal.aborted) return failed({ kind: "cancelled" });
      return kept.use(async (process) => {
        const failure = await kept.bring(process, tables);
        if (failure !== undefined) return failed(failure);
        if (signal.aborted) return failed({ kind: "cancelled" });
        return work(
          process,
          tables.map(({ name }) => name),
        );
      });
    });
    return orCancelled(turn, signal);
  }

  async function check(sql: string, known: readonly string[]): Promise<Outcome<Checked>> {
    kept.reserve(known);
    const ask = () => kept.use((process) => answered(process, "check", { sql, known }, statementMs + GRACE_MS));
    const first = await ask();
    // It runs beside a statement, which may take the process down with it; and a process may hang.
    const isVictim = !first.ok && ["crashed", "out-of-memory", "too-slow"].includes(first.failure.kind);
    return isVictim ? ask() : first;
  }

  return {
    whyNone: kept.whyNone,
    tryOut: kept.tryOut,
    check: (sql, known, signal) => orCancelled(check(sql, known), signal),
    describe: ({ tables, timeZone }, signal) =>
      inTurn(signal, tables, (process, names) =>
        answered(process, "describe", { tables: names, timeZone }, OWN_WORK_MS),
      ),
    query: ({ sql, tables, timeZone, maxRows }, signal) =>
      inTurn(signal, tables, async (process, names) => {
        const ask = { sql, tables: names, timeZone, maxRows, milliseconds: statementMs };
        const stop = onAbort(signal, () => interrupt(process));
        const answer = await answered(process, "query", ask, statementMs + GRACE_MS).finally(stop);
        return answer.ok ? { ok: true, value: resultOf(answer.value) } : answer;
      }),
    close: kept.close,
  };
}

function resultOf({ rows, ...rest }: ResultText): QueryResult {
  // The texts in it were cleaned when they came, but a statement can make others.
  const { document } = atOnce(sanitize(parseWritten(rows)));
  return { ...rest, rows: isArray(document) ? document : [] };
}
