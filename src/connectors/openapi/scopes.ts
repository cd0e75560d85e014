import type { OwnFile } from "../schema/definition-schema.ts";
import { LIMITS } from "../schema/limits.ts";
import { probePath, scopeText } from "../schema/patterns.ts";
import type { EndpointFile } from "./arguments.ts";
import { firstSentences, plainText } from "./plain-text.ts";
import type { Scheme } from "./security.ts";

type ScopeFile = NonNullable<OwnFile["scopes"]>[number];
type ProbeFile = NonNullable<OwnFile["keyProbe"]>;

/** Every discovery sends all probes and counts against the API's limit. */
const MOST_PROBES = 8;
const LONGEST_GRANTS = 300;

/** The scopes that a definition can hold: OAuth's own rule allows no spaces in a name, other schemes anything. */
export function usableScopes(scopes: readonly string[]): readonly string[] {
  return scopes.filter((scope) => scopeText.safeParse(scope).success);
}

/** What the endpoints need, in the order in which they need it, each with the cheapest request that only it permits. */
export function scopesOf(endpoints: readonly EndpointFile[], schemes: ReadonlyMap<string, Scheme>): ScopeFile[] {
  const names = [...new Set(endpoints.flatMap(({ scopes }) => scopes ?? []))].slice(0, LIMITS.scopes);
  let probes = 0;
  return names.map((name) => {
    const probe =
      probes < MOST_PROBES
        ? cheapest(endpoints.filter((each) => each.scopes?.length === 1 && each.scopes[0] === name))
        : undefined;
    if (probe !== undefined) probes++;
    return { name, grants: grantsOf(name, endpoints, schemes), ...(probe === undefined ? {} : { probe }) };
  });
}

/** The request of the endpoint that can be asked for the least: for one row rather than a page, at the shortest path. */
export function cheapest(endpoints: readonly EndpointFile[]): ProbeFile | undefined {
  const free = endpoints.filter(
    (each) =>
      each.arguments?.every(({ required }) => required !== true) !== false && probePath.safeParse(each.path).success,
  );
  const probes = free.map(({ path, arguments: all = [] }): ProbeFile => {
    const size = all.find(({ paging }) => paging === "size");
    // None at all is what some APIs understand as no limit.
    const rows = size?.type === "integer" ? Math.max(size.minimum ?? 1, 1) : undefined;
    return size === undefined || rows === undefined
      ? { path, query: {} }
      : { path, query: { [size.parameter ?? size.name]: String(rows) } };
  });
  const cost = ({ path, query }: ProbeFile): number => (Object.keys(query ?? {}).length > 0 ? 0 : 1_000) + path.length;
  return probes.sort((a, b) => cost(a) - cost(b))[0];
}

function grantsOf(name: string, endpoints: readonly EndpointFile[], schemes: ReadonlyMap<string, Scheme>): string {
  const texts = [...schemes.values()].map(({ scopes }) => plainText(scopes.get(name) ?? ""));
  const text = texts.find((each) => each !== "");
  if (text !== undefined) return firstSentences(text, LONGEST_GRANTS);
  const tools = endpoints.filter(({ scopes }) => scopes?.includes(name)).map(({ tool }) => tool);
  return `${tools.slice(0, 4).join(", ")}${tools.length > 4 ? ` and ${tools.length - 4} more` : ""}`;
}
