import type { IncomingHttpHeaders } from "node:http";
import { type Api, type ApiRequest, Problem, type Reply } from "./api.ts";
import type { ValidKey } from "./keys.ts";
import { type Limit, RateLimit } from "./rate.ts";
import { type Match, matchRoute, type Route } from "./routes.ts";

/** What is particular to an API. */
export interface Rest<W> extends Omit<Api, "handle"> {
  /** The good key that the request brings. Throws the API's own refusal when it brings none. */
  authenticate(headers: IncomingHttpHeaders): ValidKey;
  /** How a key that lacks the scope is told. */
  missingScope(scope: string): Problem;
  readonly limits: readonly Limit[];
  readonly routes: readonly Route<W>[];
  /** What the answers are made from. */
  world(now: Date): W;
}

/** The route, if the key may take it. */
function permitted<W>(rest: Rest<W>, request: ApiRequest, key: ValidKey): Match<W> {
  const match = matchRoute(rest.routes, request.path);
  if (match === undefined) throw new Problem(404, "Not found.");
  if (request.method !== "GET") {
    throw new Problem(405, `Method "${request.method}" not allowed.`, { headers: { allow: "GET" } });
  }
  const { scopes } = match.route;
  if (scopes !== undefined && !scopes.some((scope) => key.scopes.has(scope))) throw rest.missingScope(scopes[0]);
  return match;
}

/** Counts the request against every limit that it is under. */
function count(limits: readonly RateLimit[], path: string, key: ValidKey, now: Date): void {
  for (const limit of limits) {
    const wait = limit.take(key.text, path, now);
    if (wait !== undefined) throw new Problem(429, limit.text, { headers: { "retry-after": String(wait) } });
  }
}

/** An emulated API: who asks, how often, for what, and with which right, in that order; then the answer. */
export function restApi<W>(rest: Rest<W>, now: () => Date): Api {
  const limits = rest.limits.map((limit) => new RateLimit(limit));
  const answer = (request: ApiRequest): object => {
    const key = rest.authenticate(request.headers);
    const time = now();
    count(limits, request.path, key, time);
    const { route, segment } = permitted(rest, request, key);
    return route.answer({ query: request.query, segment }, rest.world(time));
  };
  return {
    ...rest,
    handle(request): Reply {
      try {
        return { status: 200, headers: {}, body: answer(request) };
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        return { status: error.status, headers: error.details.headers ?? {}, body: rest.errorBody(error) };
      }
    },
  };
}
