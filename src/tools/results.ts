import type { Connector, Endpoint } from "../connectors/schema/connector.ts";
import { diagnose } from "../failures/diagnosis.ts";
import type { Failure } from "../failures/failure.ts";
import { describeAccess, describeListChange, type ListChange } from "../messages/access.ts";
import { explain } from "../messages/explain.ts";
import { maskedNote } from "../messages/privacy.ts";
import { queryLines, tablesColumns, tablesLines } from "../messages/tables.ts";
import type { DescribedSnapshot, QuestionAnswer } from "../query/questions.ts";
import { renderMade } from "../render/made.ts";
import { renderAnswer } from "../render/render.ts";
import type { Fetched } from "../requests/fetch.ts";
import type { AccessReport } from "../scopes/access-report.ts";
import type { Session } from "../scopes/session.ts";
import type { ToolResult } from "./tool.ts";

/*
 * What tools say. Most starts end before there is anything to say, so this is loaded with the first result, and what
 * renders answers and words failures with it (scripts/build.mjs).
 */

/**
 * An endpoint's answer as an assistant reads it.
 * @param queryTool the tool that asks all of the endpoint's rows, where there is one here
 */
export function fetchedResult(
  connector: Connector,
  endpoint: Endpoint,
  fetched: Fetched,
  queryTool: string | undefined,
): ToolResult {
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
  return { text, isError: false };
}

/** The rows that a question came to, after the rows that it rests on. */
export function queryResult(connector: Connector, answer: QuestionAnswer): ToolResult {
  const text = renderMade({
    title: connector.title,
    lines: queryLines(connector, answer),
    content: answer.rows,
    advice: "Select fewer columns, shorten texts, or aggregate.",
  });
  return { text, isError: false };
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
