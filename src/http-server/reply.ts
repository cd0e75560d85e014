import { type ServerResponse, STATUS_CODES } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Refusal } from "../messages/over-http/refusals.ts";

/** With every answer: it is for one client at this moment, and nothing but what it says that it is. */
const ALWAYS = { "cache-control": "no-store", "x-content-type-options": "nosniff" } as const;

/** Answers with a JSON document. */
export function reply(
  response: ServerResponse,
  status: number,
  document: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(
    response,
    status,
    { "content-type": "application/json", ...ALWAYS, ...headers },
    Buffer.from(JSON.stringify(document)),
  );
}

/** Says why there is no answer; as an error of JSON-RPC to whoever asked for MCP. */
export function refuse(response: ServerResponse, refusal: Refusal, isMcp: boolean): void {
  reply(response, refusal.status, documentOf(refusal, isMcp), refusal.headers);
}

/** The same in bytes, for a connection on which no request could be read. */
export function rawRefusal(refusal: Refusal): string {
  const { status } = refusal;
  const body = JSON.stringify(documentOf(refusal, false));
  const headers = { "content-type": "application/json", ...ALWAYS, "content-length": body.length, connection: "close" };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`, ...lines, "", body].join("\r\n");
}

/** Any other failure of a request than what JSON-RPC has codes for. */
const SERVER_ERROR = -32_000;

function documentOf({ message, code = SERVER_ERROR }: Refusal, isMcp: boolean): object {
  return isMcp ? { jsonrpc: "2.0", id: null, error: { code, message } } : { error: message };
}

/** Answers as the SDK would, piece by piece where it streams, as fast as the client reads. A client that is gone is no failure. */
export async function replyWith(response: ServerResponse, answer: Response): Promise<void> {
  // The connection is ours to keep or to close.
  const { connection: _, ...headers } = Object.fromEntries(answer.headers);
  const all = { ...headers, ...ALWAYS };
  if (answer.body === null || !headers["content-type"]?.startsWith("text/event-stream")) {
    send(response, answer.status, all, Buffer.from(await answer.arrayBuffer()));
    return;
  }
  response.writeHead(answer.status, { ...all, "cache-control": "no-store, no-transform" });
  response.flushHeaders();
  await pipeline(Readable.fromWeb(answer.body), response).catch((error: unknown) => {
    if (!response.destroyed) throw error;
  });
}

function send(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>, body: Buffer): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...headers, "content-length": body.length });
  response.end(body);
}
