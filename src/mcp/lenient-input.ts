import { type Readable, Transform, type TransformCallback } from "node:stream";

/** A line longer than this is passed on as it comes: the transport ends the connection over it. */
const LONGEST_LINE = 10_000_000;

const LINE_END = 0x0a;

/**
 * What the SDK would drop without an answer, told by the text: batches, nulls, params as a list, and ids and progress
 * tokens that are neither a text nor a whole number. It may be true of more.
 */
const DOUBTFUL = /^\s*\[|:\s*null|"params"\s*:\s*\[|"(?:id|progressToken)"\s*:\s*(?:-?\d+[.eE]|[^\s"\d-])/;

/** JSON-RPC's codes of errors. */
const INVALID_REQUEST = -32_600;
const INVALID_PARAMS = -32_602;

type Members = Record<string, unknown>;

/** Messages that go on, and those that are answered here because nobody else would. */
interface Mended {
  readonly messages: readonly unknown[];
  readonly answers: readonly object[];
}

/** Hears of the ids of requests that came as one batch, whose answers go back as one. */
export type OnBatch = (ids: readonly unknown[], answers: readonly object[]) => void;

/**
 * Passes messages on, one a line, and mends those that a client's serializer wrote otherwise than the SDK reads: a null in
 * an optional place counts as absent, and the requests of a batch (revision 2025-03-26) go on one by one. A request
 * that nothing can be made of is answered with an error.
 * @param onBatch hears of each batch, with the answers to what is wrong in it
 * @param answer sends an answer that nobody else would
 */
export function createLenientInput(input: Readable, onBatch: OnBatch, answer: (message: object) => void): Readable {
  let pending: Buffer[] = [];
  let pendingLength = 0;

  function mendLine(line: Buffer): string | Buffer {
    const text = line.toString("utf8");
    if (!DOUBTFUL.test(text)) return line;
    const message = parse(text);
    if (message === undefined) return line;
    const { messages, answers } = Array.isArray(message) ? mendAll(message) : mendOne(message);
    if (Array.isArray(message)) onBatch(messages.flatMap(requestId), answers);
    else for (const one of answers) answer(one);
    return messages.map((one) => `${JSON.stringify(one)}\n`).join("");
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

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function mendAll(batch: readonly unknown[]): Mended {
  if (batch.length === 0) return { messages: [], answers: [refusal(null, INVALID_REQUEST, "The batch is empty.")] };
  const all = batch.map(mendOne);
  return { messages: all.flatMap(({ messages }) => messages), answers: all.flatMap(({ answers }) => answers) };
}

function mendOne(message: unknown): Mended {
  if (!isMembers(message)) return refused(null, INVALID_REQUEST, "A message must be an object.");
  const { id, method, params } = message;
  if (typeof method !== "string") return { messages: [message], answers: [] };
  if (Object.hasOwn(message, "id") && typeof id !== "string" && !Number.isInteger(id)) {
    return refused(null, INVALID_REQUEST, "The id of a request must be a text or a whole number.");
  }
  if (Array.isArray(params) && params.length > 0) {
    return refused(id ?? null, INVALID_PARAMS, "The params of a request must be an object.");
  }
  const { params: _, ...rest } = message;
  return { messages: [isMembers(params) ? { ...rest, params: mendParams(params) } : rest], answers: [] };
}

/** A tool's arguments stay as they are: what a null means there is the tool's to say. */
function mendParams({ arguments: given, ...params }: Members): Members {
  const mended = withoutNulls(params);
  const meta = mended["_meta"];
  if (isMembers(meta) && !isToken(meta["progressToken"])) delete meta["progressToken"];
  return given === undefined || given === null ? mended : { ...mended, arguments: given };
}

function withoutNulls(members: Members): Members {
  const kept = Object.entries(members).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([name, value]) => [name, isMembers(value) ? withoutNulls(value) : value]));
}

function isToken(value: unknown): boolean {
  return typeof value === "string" || Number.isInteger(value);
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function requestId(message: unknown): unknown[] {
  return isMembers(message) && typeof message["method"] === "string" && "id" in message ? [message["id"]] : [];
}

function refused(id: unknown, code: number, message: string): Mended {
  // A notification is never answered.
  return { messages: [], answers: id === undefined ? [] : [refusal(id, code, message)] };
}

function refusal(id: unknown, code: number, message: string): object {
  return { jsonrpc: "2.0", id, error: { code, message } };
}
