import type { AnswerMeta } from "../answers/answer.ts";
import type { LoadingTable } from "../failures/failure.ts";
import type { Identity } from "./reading/rows.ts";
import type { Whole } from "./reading/whole.ts";
import type { Table } from "./table.ts";

/** A table as it was read, ready for the engine. */
export interface Snapshot {
  readonly table: Table;
  /** Another one whenever the rows are others. */
  readonly version: string;
  /** Rows in pages, as `packPage` makes them. */
  readonly pages: readonly Uint8Array[];
  readonly rows: number;
  readonly whole: Whole;
  readonly readAt: Date;
  /** When all of them were read last, not only the newest. */
  readonly allReadAt: Date;
  /** What the answers said of store, currency and timezone. */
  readonly meta: AnswerMeta;
  /** How its rows are told apart. */
  readonly identity: Identity;
  /** The column by whose time its rows come newest first, where that is known. */
  readonly newestFirst?: string;
  /** While not all rows are there: after which moment all are, by the column by which they come newest first. */
  readonly complete?: LoadingTable["complete"];
}

/** The same as it lies on disk, without what the connector says of its table. */
export type StoredTable = Omit<Snapshot, "table" | "complete">;
