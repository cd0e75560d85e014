import { nearestName } from "../../utils/nearest-name.ts";
import { accessToolName, type Connector, toolPrefix } from "../schema/connector.ts";
import type { Definition, Extension } from "../schema/definition.ts";
import { LIMITS } from "../schema/patterns.ts";
import { argumentIssues } from "./argument-rules.ts";
import type { DefinitionIssue } from "./issues.ts";

/** Names that Windows keeps for devices, so that no file can have them, whatever its ending. */
const DEVICES = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

type CheckedScope = Definition["scopes"][number];
type CheckedEndpoint = Definition["endpoints"][number];

/** What the schema cannot say of a whole definition. `others`: every connector that is not this one. */
export function ownIssues(
  file: Definition,
  builtIns: readonly Connector[],
  others: readonly Connector[],
): DefinitionIssue[] {
  return [
    ...idIssues(file.id, builtIns),
    ...baseUrlIssues(file.baseUrl),
    ...scopeIssues(file.scopes, []),
    ...endpointsIssues(file.id, file.endpoints, file.scopes, [...builtIns, ...others]),
  ];
}

/** What the schema cannot say of an extension. `others`: every connector but the one that is extended, and that one. */
export function extensionIssues(file: Extension, builtIn: Connector, others: readonly Connector[]): DefinitionIssue[] {
  const scopes = [...builtIn.scopes, ...file.scopes];
  return [
    ...scopeIssues(file.scopes, builtIn.scopes),
    ...endpointsIssues(builtIn.id, file.endpoints, scopes, [builtIn, ...others]),
  ];
}

function idIssues(id: string, builtIns: readonly Connector[]): DefinitionIssue[] {
  if (builtIns.some((connector) => connector.id === id)) {
    const problem = `"${id}" is a connector that Keyscope has itself. Choose another id, or write "extends": "${id}" in place of it to add endpoints to that one`;
    return [{ at: "id", problem }];
  }
  if (DEVICES.test(id)) return [{ at: "id", problem: `"${id}" cannot name a file on Windows; choose another` }];
  return [];
}

/** The URL parser knows several spellings of one address; only the one that the key really goes to is taken. */
function baseUrlIssues(text: string): DefinitionIssue[] {
  const href = URL.canParse(text) ? new URL(text).href : undefined;
  if (href === text || href === `${text}/`) return [];
  const problem = href === undefined ? "is not an address" : `must be written as what it means: ${href}`;
  return [{ at: "baseUrl", problem }];
}

function scopeIssues(scopes: readonly CheckedScope[], builtIn: Connector["scopes"]): DefinitionIssue[] {
  const inherited = builtIn.map(({ name }) => name);
  const names = scopes.map(({ name }) => name);
  const known = [...inherited, ...names];
  return scopes.flatMap((scope, at) => {
    const mistakes: DefinitionIssue[] = [];
    const place = `scopes[${at}]`;
    if (inherited.includes(scope.name)) {
      mistakes.push({ at: `${place}.name`, problem: `"${scope.name}" is a scope of the built-in connector already` });
    } else if (names.indexOf(scope.name) < at) {
      mistakes.push({ at: `${place}.name`, problem: `"${scope.name}" is there twice` });
    }
    for (const [position, name] of (scope.includes ?? []).entries()) {
      const at = `${place}.includes[${position}]`;
      if (!known.includes(name)) mistakes.push({ at, problem: unknownScope(name, known) });
      else if (reaches(scopes, name, scope.name)) {
        mistakes.push({ at, problem: `"${name}" includes "${scope.name}" in turn; take one of the two out` });
      }
    }
    return mistakes;
  });
}

/** Whether a scope is or includes, over whatever steps, the other one. */
function reaches(scopes: readonly CheckedScope[], from: string, goal: string): boolean {
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

function endpointsIssues(
  id: string,
  endpoints: readonly CheckedEndpoint[],
  scopes: readonly { readonly name: string }[],
  others: readonly Connector[],
): DefinitionIssue[] {
  const owners = new Map(others.flatMap((owner) => toolNames(owner).map((tool) => [tool, owner.id] as const)));
  const known = scopes.map(({ name }) => name);
  const tools = endpoints.map(({ tool }) => tool);
  return endpoints.flatMap((endpoint, at) => {
    const place = `endpoints[${at}]`;
    const problem = toolFailure(id, endpoint.tool, tools.indexOf(endpoint.tool) < at, owners);
    return [
      ...(problem === undefined ? [] : [{ at: `${place}.tool`, problem }]),
      ...endpoint.scopes.flatMap((name, position) =>
        known.includes(name) ? [] : [{ at: `${place}.scopes[${position}]`, problem: unknownScope(name, known) }],
      ),
      ...argumentIssues(endpoint, place),
    ];
  });
}

function toolNames(connector: Connector): string[] {
  return [accessToolName(connector), ...connector.endpoints.map(({ tool }) => tool)];
}

function toolFailure(
  id: string,
  tool: string,
  isRepeated: boolean,
  owners: ReadonlyMap<string, string>,
): string | undefined {
  const whole = `${toolPrefix({ id })}${tool}`;
  if (isRepeated) return `"${tool}" is there twice; give each endpoint a name of its own`;
  if (whole === accessToolName({ id })) return "is the tool that tells what a key may do; choose another name";
  const owner = owners.get(whole);
  if (owner !== undefined) return `${whole} is a tool of ${owner} already; choose another name`;
  if (whole.length <= LIMITS.toolName) return undefined;
  return `${whole} has ${whole.length} characters, and ${LIMITS.toolName} are allowed; choose a shorter name`;
}
