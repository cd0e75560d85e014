import type { AccessReport } from "../access/report.ts";
import { accessToolName } from "../connectors/connector.ts";
import { columns, type Output } from "../terminal/output.ts";
import { newScopesAdvice } from "../texts/access.ts";
import { explain } from "../texts/explain.ts";
import { explainKeyNote, sourceName } from "../texts/key.ts";
import { VERSION } from "../version.ts";
import { ExitCode, exitCodeOf } from "./exit-code.ts";
import { storeName, withoutKeys } from "./for-terminal.ts";
import { openWorkspace, type Selection } from "./workspace.ts";

/** What key, from where, which scopes, which tools are shown or hidden and why, and what to do about each problem. */
export async function status(
  options: Selection & { readonly json?: boolean | undefined },
  output: Output,
): Promise<ExitCode> {
  const { toolbox, session } = openWorkspace(options);
  const report = await toolbox.checkAccess();
  const safe = withoutKeys(output, session);
  if (options.json) safe.out(JSON.stringify(statusDocument(report), undefined, 2));
  else printStatus(report, safe);
  return report.problem === undefined ? ExitCode.done : exitCodeOf(report.problem);
}

/** The document that `status --json` prints; other programs rely on its names. */
export function statusDocument(report: AccessReport) {
  const { connector, profile, key, problem, meta, checkedAt, remaining } = report;
  return {
    version: VERSION,
    connector: connector.id,
    profile,
    key: key === undefined ? null : { lastFour: key.lastFour, source: key.source, baseUrl: key.baseUrl.href },
    store: storeName(meta) ?? null,
    scopes: Object.fromEntries(report.scopes.map(({ name, state }) => [name, state])),
    checkedAt: checkedAt?.toISOString() ?? null,
    tools: {
      shown: [...report.shown.map(({ tool }) => tool), accessToolName(connector)],
      hidden: report.hidden.map(({ endpoint, missing }) => ({ tool: endpoint.tool, missing })),
    },
    requestsLeft: remaining?.requests ?? null,
    problem: problem === undefined ? null : { kind: problem.kind, text: explain(problem, report) },
    notes: report.notes.map((note) => explainKeyNote(note, report)),
  };
}

function printStatus(report: AccessReport, output: Output): void {
  const { connector, profile, key, problem, meta, hidden } = report;
  output.out(output.paint("bold", `${connector.title}, profile ${profile}`));
  const facts = [["Key", keyText(report)]];
  if (key !== undefined) facts.push(["Address", key.baseUrl.href]);
  const store = storeName(meta);
  if (store !== undefined) facts.push(["Store", store]);
  output.out(columns(facts));
  if (problem !== undefined) output.out(`\n${output.paint("red", "Problem")}  ${explain(problem, report)}`);
  for (const note of report.notes) output.out(`\n${output.paint("yellow", "Note")}  ${explainKeyNote(note, report)}`);
  if (!report.isUsable) return;
  output.out("");
  output.out(columns(scopeRows(report), (column, text) => (column === 1 ? paintState(output, text) : text)));
  output.out("");
  const shown = report.shown.map(({ tool }) => ["shown", tool, ""]);
  const lacking = hidden.map(({ endpoint, missing }) => ["hidden", endpoint.tool, `lacks ${missing.join(", ")}`]);
  const rows = [...shown, ["shown", accessToolName(connector), ""], ...lacking];
  output.out(columns(rows, (_, text, row) => (row > shown.length ? output.paint("dim", text) : text)));
  if (hidden.length > 0) output.out(`\n${newScopesAdvice(report)}`);
}

function keyText({ key, connector }: AccessReport): string {
  if (key === undefined) return `none for ${connector.title}`;
  return `${key.lastFour === "" ? "one" : `ending in ${key.lastFour}`}, from ${sourceName(key.source)}`;
}

function scopeRows({ scopes }: AccessReport): string[][] {
  return scopes.map(({ name, state, grants }) => [name, state, grants]);
}

function paintState(output: Output, text: string): string {
  const state = text.trim();
  return output.paint(state === "granted" ? "green" : state === "denied" ? "red" : "yellow", text);
}
