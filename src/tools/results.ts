import type { AnswerMeta } from "../answers/answer.ts";
import { isArray, type Json } from "../answers/json.ts";
import { sanitize } from "../answers/sanitize.ts";
import type { ChartRows } from "../charts/choose.ts";
import type { Connector, Endpoint } from "../connectors/schema/connector.ts";
import { diagnose } from "../failures/diagnosis.ts";
import type { Failure } from "../failures/failure.ts";
import { describeAccess, describeListChange, type ListChange } from "../messages/access.ts";
import { explain } from "../messages/explain.ts";
import { maskedNote } from "../messages/privacy.ts";
import { queryLines, tablesColumns, tablesLines } from "../messages/tables.ts";
import type { DescribedSnapshot, QuestionAnswer } from "../query/questions.ts";
import { renderMade } from "../render/made.ts";
import { renderAnswer, rowsShown } from "../render/render.ts";
import type { Fetched } from "../requests/fetch.ts";
import type { AccessReport } from "../scopes/access-report.ts";
import type { Session } from "../scopes/session.ts";
import { dayIn } from "../utils/calendar.ts";
import { showHidden } from "../utils/clean-text.ts";
import { atOnce } from "../utils/turns.ts";
import type { ToolResult } from "./tool.ts";

/*
 * What tools say. Most starts end before there is anything to say, so this is loaded with the first result, and what
 * renders answers and words failures with it (scripts/build.mjs).
 */

export { explainHiddenPrompt } from "../messages/prompts/hidden.ts";

/** Whose answers they are, and what must not stand in them. */
type Product = Pick<Session, "connector" | "withoutKeys">;

/**
 * An endpoint's answer as an assistant reads it.
 * @param queryTool the tool that asks all of the endpoint's rows, where there is one here
 */
export function fetchedResult(
  session: Product,
  endpoint: Endpoint,
  fetched: Fetched,
  queryTool: string | undefined,
): ToolResult {
  const { connector } = session;
  const { answer, arguments: given, credential, masked, receivedAt } = fetched;
  const text = renderAnswer(answer, {
    connector,
    endpoint,
    arguments: given.sent,
    fields: given.fields,
    now: receivedAt,
    queryTool,
    notes: masked === 0 ? [] : [maskedNote(connector, credential)],
  });
  const rows = () => rowsShown(answer, { connector, fields: given.fields });
  return { text, isError: false, chartRows: () => chartRows(session, rows(), answer.meta, receivedAt) };
}

/** The rows that a question came to, after the rows that it rests on. */
export function queryResult(session: Product, answer: QuestionAnswer): ToolResult {
  const { connector } = session;
  const text = renderMade({
    title: connector.title,
    lines: queryLines(connector, answer),
    content: answer.rows,
    advice: "Select fewer columns, shorten texts, or aggregate.",
  });
  const [first] = answer.tables;
  const currency = answer.mixedCurrencies === undefined ? first?.meta.currency : null;
  const meta: AnswerMeta = { ...(currency == null ? {} : { currency }), timezone: answer.timeZone };
  return { text, isError: false, chartRows: () => chartRows(session, answer.rows, meta, first?.readAt) };
}

/** Rows for a chart, cleaned once more like every text that leaves. `at`: when they were as they are. */
function chartRows(
  session: Product,
  rows: readonly Json[],
  { currency, timezone }: AnswerMeta,
  at: Date | undefined,
): ChartRows {
  const { document } = atOnce(sanitize(rows, (text) => session.withoutKeys(showHidden(text))));
  return {
    rows: isArray(document) ? document : [],
    currency: typeof currency === "string" ? currency : undefined,
    now: at === undefined ? Number.NaN : Date.parse(dayIn(timezone, at)),
  };
}

/** What there is to ask, table by table. */
export function tablesResult(connector: Connector, described: readonly DescribedSnapshot[]): ToolResult {
  const text = renderMade({
    title: connector.title,
    lines: tablesLines(connector, described),
    content: tablesColumns(described),
    advice: "Name fewer tables.",
  });
  return { text, isError: false };
}

/** A failure as an assistant can act on it. */
export function failureResult(failure: Failure, session: Session): ToolResult {
  const { connector, profile } = session;
  return { text: explain(failure, { connector, profile, key: session.credential() }), isError: true, failure };
}

/** What there is to know of a key's access. It is an answer, even where something stands in the way. */
export function accessResult(report: AccessReport): ToolResult {
  const text = describeAccess(report);
  const told = { text, isError: false, tellsTools: true } as const;
  const { failure } = report;
  if (failure === undefined) return told;
  return { ...told, failure: failure, diagnosis: diagnose(failure, explain(failure, report)) };
}

/** The same result, which also tells that the list of tools is another now. */
export function withListChange(result: ToolResult, change: ListChange): ToolResult {
  const note = describeListChange(change);
  // Below the first line of a result, which tells store and currency; at the end of an error.
  const text = result.isError ? `${result.text} ${note}` : result.text.replace("\n", () => `\n# ${note}\n`);
  return { ...result, text };
}
