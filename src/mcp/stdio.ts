import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Session } from "../scopes/session.ts";
import { type ConnectionEvents, createServer } from "./server.ts";

/** What serving over standard input and output reports. */
export interface StdioEvents extends ConnectionEvents {
  /** A message could not be read or written. */
  readonly onError: (error: Error) => void;
  /** Nothing will be read or written any more: the client is gone, or sent a message beyond all limits (10 MB). */
  readonly onClose: () => void;
}

/** Serves a session over standard input and output, for clients of the 2025 revisions and of 2026-07-28 alike. */
export function serveOverStdio(session: Session, events: StdioEvents): void {
  const transport = new StdioServerTransport();
  writeOneByOne(transport);
  serveStdio(() => createServer(session, events), { transport, onerror: events.onError });
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
    // A client that is gone cannot be told anything, and the transport's own end is seen elsewhere.
    last = sent.catch(() => undefined);
    return sent;
  };
}
