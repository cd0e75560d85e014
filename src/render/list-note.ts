import { isObject, type Json } from "../answers/json.ts";
import { type List, readList, readTime } from "../answers/list.ts";
import { type Connector, pagingArgument } from "../connectors/schema/connector.ts";
import { allOf, quoted } from "../utils/clean-text.ts";
import { grouped } from "../utils/grouped.ts";
import { getOwn } from "../utils/own.ts";
import { type Asked, getNumberUsed } from "./pagination.ts";

/** A call of a list, and whose answer it got. */
interface AskedList extends Asked {
  readonly connector: Connector;
  /** The tool that looks at every column of all rows, where there is one here. */
  readonly queryTool?: string | undefined;
}

/**
 * Says in one sentence or two what the rows of an answer are of: that a search found nothing in what it looks through, that
 * rows are missing for which there is no further page, or where the oldest and the newest are. Undefined where that is plain.
 */
export function noteList(document: Json, asked: AskedList): string | undefined {
  const { endpoint, connector } = asked;
  if (!endpoint.list && endpoint.table === undefined) return undefined;
  const { rows, total } = endpoint.table ?? {};
  const list = readList(document, { data: connector.envelope?.data, rows, total });
  if (list.path === undefined) return undefined;
  if (list.rows.length === 0) return noteNothingFound(asked);
  if (list.total === undefined || list.total <= list.rows.length) return undefined;
  const hasPages = (["page", "offset", "cursor"] as const).some((role) => pagingArgument(endpoint, role) !== undefined);
  return hasPages ? noteOrder(list.rows, list.total, asked) : noteMissing(list, list.total, asked);
}

/** Texts are searched for in what the API likes. A choice that fits no row means that there is none. */
function noteNothingFound({ endpoint, arguments: given, queryTool }: AskedList): string | undefined {
  const isBeyond = (["page", "offset", "cursor"] as const).some((role) => {
    const argument = pagingArgument(endpoint, role);
    return argument !== undefined && (getOwn(given, argument.name) ?? 1) !== 1;
  });
  const texts = endpoint.arguments.filter(
    ({ name, type, paging, in: place }) =>
      type === "string" && paging === undefined && place !== "path" && getOwn(given, name) !== undefined,
  );
  const [first] = texts;
  if (first === undefined || isBeyond) return undefined;
  const searched = texts.map(({ name }) => `${name}=${quoted(String(getOwn(given, name)))}`);
  const elsewhere = queryTool === undefined ? "" : ` ${queryTool} looks at every column.`;
  return `Nothing was found with ${allOf(searched)}. That does not mean that there is none: ${first.name} takes ${JSON.stringify(first.description)}.${elsewhere}`;
}

function noteMissing({ rows }: List, total: number, { endpoint }: AskedList): string | undefined {
  const size = pagingArgument(endpoint, "size");
  if (size?.type !== "integer") return undefined;
  const most = Math.min(total, size.maximum);
  const more = rows.length >= most ? "" : ` ${size.name}=${most} gets ${most === total ? "all" : "more"}.`;
  const never = endpoint.table?.never === undefined || most === total ? "" : ` ${endpoint.table.never}.`;
  return `${grouped(rows.length)} of ${grouped(total)} rows: ${grouped(total - rows.length)} are missing.${more}${never}`;
}

/** The column by whose time all rows come newest or oldest first, and the days of the first and the last. */
interface Order {
  readonly column: string;
  readonly isFalling: boolean;
  readonly from: string;
  readonly to: string;
}

/** Of fewer rows any column may look as if it gave them their order. */
const FEWEST_ROWS = 5;

function findOrder(rows: readonly Json[]): Order | undefined {
  const [first] = rows;
  if (!isObject(first) || rows.length < FEWEST_ROWS) return undefined;
  for (const column of Object.keys(first)) {
    const times = rows.map((row) => (isObject(row) ? readTime(getOwn(row, column)) : undefined));
    const steps = times.slice(1).map((time, at) => (time ?? Number.NaN) - (times[at] ?? Number.NaN));
    const isFalling = steps.every((step) => step <= 0);
    if (!steps.some((step) => step !== 0) || !(isFalling || steps.every((step) => step >= 0))) continue;
    return { column, isFalling, from: dayOf(first, column), to: dayOf(rows.at(-1), column) };
  }
  return undefined;
}

/** Of a date only its day, which is ten characters: anything may come after it. */
function dayOf(row: Json | undefined, column: string): string {
  return String(isObject(row) ? getOwn(row, column) : "").slice(0, 10);
}

function noteOrder(rows: readonly Json[], total: number, asked: AskedList): string | undefined {
  const order = findOrder(rows);
  if (order === undefined) return undefined;
  const { column, isFalling, from, to } = order;
  const [first, towards, others] = isFalling ? ["Newest", "back to", "oldest"] : ["Oldest", "up to", "newest"];
  const place = findEnd(rows.length, total, asked);
  const end = place === undefined ? "" : ` If that goes on, the ${others} of ${grouped(total)} rows are ${place}.`;
  return `${first} first by ${quoted(column)} on this page: ${from} ${towards} ${to}.${end}`;
}

/** How to ask for the last rows; undefined where that cannot be told, or where they are these. */
function findEnd(shown: number, total: number, { endpoint, arguments: given }: AskedList): string | undefined {
  const [page, offset, size] = (["page", "offset", "size"] as const).map((role) => pagingArgument(endpoint, role));
  const counted = size && getNumberUsed(size, given);
  if (page !== undefined) {
    const first = page.default === 0 ? 0 : 1;
    const current = getNumberUsed(page, given) ?? first;
    const rows = counted ?? (current === first ? shown : undefined);
    const last = rows === undefined ? undefined : Math.ceil(total / rows) - 1 + first;
    return last === undefined || last <= current ? undefined : `on ${page.name}=${last}`;
  }
  if (offset === undefined || (getNumberUsed(offset, given) ?? 0) + shown >= total) return undefined;
  return `from ${offset.name}=${total - (counted ?? shown)} on`;
}
