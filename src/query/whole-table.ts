import type { Outcome as EngineOutcome } from "../engine/failure.ts";
import type { Installation } from "../engine/installation.ts";
import type { RowsFormat } from "../engine/protocol.ts";
import { type RowsTaker, readRows, type WantedTable, writeParquet } from "../engine/whole-table.ts";
import { done, type Outcome } from "../failures/failure.ts";
import type { Snapshot } from "../tables/snapshot.ts";
import type { statementFailed } from "./statement-failed.ts";

/** A table that was read whole, or one made of the lists in its rows. */
export interface WholeTable {
  /** What it rests on. */
  readonly snapshot: Snapshot;
  /** In which times are written as text. */
  readonly timeZone: string;
  /** Hands on all rows as text, and gives their number. Rejects with what `taker` rejects with. */
  readRows(format: RowsFormat, taker: RowsTaker, signal: AbortSignal): Promise<Outcome<number>>;
  /** Writes all rows to a file, whose path is absolute, and gives their number. */
  writeParquet(file: string, signal: AbortSignal): Promise<Outcome<number>>;
}

/** What is read whole, by which engine, and what is said where that cannot be. */
interface WholeTableSources extends Pick<WholeTable, "snapshot" | "timeZone"> {
  readonly installation: Installation;
  readonly wanted: WantedTable;
  readonly refuse: typeof statementFailed;
}

export function openWholeTable({ installation, wanted, snapshot, timeZone, refuse }: WholeTableSources): WholeTable {
  function outcomeOf<T>(outcome: EngineOutcome<T>): Outcome<T> {
    return outcome.ok ? done(outcome.value) : refuse(outcome);
  }

  return {
    snapshot,
    timeZone,
    readRows: async (format, taker, signal) =>
      outcomeOf(await readRows(installation, { ...wanted, format, timeZone }, taker, signal)),
    writeParquet: async (file, signal) => outcomeOf(await writeParquet(installation, wanted, file, signal)),
  };
}
