import type { ArgumentValue, ArgumentValues, Endpoint } from "../connectors/schema/connector.ts";
import { done, type Failure, failed, type Outcome } from "../failures/failure.ts";
import { nearestName } from "../utils/nearest-name.ts";
import { allowedValues, isRequired, listItems, readValue } from "./argument-values.ts";

/** Arguments as they are used: what is sent to the API, and the columns to keep, which only Keyscope sees. */
export interface ValidArguments {
  readonly sent: ArgumentValues;
  readonly fields: readonly string[] | undefined;
}

/** The argument of list tools that chooses columns. It is Keyscope's own and never sent. */
export const FIELDS = { name: "fields", maximum: 50, maxLength: 200 } as const;

/** What a tool takes: an endpoint, or as much of one as a tool of our own has. */
type Takes = Pick<Endpoint, "arguments" | "list">;

/** The argument names that a tool takes. */
export function argumentNames(endpoint: Takes): string[] {
  const names = endpoint.arguments.map((argument) => argument.name);
  return endpoint.list ? [...names, FIELDS.name] : names;
}

/**
 * Checks what an assistant sent against the endpoint. Lenient where the meaning is plain (null as not given, a whole
 * object as JSON text; for single values see `readValue`), strict otherwise: an unknown argument is refused. Defaults of
 * the API are not filled in: what is not given is not sent.
 */
export function validateArguments(endpoint: Takes, given: unknown): Outcome<ValidArguments> {
  const entries = argumentEntries(given);
  if (entries === undefined) {
    return failed(refusal("arguments", given, "an object of named arguments"));
  }
  const sent: Record<string, ArgumentValue> = {};
  let fields: readonly string[] | undefined;
  for (const [name, value] of entries) {
    if (value === undefined || value === null) continue;
    if (endpoint.list && name === FIELDS.name) {
      fields = readFields(value);
      if (fields === undefined) return failed(refusal(name, value, `1 to ${FIELDS.maximum} names of fields`));
      continue;
    }
    const argument = endpoint.arguments.find((candidate) => candidate.name === name);
    if (argument === undefined) return failed(unknownArgument(endpoint, name));
    const read = readValue(argument, value);
    if (read === undefined) return failed(refusal(name, value, allowedValues(argument)));
    sent[name] = read;
  }
  return missingArguments(endpoint, sent) ?? orderedPeriod(endpoint, sent) ?? done({ sent, fields });
}

function argumentEntries(given: unknown): [string, unknown][] | undefined {
  if (given === undefined || given === null) return [];
  if (typeof given === "string") return argumentEntries(parsedObject(given));
  if (typeof given !== "object" || Array.isArray(given)) return undefined;
  return Object.entries(given);
}

/** Some clients send the arguments as JSON text. Anything else that is a string is no object: false. */
function parsedObject(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : false;
  } catch {
    return false;
  }
}

function readFields(value: unknown): readonly string[] | undefined {
  const list = listItems(value);
  if (list === undefined || list.length === 0 || list.length > FIELDS.maximum) return undefined;
  const names = list.filter((name): name is string => typeof name === "string" && name.length <= FIELDS.maxLength);
  return names.length === list.length && names.every((name) => name !== "") ? names : undefined;
}

/** All that are missing at once, so that one more call is enough. */
function missingArguments(endpoint: Takes, sent: ArgumentValues) {
  const required = endpoint.arguments.filter(isRequired);
  const missing = required.map(({ name }) => name).filter((name) => !Object.hasOwn(sent, name));
  return missing.length === 0 ? undefined : failed({ kind: "missing-argument", arguments: missing });
}

function orderedPeriod(endpoint: Takes, sent: ArgumentValues) {
  const start = endpoint.arguments.find((argument) => argument.period === "start");
  const end = endpoint.arguments.find((argument) => argument.period === "end");
  if (start === undefined || end === undefined) return undefined;
  const first = sent[start.name];
  const last = sent[end.name];
  if (typeof first !== "string" || typeof last !== "string" || first <= last) return undefined;
  return failed(refusal(start.name, first, `a date not after ${end.name}, which is ${last}`));
}

function unknownArgument(endpoint: Takes, argument: string): Failure {
  const valid = argumentNames(endpoint);
  return { kind: "unknown-argument", argument, valid, nearest: nearestName(argument, valid) };
}

function refusal(argument: string, value: unknown, allowed: string): Failure {
  return { kind: "bad-argument", argument, given: shortJson(value), allowed };
}

function shortJson(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
