import type { LoadingTable } from "../failures/failure.ts";
import type { KnownRows, Reading } from "./reading/reading.ts";
import { combineParts, type Part, totalOf, type Whole } from "./reading/whole.ts";

/** Reading that was begun. */
export interface Job {
  readonly readings: readonly Reading[];
  readonly parent: Part | undefined;
  /** The day with which its period ends. */
  readonly today: string;
  /** The rows to which it adds, and how often they had been changed when it began. */
  readonly known: { readonly rows: KnownRows["rows"]; readonly changes: number } | undefined;
  readonly startedAt: Date;
  /** On the monotonic clock: when a page came last. */
  touchedAt: number;
}

/** After which moment all rows are there, by the column by which they come newest first. */
export function completeSince({ readings: [only, ...others] }: Job): LoadingTable["complete"] {
  const column = only?.newestFirst();
  const since = others.length > 0 ? undefined : only?.readBackTo();
  return column === undefined || since === undefined ? undefined : { column, since };
}

/** The rows of all its parts. */
export function* allTexts({ readings }: Job): Iterable<string> {
  for (const { rows } of readings) yield* rows.texts();
}

export function countRows({ readings }: Job): number {
  return readings.reduce((sum, { rows }) => sum + rows.size, 0);
}

/** Rows below those that are not there are not there either, and nobody knows how many. */
function belowParent({ whole }: Part): Part {
  const isWhole = whole.kind === "proven" || whole.kind === "as-told";
  return { whole: isWhole ? whole : { kind: "never", total: undefined }, rows: 0 };
}

function partOf(reading: Reading): Part {
  return { whole: reading.whole(), rows: reading.rows.size };
}

/** What can be said of all rows together, and of those below which they lie. */
export function wholeOf({ readings, parent }: Job): Whole {
  const parts = readings.map(partOf);
  return combineParts(parent === undefined ? parts : [belowParent(parent), ...parts]);
}

/** Rows in all, where that is told. */
export function totalRows({ readings: [only, ...others] }: Job): number | undefined {
  return only === undefined || others.length > 0 ? undefined : totalOf(only.whole());
}

/** Whether nothing came, went or changed among the rows to which it adds. */
export function isUnchanged({ known, readings }: Job): boolean {
  return known !== undefined && known.rows === readings[0]?.rows && known.rows.changes === known.changes;
}
