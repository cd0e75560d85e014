import type { IncomingHttpHeaders } from "node:http";
import type { PresentedKey } from "./authentication.ts";

/** The emulated APIs by the ids of their connectors, in the order in which they are shown. */
export const apiIds = ["setpilot", "sendpilot", "setora", "ebiz", "commerce-kitty"] as const;
export type ApiId = (typeof apiIds)[number];

/** A request as an API sees it. */
export interface ApiRequest {
  readonly method: string;
  /** Below the API's prefix, without a slash at the beginning. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

type Headers = Readonly<Record<string, string>>;

/** A JSON answer. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: object;
}

/** What an API's error may say beside its message, and headers that belong to it. */
export interface FailureDetails {
  /** A name for programs, such as `invalid_api_key`. */
  readonly code?: string;
  /** The parameter that was wrong. */
  readonly parameter?: string;
  readonly headers?: Headers;
}

/** Why an API refuses. Thrown wherever that turns out; each API has a form of its own for it. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly details: FailureDetails;

  constructor(status: number, message: string, details: FailureDetails = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

/** One emulated API. `restApi` makes one from what is particular to it. */
export interface Api {
  readonly id: ApiId;
  /** Where it is; each begins and ends in a slash. The first is its base URL. */
  readonly prefixes: readonly [string, ...string[]];
  /** The names that the scopes of its keys may have; empty where it has none. */
  readonly scopes: readonly string[];
  /** The key that the request brings, known or not. Faults are asked for by its first part. */
  presentedKey(headers: IncomingHttpHeaders): PresentedKey | undefined;
  handle(request: ApiRequest): Reply;
  /** The body of an error, in the API's own form. */
  errorBody(failure: ApiFailure): object;
  /** What every answer carries, even one that goes wrong. */
  commonHeaders?(): Headers;
}
