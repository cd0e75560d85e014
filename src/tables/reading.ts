import type { JsonObject } from "../answers/json.ts";
import { done, failed, type Outcome } from "../failures/failure.ts";
import { getOwn } from "../utils/own.ts";
import { createOrderWatch } from "./order.ts";
import type { Page } from "./page.ts";
import { type Cursor, createPager, type Pager } from "./pager.ts";
import { createRows, type Pass, type Rows } from "./rows.ts";
import type { Segment, Table } from "./table.ts";

/** Whether all rows are there. */
export type Whole =
  /** The API's own count says so, at the end as at the start. */
  | { readonly kind: "proven" }
  /** Every page was read, and the API tells no count. */
  | { readonly kind: "as-told" }
  /** Rows came and went while it was read, twice: there are between so many and so many. */
  | { readonly kind: "unproven"; readonly least: number; readonly most: number }
  /** The API never gives all. `total`: how many there are, where it tells. */
  | { readonly kind: "never"; readonly total: number | undefined }
  /** Reading has not come to its end yet. */
  | { readonly kind: "partial"; readonly total: number | undefined };

/** Gets one page of a table. Rejects with the signal's reason only. */
export type FetchPage = (segment: Segment, cursor: Cursor, signal: AbortSignal) => Promise<Outcome<Page>>;

/** Where reading one segment has come to; it can be put down and taken up again. */
type Stage =
  /** The first pages, down to rows that are known, unchanged and old. */
  | { readonly kind: "recent"; readonly known: KnownRows }
  /** All pages, one after the other. */
  | { readonly kind: "pages"; readonly attempt: number }
  /** The first pages once more, for rows that came in the meantime. */
  | { readonly kind: "head"; readonly attempt: number; readonly round: number }
  | { readonly kind: "end" };

/** Rows of an earlier reading that was complete. */
export interface KnownRows {
  readonly rows: Rows;
  /** The column by whose time they come newest first. */
  readonly newestFirst: string;
  /** Rows since then are read again: refunds come late. */
  readonly since: Date;
}

/** One way through the pages of a segment, step by step. */
export interface Reading {
  readonly rows: Rows;
  /** Reads the next page. Nothing is lost when it fails: the same page is asked for by the next step. */
  step(signal: AbortSignal): Promise<Outcome<undefined>>;
  isDone(): boolean;
  whole(): Whole;
  /** The column by whose time rows come newest first, as documented or as all rows so far show. */
  newestFirst(): string | undefined;
  /** What that column holds in the row that was read last: all rows after it are there. */
  readBackTo(): string | undefined;
}

/** More rows than this are no table for one machine's questions, or an API that pages for ever. */
export const MOST_ROWS = 500_000;

/** Reads everything twice at most: once, and once more where rows came or went meanwhile. */
const ATTEMPTS = 2;
/** A head that still brings unknown rows after so many looks belongs to an API that is written to faster than it is read. */
const HEAD_ROUNDS = 5;

/**
 * Reads a segment of a table so that what it says of completeness holds although rows move between the pages. After the
 * last page the head is read again until a page of it holds no unknown row. All rows are there if the count at the end is
 * that of the start and the new rows, and as many different rows are there; otherwise everything is read once more.
 */
export function createReading(table: Table, segment: Segment, fetchPage: FetchPage, known?: KnownRows): Reading {
  const { id } = table.declared;
  let rows = known?.rows ?? createRows(id);
  let stage: Stage = known === undefined ? { kind: "pages", attempt: 1 } : { kind: "recent", known };
  let pager: Pager = createPager(table.endpoint);
  let pass: Pass = rows.newPass();
  let whole: Whole | undefined;
  let totalAtStart: number | undefined;
  let total: number | undefined;
  let cameLater = 0;
  let lastRow: JsonObject | undefined;
  let order = createOrderWatch();

  function begin(next: Stage): void {
    stage = next;
    pager = createPager(table.endpoint);
    if (next.kind === "pages") {
      rows = createRows(id);
      totalAtStart = undefined;
      cameLater = 0;
      order = createOrderWatch();
    }
    pass = rows.newPass();
  }

  function addRows(page: Page): { readonly fresh: number; readonly changed: number } {
    let fresh = 0;
    let changed = 0;
    for (const row of page.rows) {
      const added = pass.add({ ...segment.columns, ...row });
      if (added === "new") fresh += 1;
      if (added === "changed") changed += 1;
    }
    lastRow = page.rows.at(-1) ?? lastRow;
    total = page.total ?? total;
    return { fresh, changed };
  }

  function takeRecent(page: Page, { since }: KnownRows): void {
    const { fresh, changed } = addRows(page);
    const follows = pager.advance(page, rows.size) === "more";
    const isKnown = fresh + changed === 0 && isBefore(readBackTo(), since);
    if (follows && !isKnown) return;
    // What was deleted further back shows in the count alone.
    whole = total === undefined ? { kind: "as-told" } : { kind: "proven" };
    if (total === undefined || rows.size === total) stage = { kind: "end" };
    else begin({ kind: "pages", attempt: 1 });
  }

  function newestFirst(): string | undefined {
    return table.declared.newestFirst ?? known?.newestFirst ?? order.newestFirst();
  }

  function readBackTo(): string | undefined {
    const column = newestFirst();
    const value = column === undefined || lastRow === undefined ? undefined : getOwn(lastRow, column);
    return typeof value === "string" ? value : undefined;
  }

  function finish(attempt: number): void {
    whole = judge();
    if (whole.kind === "unproven" && attempt < ATTEMPTS) begin({ kind: "pages", attempt: attempt + 1 });
    else stage = { kind: "end" };
  }

  function judge(): Whole {
    const { never } = table.declared;
    if (total === undefined) return never === undefined ? { kind: "as-told" } : { kind: "never", total };
    if (rows.size === total && total === (totalAtStart ?? 0) + cameLater) return { kind: "proven" };
    if (never !== undefined || !pager.canPage) return { kind: "never", total };
    return { kind: "unproven", least: Math.min(rows.size, total), most: Math.max(rows.size, total) };
  }

  function takePage(page: Page, attempt: number): Outcome<undefined> {
    const isFirst = pager.pages() === 0;
    if (isFirst) totalAtStart = page.total;
    addRows(page);
    for (const row of page.rows) order.add(row);
    const next = pager.advance(page, rows.size);
    if (next === "repeated") return failed({ kind: "table", table: table.name, reason: "page-repeated" });
    if (rows.size > MOST_ROWS) return failed({ kind: "table", table: table.name, reason: "too-long" });
    if (next === "more") return done(undefined);
    // A single page is of one moment.
    if (isFirst || total === undefined) finish(attempt);
    else begin({ kind: "head", attempt, round: 1 });
    return done(undefined);
  }

  function takeHead(page: Page, { attempt, round }: Extract<Stage, { kind: "head" }>): void {
    const isFirst = pager.pages() === 0;
    const { fresh } = addRows(page);
    cameLater += fresh;
    const next = pager.advance(page, rows.size);
    if (fresh > 0 && next === "more") return;
    // Rows may have come between the pages of the head too: only one look at its first page is of one moment.
    if ((isFirst && fresh === 0) || round === HEAD_ROUNDS) finish(attempt);
    else begin({ kind: "head", attempt, round: round + 1 });
  }

  return {
    get rows() {
      return rows;
    },
    async step(signal) {
      if (stage.kind === "end") return done(undefined);
      const fetched = await fetchPage(segment, pager.cursor(), signal);
      if (!fetched.ok) return fetched;
      if (stage.kind === "pages") return takePage(fetched.value, stage.attempt);
      if (stage.kind === "head") takeHead(fetched.value, stage);
      else takeRecent(fetched.value, stage.known);
      return done(undefined);
    },
    isDone: () => stage.kind === "end",
    whole: () => (stage.kind === "end" && whole !== undefined ? whole : { kind: "partial", total }),
    newestFirst,
    readBackTo,
  };
}

function isBefore(text: string | undefined, since: Date): boolean {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return time < since.getTime();
}
