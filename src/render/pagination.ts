import { isObject, type Json, type JsonObject } from "../answers/json.ts";
import { findIdField, readList } from "../answers/list.ts";
import { findCursor } from "../answers/next-page.ts";
import {
  type Argument,
  type ArgumentValues,
  type Connector,
  type Endpoint,
  type PagingRole,
  pagingArgument,
} from "../connectors/schema/connector.ts";
import { quoted } from "../utils/clean-text.ts";
import { getOwn } from "../utils/own.ts";

/** What a call asked for, as far as it matters for asking again. */
export interface Asked {
  readonly endpoint: Endpoint;
  readonly arguments: ArgumentValues;
  readonly fields?: readonly string[] | undefined;
}

/**
 * Says in one sentence how to get more rows when the answer is a page and some follow, for endpoints that take a cursor.
 * The cursor is looked for at the top of the document and one object deep; one that is not a single word is left to the
 * assistant's eyes.
 */
export function noteNextPage(
  document: Json,
  { endpoint, arguments: given, connector }: Asked & { readonly connector: Connector },
): string | undefined {
  const argument = pagingArgument(endpoint, "cursor");
  if (argument === undefined) return undefined;
  const cursor = findCursor(document, endpoint, () => {
    const last = readList(document, { data: connector.envelope?.data, ...endpoint.table }).rows.at(-1);
    return last !== undefined && isObject(last) ? idIn(last, endpoint) : undefined;
  });
  if (cursor === undefined || cursor === getOwn(given, argument.name) || !isWord(cursor)) return undefined;
  return `More rows follow: call again with ${argument.name}=${cursor}.`;
}

function idIn(row: JsonObject, { table }: Endpoint): Json | undefined {
  const field = findIdField(table?.id, (name) => Object.hasOwn(row, name));
  return field === undefined ? undefined : getOwn(row, field);
}

/** Whether a cursor can be nothing but a value in a line. */
function isWord(cursor: string): boolean {
  return quoted(cursor) === cursor || /^\d{1,30}$/.test(cursor);
}

/**
 * Says in one sentence how to get what was cut from an answer of this endpoint: empty when the endpoint has no argument
 * that makes its answers smaller.
 * @param shown rows that fit, at least 1; undefined when it is not rows that were left out
 */
export function adviseOnRest(asked: Asked, shown?: number): string {
  const { endpoint } = asked;
  const ways = shown === undefined ? [] : [...adviseOnRows(asked, shown)];
  if (endpoint.list) ways.push(asked.fields === undefined ? "keep only some columns with fields" : "name fewer fields");
  return ways.length === 0 ? "" : `For the rest, ${ways.join(", or ")}.`;
}

function adviseOnRows(asked: Asked, shown: number): readonly string[] {
  const role = (name: PagingRole) => pagingArgument(asked.endpoint, name);
  const [size, page, offset, cursor] = [role("size"), role("page"), role("offset"), role("cursor")];
  if (size === undefined) return adviseOnPeriod(asked.endpoint);
  const rows = size.type === "integer" ? Math.min(shown, size.maximum) : shown;
  if (page !== undefined) return [adviseOnPages(asked, page, size, rows)];
  if (offset !== undefined) {
    const next = (getNumberUsed(offset, asked.arguments) ?? 0) + shown;
    return [`ask for ${size.name}=${rows} from ${offset.name}=${next} on`];
  }
  if (cursor === undefined) return [`use a smaller ${size.name}`];
  const again = getOwn(asked.arguments, cursor.name) === undefined ? "" : ` from the same ${cursor.name}`;
  return [`ask for ${size.name}=${rows} or less${again}`];
}

/**
 * Pages of another size begin elsewhere. A size that divides the old one lets the rest begin on a whole page, and
 * rows that come again are named, since adding them up twice would be wrong; where none is near, all pages are read anew.
 */
function adviseOnPages({ arguments: given }: Asked, page: Argument, size: Argument, shown: number): string {
  const first = page.default === 0 ? 0 : 1;
  const before = (getNumberUsed(page, given) ?? first) - first;
  const old = getNumberUsed(size, given);
  if (old !== undefined) {
    const smaller = findLargestDivisor(old, shown);
    const next = before * (old / smaller) + Math.floor(shown / smaller);
    if (smaller * 2 > shown) {
      const firstRow = next * smaller + 1 - before * old;
      const again = firstRow <= shown ? `, which begins with row ${firstRow} again` : "";
      return `ask for ${size.name}=${smaller} from ${page.name}=${next + first} on${again}`;
    }
  }
  return `ask for ${size.name}=${shown} or less, page by page`;
}

function findLargestDivisor(size: number, atMost: number): number {
  let divisor = Math.min(size, atMost);
  while (size % divisor !== 0) divisor -= 1;
  return divisor;
}

function adviseOnPeriod(endpoint: Endpoint): readonly string[] {
  const roles = new Map(endpoint.arguments.map(({ period, name }) => [period, name]));
  const [start, end] = [roles.get("start"), roles.get("end")];
  if (start !== undefined && end !== undefined) return [`ask for a shorter time with ${start} and ${end}`];
  const span = roles.get("days") ?? roles.get("months");
  return span === undefined ? [] : [`ask for fewer ${span}`];
}

/** Finds the whole number that counted for an argument: the one given, else the API's default where that is known. */
export function getNumberUsed(argument: Argument, given: ArgumentValues): number | undefined {
  const value = getOwn(given, argument.name) ?? argument.default;
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}
