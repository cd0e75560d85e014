import { type Readable, Transform, type TransformCallback } from "node:stream";
import { parseOrNothing } from "../answers/json.ts";
import { mend } from "./mend.ts";

/** A line longer than this is passed on as it comes: the transport ends the connection over it. */
const LONGEST_LINE = 10_000_000;

const LINE_END = 0x0a;

/**
 * What the SDK would drop without an answer, told by the text: batches, nulls, another version than 2.0, params and _meta
 * that are no object, and ids and progress tokens that are neither a text nor a whole number. It may be true of more.
 */
const DOUBTFUL =
  /^\s*\[|:\s*null|"(?:params|_meta)"\s*:\s*[^\s{]|"(?:id|progressToken)"\s*:\s*(?:-?\d+[.eE]|-?\d{16}|[^\s"\d-])/;
const VERSION = /"jsonrpc"\s*:\s*"2\.0"/;

/**
 * Passes messages on, one a line, and mends those that a client's serializer wrote otherwise than the SDK reads. The messages
 * of a batch go on one by one, and are answered so.
 * @param answer sends an answer that nobody else would
 */
export function createLenientInput(input: Readable, answer: (message: object) => void): Readable {
  let pending: Buffer[] = [];
  let pendingLength = 0;

  function mendLine(line: Buffer): string | Buffer {
    const text = line.toString("utf8");
    if (!DOUBTFUL.test(text) && VERSION.test(text)) return line;
    const message = parseOrNothing(text);
    if (typeof message !== "object" || message === null) return line;
    const { messages, answers } = mend(message);
    for (const one of answers) answer(one);
    return write(messages) ?? line;
  }

  const lenient = new Transform({
    transform(chunk: Buffer, _, done: TransformCallback) {
      let start = 0;
      for (let end = chunk.indexOf(LINE_END); end !== -1; end = chunk.indexOf(LINE_END, start)) {
        const line = Buffer.concat([...pending, chunk.subarray(start, end + 1)]);
        pending = [];
        pendingLength = 0;
        this.push(mendLine(line));
        start = end + 1;
      }
      if (start < chunk.length) pending.push(chunk.subarray(start));
      pendingLength += chunk.length - start;
      if (pendingLength > LONGEST_LINE) flushTo(this);
      done();
    },
    flush(done: TransformCallback) {
      flushTo(this);
      done();
    },
  });

  function flushTo(stream: Transform): void {
    for (const part of pending) stream.push(part);
    pending = [];
    pendingLength = 0;
  }

  input.once("error", (error) => lenient.destroy(error));
  return input.pipe(lenient);
}

/** One a line; undefined where they are nested so deeply that they can be read but not written. */
function write(messages: readonly unknown[]): string | undefined {
  try {
    return messages.map((one) => `${JSON.stringify(one)}\n`).join("");
  } catch {
    return undefined;
  }
}
