import type { Argument, ArgumentValues, Endpoint } from "../connectors/connector.ts";
import { done, type Failure, failed, type Outcome } from "./failure.ts";
import { nearestName } from "./nearest.ts";

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
 * Checks what an assistant sent against the endpoint. Lenient where the meaning is plain (`"20"` counts as 20,
 * `"true"` as true, null as not given, a whole object as JSON text), strict otherwise: an unknown argument is refused.
 */
export function validateArguments(endpoint: Takes, given: unknown): Outcome<ValidArguments> {
  const entries = argumentEntries(given);
  if (entries === undefined) {
    return failed(refusal("arguments", given, "an object of named arguments"));
  }
  const sent: Record<string, string | number | boolean> = {};
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
  return orderedPeriod(endpoint, sent) ?? done({ sent, fields });
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

function readValue(argument: Argument, value: unknown): string | number | boolean | undefined {
  switch (argument.type) {
    case "integer":
      return readInteger(value, argument.minimum, argument.maximum);
    case "boolean":
      return readBoolean(value);
    case "date":
      return typeof value === "string" && isCalendarDate(value.trim()) ? value.trim() : undefined;
    case "string":
      return readText(value, argument.maxLength);
    default:
      return argument satisfies never;
  }
}

function readInteger(value: unknown, minimum: number, maximum: number): number | undefined {
  const isDigits = typeof value === "string" && /^[+-]?\d{1,15}$/.test(value.trim());
  const number = isDigits ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number)) return undefined;
  return number >= minimum && number <= maximum ? number : undefined;
}

function readBoolean(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return undefined;
  const word = value.trim().toLowerCase();
  return word === "true" ? true : word === "false" ? false : undefined;
}

function readText(value: unknown, maxLength: number): string | undefined {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || text.length > maxLength || !text.isWellFormed()) return undefined;
  return text.trim() === "" ? undefined : text;
}

function readFields(value: unknown): readonly string[] | undefined {
  const list: unknown = typeof value === "string" ? fieldsFromText(value) : value;
  if (!Array.isArray(list) || list.length === 0 || list.length > FIELDS.maximum) return undefined;
  const names = list.filter((name): name is string => typeof name === "string" && name.length <= FIELDS.maxLength);
  return names.length === list.length && names.every((name) => name !== "") ? names : undefined;
}

/** A list that arrives as text is JSON (a client's habit) or names with commas (a person's, on the command line). */
function fieldsFromText(text: string): unknown {
  if (text.trimStart().startsWith("[")) {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }
  return text.split(",").map((name) => name.trim());
}

/** A day that exists, written YYYY-MM-DD. */
function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
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

/** What an argument may be, to complete the sentence "it must be …". */
export function allowedValues(argument: Argument): string {
  switch (argument.type) {
    case "integer":
      return `a whole number from ${argument.minimum} to ${argument.maximum}`;
    case "boolean":
      return "true or false";
    case "date":
      return "a date written YYYY-MM-DD, such as 2026-03-31";
    case "string":
      return `text of 1 to ${argument.maxLength} characters`;
    default:
      return argument satisfies never;
  }
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
