import { accessToolName, type Connector } from "../connectors/schema/connector.ts";
import { type Diagnosis, diagnose } from "../failures/diagnosis.ts";
import type { Failure } from "../failures/failure.ts";
import type { Caller } from "../http/single-flight.ts";
import { validateArguments } from "../requests/validate.ts";
import type { AccessReport } from "../scopes/access-report.ts";
import type { Session } from "../scopes/session.ts";
import { nearestName } from "../utils/nearest-name.ts";
import { accessTool, endpointTool, type ToolDefinition } from "./input-schema.ts";

/** What a tool call came to, in words for an assistant. `failure` is there for those who need more than words. */
export interface ToolResult {
  readonly text: string;
  readonly isError: boolean;
  readonly failure?: Failure;
  /** Of the access tool, for programs: what stands between the server and the API. */
  readonly diagnosis?: Diagnosis;
}

/** The tools of one connector and profile, as an assistant or a terminal uses them. */
export interface Toolbox {
  /** The tools that the key allows, in a fixed order, the access tool last. */
  list(): Promise<ToolDefinition[]>;
  /** Calls a tool with whatever arguments came. Never rejects. */
  call(name: string, given: unknown, caller: Caller): Promise<ToolResult>;
  /** A fresh look at the key, for terminals. */
  checkAccess(): Promise<AccessReport>;
  onListChanged(listener: () => void): void;
}

/** `onDefect` hears of errors that are Keyscope's own fault; the assistant is told only that there was one. */
export function createToolbox(
  connector: Connector,
  profile: string,
  session: Session,
  onDefect: (error: unknown) => void,
): Toolbox {
  const accessName = accessToolName(connector);

  async function run(name: string, given: unknown, caller: Caller): Promise<ToolResult> {
    if (name === accessName) return tellAccess(given);
    const endpoint = connector.endpoints.find(({ tool }) => tool === name);
    if (endpoint === undefined) return failure(unknownTool(name));
    const outcome = await session.call(endpoint, given, caller);
    return outcome.ok ? { text: outcome.value, isError: false } : failure(outcome.failure);
  }

  async function tellAccess(given: unknown): Promise<ToolResult> {
    const valid = validateArguments({ arguments: [], list: false }, given);
    if (!valid.ok) return failure(valid.failure);
    const report = await session.checkAccess();
    const { describeAccess, explain } = await import("../messages/toolbox.ts");
    const told = { text: describeAccess(report), isError: false };
    if (report.problem === undefined) return told;
    const diagnosis = diagnose(report.problem, session.withoutKeys(explain(report.problem, report)));
    return { ...told, failure: report.problem, diagnosis };
  }

  function unknownTool(tool: string): Failure {
    const names = [...connector.endpoints.map((endpoint) => endpoint.tool), accessName];
    return { kind: "unknown-tool", tool, nearest: nearestName(tool, names) };
  }

  async function failure(reason: Failure): Promise<ToolResult> {
    const { explain } = await import("../messages/toolbox.ts");
    return {
      text: explain(reason, { connector, profile, key: session.credential() }),
      isError: true,
      failure: reason,
    };
  }

  /** Most clients do not listen for changes of the list, so the next text tells of one, unless it does so already. */
  async function withListChange(result: ToolResult, tool: string): Promise<ToolResult> {
    const change = session.takeUnseenChange();
    if (change === undefined || tool === accessName) return result;
    const isTold = change.added.length === 0 && change.removed.every((name) => name === tool);
    if (isTold || result.failure?.kind === "key-rejected") return result;
    const { describeListChange } = await import("../messages/toolbox.ts");
    const note = describeListChange(change);
    // Below the first line of a result, which tells store and currency; at the end of an error.
    const text = result.isError ? `${result.text} ${note}` : result.text.replace("\n", () => `\n# ${note}\n`);
    return { ...result, text };
  }

  /** The last gate before a text leaves: whatever the API echoed, the key does not pass. */
  function withoutKey(result: ToolResult): ToolResult {
    return { ...result, text: session.withoutKeys(result.text) };
  }

  return {
    async list() {
      const endpoints = await session.listEndpoints();
      return [...endpoints.map(endpointTool), accessTool(connector)];
    },
    async call(name, given, caller) {
      try {
        return withoutKey(await withListChange(await run(name, given, caller), name));
      } catch (error) {
        if (caller.signal.aborted) return failure({ kind: "cancelled" });
        onDefect(error);
        return failure({ kind: "internal" });
      }
    },
    checkAccess: () => session.checkAccess(),
    onListChanged: (listener) => session.onListChanged(listener),
  };
}
