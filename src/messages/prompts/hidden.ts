import { accessToolName } from "../../connectors/schema/connector.ts";
import type { NoEngine } from "../../engine/installation.ts";
import type { AccessReport } from "../../scopes/access-report.ts";
import { allOf } from "../../utils/clean-text.ts";
import { explain } from "../explain.ts";
import { tellNoEngine } from "../people/failures.ts";
import { explainNoEngine } from "../sql/statement-failures.ts";

/**
 * Why a prompt is not offered, and what to do, in the words in which a call of the hidden tool would be refused.
 * @param tools the tools that it needs and that are hidden
 * @param noEngine why questions over all rows cannot be asked here; undefined where they can
 */
export function explainHiddenPrompt(
  prompt: string,
  tools: readonly string[],
  report: AccessReport,
  noEngine: NoEngine | undefined,
): string {
  const are = tools.length === 1 ? "is" : "are";
  return `The prompt ${prompt} needs ${allOf(tools)}, which ${are} hidden. ${explainTools(tools, report, noEngine)}`;
}

function explainTools(tools: readonly string[], report: AccessReport, noEngine: NoEngine | undefined): string {
  const { connector, asker, unchosen, hidden, choice, isUsable, failure, denial, scopes } = report;
  if (!isUsable && failure !== undefined) return explain(failure, report);
  const name = tools.find((tool) => unchosen.some((endpoint) => endpoint.tool === tool));
  if (name !== undefined && asker !== undefined) return explain({ kind: "not-permitted", tool: name }, report);
  if (name !== undefined && choice !== undefined)
    return explain({ kind: "not-chosen", what: "tool", name, choice }, report);
  const lacking = hidden.filter(({ endpoint }) => tools.includes(endpoint.tool));
  if (lacking.length > 0) {
    const missing = [...new Set(lacking.flatMap((one) => one.missing))];
    const held = scopes.filter(({ state }) => state === "granted").map((scope) => scope.name);
    return explain({ kind: "scope-missing", missing, held, said: denial }, report);
  }
  if (noEngine !== undefined)
    return asker === undefined ? explainNoEngine(noEngine, connector) : tellNoEngine(connector);
  return `Use ${accessToolName(connector)} to see which tools there are.`;
}
