import { accessToolName, type Connector } from "../connectors/schema/connector.ts";
import { scopeNoun } from "../messages/key.ts";
import { validateArguments } from "../requests/arguments.ts";
import type { Session } from "../scopes/session.ts";
import { NO_INPUT } from "./input-schema.ts";
import { READ_ONLY, type Tool, type ToolDefinition } from "./tool.ts";

const NO_ARGUMENTS = { arguments: [], list: false };

/** Describes the tool that tells what the key may do. It takes no arguments and is always listed. */
export function accessDefinition(connector: Connector): ToolDefinition {
  const scopes = connector.scopes.length === 0 ? "" : `${scopeNoun(connector, 2)}, `;
  return {
    name: accessToolName(connector),
    title: `Check access to ${connector.title}`,
    description:
      `What can be seen with this ${connector.title} key, and why is something missing or failing? ` +
      `Tells key, ${scopes}tools shown and hidden, requests left, and what to do about a problem. Use it when a tool you expect is not listed or a call was refused.`,
    inputSchema: NO_INPUT,
    annotations: READ_ONLY,
  };
}

/** The same for somebody of a team: it tells of their own access, and nothing of the key. */
function personAccessDefinition(connector: Connector): ToolDefinition {
  return {
    ...accessDefinition(connector),
    description:
      `What is open to you of ${connector.title} here, and why is something missing or failing? ` +
      "Tells your groups, tools shown and not, requests left, and whom to ask. Use it when a tool you expect is not listed or a call was refused.",
  };
}

/** Makes the tool that takes a fresh look at the key and tells what there is to know. */
export function createAccessTool(session: Session): Tool {
  const { connector, asker } = session;
  return {
    definition: asker === undefined ? accessDefinition(connector) : personAccessDefinition(connector),
    isShown: () => true,
    async call(given) {
      const valid = validateArguments(NO_ARGUMENTS, given);
      const report = valid.ok ? await session.checkAccess() : valid.failure;
      const { accessResult, failureResult } = await import("./results.ts");
      return "kind" in report ? failureResult(report, session) : accessResult(report);
    },
  };
}
