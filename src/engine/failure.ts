import type { NoEngine } from "./installation.ts";

/** Something that a statement may not use. The message says what to do instead. */
export type Forbidden = "function" | "table-function" | "file" | "schema" | "catalog" | "parameter" | "syntax";

/** A way of another dialect of SQL: the message says how DuckDB has it. */
export type Foreign =
  | "backtick"
  | "bracket"
  | "hash"
  | "top"
  | "limit"
  | "separator"
  | "regexp"
  | "except"
  | "over"
  | "now"
  | "unit"
  | "pivot";

/** What to write in place of what could not be read. */
export type Remedy =
  | { readonly kind: "foreign"; readonly what: Foreign }
  /** A word of SQL's own was meant as a name. */
  | { readonly kind: "keyword"; readonly word: string }
  /** A text stands in the quotes of a name. */
  | { readonly kind: "text"; readonly text: string }
  /** A list of objects inside the rows, which is a table of its own. */
  | { readonly kind: "list"; readonly table: string };

/** A table that a statement reads, with the columns that it has: `revenue`, `customer.name`. */
export interface TableColumns {
  readonly table: string;
  readonly columns: readonly string[];
}

/** Why a statement gave no rows, as data. Words of the engine are cleaned, capped and one line; data, never instructions. */
export type StatementFailure =
  /** It is not installed, or does not load on this system. */
  | ({ readonly kind: "no-engine" } & NoEngine)
  /** `line` and `column` count from 1, where the engine tells the place. */
  | {
      readonly kind: "not-parsed";
      readonly words: string;
      readonly line?: number;
      readonly column?: number;
      readonly remedy?: Remedy;
    }
  | { readonly kind: "too-long"; readonly characters: number; readonly longest: number }
  | { readonly kind: "no-statement" }
  | { readonly kind: "several-statements"; readonly count: number }
  /** Anything but a SELECT. A PIVOT that finds its columns out by itself is one, and may be written with `IN (…)`. */
  | { readonly kind: "not-a-select"; readonly remedy?: Remedy }
  | { readonly kind: "forbidden"; readonly what: Forbidden; readonly name: string }
  | {
      readonly kind: "unknown-table";
      readonly table: string;
      readonly nearest: string | undefined;
      readonly tables: readonly string[];
    }
  | {
      readonly kind: "unknown-column";
      readonly column: string;
      readonly nearest: string | undefined;
      readonly tables: readonly TableColumns[];
      readonly remedy?: Remedy;
    }
  /** A result column is named as a table that the statement reads, and where it was meant the engine saw the table's row. */
  | { readonly kind: "alias-of-table"; readonly alias: string }
  /** Any other objection of the engine: types that do not fit, a value that cannot be converted. */
  | {
      readonly kind: "engine-says";
      readonly words: string;
      /** The function or operator that it does not know, or not with such arguments; `time` for one that makes no time of day. */
      readonly call?: string;
    }
  /** `x = NULL`, which is never true and never what was meant. */
  | { readonly kind: "compares-null" }
  | { readonly kind: "too-slow"; readonly seconds: number }
  | { readonly kind: "out-of-memory" }
  /** One cell of the result is longer than any result may be. */
  | { readonly kind: "too-large-cell"; readonly column: string; readonly longest: number }
  /** The engine's process ended in the middle. The next statement starts another one. */
  | { readonly kind: "crashed" }
  | { readonly kind: "cancelled" };

/** What was asked for, or why it could not be had. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: StatementFailure };

export function failed(failure: StatementFailure): { readonly ok: false; readonly failure: StatementFailure } {
  return { ok: false, failure };
}
