import type { Failure } from "../failures/failure.ts";
import type { ListChange } from "../messages/access.ts";
import type { View } from "../scopes/narrowing.ts";
import type { Session } from "../scopes/session.ts";
import { showHidden, showOnOneLine } from "../utils/clean-text.ts";
import { nearestName } from "../utils/nearest-name.ts";
import { createAccessTool } from "./access-tool.ts";
import { createEndpointTool } from "./endpoint-tool.ts";
import { createQuestionTools, type QuestionSources } from "./question-tools.ts";
import type { Tool, ToolCaller, ToolDefinition, ToolResult } from "./tool.ts";

/** The tools of a session as one client sees them: an assistant's connection, or a terminal. */
export interface ToolList {
  /** The tools that the key allows, in a fixed order, the access tool last. A client that draws charts has them linked. */
  list(drawsCharts?: boolean): Promise<ToolDefinition[]>;
  /** Calls a tool with whatever arguments came. Never rejects. */
  call(name: string, given: unknown, caller: ToolCaller): Promise<ToolResult>;
  /** Ends the connection's interest in the session. */
  close(): void;
}

/** Whom a list of tools tells of what happens. */
export interface ToolListEvents {
  /** A list given earlier is no longer right. */
  readonly onChanged?: () => void;
  /** An error that is Keyscope's own fault; the assistant is told only that there was one. */
  readonly onDefect: (error: unknown) => void;
}

/** What tools work with. */
export interface ToolSources {
  readonly session: Session;
  readonly questions: QuestionSources;
}

/** Makes every tool of a session's connector, whatever the key allows. */
function createTools({ session, questions }: ToolSources, hasEngine: boolean): readonly Tool[] {
  const endpoints = session.connector.endpoints.map((endpoint) => createEndpointTool(session, endpoint, hasEngine));
  return [...endpoints, ...createQuestionTools(session, questions), createAccessTool(session)];
}

export function openToolList(sources: ToolSources, { onChanged, onDefect }: ToolListEvents): ToolList {
  const { session, questions } = sources;
  const hasEngine = () => questions.whyNone() === undefined;
  let made = { hasEngine: hasEngine(), tools: createTools(sources, hasEngine()) };
  /** The list that the client has, or was told to ask for. */
  let listed: readonly string[] | undefined;
  /** The list that the client was given, or told of in a text. */
  let seen: readonly string[] | undefined;

  const stopListening = session.onGrantChanged(noticeChange);

  /** Their texts name the query only where it can be asked, which the first question may find out. */
  function tools(): readonly Tool[] {
    const now = hasEngine();
    if (now !== made.hasEngine) made = { hasEngine: now, tools: createTools(sources, now) };
    return made.tools;
  }

  function noticeChange(): void {
    const now = namesFor(session.knownView());
    if (listed === undefined || isSame(listed, now)) return;
    // Ten calls that fail by one revoked key are one change.
    listed = now;
    onChanged?.();
  }

  function shownFor(view: View | undefined): readonly Tool[] {
    return tools().filter((tool) => tool.isShown(view));
  }

  function namesFor(view: View | undefined): readonly string[] {
    return shownFor(view).map(({ definition }) => definition.name);
  }

  /**
   * What a client that does not listen has not seen: how the tools differ from the list that it was given. Told once;
   * undefined when there is nothing to tell.
   */
  function takeUnseenChange(): ListChange | undefined {
    if (seen === undefined) return undefined;
    const before = seen;
    const names = namesFor(session.knownView());
    seen = names;
    const added = names.filter((name) => !before.includes(name));
    const removed = before.filter((name) => !names.includes(name));
    return added.length + removed.length === 0 ? undefined : { added, removed };
  }

  /** Most clients do not listen for changes of the list, so the next text tells of one, unless it does so already. */
  async function tellListChange(result: ToolResult, tool: string): Promise<ToolResult> {
    const change = takeUnseenChange();
    if (change === undefined || result.tellsTools) return result;
    const isTold = change.added.length === 0 && change.removed.every((name) => name === tool);
    if (isTold || result.failure?.kind === "key-rejected") return result;
    const { withListChange } = await import("./results.ts");
    return withListChange(result, change);
  }

  /**
   * The last gate before a text leaves: whatever the API echoed or a variable holds, the key does not pass, nor does what
   * an assistant would act on without its being seen.
   */
  function makeHarmless(result: ToolResult): ToolResult {
    const { diagnosis, isError } = result;
    // A failure is told on one line.
    const clean = (text: string) => session.withoutKeys(isError ? showOnOneLine(text) : showHidden(text));
    const text = clean(result.text);
    if (diagnosis === undefined) return { ...result, text };
    return { ...result, text, diagnosis: { ...diagnosis, text: clean(diagnosis.text) } };
  }

  function unknownTool(name: string): Failure {
    const names = tools().map(({ definition }) => definition.name);
    return { kind: "unknown-tool", tool: name, nearest: nearestName(name, names) };
  }

  async function fail(failure: Failure): Promise<ToolResult> {
    const { failureResult } = await import("./results.ts");
    return failureResult(failure, session);
  }

  return {
    async list(drawsCharts = false) {
      await session.view();
      // Of this very moment: from here on a change is told.
      const shown = shownFor(session.knownView());
      listed = shown.map(({ definition }) => definition.name);
      seen = listed;
      return shown.map(({ definition, charted = definition }) => (drawsCharts ? charted : definition));
    },
    async call(name, given, caller) {
      try {
        const refusal = await caller.admit?.();
        if (refusal !== undefined) return await fail(refusal);
        const tool = tools().find(({ definition }) => definition.name === name);
        const result = await (tool?.call(given, caller) ?? fail(unknownTool(name)));
        // The engine, too, may have turned out not to be there.
        noticeChange();
        return makeHarmless(await tellListChange(result, name));
      } catch (error) {
        if (caller.signal.aborted) return fail({ kind: "cancelled" });
        onDefect(error);
        return fail({ kind: "internal" });
      }
    },
    close: stopListening,
  };
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, at) => name === other[at]);
}
