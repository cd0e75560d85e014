import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod";
import { type Api, ApiFailure, type ApiId, apiIds } from "./api.ts";
import { faultSchema } from "./faults.ts";
import type { Keys } from "./keys.ts";
import { decode } from "./rest-api.ts";

/** Where keys are changed while the sandbox runs: `PUT /_sandbox/keys/<key>`. */
export const CONTROL_PREFIX = "/_sandbox/";
const KEYS_PATH = "/_sandbox/keys/";
const MAXIMUM_BODY = 65_536;

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

/** Parses what was sent. Throws what is wrong with it, line by line, below the place that it has in the whole. */
function parse<T>(schema: z.ZodType<T>, value: unknown, ...at: string[]): T {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const issues = error.issues.map(({ path, message }) => {
    const place = [...at, ...path].join(".");
    return place === "" ? message : `${place}: ${message}`;
  });
  throw new ApiFailure(400, issues.join("\n"));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MAXIMUM_BODY) throw new ApiFailure(413, `Send at most ${MAXIMUM_BODY} bytes.`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiFailure(400, 'Send JSON such as {"scopes":["dashboard","orders"]}.');
  }
}

/** Reads the key that the path names. */
function keyOf(path: string): string {
  const key = path.startsWith(KEYS_PATH) ? decode(path.slice(KEYS_PATH.length)) : undefined;
  if (key !== undefined && /^[\x21-\x7e]{1,300}$/.test(key)) return key;
  throw new ApiFailure(404, `Use ${KEYS_PATH}<key>.`);
}

/** Refuses browsers, which name the page that a request comes from, and ask before they send JSON elsewhere. */
function checkRequest({ headers, method }: IncomingMessage): void {
  if (headers.origin !== undefined) throw new ApiFailure(403, "Web pages may not change the sandbox.");
  if (method !== "PUT") throw new ApiFailure(405, "Use PUT.");
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new ApiFailure(415, "Send JSON, with the header content-type: application/json.");
  }
}

/** Finds the API that the key belongs to; a new key goes to the one that is named, or to Setpilot. */
function apiFor(keys: Keys, key: string, named: ApiId | undefined): ApiId {
  const owner = keys.apiOf(key);
  if (owner === undefined || named === undefined || owner === named) return owner ?? named ?? "setpilot";
  throw new ApiFailure(400, `connector: this key belongs to ${owner}`);
}

function change({ keys, apis }: Subject, key: string, document: unknown): object {
  const api = apiFor(keys, key, parse(connectorSchema, document).connector);
  const known = apis.find(({ id }) => id === api)?.scopes ?? [];
  const { scopes, fault = null } = parse(bodySchema(known), document);
  const { requests, path, ...rest } = fault ?? {};
  const parsed = fault === null ? undefined : parse(faultSchema, rest, "fault");
  keys.setScopes(api, [key], scopes);
  keys.heal(key);
  if (parsed !== undefined) keys.addFault(key, parsed, { requests, path });
  return { scopes, fault };
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
  try {
    checkRequest(request);
    const key = keyOf(path);
    const body = change(subject, key, parseJson(await readBody(request)));
    response.writeHead(200, { "content-type": "application/json" }).end(`${JSON.stringify(body)}\n`);
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    // The body of a refused request is not read to its end, so the connection cannot serve another.
    const headers = { "content-type": "text/plain; charset=utf-8", connection: "close" };
    response.writeHead(error.status, headers).end(`${error.message}\n`);
  }
}
