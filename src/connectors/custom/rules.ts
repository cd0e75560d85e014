import { nearestName } from "../../utils/nearest-name.ts";
import {
  type Argument,
  accessToolName,
  type Connector,
  queryToolName,
  readPlaceholders,
  type Scope,
  tablesToolName,
  toolPrefix,
} from "../schema/connector.ts";
import type { Definition, Extension } from "../schema/definition.ts";
import { isMethodName, LIMITS, METHOD_RULE } from "../schema/patterns.ts";
import { type DefinitionIssue, describePlace } from "./issues.ts";
import { checkPrompts } from "./prompt-rules.ts";
import { checkTables } from "./table-rules.ts";

/** Names that Windows keeps for devices, so that no file can have them, whatever its ending. */
const DEVICES = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

type DefinedEndpoint = Definition["endpoints"][number];
type Issues = Iterable<DefinitionIssue>;

/** Finds what the schema cannot say of a whole definition. `others`: every connector that is not this one. */
export function* checkRules(file: Definition, builtIns: readonly Connector[], others: readonly Connector[]): Issues {
  yield* checkId(file.id, builtIns);
  yield* checkBaseUrl(file.baseUrl);
  yield* checkHeaders(file);
  yield* checkScopes(file.scopes, []);
  yield* checkEndpoints(file.id, file.endpoints, file.scopes, [...builtIns, ...others]);
  yield* checkTables(file.id, file.endpoints, undefined);
  yield* checkPrompts(file.prompts, { ...file, builtIn: undefined });
}

/** Finds what the schema cannot say of an extension. `others`: every connector but the one that is extended, and that one. */
export function* checkExtensionRules(file: Extension, builtIn: Connector, others: readonly Connector[]): Issues {
  yield* checkScopes(file.scopes, builtIn.scopes);
  yield* checkEndpoints(builtIn.id, file.endpoints, [...builtIn.scopes, ...file.scopes], [builtIn, ...others]);
  yield* checkTables(builtIn.id, file.endpoints, builtIn);
  yield* checkPrompts(file.prompts, { id: builtIn.id, endpoints: file.endpoints, builtIn });
}

function* checkId(id: string, builtIns: readonly Connector[]): Issues {
  if (builtIns.some((connector) => connector.id === id)) {
    const message = `"${id}" is a connector that Keyscope has itself. Choose another id, or write "extends": "${id}" in place of it to add endpoints to that one`;
    yield { at: "id", message };
  } else if (DEVICES.test(id)) yield { at: "id", message: `"${id}" cannot name a file on Windows; choose another` };
}

/** The URL parser knows several spellings of one address; only the one that the key really goes to is taken. */
function* checkBaseUrl(text: string): Issues {
  const href = URL.canParse(text) ? new URL(text).href : undefined;
  if (href === text || href === `${text}/`) return;
  const message = href === undefined ? "is not an address" : `must be written as what it means: ${href}`;
  yield { at: "baseUrl", message };
}

/** Capital letters make no other header of a name. */
function* checkHeaders({ headers = {}, authentication }: Definition): Issues {
  const names = Object.keys(headers);
  const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
  for (const [index, name] of names.entries()) {
    const at = describePlace(["headers", name]);
    const before = names.slice(0, index).find((other) => isSame(other, name));
    if (before !== undefined) yield { at, message: `is there twice; "${before}" is the same header` };
    if (authentication.kind === "header" && isSame(authentication.name, name))
      yield { at, message: "is the header that carries the key" };
  }
}

function* checkScopes(scopes: readonly Scope[], builtIn: readonly Scope[]): Issues {
  const inherited = builtIn.map(({ name }) => name);
  const names = scopes.map(({ name }) => name);
  const known = [...inherited, ...names];
  for (const [index, { name, includes = [] }] of scopes.entries()) {
    const place = `scopes[${index}]`;
    if (inherited.includes(name)) {
      yield { at: `${place}.name`, message: `"${name}" is a scope of the built-in connector already` };
    } else if (names.indexOf(name) < index) yield { at: `${place}.name`, message: `"${name}" is there twice` };
    for (const [position, included] of includes.entries()) {
      const at = `${place}.includes[${position}]`;
      if (!known.includes(included)) yield { at, message: unknownScope(included, known) };
      else if (reaches(scopes, included, name)) {
        yield { at, message: `"${included}" includes "${name}" in turn; take one of the two out` };
      }
    }
  }
}

/** Whether a scope is or includes, over whatever steps, the other one. */
function reaches(scopes: readonly Scope[], from: string, goal: string): boolean {
  const seen = new Set([from]);
  for (const name of seen) {
    for (const next of scopes.find((scope) => scope.name === name)?.includes ?? []) seen.add(next);
  }
  return seen.has(goal);
}

function unknownScope(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? 'Add it to "scopes"' : `Did you mean "${nearest}"?`;
  return `"${name}" is none of the connector's scopes. ${hint}`;
}

function* checkEndpoints(
  id: string,
  endpoints: readonly DefinedEndpoint[],
  scopes: readonly Scope[],
  others: readonly Connector[],
): Issues {
  const owners = new Map(others.flatMap((owner) => toolNames(owner).map((tool) => [tool, owner.id] as const)));
  const known = scopes.map(({ name }) => name);
  const tools = endpoints.map(({ tool }) => tool);
  for (const [index, endpoint] of endpoints.entries()) {
    const place = `endpoints[${index}]`;
    const isRepeated = tools.indexOf(endpoint.tool) < index;
    const message = isRepeated
      ? `"${endpoint.tool}" is there twice; give each endpoint a name of its own`
      : toolNameIssue(id, `${toolPrefix({ id })}${endpoint.tool}`, owners);
    if (message !== undefined) yield { at: `${place}.tool`, message };
    for (const [position, name] of endpoint.scopes.entries()) {
      if (!known.includes(name)) yield { at: `${place}.scopes[${position}]`, message: unknownScope(name, known) };
    }
    yield* checkArguments(endpoint.arguments, place);
    yield* checkPath(endpoint, place);
  }
}

function toolNames(connector: Connector): string[] {
  return [...ownToolNames(connector), ...connector.endpoints.map(({ tool }) => tool)];
}

/** The tools that Keyscope itself gives every connector. */
function ownToolNames(connector: Pick<Connector, "id">): string[] {
  return [accessToolName(connector), queryToolName(connector), tablesToolName(connector)];
}

/** @param owners the ids of the connectors that have tools already, by the tools' names */
function toolNameIssue(id: string, tool: string, owners: ReadonlyMap<string, string>): string | undefined {
  if (ownToolNames({ id }).includes(tool)) return "is a tool of Keyscope's own; choose another name";
  const owner = owners.get(tool);
  if (owner !== undefined) return `${tool} is a tool of ${owner} already; choose another name`;
  if (tool.length <= LIMITS.toolName) return undefined;
  return `${tool} has ${tool.length} characters, and ${LIMITS.toolName} are allowed; choose a shorter name`;
}

function* checkArguments(all: readonly Argument[], place: string): Issues {
  const names = all.map(({ name }) => name);
  const sent = all.map(sentAs);
  const roles = all.map(({ period, paging }) => period ?? paging);
  for (const [index, argument] of all.entries()) {
    const at = `${place}.arguments[${index}]`;
    yield* checkRange(argument, at);
    // Where it has no parameter, its name is what is sent.
    if (argument.in !== "path" && isMethodName(parameterOf(argument))) yield { at: `${at}.name`, message: METHOD_RULE };
    if (names.indexOf(argument.name) < index) yield { at: `${at}.name`, message: `"${argument.name}" is there twice` };
    if (sent.indexOf(sentAs(argument)) < index)
      yield { at, message: `is sent as "${parameterOf(argument)}", as another argument is` };
    const role = roles[index];
    if (role !== undefined && roles.indexOf(role) < index)
      yield { at, message: `is the second with the part "${role}"; only one argument can have it` };
  }
}

function parameterOf({ parameter, name }: Argument): string {
  return parameter ?? name;
}

/** Tells a segment of the path from a query parameter of the same name. */
function sentAs(argument: Argument): string {
  return `${argument.in ?? "query"} ${parameterOf(argument)}`;
}

/** What the API takes when nothing is given must be something that it takes. */
function* checkRange(argument: Argument, at: string): Issues {
  if (argument.type === "choice" && argument.default !== undefined && !argument.values.includes(argument.default))
    yield { at: `${at}.default`, message: 'is none of the "values"' };
  if (argument.type !== "integer" && argument.type !== "number") return;
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY, default: usual } = argument;
  if (minimum > maximum) yield { at: `${at}.maximum`, message: `must not be less than minimum, which is ${minimum}` };
  if (usual !== undefined && (usual < minimum || usual > maximum))
    yield { at: `${at}.default`, message: "lies outside of minimum and maximum" };
}

/** Each `{parameter}` of the path has exactly one argument, and the other way round. */
function* checkPath({ path, arguments: all }: DefinedEndpoint, place: string): Issues {
  const wanted = readPlaceholders(path);
  const given = all.filter((argument) => argument.in === "path").map(parameterOf);
  const at = `${place}.path`;
  for (const name of wanted.filter((name) => !given.includes(name)))
    yield { at, message: `{${name}} needs an argument with "in": "path" and this name, or this "parameter"` };
  for (const name of wanted.filter((name, index) => wanted.indexOf(name) < index))
    yield { at, message: `{${name}} is there twice; each may stand once` };
  for (const [index, argument] of all.entries()) {
    if (argument.in !== "path") continue;
    const at = `${place}.arguments[${index}]`;
    const name = parameterOf(argument);
    if (argument.type === "list")
      yield { at: `${at}.type`, message: "cannot be a list, because it stands in the path" };
    else if (!wanted.includes(name)) yield { at, message: `stands in the path, and the path has no {${name}}` };
  }
}
