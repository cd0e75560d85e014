import { Server } from "@modelcontextprotocol/server";
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import { config } from "zod/v4/core";
import type { Connector } from "../connectors/schema/connector.ts";
import { DIAGNOSIS } from "../failures/diagnosis.ts";
import { serverInstructions } from "../messages/instructions.ts";
import { waitingForLimit } from "../messages/progress.ts";
import type { OnWait } from "../rate-limit/limiter.ts";
import type { Toolbox } from "../tools/toolbox.ts";
import { VERSION } from "../utils/version.ts";

// The SDK checks each message with zod, which writes and compiles code for each schema at its first use. A server that
// sees a handful of messages before its first list starts 5 ms sooner without.
config({ jitless: true });

/** What a served connection reports. */
export interface ConnectionEvents {
  /** A message could not be read or written. */
  readonly onError: (error: Error) => void;
  /** Nothing will be read or written any more: the client is gone, or sent a message beyond all limits (10 MB). */
  readonly onClose: () => void;
}

/**
 * Serves a toolbox over standard input and output, for clients of the 2025 revisions and of 2026-07-28 alike.
 * The only place that knows the MCP SDK's server.
 */
export function serveToolbox(connector: Connector, toolbox: Toolbox, events: ConnectionEvents): void {
  const transport = new StdioServerTransport();
  writeOneByOne(transport);
  serveStdio(() => createServer(connector, toolbox), { transport, onerror: events.onError });
  // The SDK has its own listener there by now, and tells nobody that it stopped reading.
  const closeServer = transport.onclose;
  transport.onclose = () => {
    closeServer?.();
    events.onClose();
  };
}

/**
 * A message is written when the one before it was taken. The SDK listens to standard output, twice, for each message
 * that waits for a client that reads slowly, and Node warns of a leak at the eleventh.
 */
function writeOneByOne(transport: StdioServerTransport): void {
  const send = transport.send.bind(transport);
  let last: Promise<void> = Promise.resolve();
  transport.send = (message) => {
    const sent = last.then(() => send(message));
    last = sent.catch(onNotifyError);
    return sent;
  };
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
    const onWait: OnWait = (milliseconds, limit) => {
      if (progressToken === undefined) return;
      waits += 1;
      const params = { progressToken, progress: waits, message: waitingForLimit(connector, milliseconds, limit) };
      notify({ method: "notifications/progress", params }).catch(onNotifyError);
    };
    const { name, arguments: given } = request.params;
    const { text, isError, diagnosis } = await toolbox.call(name, given, { signal, onWait });
    const content = [{ type: "text" as const, text }];
    return diagnosis === undefined ? { content, isError } : { content, isError, _meta: { [DIAGNOSIS]: diagnosis } };
  });

  toolbox.onListChanged(() => {
    server.sendToolListChanged().catch(onNotifyError);
  });
  return server;
}

/** A client that is gone cannot be told anything, and the transport's own end is seen elsewhere. */
function onNotifyError(): void {}
