import { openApp, type Selection, whyNoEngine } from "../app/app.ts";
import { CommandError, ExitCode, exitCodeOf } from "../app/exit-code.ts";
import { findConnector } from "../app/find-connector.ts";
import { type Connector, type Endpoint, queryToolName } from "../connectors/schema/connector.ts";
import { shownTools } from "../messages/access.ts";
import { explain } from "../messages/explain.ts";
import { scopeNoun } from "../messages/key.ts";
import { didYouMean } from "../messages/phrases.ts";
import type { AccessReport } from "../scopes/access-report.ts";
import { exactGrant, hiddenEndpoints, shownEndpoints } from "../scopes/grant.ts";
import { tablesFor } from "../tables/table.ts";
import { columns, jsonLines, type Output } from "../terminal/output.ts";
import { accessDefinition } from "../tools/access-tool.ts";
import { queryDefinition, tablesDefinition } from "../tools/question-tools.ts";
import { nearestName } from "../utils/nearest-name.ts";
import { chooseConnector, chooseKey } from "./choose-key.ts";
import { withoutKeys } from "./redact-output.ts";

interface ToolsOptions extends Selection {
  /** Comma-separated; an empty text means a key without scopes. */
  readonly scopes?: string | undefined;
  readonly json?: boolean | undefined;
}

interface Tools extends Pick<AccessReport, "connector" | "shown" | "hidden"> {
  /** Whether there are those for questions over all rows. */
  readonly asksAllRows: boolean;
}

/** The tools that the stored key, or the given scopes, unlock; those it does not, and the scope each lacks. */
export async function listTools(options: ToolsOptions, output: Output): Promise<ExitCode> {
  const asJson = options.json === true;
  if (options.scopes !== undefined) {
    const connector = await findConnector((await chooseConnector(options, "tools", "if-several")).connector);
    const grant = exactGrant(connector, knownScopes(connector, options.scopes));
    printTools(
      {
        connector,
        shown: shownEndpoints(connector, grant),
        hidden: hiddenEndpoints(connector, grant),
        asksAllRows: tablesFor(connector, grant).length > 0 && whyNoEngine() === undefined,
      },
      asJson,
      output,
    );
    return ExitCode.done;
  }
  const { session } = await openApp(await chooseKey(options, { verb: "tools" }));
  const report = await session.checkAccess();
  const asksAllRows = shownTools(report).includes(queryToolName(report.connector));
  printTools({ ...report, asksAllRows }, asJson, output);
  if (report.failure === undefined) return ExitCode.done;
  withoutKeys(output, session).err(explain(report.failure, report));
  return exitCodeOf(report.failure);
}

function knownScopes(connector: Connector, text: string): string[] {
  if (connector.scopes.length === 0) {
    throw new CommandError(
      `${connector.title} has no ${scopeNoun(connector, 2)}: every key has the same tools. Leave --scopes out.`,
      ExitCode.usage,
    );
  }
  const known = connector.scopes.map(({ name }) => name);
  const named = text.split(",").map((name) => name.trim());
  const scopes = named.filter((name) => name !== "");
  const stranger = scopes.find((name) => !known.includes(name));
  if (stranger === undefined) return scopes;
  const hint = didYouMean(nearestName(stranger, known));
  throw new CommandError(
    `${connector.title} has no ${scopeNoun(connector, 1)} "${stranger}".${hint} Its ${scopeNoun(connector, 2)}: ${known.join(", ")}.`,
    ExitCode.usage,
  );
}

function printTools({ connector, ...tools }: Tools, asJson: boolean, output: Output): void {
  const toRow = ({ tool, title, scopes }: Pick<Endpoint, "tool" | "title" | "scopes">, missing: readonly string[]) => ({
    tool,
    title,
    scopes,
    missing,
  });
  const questions = tools.asksAllRows ? [tablesDefinition(connector), queryDefinition(connector)] : [];
  const own = [...questions, accessDefinition(connector)].map(({ name, title }) => ({ tool: name, title, scopes: [] }));
  const shown = [...tools.shown, ...own].map((tool) => toRow(tool, []));
  const hidden = tools.hidden.map(({ endpoint, missing }) => toRow(endpoint, missing));
  if (asJson) {
    output.out(jsonLines({ connector: connector.id, shown, hidden }));
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
