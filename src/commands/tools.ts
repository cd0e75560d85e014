import { exactGrant, type Grant, hiddenEndpoints, shownEndpoints } from "../access/grant.ts";
import { nearestName } from "../calls/nearest.ts";
import { accessToolName, type Connector, type Endpoint } from "../connectors/connector.ts";
import { columns, type Output } from "../terminal/output.ts";
import { explain } from "../texts/explain.ts";
import { CommandError, ExitCode, exitCodeOf } from "./exit-code.ts";
import { withoutKey } from "./for-terminal.ts";
import { findConnector, openWorkspace, type Selection } from "./workspace.ts";

export interface ToolsOptions extends Selection {
  /** Comma-separated; an empty text means a key without scopes. */
  readonly scopes?: string | undefined;
  readonly json?: boolean | undefined;
}

interface ToolRow {
  readonly tool: string;
  readonly title: string;
  readonly scopes: readonly string[];
  readonly missing: readonly string[];
}

/** The tools that the stored key, or the given scopes, unlock; those it does not, and the scope each lacks. */
export async function listTools(options: ToolsOptions, output: Output): Promise<ExitCode> {
  const connector = findConnector(options.connector);
  if (options.scopes !== undefined) {
    const scopes = knownScopes(connector, options.scopes);
    printTools(connector, toolRows(connector, exactGrant(connector, scopes)), options.json === true, output);
    return ExitCode.done;
  }
  const { toolbox, session } = openWorkspace(options);
  const report = await toolbox.checkAccess();
  const grant = new Map(report.scopes.map(({ name, state }) => [name, state]));
  const isUsable = report.key !== undefined && report.problem?.kind !== "key-rejected";
  const rows = isUsable ? toolRows(connector, grant) : [accessRow(connector)];
  printTools(connector, rows, options.json === true, output);
  if (report.problem === undefined) return ExitCode.done;
  withoutKey(output, () => session.credential()?.secret).err(explain(report.problem, report));
  return exitCodeOf(report.problem);
}

function knownScopes(connector: Connector, text: string): string[] {
  const known = connector.scopes.map(({ name }) => name);
  const named = text.split(",").map((name) => name.trim());
  const scopes = named.filter((name) => name !== "");
  const stranger = scopes.find((name) => !known.includes(name));
  if (stranger === undefined) return scopes;
  const nearest = nearestName(stranger, known);
  const hint = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
  throw new CommandError(
    `${connector.title} has no scope "${stranger}".${hint} Its scopes: ${known.join(", ")}.`,
    ExitCode.usage,
  );
}

function toolRows(connector: Connector, grant: Grant): ToolRow[] {
  const row = ({ tool, title, scopes }: Endpoint, missing: readonly string[]) => ({ tool, title, scopes, missing });
  return [
    ...shownEndpoints(connector, grant).map((endpoint) => row(endpoint, [])),
    accessRow(connector),
    ...hiddenEndpoints(connector, grant).map(({ endpoint, missing }) => row(endpoint, missing)),
  ];
}

function accessRow(connector: Connector): ToolRow {
  return { tool: accessToolName(connector), title: `Check access to ${connector.title}`, scopes: [], missing: [] };
}

function printTools(connector: Connector, rows: readonly ToolRow[], asJson: boolean, output: Output): void {
  const shown = rows.filter(({ missing }) => missing.length === 0);
  const hidden = rows.filter(({ missing }) => missing.length > 0);
  if (asJson) {
    output.out(JSON.stringify({ connector: connector.id, shown, hidden }, undefined, 2));
    return;
  }
  const cells = [
    ...shown.map(({ tool, title, scopes }) => ["shown", tool, title, scopes.join(", ")]),
    ...hidden.map(({ tool, title, missing }) => ["hidden", tool, title, `lacks ${missing.join(", ")}`]),
  ];
  const paintState = (column: number, text: string, row: number) => {
    if (row >= shown.length) return output.paint("dim", text);
    return column === 0 ? output.paint("green", text) : text;
  };
  output.out(columns(cells, paintState));
  output.out(`\n${connector.title}: ${shown.length} shown, ${hidden.length} hidden.`);
}
