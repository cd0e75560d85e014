import { Server } from "@modelcontextprotocol/server";
import { type StdioServerHandle, serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Connector } from "../connectors/connector.ts";
import { serverInstructions } from "../texts/instructions.ts";
import { waitingForLimit } from "../texts/progress.ts";
import type { Toolbox } from "../tools/toolbox.ts";
import { VERSION } from "../version.ts";

/**
 * Serves a toolbox over standard input and output, for clients of the 2025 revisions and of 2026-07-28 alike.
 * The only place that knows the MCP SDK's server. `onError` hears of messages that could not be read or written.
 */
export function serveToolbox(
  connector: Connector,
  toolbox: Toolbox,
  onError: (error: Error) => void,
): StdioServerHandle {
  return serveStdio(() => createServer(connector, toolbox), { onerror: onError });
}

function createServer(connector: Connector, toolbox: Toolbox): Server {
  const server = new Server(
    { name: "keyscope", title: `Keyscope for ${connector.title}`, version: VERSION },
    {
      capabilities: { tools: { listChanged: true } },
      instructions: serverInstructions(connector),
      // The list follows the key, so a client must ask for it afresh.
      cacheHints: { "tools/list": { ttlMs: 0, cacheScope: "private" } },
    },
  );

  server.setRequestHandler("tools/list", async () => ({ tools: await toolbox.list() }));

  server.setRequestHandler("tools/call", async (request, context) => {
    const { signal, _meta, notify } = context.mcpReq;
    const progressToken = _meta?.progressToken;
    let waits = 0;
    const onWait = (milliseconds: number) => {
      if (progressToken === undefined) return;
      waits += 1;
      const params = { progressToken, progress: waits, message: waitingForLimit(connector, milliseconds) };
      notify({ method: "notifications/progress", params }).catch(onNotifyError);
    };
    const { name, arguments: given } = request.params;
    const { text, isError } = await toolbox.call(name, given, { signal, onWait });
    return { content: [{ type: "text", text }], isError };
  });

  toolbox.onListChanged(() => {
    server.sendToolListChanged().catch(onNotifyError);
  });
  return server;
}

/** A client that is gone cannot be told anything, and the transport's own end is seen elsewhere. */
function onNotifyError(): void {}
