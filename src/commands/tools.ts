import { engineHere, openApp, type Selection } from "../app/app.ts";
import { ExitCode, exitCodeOf } from "../app/exit-code.ts";
import { findConnector } from "../app/find-connector.ts";
import { type Endpoint, type Prompt, queryToolName } from "../connectors/schema/connector.ts";
import { DEFAULT_PROFILE } from "../credentials/profile.ts";
import { shownTools } from "../messages/access.ts";
import { countUnchosen } from "../messages/choice.ts";
import { explain } from "../messages/explain.ts";
import { hiddenTools, promptsOf } from "../prompts/prompt.ts";
import type { AccessReport } from "../scopes/access-report.ts";
import { exactGrant } from "../scopes/grant.ts";
import { narrow, type View } from "../scopes/narrowing.ts";
import { tablesFor } from "../tables/table.ts";
import { columns, jsonLines, type Output } from "../terminal/output.ts";
import { accessDefinition } from "../tools/access-tool.ts";
import { queryDefinition, tablesDefinition } from "../tools/question-tools.ts";
import { parseScopes } from "./choose.ts";
import { chooseConnector, chooseKey } from "./choose-key.ts";
import { withoutKeys } from "./redact-output.ts";

interface ToolsOptions extends Selection {
  /** Comma-separated; an empty text means a key without scopes. */
  readonly scopes?: string | undefined;
  readonly json?: boolean | undefined;
}

interface Tools extends View, Pick<AccessReport, "connector" | "profile" | "choice" | "key"> {
  /** Whether there are those for questions over all rows. */
  readonly asksAllRows: boolean;
}

/** The tools that the stored key, or the given scopes, unlock; those it does not, and the scope each lacks. */
export async function listTools(options: ToolsOptions, output: Output): Promise<ExitCode> {
  const asJson = options.json === true;
  if (options.scopes !== undefined) {
    const connector = await findConnector((await chooseConnector(options, "tools", "if-several")).connector);
    const view = narrow(connector, exactGrant(connector, parseScopes(connector, options.scopes)), undefined);
    const asksAllRows = tablesFor(connector, view).length > 0 && engineHere().whyNone() === undefined;
    const place = { connector, profile: DEFAULT_PROFILE, key: undefined, choice: undefined };
    printTools({ ...place, ...view, asksAllRows }, asJson, output);
    return ExitCode.done;
  }
  const { session } = await openApp(await chooseKey(options, { verb: "tools" }));
  const report = await session.checkAccess();
  const asksAllRows = shownTools(report).includes(queryToolName(report.connector));
  if (report.failure !== undefined) withoutKeys(output, session).err(explain(report.failure, report));
  printTools({ ...report, asksAllRows }, asJson, output);
  return report.failure === undefined ? ExitCode.done : exitCodeOf(report.failure);
}

function printTools(tools: Tools, asJson: boolean, output: Output): void {
  const toRow = ({ tool, title, scopes }: Pick<Endpoint, "tool" | "title" | "scopes">, missing: readonly string[]) => ({
    tool,
    title,
    scopes,
    missing,
  });
  const { connector } = tools;
  const questions = tools.asksAllRows ? [tablesDefinition(connector), queryDefinition(connector)] : [];
  const own = [...questions, accessDefinition(connector)].map(({ name, title }) => ({ tool: name, title, scopes: [] }));
  const shown = [...tools.shown, ...own].map((tool) => toRow(tool, []));
  const hidden = tools.hidden.map(({ endpoint, missing }) => toRow(endpoint, missing));
  const hiddenByChoice = tools.unchosen.map((tool) => toRow(tool, []));
  if (asJson) {
    const prompts = shownPrompts(tools).map(({ name }) => name);
    output.out(jsonLines({ connector: connector.id, shown, hidden, hiddenByChoice, prompts }));
    return;
  }
  const cells = [
    ...shown.map(({ tool, title, scopes }) => ["shown", tool, title, scopes.join(", ")]),
    ...hidden.map(({ tool, title, missing }) => ["hidden", tool, title, `lacks ${missing.join(", ")}`]),
    ...hiddenByChoice.map(({ tool, title }) => ["hidden", tool, title, "you chose so"]),
  ];
  const paintState = (column: number, text: string, row: number) => {
    if (row >= shown.length) return output.paint("dim", text);
    return column === 0 ? output.paint("green", text) : text;
  };
  output.out(columns(cells, paintState));
  printPrompts(tools, output);
  const chosen = countUnchosen(tools, tools);
  output.out(
    `\n${connector.title}: ${shown.length} shown, ${hidden.length + hiddenByChoice.length} hidden.${chosen === undefined ? "" : ` ${chosen}`}`,
  );
}

function shownPrompts(tools: Tools): readonly Prompt[] {
  const { connector, asksAllRows } = tools;
  return promptsOf(connector).filter((prompt) => hiddenTools(connector, prompt, tools, asksAllRows).length === 0);
}

/** The questions ready to ask that these tools answer. */
function printPrompts(tools: Tools, output: Output): void {
  const prompts = shownPrompts(tools);
  if (prompts.length === 0) return;
  output.out("\nQuestions ready to ask, as your client's commands or prompts:");
  output.out(columns(prompts.map((prompt) => [prompt.name, prompt.description])));
}
