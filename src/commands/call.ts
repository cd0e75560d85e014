import { type App, openApp, type Selection } from "../app/app.ts";
import { CommandError, ExitCode, exitCodeOf } from "../app/exit-code.ts";
import { findConnectorOf } from "../app/find-connector.ts";
import { findKeys } from "../app/find-keys.ts";
import { describeDefect } from "../app/log.ts";
import type { Output } from "../terminal/output.ts";
import { openToolList } from "../tools/tool-list.ts";
import { tellWaiting } from "./waiting.ts";

interface CallOptions extends Selection, ChartOptions {
  readonly tool: string;
  /** Its arguments, such as "year=2026". */
  readonly assignments: readonly string[];
}

/** Whether what a tool answered is drawn. */
export interface ChartOptions {
  /** A file for the picture; true for the terminal. */
  readonly chart?: string | true | undefined;
  /** In place of the file that is there. */
  readonly replace?: boolean | undefined;
}

/** One tool from the terminal, through the very path that the assistant takes. */
export async function call(options: CallOptions, output: Output): Promise<ExitCode> {
  const { tool, assignments, chart, replace, ...selection } = options;
  // A name that no connector has is explained with the tools of one that the person uses.
  const named = selection.connector ?? (await findConnectorOf(tool))?.id;
  const connector = named ?? (await findKeys()).keys[0]?.connector;
  const app = await openApp({ ...selection, connector });
  return callTool(app, tool, parseAssignments(assignments), { chart, replace }, output);
}

/** Calls a tool until Ctrl-C, prints what it says, and gives the exit code that it stands for. */
export async function callTool(
  { session, questions, log }: App,
  tool: string,
  given: Readonly<Record<string, unknown>>,
  { chart, replace = false }: ChartOptions,
  output: Output,
): Promise<ExitCode> {
  const charts = chart === undefined ? undefined : await import("./chart.ts");
  const target = chart === undefined ? undefined : await charts?.chartTarget(chart, replace);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const tools = openToolList({ session, questions }, { onDefect: (error) => log("error", describeDefect(error)) });
  const result = await tools.call(tool, given, {
    signal: stop.signal,
    drawsCharts: true,
    // Nothing goes on reading when this process has ended, so a person waits for all rows, or asks for what is there.
    isPatient: given["partial"] === undefined,
    ...tellWaiting(output),
  });
  // So that the next process need not wait for the lock of a table that was being read.
  if (stop.signal.aborted) await (await questions.open()).close();
  if (result.isError) output.err(result.text);
  else if (charts !== undefined && target !== undefined) await charts.showChart(result, target, output);
  else output.out(result.text.split("\n"));
  return result.failure === undefined ? ExitCode.done : exitCodeOf(result.failure);
}

function parseAssignments(assignments: readonly string[]): Record<string, string> {
  const given = new Map<string, string>();
  for (const assignment of assignments) {
    const at = assignment.indexOf("=");
    if (at < 1) {
      throw new CommandError(
        `"${assignment}" is not an argument. Write name=value, such as year=2026.`,
        ExitCode.usage,
      );
    }
    const name = assignment.slice(0, at);
    if (given.has(name)) throw new CommandError(`${name} is given twice.`, ExitCode.usage);
    given.set(name, assignment.slice(at + 1));
  }
  return Object.fromEntries(given);
}
