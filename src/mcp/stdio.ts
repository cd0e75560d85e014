import type { Readable, Writable } from "node:stream";
import type { JSONRPCMessage } from "@modelcontextprotocol/server";
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Session } from "../scopes/session.ts";
import { createLenientInput } from "./lenient-input.ts";
import { type ConnectionEvents, createServer } from "./server.ts";

/** What serving over standard input and output reports. */
export interface StdioEvents extends ConnectionEvents {
  /** A message could not be read or written. */
  readonly onError: (error: Error) => void;
  /** Nothing will be read or written any more: the client is gone, or sent a message beyond all limits (10 MB). */
  readonly onClose: () => void;
}

/** Where the messages come from and go to: standard input and output. */
interface StdioStreams {
  readonly input: Readable;
  readonly output: Writable;
}

/** Requests that came together, and the answers that are there. */
interface Batch {
  readonly answers: object[];
  waiting: number;
}

/** Serves a session over standard input and output, for clients of the 2025 revisions and of 2026-07-28 alike. */
export function serveOverStdio(session: Session, { input, output, ...events }: StdioEvents & StdioStreams): void {
  const batches = new Map<unknown, Batch>();
  const lenient = createLenientInput(input, openBatch, (answer) => write(() => writeLine(output, answer)));
  const transport = new StdioServerTransport(lenient, output);
  const send = transport.send.bind(transport);
  let last: Promise<void> = Promise.resolve();

  /**
   * A message is written when the one before it was taken. The SDK listens to standard output, twice, for each message
   * that waits for a client that reads slowly, and Node warns of a leak at the eleventh.
   */
  function write(message: () => Promise<void>): Promise<void> {
    const sent = last.then(message);
    // A client that is gone cannot be told anything, and the transport's own end is seen elsewhere.
    last = sent.catch(() => undefined);
    return sent;
  }

  /** The answers to a batch go back together, when the last of them is there. */
  function openBatch(ids: readonly unknown[], answers: readonly object[]): void {
    const batch: Batch = { answers: [...answers], waiting: ids.length };
    for (const id of ids) batches.set(id, batch);
    if (batch.waiting === 0 && batch.answers.length > 0) void write(() => writeLine(output, batch.answers));
  }

  transport.send = (message) => {
    const batch = answeredBatch(message, batches);
    if (batch === undefined) return write(() => send(message));
    batch.answers.push(message);
    batch.waiting -= 1;
    return batch.waiting > 0 ? Promise.resolve() : write(() => writeLine(output, batch.answers));
  };
  serveStdio(() => createServer(session, events), { transport, onerror: events.onError });
  // The SDK has its own listener there by now, and tells nobody that it stopped reading.
  const closeServer = transport.onclose;
  transport.onclose = () => {
    closeServer?.();
    events.onClose();
  };
}

/** The batch to which this is an answer; undefined where it is none, or nobody asked in a batch. */
function answeredBatch(message: JSONRPCMessage, batches: Map<unknown, Batch>): Batch | undefined {
  if (!("id" in message) || "method" in message) return undefined;
  const batch = batches.get(message.id);
  batches.delete(message.id);
  return batch;
}

function writeLine(output: Writable, message: object): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()));
  });
}
