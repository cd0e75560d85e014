import type { McpClient } from "../../clients/doctor/mcp-client.ts";
import { grouped } from "../../utils/grouped.ts";

/** A question over all rows of a list, and the tool that gives one page of them. */
export interface AllRows {
  /** As the answer calls them: its table. */
  readonly table: string;
  readonly listTool: string;
  readonly pageSize: number;
}

/** What an answer over all rows cost, as one line, and what is wrong with it. */
export interface Cost {
  readonly line: string;
  readonly wrong: readonly string[];
}

/**
 * Tells what an answer over all rows cost, and what the same rows would cost page by page: one page is asked for. The API's
 * own total must be the number of rows that the answer says it rests on.
 */
export async function tellCost(text: string, { table, listTool, pageSize }: AllRows, client: McpClient): Promise<Cost> {
  const page = await client.callTool(listTool, { page_size: pageSize });
  const total = Number(/^total: (\d+)$/m.exec(page.text)?.[1]);
  const told = `${table}: all ${grouped(total)} rows`;
  const pages = Math.ceil(total / pageSize);
  return {
    line: `${grouped(total)} ${table}, one answer, about ${roundly(estimateTokens(text))} tokens. Page by page: ${pages} answers, about ${roundly(estimateTokens(page.text) * pages)} tokens.`,
    wrong: text.includes(told) ? [] : [`The answer should rest on "${told}".`],
  };
}

/**
 * Estimates how many tokens a text is to a model: mostly a word's five letters, three digits, or a run of signs are one. What
 * o200k makes of the demo's answers differs by less than a tenth (test/commands/demo.test.ts counts).
 */
export function estimateTokens(text: string): number {
  return text.match(/\p{L}{1,5}|\d{1,3}|[^\p{L}\d\s]+/gu)?.length ?? 0;
}

/** Two digits say all that an estimate knows. */
function roundly(value: number): string {
  return grouped(Number(value.toPrecision(2)));
}
