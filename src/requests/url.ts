import type {
  Argument,
  ArgumentValue,
  ArgumentValues,
  Endpoint,
  ListStyle,
  Probe,
} from "../connectors/schema/connector.ts";

import { getOwn } from "../utils/own.ts";

/**
 * The address of one call: the base URL that the key belongs to, the endpoint's path with its path arguments, and the
 * query. Throws where that would lead anywhere else, which is a defect: validation refuses such values before.
 */
export function endpointUrl(
  baseUrl: URL,
  { path, arguments: known }: Pick<Endpoint, "path" | "arguments">,
  values: ArgumentValues,
): URL {
  const query = known.filter((argument) => argument.in !== "path");
  return addressBelow(
    baseUrl,
    path.replace(/\{([^{}]*)\}/g, (_, parameter: string) => segment(known, parameter, values)),
    path,
    query.flatMap((argument) => queryPairs(argument, getOwn(values, argument.name))),
  );
}

/** The address of a probe. */
export function probeUrl(baseUrl: URL, { path, query }: Probe): URL {
  return addressBelow(baseUrl, path, path, Object.entries(query));
}

/** What stands between the values of a list that is sent as one parameter, by style; the other styles send several. */
export const SEPARATORS: Readonly<Partial<Record<ListStyle, string>>> = { comma: ",", space: " ", pipe: "|" };

/** The name that the API knows the argument by. */
function parameterName({ parameter, name }: Argument): string {
  return parameter ?? name;
}

/** The value in place of `{parameter}`: always one segment, whatever it holds. */
function segment(known: readonly Argument[], parameter: string, values: ArgumentValues): string {
  const argument = known.find((candidate) => candidate.in === "path" && parameterName(candidate) === parameter);
  const value = argument === undefined ? undefined : getOwn(values, argument.name);
  if (value === undefined) throw new Error(`no value for {${parameter}} in the path`);
  return encodeURIComponent(String(value));
}

type Pair = readonly [name: string, value: string];

function queryPairs(argument: Argument, value: ArgumentValue | undefined): readonly Pair[] {
  if (value === undefined) return [];
  const name = parameterName(argument);
  return argument.type === "list" && typeof value === "object"
    ? listPairs(name, value, argument.style)
    : [[name, String(value)]];
}

function listPairs(name: string, values: readonly string[], style: ListStyle): readonly Pair[] {
  const separator = SEPARATORS[style];
  if (separator !== undefined) return [[name, values.join(separator)]];
  const repeated = style === "brackets" ? `${name}[]` : name;
  return values.map((value) => [repeated, value]);
}

/** @param template the path as the connector has it, which tells how many segments the result must have */
function addressBelow(baseUrl: URL, path: string, template: string, query: readonly Pair[]): URL {
  const url = new URL(baseUrl);
  url.pathname += path;
  const parameters = new URLSearchParams();
  for (const [name, value] of query) parameters.append(name, value);
  // Equal calls are joined by this address, and assistants name the arguments in any order. Lists keep theirs.
  parameters.sort();
  // Once, because the whole address is read anew for each change.
  if (query.length > 0) url.search = parameters.toString();
  const isBelow = url.origin === baseUrl.origin && url.pathname.startsWith(baseUrl.pathname);
  const isWhole = !DOT_SEGMENT.test(path) && count(url.pathname) === count(baseUrl.pathname + template);
  if (!isBelow || !isWhole) throw new Error(`${template} leads out of the base URL`);
  return url;
}

/** A segment that means another place: the URL parser drops it, and with ".." the one before. */
const DOT_SEGMENT = /(?:^|[\\/])(?:\.|%2e){1,2}(?:[\\/]|$)/i;

function count(path: string): number {
  return path.split("/").length;
}
