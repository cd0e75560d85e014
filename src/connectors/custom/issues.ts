import type { $ZodIssue, $ZodRawIssue } from "zod/v4/core";
import { nearestName } from "../../utils/nearest-name.ts";

/** What is wrong with a definition: where, as `endpoints[2].arguments[0].maximum` ("" for the whole), and what to do. */
export interface DefinitionIssue {
  readonly at: string;
  /** Goes on after the place: "must be at most 100". */
  readonly message: string;
}

/** Makes issues of zod's findings, the first one of each place. Their messages are already ours: see `describeIssue`. */
export function toIssues(issues: readonly Pick<$ZodIssue, "path" | "message">[]): DefinitionIssue[] {
  const all = issues.map(({ path, message }) => ({ at: describePlace(path), message }));
  return all.filter(({ at }, index) => all.findIndex((other) => other.at === at) === index);
}

/** A path of members and positions as a person writes it. */
export function describePlace(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    const name = String(step).slice(0, 100);
    if (!/^[$\w]+$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === "" ? name : `${text}.${name}`;
  }, "");
}

/** zod's error map for definitions: what is wrong and what to write instead. */
export function describeIssue(issue: $ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? `is missing: it must be ${typeName(issue.expected)}`
        : `must be ${typeName(issue.expected)}, not ${typeName(typeOf(issue.input))}`;
    case "too_big":
      return issue.origin === "string" || issue.origin === "array"
        ? `may have at most ${issue.maximum} ${issue.origin === "string" ? "characters" : "entries"}`
        : `must be at most ${issue.maximum}`;
    case "too_small":
      return issue.origin === "string" || issue.origin === "array" ? "is empty" : `must be at least ${issue.minimum}`;
    case "invalid_value":
      return oneOf(issue.values, issue.input);
    case "invalid_union":
      return oneOf(
        Array.isArray(issue.options) ? issue.options : [],
        discriminatorOf(issue.input, issue.discriminator),
      );
    case "invalid_key":
      return `is no name that can stand here: it ${issue.issues[0]?.message ?? "cannot be used"}`;
    default:
      return "cannot be used here";
  }
}

function oneOf(values: readonly unknown[], given: unknown): string {
  const names = values.map((value) => JSON.stringify(value));
  const nearest = typeof given === "string" ? nearestName(given, values.map(String)) : undefined;
  const hint = nearest === undefined ? "" : `. Did you mean "${nearest}"?`;
  return `must be ${names.length === 1 ? names.join("") : `one of ${names.join(", ")}`}${hint}`;
}

function discriminatorOf(input: unknown, name: string | undefined): unknown {
  if (typeof input !== "object" || input === null || name === undefined) return undefined;
  return Object.entries(input).find(([key]) => key === name)?.[1];
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

function typeName(type: string): string {
  return TYPE_NAMES[type] ?? type;
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  return value === null ? "null" : typeof value;
}

/** Writes an issue with its place, as part of a sentence or a line of a list. Either may quote the file. */
export function formatIssue({ at, message }: DefinitionIssue): string {
  return at === "" ? `it ${message}` : `${at} ${message}`;
}
