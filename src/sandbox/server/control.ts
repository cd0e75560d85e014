import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import { type Api, type ApiId, apiIds } from "./api.ts";
import { faultSchema } from "./faults.ts";
import type { Keys } from "./keys.ts";

/** Where keys are changed while the sandbox runs: `PUT /_sandbox/keys/<key>`. */
export const CONTROL_PREFIX = "/_sandbox/";
const KEYS_PATH = "/_sandbox/keys/";
const MAXIMUM_BODY = 65_536;

interface Answer {
  readonly status: number;
  readonly body: string | object;
}

/** The keys that a PUT changes, and the APIs that they may belong to. */
interface Subject {
  readonly keys: Keys;
  readonly apis: readonly Pick<Api, "id" | "scopes">[];
}

const connectorSchema = z.looseObject({ connector: z.enum(apiIds).optional() });

function bodySchema(scopes: readonly string[]) {
  const path = z.string().regex(/^[^/]/, "is a path below the base URL, for example orders/");
  const fault = z.looseObject({ requests: z.int().min(1).optional(), path: path.optional() });
  const error =
    scopes.length === 0 ? "must not be there: this API has no scopes" : `must be one of ${scopes.join(", ")}`;
  return z.strictObject({
    connector: z.string().optional(),
    scopes: z.array(z.enum(scopes, { error })),
    fault: fault.optional(),
  });
}

function explain(error: z.ZodError, at = ""): string {
  const issues = error.issues.map(
    (issue) => `${[at, ...issue.path].filter((part) => part !== "").join(".")}: ${issue.message}`,
  );
  return issues.map((issue) => issue.replace(/^: /, "")).join("\n");
}

/** Reads the body; undefined when it is too long. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MAXIMUM_BODY) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads the key that the path names; undefined when it names none. */
function keyOf(path: string): string | undefined {
  try {
    const key = decodeURIComponent(path.slice(KEYS_PATH.length));
    return path.startsWith(KEYS_PATH) && /^[\x21-\x7e]{1,300}$/.test(key) ? key : undefined;
  } catch {
    return undefined;
  }
}

/** Refuses browsers, which name the page that a request comes from, and ask before they send JSON elsewhere. */
function checkRequest(request: IncomingMessage): Answer | undefined {
  if (request.headers.origin !== undefined) return { status: 403, body: "Web pages may not change the sandbox." };
  if (request.method !== "PUT") return { status: 405, body: "Use PUT." };
  const type = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type === "application/json") return undefined;
  return { status: 415, body: "Send JSON, with the header content-type: application/json." };
}

/** Finds the API that the key belongs to; a new key goes to the one that is named, or to Setpilot. */
function apiFor(keys: Keys, key: string, named: ApiId | undefined): ApiId | Answer {
  const owner = keys.apiOf(key);
  if (owner === undefined || named === undefined || owner === named) return owner ?? named ?? "setpilot";
  return { status: 400, body: `connector: this key belongs to ${owner}` };
}

function change({ keys, apis }: Subject, key: string, text: string): Answer {
  const document = parseJson(text);
  if (document === undefined) return { status: 400, body: 'Send JSON such as {"scopes":["dashboard","orders"]}.' };
  const named = connectorSchema.safeParse(document);
  if (!named.success) return { status: 400, body: explain(named.error) };
  const api = apiFor(keys, key, named.data.connector);
  if (typeof api !== "string") return api;
  const body = bodySchema(apis.find(({ id }) => id === api)?.scopes ?? []).safeParse(document);
  if (!body.success) return { status: 400, body: explain(body.error) };
  const { requests, path, ...rest } = body.data.fault ?? {};
  const fault = body.data.fault === undefined ? undefined : faultSchema.safeParse(rest);
  if (fault?.success === false) return { status: 400, body: explain(fault.error, "fault") };
  if (keys.apiOf(key) === undefined) keys.add(api, [key]);
  keys.setScopes(key, body.data.scopes);
  keys.heal(key);
  if (fault !== undefined) keys.addFault(key, fault.data, { requests, path });
  return { status: 200, body: { scopes: body.data.scopes, fault: body.data.fault ?? null } };
}

/**
 * Answers `PUT /_sandbox/keys/<key>` with `{"scopes": [...], "fault": {"kind": ..., "requests"?: n, "path"?: "orders/"}}`.
 * The key is good from then on, with exactly these scopes and this fault, or none. A key of two parts goes by its first;
 * a new one is Setpilot's unless `"connector"` names another API. Not for browsers.
 */
export async function control(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  subject: Subject,
): Promise<void> {
  const answer = checkRequest(request) ?? (await answerPut(request, path, subject));
  const text = typeof answer.body === "string";
  response.writeHead(answer.status, {
    "content-type": text ? "text/plain; charset=utf-8" : "application/json",
    // The body of a refused request is not read to its end, so the connection cannot serve another.
    ...(answer.status === 200 ? {} : { connection: "close" }),
  });
  response.end(`${text ? answer.body : JSON.stringify(answer.body)}\n`);
}

async function answerPut(request: IncomingMessage, path: string, subject: Subject): Promise<Answer> {
  const key = keyOf(path);
  if (key === undefined) return { status: 404, body: `Use ${KEYS_PATH}<key>.` };
  const text = await readBody(request);
  if (text === undefined) return { status: 413, body: `Send at most ${MAXIMUM_BODY} bytes.` };
  return change(subject, key, text);
}
