import { openApp, type Selection } from "../app/app.ts";
import { CommandError, ExitCode } from "../app/exit-code.ts";
import { queryToolName, tablesToolName } from "../connectors/schema/connector.ts";
import type { Output } from "../terminal/output.ts";
import { type ChartOptions, callTool } from "./call.ts";
import { chooseKey } from "./choose-key.ts";

interface QueryOptions extends Selection, ChartOptions, ShownOptions {
  readonly sql: string;
  readonly refresh?: boolean | undefined;
  readonly partial?: boolean | undefined;
}

/** How the rows are drawn. The columns are named as the statement does. */
interface ShownOptions {
  readonly kind?: string | undefined;
  readonly x?: string | undefined;
  /** With commas between. */
  readonly y?: string | undefined;
  readonly series?: string | undefined;
}

/** A question over all rows from the terminal, through the very path that the assistant takes. */
export async function query(options: QueryOptions, output: Output): Promise<ExitCode> {
  const { sql, refresh, partial, chart, replace, kind, x, y, series, ...selection } = options;
  const wish = readWish({ kind, x, y, series });
  if (wish !== undefined && chart === undefined) {
    throw new CommandError("--kind, --x, --y and --series say how --chart draws. Add --chart.", ExitCode.usage);
  }
  const app = await openApp(await chooseKey(selection, { option: "--connector" }));
  return callTool(
    app,
    queryToolName(app.connector),
    { sql, refresh, partial, chart: wish },
    { chart, replace },
    output,
  );
}

function readWish({ y, ...shown }: ShownOptions): object | undefined {
  const wish = { ...shown, y: y?.split(",").map((name) => name.trim()) };
  return Object.values(wish).some((part) => part !== undefined) ? wish : undefined;
}

interface TablesOptions extends Selection {
  readonly names: readonly string[];
}

/** Which tables there are, and what they hold. */
export async function tables({ names, ...selection }: TablesOptions, output: Output): Promise<ExitCode> {
  const app = await openApp(await chooseKey(selection, { option: "--connector" }));
  return callTool(app, tablesToolName(app.connector), names.length === 0 ? {} : { tables: names }, {}, output);
}
