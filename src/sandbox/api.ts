import type { IncomingHttpHeaders } from "node:http";

/** A request as an API sees it. */
export interface ApiRequest {
  readonly method: string;
  /** Below the API's prefix, without a slash at the beginning. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** A JSON answer. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

/** One emulated API. */
export interface Api {
  /** Begins and ends in a slash. */
  readonly prefix: string;
  /** The key that the request brings, known or not: faults are asked for by key. */
  presentedKey(headers: IncomingHttpHeaders): string | undefined;
  handle(request: ApiRequest): Reply;
}

/** An answer that says what is wrong. */
export function problem(status: number, detail: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers, body: { detail } };
}
