import type { Readable, Writable } from "node:stream";
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import { config } from "zod";
import type { ToolSources } from "../tools/tool-list.ts";
import { createLenientInput } from "./lenient-input.ts";
import { type ConnectionEvents, createServer } from "./server.ts";

/** Where messages come from and go to, and what serving them reports. */
export interface StdioConnection extends ConnectionEvents {
  /** Standard input. */
  readonly input: Readable;
  /** Standard output. */
  readonly output: Writable;
  /** A message could not be read or written. */
  readonly onError: (error: Error) => void;
  /** Nothing will be read or written any more: the client is gone, or sent a message beyond all limits (10 MB). */
  readonly onClose: () => void;
}

/** Serves a session over standard input and output, for clients of the 2025 revisions and of 2026-07-28 alike. */
export function serveOverStdio(sources: ToolSources, { input, output, ...events }: StdioConnection): void {
  // The SDK checks each message with zod, which writes and compiles code for each schema at its first use. A server that
  // sees a handful of messages before its first list starts 5 ms sooner without.
  config({ jitless: true });
  const write = createWriter();
  const lenient = createLenientInput(input, (answer) => {
    events.onError(new Error("it is no request, and its sender was told so"));
    write(() => writeLine(output, answer)).catch(() => undefined);
  });
  const transport = new StdioServerTransport(lenient, output);
  const send = transport.send.bind(transport);
  transport.send = (message) => write(() => send(message));
  serveStdio(() => createServer(sources, events), { transport, onerror: events.onError });
  // The SDK has its own listener there by now, and tells nobody that it stopped reading.
  const closeServer = transport.onclose;
  transport.onclose = () => {
    closeServer?.();
    events.onClose();
  };
}

/**
 * Makes the function that writes a message when the one before it was taken. The SDK listens to standard output, twice, for
 * each message that waits for a client that reads slowly, and Node warns of a leak at the eleventh.
 */
function createWriter(): (message: () => Promise<void>) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (message) => {
    const sent = last.then(message);
    // A client that is gone cannot be told anything, and the transport's own end is seen elsewhere.
    last = sent.catch(() => undefined);
    return sent;
  };
}

function writeLine(output: Writable, message: object): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
  });
}
