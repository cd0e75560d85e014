/** JSON-RPC's codes of errors. */
const INVALID_REQUEST = -32_600;
const INVALID_PARAMS = -32_602;

/** Params inside one another; more are made to run a reader out of stack. */
const DEEPEST = 1_000;

type Members = Record<string, unknown>;

/** Messages that go on, and those that are answered here because nobody else would. */
export interface Mended {
  readonly messages: readonly unknown[];
  readonly answers: readonly object[];
}

/**
 * Mends what a client's serializer wrote otherwise than the SDK reads: a null in an optional place counts as absent, and a
 * batch (revision 2025-03-26) becomes its messages. A request of which nothing can be made is answered with an error.
 * @param message the JSON that came: a message, or a batch of them
 */
export function mend(message: unknown): Mended {
  return Array.isArray(message) ? mendAll(message) : mendOne(message, "A message must be an object.");
}

function mendAll(batch: readonly unknown[]): Mended {
  if (batch.length === 0) return { messages: [], answers: [refusal(null, INVALID_REQUEST, "The batch is empty.")] };
  const all = batch.map((message) => mendOne(message, "A message of a batch must be an object."));
  return { messages: all.flatMap(({ messages }) => messages), answers: all.flatMap(({ answers }) => answers) };
}

function mendOne(message: unknown, notAnObject: string): Mended {
  if (!isMembers(message)) return refused(null, INVALID_REQUEST, notAnObject);
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
  if (!isMembers(params)) return { messages: [named], answers: [] };
  const mended = mendParams(params);
  if (mended === undefined) return refused(id, INVALID_PARAMS, "The params of the request are nested too deeply.");
  return { messages: [{ ...named, params: mended }], answers: [] };
}

/** A tool's arguments stay as they are: what a null means there is the tool's to say. Undefined beyond all depth. */
function mendParams({ arguments: given, ...params }: Members): Members | undefined {
  if (isTooDeep(params)) return undefined;
  const mended = withoutNulls(params);
  const meta = mended["_meta"];
  if (!isMembers(meta)) delete mended["_meta"];
  else if (!isId(meta["progressToken"])) delete meta["progressToken"];
  return given === undefined || given === null ? mended : { ...mended, arguments: given };
}

/** Level by level: a function that calls itself would run out of stack. */
function isTooDeep(members: Members): boolean {
  let level: readonly unknown[] = [members];
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    level = level.flatMap((value) => (isMembers(value) ? Object.values(value) : [])).filter(isMembers);
    if (level.length === 0) return false;
  }
  return true;
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
