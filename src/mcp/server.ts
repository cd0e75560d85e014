import type { Server } from "@modelcontextprotocol/server";
import { CHART_DATA, type ChartData } from "../charts/data.ts";
import { DIAGNOSIS } from "../failures/diagnosis.ts";
import { serverInstructions } from "../messages/instructions.ts";
import { tellProgress } from "../messages/phrases.ts";
import { waitingForLimit } from "../messages/rate-limit.ts";
import type { ToolCaller, ToolResult } from "../tools/tool.ts";
import { openToolList, type ToolSources } from "../tools/tool-list.ts";
import { VERSION } from "../utils/version.ts";
import { ChartServer } from "./chart-server.ts";
import { servePrompts } from "./prompts.ts";

/** For whom the calls of a connection are made. Over stdio it is nobody in particular. */
export interface Requester extends Pick<ToolCaller, "person" | "admit"> {
  /** Hears of each call, when its answer is made. */
  readonly onCalled?: ((call: CalledTool) => void) | undefined;
}

/** A call, and what came of it. */
export interface CalledTool {
  /** As the client wrote it, which may be no tool at all. */
  readonly tool: string;
  readonly result: ToolResult;
  /** That were read for it, by their names. */
  readonly tables: readonly string[];
  readonly milliseconds: number;
}

/** What a connection reports. */
export interface ConnectionEvents {
  /** The client was told that its list of tools is no longer right. */
  readonly onListChanged: () => void;
  /** A call failed by an error that is Keyscope's own fault. */
  readonly onDefect: (error: unknown) => void;
}

/** What a connection is. */
export interface ConnectionKind {
  /** The next request of the same client comes to another server. */
  readonly isForOneRequest: boolean;
  readonly requester?: Requester | undefined;
}

/** Makes the MCP server of one connection, with a view of the tools that is this client's own. */
export function createServer(
  sources: ToolSources,
  events: ConnectionEvents,
  { isForOneRequest, requester = {} }: ConnectionKind = { isForOneRequest: false },
): Server {
  const { connector, asker } = sources.session;
  const server = new ChartServer(
    { name: "keyscope", title: `Keyscope for ${connector.title}`, version: VERSION },
    {
      capabilities: { tools: { listChanged: true } },
      instructions: serverInstructions(connector, sources.questions.whyNone() === undefined, asker !== undefined),
      // The lists follow the key, so a client must ask for them afresh.
      cacheHints: {
        "tools/list": { ttlMs: 0, cacheScope: "private" },
        "prompts/list": { ttlMs: 0, cacheScope: "private" },
      },
    },
  );
  if (isForOneRequest) server.forgetClients();
  const tools = openToolList(sources, {
    onDefect: events.onDefect,
    onChanged() {
      events.onListChanged();
      server.sendToolListChanged().catch(onNotifyError);
      prompts.noticeChange();
    },
  });
  const prompts = servePrompts(server, sources, onNotifyError);
  server.onclose = () => {
    tools.close();
    prompts.close();
  };

  server.setRequestHandler("tools/list", async (_, context) => ({
    tools: await tools.list(server.drawsCharts(context)),
  }));

  server.setRequestHandler("tools/call", async (request, context) => {
    const { signal, _meta, notify } = context.mcpReq;
    const progressToken = _meta?.progressToken;
    let told = 0;
    const tell = (message: string) => {
      if (progressToken === undefined) return;
      told += 1;
      const params = { progressToken, progress: told, message };
      notify({ method: "notifications/progress", params }).catch(onNotifyError);
    };
    const drawsCharts = server.drawsCharts(context);
    const tables = new Set<string>();
    const caller: ToolCaller = {
      person: requester.person,
      admit: requester.admit,
      signal,
      drawsCharts,
      onWait: (milliseconds, limit) => tell(waitingForLimit(connector, milliseconds, limit)),
      onProgress: (progress) => tell(tellProgress(progress)),
      onTables(names) {
        for (const name of names) tables.add(name);
      },
    };
    const { name, arguments: given } = request.params;
    const began = performance.now();
    const result = await tools.call(name, given, caller);
    requester.onCalled?.({ tool: name, result, tables: [...tables], milliseconds: performance.now() - began });
    const { text, isError, diagnosis } = result;
    const content = [{ type: "text" as const, text }];
    if (diagnosis !== undefined) return { content, isError, _meta: { [DIAGNOSIS]: diagnosis } };
    const drawn = drawsCharts ? drawnRows(result, events) : undefined;
    return drawn === undefined ? { content, isError } : { content, isError, _meta: { [CHART_DATA]: drawn } };
  });
  return server;
}

/** The rows for a chart. An answer without one is better than none. */
function drawnRows({ chartData }: ToolResult, { onDefect }: ConnectionEvents): ChartData | undefined {
  try {
    return chartData?.();
  } catch (error) {
    onDefect(error);
    return undefined;
  }
}

/** A client that is gone cannot be told anything, and the transport's own end is seen elsewhere. */
function onNotifyError(): void {}
