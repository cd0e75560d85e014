import { openApp, type Selection } from "../app/app.ts";
import type { ExitCode } from "../app/exit-code.ts";
import { queryToolName, tablesToolName } from "../connectors/schema/connector.ts";
import type { Output } from "../terminal/output.ts";
import { type ChartOptions, callTool } from "./call.ts";
import { chooseKey } from "./choose-key.ts";

interface QueryOptions extends Selection, ChartOptions {
  readonly sql: string;
  readonly refresh?: boolean | undefined;
  readonly partial?: boolean | undefined;
}

/** A question over all rows from the terminal, through the very path that the assistant takes. */
export async function query(options: QueryOptions, output: Output): Promise<ExitCode> {
  const { sql, refresh, partial, chart, replace, ...selection } = options;
  const app = await openApp(await chooseKey(selection, { option: "--connector" }));
  return callTool(app, queryToolName(app.connector), { sql, refresh, partial }, { chart, replace }, output);
}

interface TablesOptions extends Selection {
  readonly names: readonly string[];
}

/** Which tables there are, and what they hold. */
export async function tables({ names, ...selection }: TablesOptions, output: Output): Promise<ExitCode> {
  const app = await openApp(await chooseKey(selection, { option: "--connector" }));
  return callTool(app, tablesToolName(app.connector), names.length === 0 ? {} : { tables: names }, {}, output);
}
