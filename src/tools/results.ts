import type { AnswerMeta } from "../answers/answer.ts";
import { isArray, type Json } from "../answers/json.ts";
import { sanitize } from "../answers/sanitize.ts";
import type { ChartWish } from "../charts/chart.ts";
import { type ChartRows, fitWish } from "../charts/choose.ts";
import type { Endpoint } from "../connectors/schema/connector.ts";
import { diagnose } from "../failures/diagnosis.ts";
import type { Failure } from "../failures/failure.ts";
import { describeAccess, describeListChange, type ListChange } from "../messages/access.ts";
import { tellMisfit } from "../messages/chart.ts";
import { explain } from "../messages/explain.ts";
import { describePersonAccess } from "../messages/people/access.ts";
import { maskedForPerson } from "../messages/people/failures.ts";
import { maskedNote } from "../messages/privacy.ts";
import { queryLines, tablesColumns, tablesLines } from "../messages/tables.ts";
import type { Description } from "../query/described.ts";
import type { QuestionAnswer } from "../query/questions.ts";
import { renderMade } from "../render/made.ts";
import { renderAnswer, rowsShown } from "../render/render.ts";
import type { Fetched } from "../requests/fetch.ts";
import type { AccessReport } from "../scopes/access-report.ts";
import type { Session } from "../scopes/session.ts";
import { dayIn } from "../utils/calendar.ts";
import { showHidden } from "../utils/clean-text.ts";
import { atOnce } from "../utils/turns.ts";
import { chartData } from "./chart-data.ts";
import type { ToolResult } from "./tool.ts";

/*
 * What tools say. Most starts end before there is anything to say, so this is loaded with the first result, and what
 * renders answers and words failures with it (scripts/build.mjs).
 */

export { explainHiddenPrompt } from "../messages/prompts/hidden.ts";

/** Whose answers they are, and what must not stand in them. */
type Product = Pick<Session, "connector" | "withoutKeys" | "asker">;

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
  const { connector, asker } = session;
  const { answer, arguments: given, credential, masked, receivedAt } = fetched;
  const text = renderAnswer(answer, {
    connector,
    endpoint,
    arguments: given.sent,
    fields: given.fields,
    now: receivedAt,
    queryTool,
    notes: masked === 0 ? [] : [asker === undefined ? maskedNote(connector, credential) : maskedForPerson(asker)],
  });
  const rows = () => rowsShown(answer, { connector, fields: given.fields });
  const drawn = { text, meta: answer.meta, at: receivedAt, rows, wish: endpoint.chart };
  return { text, isError: false, ...drawables(session, drawn) };
}

/**
 * The rows that a question came to, after the rows that it rests on.
 * @param wish how somebody wants to see them
 */
export function queryResult(session: Product, answer: QuestionAnswer, wish: ChartWish | undefined): ToolResult {
  const { connector } = session;
  const misfits = wish === undefined ? [] : fitWish(answer.rows, wish).misfits;
  const text = renderMade({
    title: connector.title,
    lines: [...queryLines(connector, answer), ...misfits.map(tellMisfit)],
    content: answer.rows,
    advice: "Select fewer columns, shorten texts, or aggregate.",
  });
  const [first] = answer.tables;
  const currency = answer.mixedCurrencies === undefined ? first?.meta.currency : null;
  const { store } = first?.meta ?? {};
  const meta: AnswerMeta = {
    ...(store === undefined ? {} : { store }),
    ...(currency == null ? {} : { currency }),
    timezone: answer.timeZone,
  };
  const drawn = { text, meta, at: first?.readAt, rows: () => answer.rows, wish: wish ?? {} };
  return { text, isError: false, ...drawables(session, drawn) };
}

/** Of what a chart is made. */
interface Drawn {
  readonly text: string;
  readonly meta: AnswerMeta;
  /** When the rows were as they are. */
  readonly at: Date | undefined;
  readonly rows: () => readonly Json[];
  /** Undefined where the tool's answers have no chart of themselves. */
  readonly wish: ChartWish | undefined;
}

/** The rows for a terminal, and for a client that draws them, cleaned once more like every text that leaves. */
function drawables(
  { connector, withoutKeys }: Product,
  { text, meta, at, rows, wish }: Drawn,
): Pick<ToolResult, "countRows" | "chartRows" | "chartData"> {
  const clean = (one: string) => withoutKeys(showHidden(one));
  // Only for a chart: a calendar takes longer than most answers.
  const today = () => (at === undefined ? Number.NaN : Date.parse(dayIn(meta.timezone, at)));
  const { currency } = meta;
  const { title } = connector;
  return {
    countRows: () => rows().length,
    chartRows(): ChartRows {
      const { document } = atOnce(sanitize(rows(), clean));
      return {
        rows: isArray(document) ? document : [],
        currency: typeof currency === "string" ? currency : undefined,
        now: today(),
      };
    },
    ...(wish === undefined
      ? {}
      : { chartData: () => chartData({ title, text, meta, now: today(), wish, rows: rows() }, clean) }),
  };
}

/** What there is to ask, table by table. */
export function tablesResult({ described, unread }: Description, session: Session): ToolResult {
  const { connector } = session;
  const text = renderMade({
    title: connector.title,
    lines: [...tablesLines(connector, described), ...unread.map((failure) => failureResult(failure, session).text)],
    content: tablesColumns(described),
    advice: "Name fewer tables.",
  });
  return { text, isError: false };
}

/** A failure as an assistant can act on it. */
export function failureResult(failure: Failure, session: Session): ToolResult {
  const { connector, profile, asker } = session;
  const text = explain(failure, { connector, profile, asker, key: session.credential() });
  return { text, isError: true, failure };
}

/** What there is to know of a key's access. It is an answer, even where something stands in the way. */
export function accessResult(report: AccessReport): ToolResult {
  const { asker } = report;
  const text = asker === undefined ? describeAccess(report) : describePersonAccess(report, asker);
  const told = { text, isError: false, tellsTools: true } as const;
  const { failure } = report;
  // What stands in the key's way is for whoever can mend it.
  if (failure === undefined || asker !== undefined) return told;
  return { ...told, failure: failure, diagnosis: diagnose(failure, explain(failure, report)) };
}

/** The same result, which also tells that the list of tools is another now. */
export function withListChange(result: ToolResult, change: ListChange): ToolResult {
  const note = describeListChange(change);
  // Below the first line of a result, which tells store and currency; at the end of an error.
  const text = result.isError ? `${result.text} ${note}` : result.text.replace("\n", () => `\n# ${note}\n`);
  return { ...result, text };
}
