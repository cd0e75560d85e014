/** What a request asks of a route. */
export interface Call {
  readonly query: URLSearchParams;
  /** The part of the path that stands for `{name}` in the route's pattern; empty if there is none of that name. */
  segment(name: string): string;
}

/** One GET of an API. `W` is what its answers are made from. */
export interface Route<W> {
  /** Below the prefix, as in the API's documents: `campaigns/{id}`. */
  readonly pattern: string;
  /** A key needs one of them; any good key will do where there are none. */
  readonly scopes?: readonly [string, ...string[]];
  /** The body of the answer. Throws a `Problem` when there is none. */
  answer(call: Call, world: W): object;
}

/** A route and what its pattern's names stand for in a path. */
export interface Match<W> {
  readonly route: Route<W>;
  segment(name: string): string;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** What the names in the pattern stand for; undefined when the path does not fit. */
function segmentsIn(pattern: string, path: string): Map<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const segments = new Map<string, string>();
  for (const [index, part] of wanted.entries()) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    const value = decoded(given[index] ?? "");
    if (name === undefined ? value !== part : !value) return undefined;
    if (name !== undefined && value !== undefined) segments.set(name, value);
  }
  return segments;
}

/** The first route whose pattern fits the path: what is fixed goes before what is not. */
export function matchRoute<W>(routes: readonly Route<W>[], path: string): Match<W> | undefined {
  for (const route of routes) {
    const segments = segmentsIn(route.pattern, path);
    if (segments !== undefined) return { route, segment: (name) => segments.get(name) ?? "" };
  }
  return undefined;
}
