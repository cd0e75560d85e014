import type { Argument, Endpoint } from "../connectors/schema/connector.ts";
import type { Page } from "./page.ts";
import { pagingArgument } from "./table.ts";

/** The paging arguments of a request. */
export type Cursor = Readonly<Record<string, string | number>>;

/** Goes through the pages of an endpoint, in whichever way it pages. */
export interface Pager {
  /** Whether the endpoint pages at all. */
  readonly canPage: boolean;
  /** The arguments that ask for the next page. */
  cursor(): Cursor;
  /** Takes note of a page: whether another follows, or it is the one before again. */
  advance(page: Page, rows: number): "more" | "last" | "repeated";
  /** Pages so far. */
  pages(): number;
}

/** Where documents allow large pages, larger ones make a failed one dear, and the answer stays below the 10 MB that are read. */
const LARGEST_PAGE = 500;

export function createPager(endpoint: Endpoint): Pager {
  const page = pagingArgument(endpoint, "page");
  const offset = pagingArgument(endpoint, "offset");
  const byCursor = pagingArgument(endpoint, "cursor");
  const size = sizeOf(pagingArgument(endpoint, "size"));
  const firstPage = page?.default === 0 ? 0 : 1;
  let pages = 0;
  let sent = 0;
  let firstSize = 0;
  let token: string | undefined;
  let before: Page["rows"] | undefined;

  function position(): Cursor {
    if (page !== undefined) return { [page.name]: firstPage + pages };
    if (offset !== undefined) return { [offset.name]: sent };
    return byCursor === undefined || token === undefined ? {} : { [byCursor.name]: token };
  }

  function follows(next: Page): boolean {
    if (byCursor !== undefined) return next.cursor !== undefined;
    if (page === undefined && offset === undefined) return false;
    if (next.rows.length === 0) return false;
    if (next.total !== undefined) return sent < next.total;
    // Shorter than the first: the last one. An API may give fewer than were asked for, on every page.
    return next.rows.length >= firstSize;
  }

  return {
    canPage: (page ?? offset ?? byCursor) !== undefined,
    cursor: () => ({ ...size, ...position() }),
    advance(next) {
      const isRepeated = isSamePage(before, next.rows) || (next.cursor !== undefined && next.cursor === token);
      if (pages === 0) firstSize = next.rows.length;
      pages += 1;
      sent += next.rows.length;
      token = next.cursor;
      before = next.rows;
      if (isRepeated) return "repeated";
      return follows(next) ? "more" : "last";
    },
    pages: () => pages,
  };
}

function sizeOf(size: Argument | undefined): Cursor {
  return size?.type === "integer" ? { [size.name]: Math.min(size.maximum, LARGEST_PAGE) } : {};
}

function isSamePage(before: Page["rows"] | undefined, rows: Page["rows"]): boolean {
  return (
    before !== undefined &&
    rows.length > 0 &&
    rows.length === before.length &&
    JSON.stringify(rows[0]) === JSON.stringify(before[0]) &&
    JSON.stringify(rows) === JSON.stringify(before)
  );
}
