import type { Definition } from "../schema/definition.ts";
import type { DefinitionIssue } from "./issues.ts";

type CheckedEndpoint = Definition["endpoints"][number];
type CheckedArgument = CheckedEndpoint["arguments"][number];

/** What the schema cannot say of the arguments of one endpoint, which stands at `place`. */
export function argumentIssues({ path, arguments: all }: CheckedEndpoint, place: string): DefinitionIssue[] {
  const names = all.map(({ name }) => name);
  const sent = all.map(sentAs);
  const roles = all.map(({ period, paging }) => period ?? paging);
  const each = all.flatMap((argument, at) => {
    const here = `${place}.arguments[${at}]`;
    const found = [rangeIssue(argument, here), defaultIssue(argument, here)];
    if (names.indexOf(argument.name) < at)
      found.push({ at: `${here}.name`, problem: `"${argument.name}" is there twice` });
    if (sent.indexOf(sentAs(argument)) < at) {
      found.push({ at: here, problem: `is sent as "${parameterOf(argument)}", as another argument is` });
    }
    const role = roles[at];
    if (role !== undefined && roles.indexOf(role) < at) {
      found.push({ at: here, problem: `is the second with the part "${role}"; only one argument can have it` });
    }
    return found;
  });
  return [...each, ...pathIssues(path, all, place)].filter((mistake) => mistake !== undefined);
}

function parameterOf({ parameter, name }: CheckedArgument): string {
  return parameter ?? name;
}

/** Tells a segment of the path from a query parameter of the same name. */
function sentAs(argument: CheckedArgument): string {
  return `${argument.in ?? "query"} ${parameterOf(argument)}`;
}

/** Each `{parameter}` of the path has exactly one argument, and the other way round. */
function pathIssues(path: string, all: readonly CheckedArgument[], place: string): DefinitionIssue[] {
  const wanted = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name);
  const given = all.filter((argument) => argument.in === "path").map(parameterOf);
  const unfilled = wanted
    .filter((name) => !given.includes(name))
    .map((name) => `{${name}} needs an argument with "in": "path" and this name, or this "parameter"`);
  const repeated = wanted
    .filter((name, at) => wanted.indexOf(name) < at)
    .map((name) => `{${name}} is there twice; each may stand once`);
  return [
    ...[...unfilled, ...repeated].map((problem) => ({ at: `${place}.path`, problem })),
    ...all.flatMap((argument, at) => {
      if (argument.in !== "path") return [];
      const here = `${place}.arguments[${at}]`;
      const name = parameterOf(argument);
      if (argument.type === "list")
        return [{ at: `${here}.type`, problem: "cannot be a list, because it stands in the path" }];
      return wanted.includes(name) ? [] : [{ at: here, problem: `stands in the path, and the path has no {${name}}` }];
    }),
  ];
}

function rangeIssue(argument: CheckedArgument, here: string): DefinitionIssue | undefined {
  if (argument.type !== "integer" && argument.type !== "number") return undefined;
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = argument;
  return minimum <= maximum
    ? undefined
    : { at: `${here}.maximum`, problem: `must not be less than minimum, which is ${minimum}` };
}

/** What the API takes when nothing is given must be something that it takes. */
function defaultIssue(argument: CheckedArgument, here: string): DefinitionIssue | undefined {
  const problem = defaultFailure(argument);
  return problem === undefined ? undefined : { at: `${here}.default`, problem };
}

function defaultFailure(argument: CheckedArgument): string | undefined {
  if (argument.default === undefined) return undefined;
  switch (argument.type) {
    case "integer":
    case "number": {
      const { default: value, minimum = value, maximum = value } = argument;
      return value < minimum || value > maximum ? "lies outside of minimum and maximum" : undefined;
    }
    case "choice":
      return argument.values.includes(argument.default) ? undefined : 'is none of the "values"';
    case "string":
    case "date":
    case "boolean":
    case "list":
      return undefined;
    default:
      return argument satisfies never;
  }
}
