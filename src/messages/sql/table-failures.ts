import type { Connector } from "../../connectors/schema/connector.ts";
import type { Failure, LoadingTable } from "../../failures/failure.ts";
import { tablesOf } from "../../tables/table.ts";
import { allOf, quoted } from "../../utils/clean-text.ts";
import { grouped } from "../../utils/grouped.ts";
import { nearestName } from "../../utils/nearest-name.ts";
import { scopeNoun } from "../key.ts";
import { didYouMean } from "../phrases.ts";

/** What stands in the way of a question over all rows before the question itself is looked at. */
export type TablesFailure = Extract<
  Failure,
  { readonly kind: "no-tables" | "unknown-table" | "tables-loading" | "table" }
>;

export function explainTablesFailure(failure: TablesFailure, connector: Connector): string {
  const { title } = connector;
  switch (failure.kind) {
    case "no-tables":
      if (failure.scopes.length === 0) {
        return `There is no table to ask: none of the tools for ${title} gives a list of rows. Use the tool whose description fits the question.`;
      }
      return `There is no table to ask: the key has no ${scopeNoun(connector, 1)} for a list of ${title}'s. ${allOf(failure.scopes)} would give some.`;
    case "unknown-table":
      return `There is no table ${quoted(failure.table)}.${didYouMean(nearestName(failure.table, failure.tables))} Tables: ${failure.tables.join(", ")}.`;
    case "tables-loading": {
      const hasParts = failure.tables.every(({ rows, isElsewhere }) => rows > 0 && isElsewhere === undefined);
      return `${failure.tables.map(tellLoading).join(" ")} Reading goes on: ask again in ${failure.seconds} s.${hasParts ? TAKE_PART : ""}`;
    }
    case "table":
      return explainTable(failure, connector);
    default:
      return failure satisfies never;
  }
}

function explainTable({ table, reason }: Extract<Failure, { kind: "table" }>, connector: Connector): string {
  switch (reason) {
    case "page-repeated":
      return `${connector.title} gave the same page of ${table} twice, so it cannot be read to its end. Use ${listTool(connector, table)} page by page, and say that the total is not known.`;
    case "too-long":
      return `${table} has more rows than can be kept here. Use ${listTool(connector, table)} with a search or filter, or ${connector.title}'s own reports.`;
    default:
      return reason satisfies never;
  }
}

function tellLoading({ table, rows, total, complete, isElsewhere }: LoadingTable): string {
  const exact = complete === undefined ? "" : ` Exact already: ${tellComplete(complete)}.`;
  return `${table} is still being read: ${grouped(rows)}${ofTotal(total)} rows are there.${exact}${isElsewhere ? ELSEWHERE : ""}`;
}

const ELSEWHERE =
  " Another Keyscope process on this machine reads it for all of them; until it is done this one has no part of it.";

/** Of which rows all are there, as a condition in SQL. Others of that very moment may be on the next page. */
export function tellComplete({ column, since }: NonNullable<LoadingTable["complete"]>): string {
  return `${quoted(column)} > '${quoted(since).replace(/^"|"$/g, "").replaceAll("'", "''")}'`;
}

function ofTotal(total: number | undefined): string {
  return total === undefined ? "" : ` of ${grouped(total)}`;
}

/**
 * A failure of the request for one of a table's pages: which table that is, and what is there of it.
 * @param told what is said of such a request
 */
export function explainUnread({ table, rows, total }: LoadingTable, told: string): string {
  if (rows === 0) return `${table} could not be read. ${told}`;
  return `${table} could not be read to its end: ${grouped(rows)}${ofTotal(total)} rows are there. ${told}${TAKE_PART}`;
}

/** What may be done where a part of a table is there. */
const TAKE_PART = " With partial: true the rows that are there are used, and the result says so.";

/** The same text for an export or a report, of which no part is made. */
export function withoutPart(told: string): string {
  return told.replace(TAKE_PART, "");
}

/** What to do where a page is refused, or too large: nobody but Keyscope chose what was asked for. */
export function askPiecewise(connector: Connector, { table }: LoadingTable): string {
  return `The same question would end the same way: use ${listTool(connector, table)} with a search or filter.`;
}

function listTool(connector: Connector, table: string): string {
  return tablesOf(connector).find(({ name }) => name === table)?.endpoint.tool ?? `the tool that lists ${table}`;
}
