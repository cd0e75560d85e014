import type { OwnFile } from "../schema/definition-schema.ts";
import { LIMITS } from "../schema/limits.ts";
import { sourceUrl } from "../schema/patterns.ts";
import type { EndpointFile } from "./arguments.ts";
import type { Candidate, Key } from "./candidates.ts";
import { endpointOf } from "./endpoint.ts";
import type { Notes } from "./notes.ts";
import { cheapest, scopesOf, usableScopes } from "./scopes.ts";

const MOST_SCOPES_OF_ONE = 20;

/** The definition of a connector with these operations. */
export function definitionOf(
  about: { readonly id: string; readonly title: string; readonly baseUrl: string; readonly source: string | undefined },
  chosen: readonly Candidate[],
  { sending, schemes }: Key,
  notes: Notes,
): OwnFile {
  const endpoints = chosen.map((candidate) => endpoint(candidate, notes));
  const scopes = scopesOf(endpoints, schemes);
  const known = new Set(scopes.map(({ name }) => name));
  const isProbed = scopes.some(({ probe }) => probe !== undefined);
  const forEveryKey = endpoints.filter((each, at) => each.scopes === undefined && chosen[at]?.need.isPublic === false);
  const keyProbe = isProbed ? undefined : cheapest(forEveryKey);
  if (!isProbed && keyProbe === undefined) {
    notes.add(
      "No chosen operation shows with a single request whether a key is good, so a key is first tried by a question. Include one that needs no argument, such as a list.",
    );
  }
  const { source, ...identity } = about;
  return {
    ...identity,
    authentication: sending,
    ...(scopes.length === 0 ? {} : { scopes }),
    ...(keyProbe === undefined ? {} : { keyProbe }),
    endpoints: endpoints.map((each) => withKnownScopes(each, known)),
    ...sourcesOf(source),
  };
}

/** The document's page. Its query may hold a token, which belongs into no file. */
function sourcesOf(source = ""): Pick<OwnFile, "sources"> {
  const page = source.replace(/[?#].*$/s, "");
  return sourceUrl.safeParse(page).success ? { sources: [page] } : {};
}

function endpoint({ get, reading, need, tool }: Candidate, notes: Notes): EndpointFile {
  for (const { name, why } of reading.dropped) notes.dropped(name, why);
  if (need.isUnclear) {
    notes.add("Some operations accept keys of different scopes; of those only what every such key needs counts.");
  }
  const scopes = usableScopes(need.scopes).slice(0, MOST_SCOPES_OF_ONE);
  if (scopes.length < need.scopes.length) {
    notes.add("Some scopes have names that cannot be used; their tools are shown to keys without them too.");
  }
  const built = endpointOf(get, reading, tool, scopes);
  if (built.tooMany > 0) {
    notes.add(`${tool} has ${LIMITS.arguments} arguments; ${built.tooMany} more of the document's found no room.`);
  }
  return built.endpoint;
}

/** There can be more scopes than a definition holds. */
function withKnownScopes(endpoint: EndpointFile, known: ReadonlySet<string>): EndpointFile {
  if (endpoint.scopes === undefined) return endpoint;
  return { ...endpoint, scopes: endpoint.scopes.filter((scope) => known.has(scope)) };
}
