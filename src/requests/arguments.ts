import { parseOrNothing } from "../answers/json.ts";
import type { ChartWish } from "../charts/chart.ts";
import type { Argument, ArgumentValue, ArgumentValues, Endpoint } from "../connectors/schema/connector.ts";
import { done, type Failure, failed, type Outcome } from "../failures/failure.ts";
import { isDay } from "../utils/calendar.ts";
import { nearestName } from "../utils/nearest-name.ts";
import { getOwn, setOwn } from "../utils/own.ts";
import { allowedValues, LONGEST_ITEM, type OfType } from "./allowed-values.ts";
import { CHART, readChart } from "./chart-argument.ts";
import { SEPARATORS } from "./url.ts";

/** Arguments as they are used: what is sent to the API, and what only Keyscope sees: the columns to keep, and how to draw. */
export interface ValidArguments {
  readonly sent: ArgumentValues;
  readonly fields: readonly string[] | undefined;
  readonly chart?: ChartWish | undefined;
}

/** The argument of list tools that chooses columns. It is Keyscope's own and never sent. */
export const FIELDS = { name: "fields", maximum: 50, maxLength: 200 } as const;

/** What a tool takes: an endpoint, or as much of one as a tool of our own has, and whether it lets say how to draw. */
export type Takes = Pick<Endpoint, "arguments" | "list"> & { readonly takesChart?: boolean };

/** The argument names that a tool takes. */
export function argumentNames(endpoint: Takes): string[] {
  const names = endpoint.arguments.map((argument) => argument.name);
  return [...names, ...(endpoint.list ? [FIELDS.name] : []), ...(endpoint.takesChart === true ? [CHART] : [])];
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
  let chart: ChartWish | undefined;
  for (const [name, value] of entries) {
    if (value === undefined || value === null) continue;
    if (endpoint.list && name === FIELDS.name) {
      fields = readFields(value);
      if (fields === undefined) return failed(refusal(name, value, `1 to ${FIELDS.maximum} names of fields`));
      continue;
    }
    if (endpoint.takesChart === true && name === CHART) {
      const wished = readChart(value);
      if (!wished.ok) return wished;
      chart = wished.value;
      continue;
    }
    const argument = endpoint.arguments.find((candidate) => candidate.name === name);
    if (argument === undefined) return failed(unknownArgument(endpoint, name));
    const read = readValue(argument, value);
    if (read === undefined) return failed(refusal(name, value, allowedValues(argument)));
    setOwn(sent, name, read);
  }
  return missingArguments(endpoint, sent) ?? orderedPeriod(endpoint, sent) ?? done({ sent, fields, chart });
}

function argumentEntries(given: unknown): [string, unknown][] | undefined {
  if (given === undefined || given === null) return [];
  if (typeof given === "string") return argumentEntries(parsedObject(given));
  if (typeof given !== "object" || Array.isArray(given)) return undefined;
  return Object.entries(given);
}

/** Some clients send the arguments as JSON text. Anything else that is a string is no object: false. */
function parsedObject(text: string): unknown {
  const value: unknown = parseOrNothing(text);
  return typeof value === "object" && value !== null ? value : false;
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
  const first = getOwn(sent, start.name);
  const last = getOwn(sent, end.name);
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

/** Whether no call can do without it. A path has no place for nothing. */
export function isRequired(argument: Argument): boolean {
  return argument.required === true || argument.in === "path";
}

/**
 * The value that is sent for what an assistant gave; undefined where the argument does not allow it. Lenient where the
 * meaning is plain: `"20"` counts as 20, `"true"` as true, a choice in any case, a list as JSON, with commas, or one value.
 */
function readValue(argument: Argument, given: unknown): ArgumentValue | undefined {
  const value = readByType(argument, given);
  return value === undefined || (argument.in === "path" && !isSegment(String(value))) ? undefined : value;
}

function readByType(argument: Argument, given: unknown): ArgumentValue | undefined {
  switch (argument.type) {
    case "integer":
      return readInteger(given, argument);
    case "number":
      return readNumber(given, argument);
    case "boolean":
      return readBoolean(given);
    case "date":
      return typeof given === "string" && isDay(given.trim()) ? given.trim() : undefined;
    case "string":
      return readText(given, argument.maxLength);
    case "choice":
      return readChoice(given, argument.values);
    case "list":
      return readList(given, argument);
    default:
      return argument satisfies never;
  }
}

/**
 * Whether a value may stand in a path. Encoded it is one segment, but "." and ".." mean another path all the same, and
 * some servers decode slashes before they look where a request leads.
 */
function isSegment(text: string): boolean {
  return text !== "" && !/(?:^|[\\/])\.{1,2}(?:[\\/]|$)/.test(text);
}

function readInteger(given: unknown, { minimum, maximum }: OfType<"integer">): number | undefined {
  const isDigits = typeof given === "string" && /^[+-]?\d{1,16}$/.test(given.trim());
  const number = isDigits ? Number(given) : given;
  if (typeof number !== "number" || !Number.isSafeInteger(number)) return undefined;
  return number >= minimum && number <= maximum ? number : undefined;
}

function readNumber(given: unknown, { minimum = -Infinity, maximum = Infinity }: OfType<"number">) {
  const isDecimal = typeof given === "string" && /^[+-]?\d{1,15}(?:\.\d{1,15})?$/.test(given.trim());
  const number = isDecimal ? Number(given) : given;
  if (typeof number !== "number" || !Number.isFinite(number)) return undefined;
  return number >= minimum && number <= maximum ? number : undefined;
}

function readBoolean(given: unknown): boolean | undefined {
  if (typeof given === "boolean") return given;
  if (typeof given !== "string") return undefined;
  const word = given.trim().toLowerCase();
  return word === "true" ? true : word === "false" ? false : undefined;
}

function readText(given: unknown, maxLength: number): string | undefined {
  const text = typeof given === "number" ? String(given) : given;
  if (typeof text !== "string" || text.length > maxLength || !text.isWellFormed()) return undefined;
  return text.trim() === "" ? undefined : text;
}

/** In the spelling of the documents, which is the one that the API knows. */
function readChoice(given: unknown, values: readonly string[]): string | undefined {
  const text = typeof given === "number" || typeof given === "boolean" ? String(given) : given;
  if (typeof text !== "string") return undefined;
  if (values.includes(text)) return text;
  const alike = values.filter((value) => value.toLowerCase() === text.trim().toLowerCase());
  return alike.length === 1 ? alike[0] : undefined;
}

function readList(given: unknown, argument: OfType<"list">): readonly string[] | undefined {
  const items = typeof given === "number" ? [given] : listItems(given);
  if (items === undefined || items.length === 0 || items.length > argument.maxItems) return undefined;
  const values = items.map((item) => readItem(item, argument));
  return values.every((value) => value !== undefined) ? values : undefined;
}

function readItem(given: unknown, { values, style }: OfType<"list">): string | undefined {
  if (values !== undefined) return readChoice(given, values);
  const text = readText(given, LONGEST_ITEM);
  const separator = SEPARATORS[style];
  // It would arrive as two values.
  return text !== undefined && separator !== undefined && text.includes(separator) ? undefined : text;
}

/** What a list is made of. One that arrives as text is JSON (a client's habit) or has commas (a person's, on the command line). */
function listItems(given: unknown): readonly unknown[] | undefined {
  if (Array.isArray(given)) return given;
  if (typeof given !== "string") return undefined;
  if (!given.trimStart().startsWith("[")) return given.split(",").map((item) => item.trim());
  const parsed: unknown = parseOrNothing(given);
  return Array.isArray(parsed) ? parsed : undefined;
}
