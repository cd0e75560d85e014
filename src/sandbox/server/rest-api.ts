import type { IncomingHttpHeaders } from "node:http";
import { type Api, ApiFailure, type ApiRequest, type Reply } from "./api.ts";
import type { FindKey } from "./authentication.ts";
import type { Keys, ValidKey } from "./keys.ts";
import { type Limit, RateLimit } from "./rate-limit.ts";

/** What a request asks of a route. */
export interface Call {
  readonly query: URLSearchParams;
  /** The part of the path that stands for `{name}` in the route's pattern; empty if there is none of that name. */
  segment(name: string): string;
}

/** One GET of an API. `S` is what its answers are made from. */
export interface Route<S> {
  /** Below the prefix, as in the API's documents: `campaigns/{id}`. */
  readonly pattern: string;
  /** A key needs one of them; any good key will do where there are none. */
  readonly scopes?: readonly [string, ...string[]];
  /** Makes the body of the answer. Throws an `ApiFailure` when there is none. */
  answer(call: Call, store: S): object;
}

/** What is particular to an API. */
export interface Rest<S> extends Omit<Api, "handle"> {
  /** Finds the good key that the request brings. Throws the API's own refusal when it brings none. */
  authenticate(headers: IncomingHttpHeaders, find: FindKey): ValidKey;
  /** How a key that lacks the scope is told. */
  missingScope(scope: string): ApiFailure;
  readonly limits: readonly Limit[];
  /** The first whose pattern fits a path is taken: what is fixed stands before what is not. */
  readonly routes: readonly Route<S>[];
  /** What the answers are made from. */
  store(now: Date): S;
}

/** Gives an emulated API its keys and its clock. */
export type StartApi = (keys: Keys, now: () => Date) => Api;

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Finds what the names in the pattern stand for; undefined when the path does not fit. */
function matchSegments(pattern: string, path: string): Map<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const segments = new Map<string, string>();
  for (const [index, part] of wanted.entries()) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const value = decode(given[index] ?? "");
    if (name === undefined ? value !== part : !value) return undefined;
    if (name !== undefined && value !== undefined) segments.set(name, value);
  }
  return segments;
}

/** Makes the body of the answer, if the key may take the route. */
function answerRoute<S>(rest: Rest<S>, { method, path, query }: ApiRequest, key: ValidKey, now: Date): object {
  for (const { pattern, scopes, answer } of rest.routes) {
    const segments = matchSegments(pattern, path);
    if (segments === undefined) continue;
    if (method !== "GET") throw new ApiFailure(405, `Method "${method}" not allowed.`, { headers: { allow: "GET" } });
    if (scopes !== undefined && !scopes.some((scope) => key.scopes.has(scope))) throw rest.missingScope(scopes[0]);
    return answer({ query, segment: (name) => segments.get(name) ?? "" }, rest.store(now));
  }
  throw new ApiFailure(404, "Not found.");
}

/** Emulates an API: who asks, how often, for what, and with which right, in that order; then the answer. */
export function restApi<S>(rest: Rest<S>): StartApi {
  return (keys, now) => {
    const limits = rest.limits.map((limit) => new RateLimit(limit));
    const answer = (request: ApiRequest): object => {
      const key = rest.authenticate(request.headers, (text) => keys.valid(rest.id, text));
      const time = now();
      for (const limit of limits) limit.count(key.text, request.path, time);
      return answerRoute(rest, request, key, time);
    };
    return {
      ...rest,
      handle(request): Reply {
        try {
          return { status: 200, headers: {}, body: answer(request) };
        } catch (error) {
          if (!(error instanceof ApiFailure)) throw error;
          return { status: error.status, headers: error.details.headers ?? {}, body: rest.errorBody(error) };
        }
      },
    };
  };
}
