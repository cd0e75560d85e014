import type { IncomingMessage } from "node:http";

/** A request's JSON is at most so many bytes long. */
export const MOST_BYTES = 1024 * 1024;

/** A request's body, or with which status and words of JSON-RPC it is refused. */
export type Body =
  | { readonly ok: true; readonly json: unknown }
  | { readonly ok: false; readonly status: 400 | 413; readonly error: object };

/** Reads the JSON of a request. Rejects where its sender is gone before the end. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  const tooLarge = refused(413, -32_000, `The request is larger than ${MOST_BYTES} bytes.`);
  if (Number(request.headers["content-length"] ?? 0) > MOST_BYTES) return tooLarge;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return tooLarge;
    chunks.push(chunk);
  }
  try {
    return { ok: true, json: JSON.parse(Buffer.concat(chunks).toString("utf8")) };
  } catch {
    return refused(400, -32_700, "The body is no JSON.");
  }
}

function refused(status: 400 | 413, code: number, message: string): Body {
  return { ok: false, status, error: { jsonrpc: "2.0", id: null, error: { code, message } } };
}
