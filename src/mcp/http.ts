import { createMcpHandler, type McpHttpHandler } from "@modelcontextprotocol/server";
import type { ToolSources } from "../tools/tool-list.ts";
import { type Asker, type ConnectionEvents, createServer } from "./server.ts";

/** What serving over HTTP reports. */
export interface HttpEvents extends ConnectionEvents {
  /** A request could not be understood or answered. */
  readonly onError: (error: Error) => void;
}

/** MCP over Streamable HTTP, for clients of the 2025 revisions and of 2026-07-28, without sessions. */
export interface McpOverHttp {
  /** Answers a request of somebody who has been let in. `body`: its JSON. */
  answer(request: Request, body: unknown, asker?: Asker): Promise<Response>;
  close(): Promise<void>;
}

/**
 * Serves all who are shown the same: each has its own list of tools, and its own word of changes. It is made once for
 * them, and for each request a server that knows nothing of the one before.
 */
export function serveOverHttp(sources: ToolSources, events: HttpEvents): McpOverHttp {
  /** Beside the request, because the SDK hands on nothing of ours but what it takes for a token. */
  const askers = new WeakMap<Request, Asker>();
  const handler: McpHttpHandler = createMcpHandler(
    ({ requestInfo }) => createServer(sources, events, requestInfo && askers.get(requestInfo)),
    { onerror: events.onError },
  );
  const stopListening = sources.session.onGrantChanged(() => {
    handler.notify.toolsChanged();
    handler.notify.promptsChanged();
  });
  return {
    answer(request, body, asker = {}) {
      askers.set(request, asker);
      return handler.fetch(request, { parsedBody: body });
    },
    async close() {
      stopListening();
      await handler.close();
    },
  };
}
