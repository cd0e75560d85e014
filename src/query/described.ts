import type { DescribedTable } from "../engine/protocol.ts";
import type { Snapshot } from "../tables/snapshot.ts";

/** A table with its columns and what stands in them. */
export interface DescribedSnapshot {
  readonly snapshot: Snapshot;
  /** The table itself, and those made of lists inside its rows. */
  readonly tables: readonly DescribedTable[];
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
