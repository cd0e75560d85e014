import type { IncomingHttpHeaders } from "node:http";
import { type Api, ApiFailure, type ApiRequest, type Reply } from "./api.ts";
import type { Keys, ValidKey } from "./keys.ts";
import { type Limit, rateLimit } from "./rate-limit.ts";

/** What a request asks of a route. */
export interface Call {
  readonly query: URLSearchParams;
  /** The part of the path that stands for `{…}` in the route's pattern; empty if there is none. */
  readonly id: string;
}

/** One GET of an API. `S` is what its answers are made from. */
export interface Route<S> {
  /** Below the prefix, as in the API's documents: `campaigns/{id}`, with one name at most. */
  readonly pattern: string;
  /** A key needs one of them; any good key will do where there are none. */
  readonly scopes?: readonly [string, ...string[]];
  /** Makes the body of the answer. Throws an `ApiFailure` when there is none. */
  answer(call: Call, store: S): object;
}

/** What is particular to an API. */
export interface Rest<S> extends Omit<Api, "handle"> {
  /** How a request without a good key is told; `key` is the good one whose secret is another than it brings. */
  unauthorized(headers: IncomingHttpHeaders, key: ValidKey | undefined): ApiFailure;
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

/** Decodes a part of a path; undefined when it is malformed. */
export function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Finds what the name in the pattern stands for, empty without one; undefined when the path does not fit. */
function matchPath(pattern: string, path: string): string | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/").map(decode);
  const named = wanted.findIndex((part) => part.startsWith("{"));
  const fits = wanted.every((part, index) => (index === named ? given[index] : given[index] === part));
  return fits && wanted.length === given.length ? (given[named] ?? "") : undefined;
}

/** Makes the body of the answer, if the key may take the route. */
function answerRoute<S>(rest: Rest<S>, { method, path, query }: ApiRequest, key: ValidKey, now: Date): object {
  for (const { pattern, scopes, answer } of rest.routes) {
    const id = matchPath(pattern, path);
    if (id === undefined) continue;
    if (method !== "GET") throw new ApiFailure(405, `Method "${method}" not allowed.`, { headers: { allow: "GET" } });
    if (scopes !== undefined && !scopes.some((scope) => key.scopes.has(scope))) throw rest.missingScope(scopes[0]);
    return answer({ query, id }, rest.store(now));
  }
  throw new ApiFailure(404, "Not found.");
}

/** Emulates an API: who asks, how often, for what, and with which right, in that order; then the answer. */
export function restApi<S>(rest: Rest<S>): StartApi {
  return (keys, now) => {
    const limits = rest.limits.map(rateLimit);
    const answer = (request: ApiRequest): object => {
      const [text, secret] = rest.presentedKey(request.headers) ?? [];
      const key = keys.valid(rest.id, text);
      if (key === undefined || key.secret !== secret) throw rest.unauthorized(request.headers, key);
      const time = now();
      for (const count of limits) count(key.text, request.path, time);
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
