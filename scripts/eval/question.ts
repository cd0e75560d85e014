/** A figure as the assistant reads it. Two texts where the engine may round a half either way. */
export type Figure = string | number | boolean | null | { readonly either: readonly [string, string] };

/** A row of figures in the order of the statement's columns. */
export type Row = readonly Figure[];

/** What a shop owner asks, the SQL that an assistant writes after reading the tables, and what is right. */
export interface Question<Store> {
  readonly ask: string;
  /** Made of the store only where a day stands in it that depends on today. */
  readonly sql: string | ((store: Store) => string);
  /** Counted in plain TypeScript from the sandbox's own store, row by row in the order that the statement asks for. */
  readonly expected: (store: Store) => readonly Row[];
  /** What the lines before the rows must say besides. Of a table that is never whole that a total is a lower bound. */
  readonly says?: string;
  /** So many tokens are too many for the answer. */
  readonly below?: number;
  /** What an assistant wrote first, and what it must have been told, so that it came to `sql` next. */
  readonly stumble?: { readonly sql: string; readonly told: string };
}
