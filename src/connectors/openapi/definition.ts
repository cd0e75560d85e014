import { titleFromName } from "../schema/connector.ts";
import type { ArgumentFile, DefinitionFile, EndpointFile, ProbeFile, ScopeFile } from "../schema/definition.ts";
import { LIMITS, probePath, scopeText, sourceUrl } from "../schema/patterns.ts";
import { getText } from "./document.ts";
import type { FixedHeaders } from "./headers.ts";
import { type Candidate, relativePath } from "./operations.ts";
import { showName } from "./parameters.ts";
import { firstSentences, listSome, plainText, sentence } from "./plain-text.ts";
import type { Key } from "./security.ts";

const LONGEST_TITLE = 80;
const LONGEST_DESCRIPTION = 400;
const LONGEST_GRANTS = 300;
/** Every discovery sends all probes and counts against the API's limit. */
const MOST_PROBES = 8;
const NAMES_SHOWN = 8;
const NO_PROBE =
  "No chosen operation shows with a single request whether a key is good, so a key is first tried by a question. Include one that needs no argument, such as a list.";

/** What a connector has beside its operations and its key. */
interface About {
  readonly id: string;
  readonly title: string;
  readonly baseUrl: string;
  readonly source: string | undefined;
  readonly headers: FixedHeaders;
}

/** Makes the definition of a connector with these operations. */
export function makeDefinition(about: About, chosen: readonly Candidate[], key: Key): DefinitionFile {
  const { source, headers, ...identity } = about;
  const endpoints = chosen.map(makeEndpoint);
  const scopes = makeScopes(endpoints, key);
  const forEveryKey = endpoints.filter((each, at) => each.scopes === undefined && chosen[at]?.need.isPublic === false);
  const keyProbe = scopes.some(({ probe }) => probe !== undefined) ? undefined : findCheapest(forEveryKey);
  return {
    ...identity,
    authentication: key.sending,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(scopes.length === 0 ? {} : { scopes }),
    ...(keyProbe === undefined ? {} : { keyProbe }),
    endpoints: endpoints.map((each) => withKnownScopes(each, scopes)),
    ...makeSources(source),
  };
}

/** The document's page. Its query may hold a token, which belongs into no file. */
function makeSources(source = ""): Pick<DefinitionFile, "sources"> {
  const page = source.replace(/[?#].*$/s, "");
  return sourceUrl.safeParse(page).success ? { sources: [page] } : {};
}

function makeEndpoint(candidate: Candidate): EndpointFile {
  const { path, tool, arguments: all } = candidate;
  const scopes = usableScopes(candidate);
  const list = candidate.list ?? /^(?:list|search|find)_/.test(tool);
  return {
    tool,
    title: makeTitle(candidate),
    description: makeDescription(candidate, list),
    path: relativePath(path),
    ...(scopes.length === 0 ? {} : { scopes }),
    ...(all.length === 0 ? {} : { arguments: all }),
    list,
  };
}

/** The scopes that a definition can hold: OAuth's own rule allows no spaces in a name, other schemes anything. */
function usableScopes({ need }: Candidate): string[] {
  return need.scopes.filter((scope) => scopeText.safeParse(scope).success).slice(0, LIMITS.scopesOfEndpoint);
}

function makeTitle({ node, tool }: Candidate): string {
  const summary = firstSentences(plainText(getText(node, "summary")), LONGEST_TITLE).replace(/\.$/, "");
  return summary === "" ? titleFromName(tool).slice(0, LONGEST_TITLE) : summary;
}

/** The document's own words: its summary, then as much of the description as there is room for. */
function makeDescription({ node, item, path, arguments: all }: Candidate, list: boolean): string {
  const summary = sentence(plainText(getText(node, "summary") || getText(item, "summary")));
  const long = sentence(plainText(getText(node, "description") || getText(item, "description")));
  const repeats = long.toLowerCase().startsWith(summary.slice(0, -1).toLowerCase());
  const text = repeats ? long : `${summary} ${long}`.trim();
  if (text !== "") return firstSentences(text, LONGEST_DESCRIPTION);
  const by = all.filter(({ required }) => required === true).map(({ name }) => name);
  const what = list ? "A list of what the API has at" : "What the API has at";
  const forOne = by.length === 0 ? "" : `, for one ${by.join(", ")}`;
  return firstSentences(`${what} ${plainText(path)}${forOne}.`, LONGEST_DESCRIPTION);
}

/** What the endpoints need, in the order in which they need it, each with the cheapest request that only it permits. */
function makeScopes(endpoints: readonly EndpointFile[], { schemes }: Key): ScopeFile[] {
  const names = [...new Set(endpoints.flatMap(({ scopes }) => scopes ?? []))].slice(0, LIMITS.scopes);
  let probes = 0;
  return names.map((name) => {
    const alone = endpoints.filter((each) => each.scopes?.length === 1 && each.scopes[0] === name);
    const probe = probes < MOST_PROBES ? findCheapest(alone) : undefined;
    if (probe !== undefined) probes++;
    const described = [...schemes.values()].map(({ scopes }) => plainText(scopes.get(name) ?? ""));
    const text = described.find((each) => each !== "");
    const tools = endpoints.filter(({ scopes }) => scopes?.includes(name)).map(({ tool }) => tool);
    const grants = text === undefined ? listSome(tools, 4) : firstSentences(text, LONGEST_GRANTS);
    return { name, grants, ...(probe === undefined ? {} : { probe }) };
  });
}

/** There can be more scopes than a definition holds. */
function withKnownScopes(endpoint: EndpointFile, scopes: readonly ScopeFile[]): EndpointFile {
  if (endpoint.scopes === undefined) return endpoint;
  const known = new Set(scopes.map(({ name }) => name));
  return { ...endpoint, scopes: endpoint.scopes.filter((scope) => known.has(scope)) };
}

/** The request of the endpoint that can be asked for the least: for one row rather than a page, at the shortest path. */
function findCheapest(endpoints: readonly EndpointFile[]): ProbeFile | undefined {
  const free = endpoints.filter(
    ({ path, arguments: all = [] }) =>
      all.every(({ required }) => required !== true) && probePath.safeParse(path).success,
  );
  const cost = ({ path, query }: ProbeFile): number => (Object.keys(query ?? {}).length > 0 ? 0 : 1_000) + path.length;
  return free.map(makeProbe).sort((a, b) => cost(a) - cost(b))[0];
}

function makeProbe({ path, arguments: all = [] }: EndpointFile): ProbeFile {
  const size: ArgumentFile | undefined = all.find(({ paging }) => paging === "size");
  if (size?.type !== "integer") return { path, query: {} };
  // None at all is what some APIs understand as no limit.
  const rows = Math.max(size.minimum ?? 1, 1);
  return { path, query: { [size.parameter ?? size.name]: String(rows) } };
}

/** What a person should know of a definition and the operations that it was made of, as sentences. */
export function makeNotes({ scopes = [], keyProbe }: DefinitionFile, chosen: readonly Candidate[]): string[] {
  const isProbed = keyProbe !== undefined || scopes.some(({ probe }) => probe !== undefined);
  return [
    ...chosen.flatMap((candidate) => [...makeToolNotes(candidate)]),
    ...(isProbed ? [] : [NO_PROBE]),
    ...makeDroppedNotes(chosen),
  ];
}

function* makeToolNotes(candidate: Candidate): Iterable<string> {
  const { tool, tooMany, need } = candidate;
  if (need.isUnclear)
    yield "Some operations accept keys of different scopes; of those only what every such key needs counts.";
  if (usableScopes(candidate).length < need.scopes.length)
    yield "Some scopes have names that cannot be used; their tools are shown to keys without them too.";
  if (tooMany > 0) yield `${tool} has ${LIMITS.arguments} arguments; ${tooMany} more of the document's found no room.`;
}

/** One sentence for each reason; the parameters that most tools lack come first. */
function makeDroppedNotes(chosen: readonly Candidate[]): string[] {
  const reasons = new Map<string, Map<string, number>>();
  for (const { name, why } of chosen.flatMap(({ dropped }) => dropped)) {
    const names = reasons.get(why) ?? new Map<string, number>();
    reasons.set(why, names.set(name, (names.get(name) ?? 0) + 1));
  }
  return [...reasons].map(([why, names]) => {
    const counted = [...names]
      .sort((a, b) => b[1] - a[1])
      .map(([name, count]) => (count === 1 ? showName(name) : `${showName(name)} (${count} tools)`));
    return `Optional parameters left away, because each ${why}: ${listSome(counted, NAMES_SHOWN)}.`;
  });
}
