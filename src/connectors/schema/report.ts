/*
 * What a weekly report of a connector's data is made of. Only the command that makes one loads this.
 */

/**
 * A column that a section needs. Where an API's documents name no fields, one is looked for by what it may be called: the
 * first of `names` that is there and holds such values, in any case of letters.
 */
export interface ReportColumn {
  /** For a reader, where there is none: "what was sold". */
  readonly what: string;
  readonly names: readonly string[];
  readonly holds: "time" | "number" | "name";
  /** All of the names that are there, not only the first. A name that begins with * stands for all that end so. */
  readonly all?: true;
}

interface SectionBase {
  /** "{year}" stands for the year that most of the week is in. */
  readonly title: string;
  /** What one must know to read it, as sentences. */
  readonly about: string;
  /** By the name that stands in braces in the SQL; of an endpoint's rows, those that are shown. */
  readonly columns: Readonly<Record<string, ReportColumn>>;
  /** What is drawn, by the result's columns, of an endpoint's rows by the names in `columns`; left out: nothing. */
  readonly chart?: { readonly kind: "line" | "bar" | "horizontal"; readonly x: string; readonly y?: readonly string[] };
}

/** A section that is asked of all rows of a table. */
export interface QuerySection extends SectionBase {
  readonly kind: "query";
  readonly table: string;
  /**
   * A SELECT. In braces: a column of `columns` by its name, a time as its day; `{figures: sum(#) AS #}` for each of several
   * in the place of #. And of the week {first} and {last}, its days; {before}, the first day of the week before it;
   * {earlier}, the first of eight weeks.
   *
   * A section that compares has at most one row for each `period`, "week" or "before", and shows a line for each other
   * column. `currency` in all rows the same is what their money is in; `days` is how many days have rows.
   */
  readonly sql: string;
  readonly shows: "comparison" | "rows";
}

/** A section of which the API has the rows itself. */
export interface EndpointSection extends SectionBase {
  readonly kind: "endpoint";
  readonly tool: string;
  /** "{year}" stands for the same year. */
  readonly arguments: Readonly<Record<string, string | number>>;
  /** Sorted by a column's number, the smallest first; as they came where it is left out. */
  readonly smallest?: string;
  /** So many rows are shown. */
  readonly most: number;
}

export type ReportSection = QuerySection | EndpointSection;

/** The sections in their order. The first that compares has the figures for a short look. */
export type WeeklyReport = readonly ReportSection[];
