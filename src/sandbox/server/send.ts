import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Api, ApiFailure, type Reply } from "./api.ts";
import type { Fault } from "./faults.ts";

type Kind<K extends Fault["kind"]> = Extract<Fault, { kind: K }> & { readonly kind: K };
type Headers = Readonly<Record<string, string>>;

/** An answer on its way out. */
export interface Exchange {
  /** What would be answered if nothing went wrong. */
  readonly reply: Reply;
  readonly response: ServerResponse;
  readonly errorBody: Api["errorBody"];
  /** Sends the status line and headers; every answer goes through here, so that the status is on record. */
  head(status: number, headers: Headers): void;
}

const JSON_TYPE = "application/json";
const PROXY_PAGE =
  "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>" +
  "<body><center><h1>502 Bad Gateway</h1></center><hr><center>proxy</center></body></html>\n";

function send({ head, response }: Exchange, status: number, type: string, text: string, more: Headers = {}): void {
  const bytes = Buffer.from(text);
  head(status, { "content-type": type, "content-length": String(bytes.length), ...more });
  response.end(bytes);
}

/** Sends the answer as it should be. */
export function sendReply(exchange: Exchange): void {
  const { status, headers, body } = exchange.reply;
  send(exchange, status, JSON_TYPE, JSON.stringify(body), headers);
}

/** Sends the right answer's status and headers, and gives the bytes that ought to follow. */
function beginReply({ reply, head }: Exchange): Buffer {
  const bytes = Buffer.from(JSON.stringify(reply.body));
  head(reply.status, { "content-type": JSON_TYPE, "content-length": String(bytes.length) });
  return bytes;
}

function sendStatus(fault: Kind<"status">, exchange: Exchange): void {
  const { status, message = `The sandbox was asked to answer ${status}.`, retryAfter } = fault;
  const body = fault.body ?? JSON.stringify(exchange.errorBody(new ApiFailure(status, message)));
  send(exchange, status, JSON_TYPE, body, retryAfter === undefined ? {} : { "retry-after": String(retryAfter) });
}

function sendLate(fault: Kind<"delay">, exchange: Exchange): void {
  const timer = setTimeout(() => sendReply(exchange), fault.ms);
  exchange.response.once("close", () => clearTimeout(timer));
}

function sendDripping(fault: Kind<"drip">, exchange: Exchange): void {
  const { response } = exchange;
  const bytes = beginReply(exchange);
  response.flushHeaders();
  let sent = 0;
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + 1));
    sent += 1;
    if (sent >= bytes.length) response.end();
  }, fault.everyMs);
  response.once("close", () => clearInterval(timer));
}

function sendHalf(_: Fault, exchange: Exchange): void {
  const { response } = exchange;
  const bytes = beginReply(exchange);
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.destroy());
}

function sendWithout(name: "data" | "meta", exchange: Exchange): void {
  const kept = Object.entries(exchange.reply.body).filter(([key]) => key !== name);
  sendReply({ ...exchange, reply: { ...exchange.reply, body: Object.fromEntries(kept) } });
}

function* padded(bytes: number): Generator<string> {
  const piece = "x".repeat(65_536);
  yield '{"data":{"padding":"';
  for (let left = bytes; left > 0; left -= piece.length) yield left < piece.length ? piece.slice(0, left) : piece;
  yield '"},"meta":{}}';
}

function sendOversized(fault: Kind<"oversized">, { head, response }: Exchange): void {
  const source = Readable.from(padded(fault.bytes));
  head(200, { "content-type": JSON_TYPE, ...(fault.gzip ? { "content-encoding": "gzip" } : {}) });
  const sent = fault.gzip ? pipeline(source, createGzip(), response) : pipeline(source, response);
  // A caller that has had enough hangs up; that is what this fault is for.
  sent.catch(() => response.destroy());
}

type Senders = { readonly [K in Fault["kind"]]: (fault: Kind<K>, exchange: Exchange) => void };

const senders: Senders = {
  status: sendStatus,
  delay: sendLate,
  never: () => {},
  drip: sendDripping,
  html: ({ status = 200 }, exchange) => send(exchange, status, "text/html; charset=utf-8", PROXY_PAGE),
  empty: (_, exchange) => send(exchange, 200, JSON_TYPE, ""),
  half: sendHalf,
  "wrong-type": ({ contentType }, exchange) =>
    send(exchange, exchange.reply.status, contentType, JSON.stringify(exchange.reply.body)),
  "no-data": (_, exchange) => sendWithout("data", exchange),
  "no-meta": (_, exchange) => sendWithout("meta", exchange),
  reset: (_, { response }) => void response.socket?.resetAndDestroy(),
  redirect: ({ status = 302, location }, exchange) => send(exchange, status, JSON_TYPE, "", { location }),
  raw: ({ status = 200, contentType = JSON_TYPE, body }, exchange) => send(exchange, status, contentType, body),
  oversized: sendOversized,
};

/** Lets the answer go wrong in the way asked for. */
export function sendFault<K extends Fault["kind"]>(fault: Kind<K>, exchange: Exchange): void {
  const kind: K = fault.kind;
  senders[kind](fault, exchange);
}
