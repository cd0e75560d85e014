import { type Argument, type Endpoint, pagingArgument, UNNAMED_PAGE } from "../../connectors/schema/connector.ts";
import { isSamePage, type Page } from "./page.ts";

/** The paging arguments of a request. */
export type Cursor = Readonly<Record<string, string | number>>;

/** What a page shows: another one follows, it was the last, it came before, or the API gives no further ones. */
export type Advance = "more" | "last" | "repeated" | "limit";

/** Goes through the pages of an endpoint, in whichever way it pages. */
export interface Pager {
  /** Whether the endpoint pages at all. */
  readonly canPage: boolean;
  /** Pages so far. */
  readonly pages: number;
  /** Whether a refusal of the next page, with this HTTP status, means that there is none. */
  isPastEnd(status: number): boolean;
  /** The arguments that ask for the next page. */
  cursor(): Cursor;
  advance(page: Page): Advance;
}

/** Where documents allow large pages, larger ones make a failed one dear, and the answer stays below the 10 MB that are read. */
const LARGEST_PAGE = 500;
/** What most APIs take, where no document says how many rows may be asked for. */
const USUAL_PAGE = 100;

export function createPager(endpoint: Endpoint): Pager {
  const size = sizeOf(pagingArgument(endpoint, "size"));
  const position = positionsOf(endpoint);
  let pages = 0;
  let sent = 0;
  let fullPage = 0;
  /** All rows are there by what was told; the next page is asked for only to see that it has none. */
  let isBeyondEnd = false;
  let token: string | undefined;
  let before: Page | undefined;

  /** Of one that pages by numbers, what the page says of those after it. */
  function judge(page: Page): Advance {
    if (page.rows.length === 0) return "last";
    const isFull = page.rows.length >= fullPage;
    isBeyondEnd = page.total === undefined ? !isFull : sent >= page.total;
    // Where the total is the number of a full page's rows, it may be that and no more.
    const isDoubtful = isFull && page.total === page.rows.length;
    if (page.total !== undefined && isBeyondEnd && !isDoubtful) return "last";
    return position.isPossible(pages, sent) ? "more" : "limit";
  }

  function advanceByNumber(page: Page): Advance {
    const isSame = before !== undefined && isSamePage(before, page);
    // Asked for a page after the last one, some give the last one again.
    if (isSame && isBeyondEnd) return "last";
    // Whether pages are counted from 0 or from 1, the first one that is asked for by its number shows.
    if (isSame && pages === 1 && position.isUnsure) {
      pages += 1;
      return "more";
    }
    pages += 1;
    sent += page.rows.length;
    before = page;
    return isSame ? "repeated" : judge(page);
  }

  function advanceByCursor({ cursor, isMore }: Page): Advance {
    pages += 1;
    const isSame = cursor !== undefined && cursor === token;
    token = cursor;
    if (isSame) return "repeated";
    if (cursor !== undefined) return "more";
    return isMore ? "limit" : "last";
  }

  return {
    canPage: position.kind !== "none",
    get pages() {
      return pages;
    },
    isPastEnd: (status) => isBeyondEnd || (status === 404 && before !== undefined && before.total === undefined),
    cursor: () => ({ ...(size && { [size.name]: size.rows }), ...position.at(pages, sent, token) }),
    advance(page) {
      if (pages === 0) fullPage = size?.rows ?? page.rows.length;
      if (pages === 0 && page.total === undefined) fullPage = page.rows.length;
      if (position.kind === "number") return advanceByNumber(page);
      if (position.kind === "cursor") return advanceByCursor(page);
      pages += 1;
      return page.cursor === undefined && !page.isMore ? "last" : "limit";
    },
  };
}

/** How an endpoint is asked for a page. */
interface Positions {
  readonly kind: "number" | "cursor" | "none";
  /** It is not known whether pages are counted from 0 or from 1. */
  readonly isUnsure: boolean;
  at(pages: number, rows: number, token: string | undefined): Cursor;
  /** Whether the API takes the number of the next page. */
  isPossible(pages: number, rows: number): boolean;
}

function positionsOf(endpoint: Endpoint): Positions {
  const page = pagingArgument(endpoint, "page");
  const offset = pagingArgument(endpoint, "offset");
  const cursor = pagingArgument(endpoint, "cursor");
  if (page !== undefined) return pageNumbers(page);
  if (offset !== undefined) {
    const isPossible = (_: number, rows: number) => rows <= mostOf(offset);
    return { kind: "number", isUnsure: false, isPossible, at: (_, rows) => ({ [offset.name]: rows }) };
  }
  const rest = { isUnsure: false, isPossible: () => true };
  if (cursor === undefined) return { ...rest, kind: "none", at: () => ({}) };
  return { ...rest, kind: "cursor", at: (_p, _r, token) => (token === undefined ? {} : { [cursor.name]: token }) };
}

/** Where nothing tells the first page's number, the first request leaves it out, and the second asks for page 1. */
function pageNumbers(page: Argument): Positions {
  const first = firstPage(page);
  const isPossible = (pages: number) => (first ?? 0) + pages <= mostOf(page);
  if (first !== undefined) {
    return { kind: "number", isUnsure: false, isPossible, at: (pages) => ({ [page.name]: first + pages }) };
  }
  const at = (pages: number): Cursor => (pages === 0 ? {} : { [page.name]: pages });
  return { kind: "number", isUnsure: true, isPossible, at };
}

function firstPage(page: Argument): number | undefined {
  if (typeof page.default === "number") return page.default;
  return page.type === "integer" && page.minimum > 0 ? page.minimum : undefined;
}

function mostOf(argument: Argument): number {
  return argument.type === "integer" ? argument.maximum : Number.MAX_SAFE_INTEGER;
}

function sizeOf(size: Argument | undefined): { readonly name: string; readonly rows: number } | undefined {
  if (size?.type !== "integer") return undefined;
  const isNamed = size.maximum !== UNNAMED_PAGE && size.maximum !== Number.MAX_SAFE_INTEGER;
  return { name: size.name, rows: isNamed ? Math.min(size.maximum, LARGEST_PAGE) : USUAL_PAGE };
}
