import { type Readable, Transform, type TransformCallback } from "node:stream";

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

/** JSON-RPC's codes of errors. */
const INVALID_REQUEST = -32_600;
const INVALID_PARAMS = -32_602;

type Members = Record<string, unknown>;

/** Messages that go on, and those that are answered here because nobody else would. */
interface Mended {
  readonly messages: readonly unknown[];
  readonly answers: readonly object[];
}

/**
 * Passes messages on, one a line, and mends those that a client's serializer wrote otherwise than the SDK reads: a null in
 * an optional place counts as absent, and the messages of a batch (revision 2025-03-26) go on one by one, and are
 * answered so. A request of which nothing can be made is answered with an error.
 * @param answer sends an answer that nobody else would
 */
export function createLenientInput(input: Readable, answer: (message: object) => void): Readable {
  let pending: Buffer[] = [];
  let pendingLength = 0;

  function mendLine(line: Buffer): string | Buffer {
    const text = line.toString("utf8");
    if (!DOUBTFUL.test(text) && VERSION.test(text)) return line;
    const message = parse(text);
    if (!Array.isArray(message) && !isMembers(message)) return line;
    const { messages, answers } = Array.isArray(message) ? mendAll(message) : mendOne(message);
    for (const one of answers) answer(one);
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
  if (!isMembers(message)) return refused(null, INVALID_REQUEST, "A message of a batch must be an object.");
  const { id: given, params, ...rest } = message;
  const { jsonrpc, method } = rest;
  if (typeof method !== "string") return { messages: [message], answers: [] };
  // What a serializer writes that knows no notifications.
  const id = given === null && method.startsWith("notifications/") ? undefined : given;
  if (id !== undefined && !isId(id)) {
    return refused(null, INVALID_REQUEST, "The id of a request must be a text or a whole number.");
  }
  if (jsonrpc !== "2.0") return refused(id, INVALID_REQUEST, 'A message must have "jsonrpc": "2.0".');
  const isAbsent = params === undefined || params === null || (Array.isArray(params) && params.length === 0);
  if (!isAbsent && !isMembers(params)) return refused(id, INVALID_PARAMS, "The params of a request must be an object.");
  const named = id === undefined ? rest : { ...rest, id };
  return { messages: [isMembers(params) ? { ...named, params: mendParams(params) } : named], answers: [] };
}

/** A tool's arguments stay as they are: what a null means there is the tool's to say. */
function mendParams({ arguments: given, ...params }: Members): Members {
  const mended = withoutNulls(params);
  const meta = mended["_meta"];
  if (!isMembers(meta)) delete mended["_meta"];
  else if (!isId(meta["progressToken"])) delete meta["progressToken"];
  return given === undefined || given === null ? mended : { ...mended, arguments: given };
}

function withoutNulls(members: Members): Members {
  const kept = Object.entries(members).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([name, value]) => [name, isMembers(value) ? withoutNulls(value) : value]));
}

/** Whether a value can be an id, or a progress token. */
function isId(value: unknown): boolean {
  return typeof value === "string" || Number.isSafeInteger(value);
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refused(id: unknown, code: number, message: string): Mended {
  // A notification is never answered.
  return { messages: [], answers: id === undefined ? [] : [refusal(id, code, message)] };
}

function refusal(id: unknown, code: number, message: string): object {
  return { jsonrpc: "2.0", id, error: { code, message } };
}
