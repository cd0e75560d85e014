import type { Connector } from "../../connectors/schema/connector.ts";
import type { Failure } from "../../failures/failure.ts";
import { apiSaid } from "../../messages/http-failures.ts";
import { withoutPart } from "../../messages/sql/table-failures.ts";
import type { QuestionAnswer } from "../../query/questions.ts";
import { addDays, dayIn } from "../../utils/calendar.ts";
import { grouped } from "../../utils/grouped.ts";
import type { Week } from "./week.ts";

/*
 * What an assistant is told names the tool to use and the argument to change. Whoever reads a page has neither, and did not
 * decide what is hidden.
 */

/** Why something could not be read. `told`: what an assistant would be told of it. */
export function explainToReader(failure: Failure, { title }: Connector, told: string): string {
  switch (failure.kind) {
    case "not-chosen":
      return "Whoever made this page chose to hide it.";
    case "refused":
      return `${title} did not accept the request (HTTP ${failure.status}).${apiSaid(title, failure.said)}`;
    case "statement":
      return failure.reason.kind === "no-engine" ? told : firstSentence(told);
    case "table":
    case "tables-loading":
    case "too-large":
    case "deadline":
      // What follows says how to ask for less, or again.
      return firstSentence(told);
    default:
      return withoutPart(told);
  }
}

function firstSentence(text: string): string {
  return text.split(/(?<=\.)\s/)[0] ?? text;
}

/** What is not told apart, and what is not shown. */
export function limitNotes({ mixedCurrencies, more, rows }: QuestionAnswer): readonly string[] {
  return [
    ...(mixedCurrencies === undefined
      ? []
      : [`Amounts of ${mixedCurrencies} currencies are added up here as if they were one: do not rely on them.`]),
    ...(more ? [`There are more rows than the ${rows.length} shown.`] : []),
  ];
}

/** That a week, or the eight up to it, begin before the rows of a table that goes back so many days. */
export function reachNotes({ tables, timeZone }: QuestionAnswer, { earlier }: Week): readonly string[] {
  return tables.flatMap(({ readAt, table: { name, declared } }) => {
    if (declared.days === undefined) return [];
    const from = addDays(dayIn(timeZone, readAt), 1 - declared.days);
    if (earlier >= from) return [];
    return [`Keyscope reads the last ${grouped(declared.days)} days of ${name}, so nothing before ${from} is in it.`];
  });
}
