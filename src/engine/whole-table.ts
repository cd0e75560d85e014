import type { Outcome } from "./failure.ts";
import type { Installation } from "./installation.ts";
import { keepProcess, OWN_WORK_MS } from "./kept-process.ts";
import { answered, orCancelled } from "./patience.ts";
import type { OpenedRows, RowsFormat, TableSource } from "./protocol.ts";

/*
 * Tables that are taken elsewhere whole, each by a process of the engine's own, which ends with it.
 */

/** A table, or one made of the lists in its rows. */
export interface WantedTable {
  readonly source: TableSource;
  /** `orders`, or `orders_lines`. */
  readonly name: string;
}

/** Takes what is read. The next rows are read when it is done with these. */
export interface RowsTaker {
  begin(opened: OpenedRows): Promise<void>;
  take(text: string): Promise<void>;
}

/** Parquet of the largest table takes seconds; this is for an engine or a disk that hangs. */
const WRITE_MS = 600_000;

/**
 * Reads a table row by row as text.
 * @returns how many rows there were. Rejects with what `taker` rejects with.
 */
export function readRows(
  installation: Installation,
  request: WantedTable & { readonly format: RowsFormat; readonly timeZone: string },
  taker: RowsTaker,
  signal: AbortSignal,
): Promise<Outcome<number>> {
  const { source, name: table, format, timeZone } = request;
  const kept = keepProcess({ installation });
  const work = kept.use<number>(async (process) => {
    const failure = await kept.bring(process, [source]);
    if (failure !== undefined) return { ok: false, failure };
    const opened = await answered(process, "openRows", { table, format, timeZone }, OWN_WORK_MS);
    if (!opened.ok) return opened;
    await taker.begin(opened.value);
    for (let rows = 0; ; ) {
      const piece = await answered(process, "nextRows", {}, OWN_WORK_MS);
      if (!piece.ok) return piece;
      if (piece.value.rows === 0 || signal.aborted) return { ok: true, value: rows };
      await taker.take(piece.value.text);
      rows += piece.value.rows;
    }
  });
  return orCancelled(work, signal).finally(kept.close);
}

/**
 * Writes a table to a file as Parquet.
 * @param file its absolute path; what it holds is replaced
 * @returns how many rows there were
 */
export function writeParquet(
  installation: Installation,
  { source, name: table }: WantedTable,
  file: string,
  signal: AbortSignal,
): Promise<Outcome<number>> {
  const kept = keepProcess({ installation, file });
  const work = kept.use<number>(async (process) => {
    const failure = await kept.bring(process, [source]);
    if (failure !== undefined) return { ok: false, failure };
    const written = await answered(process, "writeParquet", { table }, WRITE_MS);
    return written.ok ? { ok: true, value: written.value.rows } : written;
  });
  return orCancelled(work, signal).finally(kept.close);
}
