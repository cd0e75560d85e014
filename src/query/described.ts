import type { DescribedTable } from "../engine/protocol.ts";
import type { Failure } from "../failures/failure.ts";
import type { Snapshot } from "../tables/snapshot.ts";

/** A table with its columns and what stands in them. */
export interface DescribedSnapshot {
  readonly snapshot: Snapshot;
  /** The table itself, and those made of lists inside its rows. */
  readonly tables: readonly DescribedTable[];
}

/** Tables with what is in them, and why some are not among them. */
export interface Description {
  readonly described: readonly DescribedSnapshot[];
  readonly unread: readonly Failure[];
}

/** Whether a failure is of one table only, and says nothing of the others. */
export function isOfOneTable(failure: Failure): boolean {
  return failure.kind === "table" || failure.kind === "tables-loading" || "reading" in failure;
}

/** Of tables that were read, those that were asked for, each with what is made of its rows; without a name, all. */
export function pickDescribed(
  names: readonly string[],
  described: readonly DescribedTable[],
  snapshots: readonly Snapshot[],
): readonly DescribedSnapshot[] {
  const isAsked = (name: string) => names.length === 0 || isNamed(name, names);
  const tables = described.filter(({ name, parent = name }) => isAsked(name) || isAsked(parent));
  return snapshots.map((snapshot) => ({
    snapshot,
    tables: tables.filter(({ name, parent = name }) => parent === snapshot.table.name),
  }));
}

/** Whether a table is among those that are named, in any case as in a statement. */
export function isNamed(table: string, names: readonly string[]): boolean {
  return names.some((name) => name.toLowerCase() === table.toLowerCase());
}
