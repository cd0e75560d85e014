import { integer } from "./parameters.ts";

/** What an API calls the number of rows on a page, and how many it gives when not asked and at most. */
export interface PageSize {
  readonly parameter: string;
  readonly usual: number;
  readonly maximum: number;
}

/** A page of a list; one beyond the last is empty. Each API has names of its own for the numbers. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** From 1. */
  readonly page: number;
  readonly size: number;
  readonly total: number;
  readonly pages: number;
}

/** The page asked for by `page` and the API's parameter for its size. */
export function pageOf<T>(query: URLSearchParams, all: readonly T[], size: PageSize): Page<T> {
  const page = integer(query, "page", 1, 1_000_000) ?? 1;
  const rows = integer(query, size.parameter, 1, size.maximum) ?? size.usual;
  return {
    rows: all.slice((page - 1) * rows, page * rows),
    page,
    size: rows,
    total: all.length,
    pages: Math.ceil(all.length / rows),
  };
}
