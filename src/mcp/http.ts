import { createMcpHandler, type McpHttpHandler } from "@modelcontextprotocol/server";
import type { ToolSources } from "../tools/tool-list.ts";
import { mend } from "./mend.ts";
import { type ConnectionEvents, createServer, type Requester } from "./server.ts";

/** What serving over HTTP reports. */
export interface HttpEvents extends ConnectionEvents {
  /** A request could not be understood or answered. */
  readonly onError: (error: Error) => void;
}

/** MCP over Streamable HTTP, for clients of the 2025 revisions and of 2026-07-28, without sessions. */
export interface McpOverHttp {
  /** Answers a request of somebody who has been let in. `body`: its JSON. */
  answer(request: Request, body: unknown, requester?: Requester): Promise<Response>;
  /** They are shown something else from now on, by another one of these: no more word of changes comes from here. */
  retire(): void;
}

/**
 * Serves all who are shown the same: each has its own list of tools, and its own word of changes. It is made once for
 * them, and for each request a server that knows nothing of the one before.
 */
export function serveOverHttp(sources: ToolSources, events: HttpEvents): McpOverHttp {
  /** Beside the request, because the SDK hands on nothing of ours but what it takes for a token. */
  const requesters = new WeakMap<Request, Requester>();
  const handler: McpHttpHandler = createMcpHandler(
    ({ requestInfo }) => {
      const requester = requestInfo && requesters.get(requestInfo);
      return createServer(sources, events, { isForOneRequest: true, requester });
    },
    { onerror: events.onError },
  );
  let shown = shownBy(sources);
  const stopListening = sources.session.onGrantChanged(() => {
    const before = shown;
    shown = shownBy(sources);
    // Of what changed for others nobody hears.
    if (shown === before) return;
    handler.notify.toolsChanged();
    handler.notify.promptsChanged();
  });
  return {
    async answer(request, body, requester = {}) {
      requesters.set(request, requester);
      const { messages, answers } = mend(body);
      const [first, ...others] = answers;
      // A batch is answered as a whole, so one with a message that is none is refused as a whole.
      if (first !== undefined) return Response.json(others.length === 0 ? first : answers, { status: 400 });
      if (messages.length === 0) return new Response(null, { status: 202 });
      return handler.fetch(request, { parsedBody: Array.isArray(body) ? messages : messages[0] });
    },
    retire: stopListening,
  };
}

function shownBy({ session }: ToolSources): string {
  return (session.knownView()?.shown ?? []).map(({ tool }) => tool).join(" ");
}
