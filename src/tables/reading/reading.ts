import { done, type Failure, failed, type Outcome, type TableFailure } from "../../failures/failure.ts";
import type { Table } from "../table.ts";
import { createOrderWatch } from "./order.ts";
import type { Page } from "./page.ts";
import { type Advance, type Cursor, createPager, type Pager } from "./pager.ts";
import type { Row } from "./row.ts";
import { type Added, createRows, type Identity, type Pass, type Rows } from "./rows.ts";
import type { Whole } from "./whole.ts";

/** Gets one page of a table. Rejects with the signal's reason only. */
export type FetchPage = (cursor: Cursor, signal: AbortSignal) => Promise<Outcome<Page>>;

/** Where reading has come to; it can be put down and taken up again. Attempt 0 goes on from rows that are known. */
type Stage =
  /** The first pages, down to rows that are known, unchanged and old. */
  | { readonly kind: "recent"; readonly attempt: 0; readonly since: Date }
  /** All pages, one after the other. */
  | { readonly kind: "pages"; readonly attempt: number }
  /** The first pages once more, for rows that came in the meantime. */
  | { readonly kind: "head"; readonly attempt: number; readonly round: number }
  | { readonly kind: "end"; readonly attempt: number };

/** Rows of an earlier reading that was complete. */
export interface KnownRows {
  readonly rows: Rows;
  /** The column by whose time they come newest first. */
  readonly newestFirst: string;
  /** Rows since then are read again: refunds come late. */
  readonly since: Date;
}

/** One way through the pages of a table, step by step. */
export interface Reading {
  readonly rows: Rows;
  /** Reads the next page. Nothing is lost when it fails: the same page is asked for by the next step. */
  step(signal: AbortSignal): Promise<Outcome<undefined>>;
  readonly isDone: boolean;
  /** Every page was read, not only what is new. */
  readonly isOfAll: boolean;
  whole(): Whole;
  /** The column by whose time rows come newest first, as documented or as all rows so far show. */
  newestFirst(): string | undefined;
  /** What that column holds in the row that was read last, where no other may be the right one: all rows after it are there. */
  readBackTo(): string | undefined;
}

/** More rows than this are no table for one machine's questions, or an API that pages for ever. */
const MOST_ROWS = 500_000;
/** Of all rows' JSON texts together: up to twice as many bytes of memory while they are read. */
const MOST_CHARACTERS = 200_000_000;
/** An API that brings nothing new for so many pages goes round in circles. */
const MOST_IDLE_PAGES = 10;
/** Reads everything twice at most: once, and once more where rows came or went meanwhile. */
const ATTEMPTS = 2;
/** A head that still brings unknown rows after so many looks belongs to an API that is written to faster than it is read. */
const HEAD_ROUNDS = 5;

/**
 * Reads a table, or a part of one, so that what it says of completeness holds although rows move between the pages. After
 * the last page the head is read again until a page of it holds no unknown row. All rows are there if the count at the end
 * is that of the start and the new rows, and as many different rows are there; otherwise everything is read once more.
 */
export function createReading({ name, endpoint, declared }: Table, fetchPage: FetchPage, known?: KnownRows): Reading {
  let rows = known?.rows ?? createRows({ by: "field", name: declared.id });
  let stage: Stage =
    known === undefined ? { kind: "pages", attempt: 1 } : { kind: "recent", attempt: 0, since: known.since };
  let pager: Pager = createPager(endpoint);
  let pass: Pass = rows.newPass();
  let count = createCount();
  let order = createOrderWatch();
  let lastRow: Row | undefined;
  let idlePages = 0;
  let isLimited = false;
  let whole: Whole | undefined;

  function begin(next: Stage, identity: Identity = rows.identity): void {
    stage = next;
    pager = createPager(endpoint);
    idlePages = 0;
    if (next.kind === "pages") {
      rows = createRows(identity);
      count = createCount();
      order = createOrderWatch();
      isLimited = false;
    }
    pass = rows.newPass();
  }

  function take(page: Page): Outcome<undefined> {
    const added = pass.add(page.rows);
    lastRow = page.rows.at(-1) ?? lastRow;
    count.add(page.total);
    const next = pager.advance(page);
    idlePages = added.fresh > 0 || stage.kind !== "pages" ? 0 : idlePages + 1;
    const broken = findBreak(next, added);
    if (broken !== undefined) return failed({ kind: "table", table: name, reason: broken });
    // What tells rows apart by its name alone turned out not to.
    if (added.isAmbiguous && declared.id === undefined) begin({ kind: "pages", attempt: 1 }, { by: "content" });
    else goOn(page, next, added);
    return done(undefined);
  }

  function findBreak(next: Advance, { fresh }: Added): TableFailure | undefined {
    if (next === "repeated" && (stage.kind === "pages" || fresh > 0)) return "page-repeated";
    if (idlePages > MOST_IDLE_PAGES) return "page-repeated";
    return rows.size > MOST_ROWS || rows.characters > MOST_CHARACTERS ? "too-long" : undefined;
  }

  function goOn(page: Page, next: Advance, added: Added): void {
    if (stage.kind === "pages") goOnWithPages(page, next, stage.attempt);
    else if (stage.kind === "recent") goOnWithRecent(next, added, stage.since);
    else if (stage.kind === "head") goOnWithHead(next, added.fresh, stage.attempt, stage.round);
  }

  function goOnWithPages(page: Page, next: Advance, attempt: number): void {
    for (const row of page.rows) order.add(row);
    if (next === "more") return;
    isLimited = next === "limit";
    // A single page is of one moment.
    if (pager.pages === 1) finish(attempt);
    else begin({ kind: "head", attempt, round: 1 });
  }

  function goOnWithRecent(next: Advance, { fresh, changed }: Added, since: Date): void {
    const isKnown = fresh + changed === 0 && isBefore(readBackTo(), since);
    if (next !== "more" || isKnown) begin({ kind: "head", attempt: 0, round: 1 });
  }

  function goOnWithHead(next: Advance, fresh: number, attempt: number, round: number): void {
    const isFirst = pager.pages === 1;
    count.addNew(fresh);
    if (fresh > 0 && next === "more") return;
    // Rows may have come between the pages of the head too: only one look at its first page is of one moment.
    if ((isFirst && fresh === 0) || round === HEAD_ROUNDS) finish(attempt);
    else begin({ kind: "head", attempt, round: round + 1 });
  }

  function finish(attempt: number): void {
    whole = judge();
    if (whole.kind === "unproven" && attempt < ATTEMPTS) begin({ kind: "pages", attempt: attempt + 1 });
    else stage = { kind: "end", attempt };
  }

  function judge(): Whole {
    const { total } = count;
    const least = Math.min(rows.size, total ?? rows.size - count.cameLater);
    const unproven: Whole = { kind: "unproven", least, most: Math.max(rows.size, total ?? 0) };
    if (total === undefined) {
      if (declared.never !== undefined || isLimited) return { kind: "never", total };
      // Rows without an id that moved from one page to the next were counted twice.
      return count.cameLater > 0 && !rows.haveIds ? unproven : { kind: "as-told" };
    }
    if (rows.size === total && count.isSteady()) return { kind: "proven" };
    const isNever = declared.never !== undefined || isLimited || !pager.canPage;
    return isNever ? { kind: "never", total } : unproven;
  }

  function newestFirst(): string | undefined {
    return declared.newestFirst ?? known?.newestFirst ?? order.newestFirst();
  }

  function readBackTo(): string | undefined {
    const isKnown = (declared.newestFirst ?? known) !== undefined || order.isSure();
    const column = isKnown ? newestFirst() : undefined;
    const value = column === undefined ? undefined : lastRow?.get(column);
    return typeof value === "string" ? value : undefined;
  }

  return {
    get rows() {
      return rows;
    },
    async step(signal) {
      if (stage.kind === "end") return done(undefined);
      const fetched = await fetchPage(pager.cursor(), signal);
      if (fetched.ok) return take(fetched.value);
      return isPastEnd(fetched.failure, pager) ? take({ rows: [] }) : fetched;
    },
    get isDone() {
      return stage.kind === "end";
    },
    get isOfAll() {
      return stage.attempt > 0;
    },
    whole: () => (stage.kind === "end" && whole !== undefined ? whole : { kind: "partial", total: count.total }),
    newestFirst,
    readBackTo,
  };
}

/** Counts what the API tells of the number of all rows, from the first page on. */
function createCount() {
  let first: number | undefined;
  let latest: number | undefined;
  let cameLater = 0;
  let fell = false;
  return {
    get total() {
      return latest;
    },
    get cameLater() {
      return cameLater;
    },
    add(total: number | undefined) {
      if (total === undefined) return;
      first ??= total;
      fell ||= total < (latest ?? total);
      latest = total;
    },
    /** Rows came at the head since the first page was read. */
    addNew(rows: number) {
      cameLater += rows;
    },
    /** No row went, and those that came are known. */
    isSteady: () => !fell && latest === (first ?? 0) + cameLater,
  };
}

/** Some answer no empty page behind the last one, but that there is none. */
function isPastEnd(failure: Failure, pager: Pager): boolean {
  return failure.kind === "refused" && pager.isPastEnd(failure.status);
}

function isBefore(text: string | undefined, since: Date): boolean {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return time < since.getTime();
}
