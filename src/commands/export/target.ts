import type { Outcome } from "../../failures/failure.ts";
import type { WholeTable } from "../../query/whole-table.ts";

/** Where a table can be written to. What cannot be done there rejects with a `CommandError`. */
export interface Target {
  /** As a person reads it. Never holds a secret. */
  readonly name: string;
  /** Finds out whether it can be written to, before rows are read for minutes. */
  check(): Promise<void>;
  /** Writes all rows or, when it fails or the signal aborts, nothing. */
  write(table: WholeTable, signal: AbortSignal): Promise<Outcome<Written>>;
}

export interface Written {
  readonly rows: number;
  /** Of the file; undefined where there is none. */
  readonly bytes?: number;
}
