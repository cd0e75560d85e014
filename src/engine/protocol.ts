import type { Outcome } from "./failure.ts";

/*
 * What the server and the engine's process say to each other. Values cross as JSON texts, because only text keeps a
 * number exact on the way.
 */

/** The rows of one table as the server keeps them. */
export interface TableSource {
  /** As the statement names it: `orders`. */
  readonly name: string;
  /** Changes when the rows do; the same version is never sent twice to one process. */
  readonly version: string;
  /** As `packPage` makes them, each row an object. */
  readonly pages: readonly Uint8Array[];
  /** The field that tells rows apart. Where it does, tables made of lists inside a row carry it. */
  readonly idField?: string;
}

/** Why a column is not quite what the API sent. */
export type ColumnNote =
  /** Values of several types, or numbers that no exact type holds: all of them as text. */
  | { readonly kind: "as-text"; readonly because: "types" | "digits" | "shape" }
  /** The API's name is taken, empty, or differs from another one by case only. */
  | { readonly kind: "renamed"; readonly from: string };

export interface DescribedColumn {
  /** `revenue`, or `customer.name` inside a struct. */
  readonly name: string;
  /** The same as it must be written in a statement: `"at"`, because that word means something there. */
  readonly sql: string;
  readonly type: string;
  /** Share of rows without a value, 0 to 1. */
  readonly nulls: number;
  /** Each value with how often it comes, most frequent first, where there are few different ones. */
  readonly values?: readonly { readonly value: string; readonly count: number }[];
  /** Where there are many: as texts, cut where long. */
  readonly smallest?: string;
  readonly largest?: string;
  readonly different?: number;
  readonly notes: readonly ColumnNote[];
}

export interface DescribedTable {
  readonly name: string;
  /** The table whose rows have the list that this table was made of. */
  readonly parent?: string;
  readonly rows: number;
  readonly columns: readonly DescribedColumn[];
}

/** A statement that may run. */
export interface Checked {
  /** The tables that it reads, by the names that the caller gave; for `orders_lines` that is `orders`. */
  readonly tables: readonly string[];
  /** The same as the statement spells them: `orders_lines`. */
  readonly named: readonly string[];
}

export interface ResultColumn {
  readonly name: string;
  readonly type: string;
}

/** A day of which a statement takes in the first moment only, because it compares a time with it. */
export interface CutDay {
  /** As it must be written in a statement. */
  readonly column: string;
  /** `2026-09-30` */
  readonly day: string;
}

/** A result as it crosses between the processes. */
export interface ResultText {
  readonly columns: readonly ResultColumn[];
  /** A JSON array of row objects with the columns' names. */
  readonly rows: string;
  /** There are more rows than were asked for. */
  readonly more: boolean;
  /** In which times are shown: the one asked for, or UTC where the engine does not know that. */
  readonly timeZone: string;
  /** Those with rows of later that day; undefined where there are none. */
  readonly cutDays?: readonly CutDay[];
}

/**
 * How rows are written as text. CSV as RFC 4180 has it, but with lines that end in \n; a value that is missing is an empty
 * cell, an empty text is `""`, and structs and lists are JSON. NDJSON has an object in each line.
 */
export type RowsFormat = "csv" | "ndjson";

export interface OpenedRows {
  /** The table's name as it was loaded. */
  readonly table: string;
  /** None where the rows have no field at all. */
  readonly columns: readonly ResultColumn[];
  /** The line of names that stands before the rows of a CSV file; empty for NDJSON. */
  readonly header: string;
}

/** Some rows of a table that is read whole; none at its end. */
export interface RowsPiece {
  readonly text: string;
  readonly rows: number;
}

export interface QueryRequest {
  readonly sql: string;
  /** Names of loaded tables; those made of their rows' lists belong to them. */
  readonly tables: readonly string[];
  readonly timeZone: string;
  readonly maxRows: number;
  readonly milliseconds: number;
}

/** What the engine's process can be asked, and what it answers. */
export interface Requests {
  check: {
    readonly ask: { readonly sql: string; readonly known: readonly string[] };
    readonly answer: Outcome<Checked>;
  };
  /** Some more pages of a table that will be loaded. */
  pages: { readonly ask: { readonly pages: readonly Uint8Array[] }; readonly answer: null };
  /** Makes tables of the pages that came, in place of those of that name. */
  load: {
    readonly ask: {
      readonly name: string;
      readonly idField: string | undefined;
      /** Names that stay free for the API's lists. */
      readonly reserved: readonly string[];
    };
    readonly answer: Outcome<null>;
  };
  describe: {
    readonly ask: { readonly tables: readonly string[]; readonly timeZone: string };
    readonly answer: Outcome<readonly DescribedTable[]>;
  };
  query: { readonly ask: QueryRequest; readonly answer: Outcome<ResultText> };
  /** Begins reading a loaded table whole, or one made of its rows' lists. */
  openRows: {
    readonly ask: { readonly table: string; readonly timeZone: string; readonly format: RowsFormat };
    readonly answer: Outcome<OpenedRows>;
  };
  /** The next rows of the table that is being read. */
  nextRows: { readonly ask: object; readonly answer: Outcome<RowsPiece> };
  /** Writes such a table to the one file that this process may touch. Others refuse. */
  writeParquet: { readonly ask: { readonly table: string }; readonly answer: Outcome<{ readonly rows: number }> };
  /** Ends the statement that is running. */
  interrupt: { readonly ask: object; readonly answer: null };
}

export type RequestName = keyof Requests;

export type RequestMessage = {
  [K in RequestName]: { readonly id: number; readonly name: K; readonly ask: Requests[K]["ask"] };
}[RequestName];

/** The first message says whether the engine works here; the last one, sometimes, why the process ends. */
export type ChildMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "unusable"; readonly reason: string }
  | { readonly kind: "out-of-memory" }
  | { readonly kind: "answer"; readonly id: number; readonly answer: Requests[RequestName]["answer"] };
