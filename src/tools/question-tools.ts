import { type Argument, type Connector, queryToolName, tablesToolName } from "../connectors/schema/connector.ts";
import type { NoEngine } from "../engine/installation.ts";
import type { AskedQuestions } from "../query/questions.ts";
import { validateArguments } from "../requests/arguments.ts";
import type { View } from "../scopes/narrowing.ts";
import type { Session } from "../scopes/session.ts";
import { tablesFor } from "../tables/table.ts";
import { inputSchema } from "./input-schema.ts";
import { CHART_LINK, READ_ONLY, type Tool, type ToolDefinition } from "./tool.ts";

/*
 * The two tools for questions over all rows. What answers them is loaded with the first question.
 */

const QUERY = {
  list: false,
  arguments: [
    {
      name: "sql",
      type: "string",
      maxLength: 20_000,
      required: true,
      description: "One SELECT in DuckDB's dialect over the tables; WITH, window functions and PIVOT … IN work",
    },
    { name: "refresh", type: "boolean", description: "true: read all rows anew first" },
    {
      name: "partial",
      type: "boolean",
      description: "true: use the rows that are there while a table is still being read",
    },
  ],
} as const satisfies { readonly list: boolean; readonly arguments: readonly Argument[] };

/** For whoever draws charts; all others are told nothing of them. */
const CHARTED_QUERY = { ...QUERY, takesChart: true } as const;

const LIST_TABLES = {
  list: false,
  arguments: [{ name: "tables", type: "list", maxItems: 50, style: "comma", description: "Only these; left out: all" }],
} as const satisfies { readonly list: boolean; readonly arguments: readonly Argument[] };

/** Describes the tool that answers questions over all rows. */
export function queryDefinition(connector: Connector): ToolDefinition {
  return {
    name: queryToolName(connector),
    title: "Query all rows with SQL",
    description:
      "What is the total, average, median, ranking or share over many rows, by month, customer, product or anything else? One exact SQL SELECT over all rows of the lists, " +
      `instead of adding pages up. Columns and meaning of the tables: ${tablesToolName(connector)}, which comes first. ` +
      "At most 200 rows come back, so aggregate and sort in SQL. For a figure that another tool reports itself, use that tool.",
    inputSchema: inputSchema(QUERY),
    annotations: READ_ONLY,
  };
}

/** Describes the tool that tells which tables there are. */
export function tablesDefinition(connector: Connector): ToolDefinition {
  return {
    name: tablesToolName(connector),
    title: "Tables for SQL",
    description:
      "Which tables can be asked with SQL, and what do they hold? For each: what a row is, how many there are and from when to when, columns with types and values. " +
      `Ask once before the first ${queryToolName(connector)}.`,
    inputSchema: inputSchema(LIST_TABLES),
    annotations: READ_ONLY,
  };
}

/** Questions over all rows, which are loaded with the first one. */
export interface QuestionSources<Q extends AskedQuestions = AskedQuestions> {
  /** Gives the same ones each time. */
  open(): Promise<Q>;
  /** Why there is no engine to ask, as far as is known without starting it; undefined while nothing speaks against it. */
  whyNone(): NoEngine | undefined;
}

/** Makes both tools. They are shown where the key permits a list and the engine is installed. */
export function createQuestionTools(session: Session, questions: QuestionSources): readonly Tool[] {
  const { connector } = session;
  const query = queryDefinition(connector);
  const isShown = (view: View | undefined) =>
    tablesFor(connector, view).length > 0 && questions.whyNone() === undefined;
  return [
    {
      definition: tablesDefinition(connector),
      isShown,
      async call(given, caller) {
        const valid = validateArguments(LIST_TABLES, given);
        const { failureResult, tablesResult } = await import("./results.ts");
        if (!valid.ok) return failureResult(valid.failure, session);
        const { tables } = valid.value.sent;
        const described = await (await questions.open()).describe(Array.isArray(tables) ? tables : [], caller);
        return described.ok ? tablesResult(described.value, session) : failureResult(described.failure, session);
      },
    },
    {
      definition: query,
      charted: { ...query, inputSchema: inputSchema(CHARTED_QUERY), _meta: CHART_LINK },
      isShown,
      async call(given, caller) {
        const valid = validateArguments(caller.drawsCharts === true ? CHARTED_QUERY : QUERY, given);
        const { failureResult, queryResult } = await import("./results.ts");
        if (!valid.ok) return failureResult(valid.failure, session);
        const { sql, refresh, partial } = valid.value.sent;
        const question = { sql: String(sql), refresh: refresh === true, partial: partial === true };
        const answer = await (await questions.open()).ask(question, caller);
        const { chart } = valid.value;
        return answer.ok ? queryResult(session, answer.value, chart) : failureResult(answer.failure, session);
      },
    },
  ];
}
