import type { Argument, ArgumentValue, ListStyle } from "../connectors/schema/connector.ts";
import { quotedList } from "../utils/clean-text.ts";
import { SEPARATORS } from "./url.ts";

/** The arguments of one type. */
type OfType<T extends Argument["type"]> = Extract<Argument, { type: T }>;

/** Whether no call can do without it. A path has no place for nothing. */
export function isRequired(argument: Argument): boolean {
  return argument.required === true || argument.in === "path";
}

/**
 * The value that is sent for what an assistant gave; undefined where the argument does not allow it. Lenient where the
 * meaning is plain: `"20"` counts as 20, `"true"` as true, a choice in any case, a list as JSON, with commas, or one value.
 */
export function readValue(argument: Argument, given: unknown): ArgumentValue | undefined {
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
      return typeof given === "string" && isCalendarDate(given.trim()) ? given.trim() : undefined;
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

/** Characters that one value of a list may have. */
const LONGEST_ITEM = 200;

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
export function listItems(given: unknown): readonly unknown[] | undefined {
  if (Array.isArray(given)) return given;
  if (typeof given !== "string") return undefined;
  if (!given.trimStart().startsWith("[")) return given.split(",").map((item) => item.trim());
  try {
    const parsed: unknown = JSON.parse(given);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** A day that exists, written YYYY-MM-DD. */
function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** What an argument may be, to complete the sentence "it must be …". */
export function allowedValues(argument: Argument): string {
  const allowed = allowedByType(argument);
  const isFree = argument.type === "string" || (argument.type === "list" && argument.values === undefined);
  return argument.in === "path" && isFree ? `${allowed}, other than "." and ".." (also between slashes)` : allowed;
}

function allowedByType(argument: Argument): string {
  switch (argument.type) {
    case "integer":
      return `a whole number from ${argument.minimum} to ${argument.maximum}`;
    case "number":
      return `a number${rangeWords(argument)}`;
    case "boolean":
      return "true or false";
    case "date":
      return "a date written YYYY-MM-DD, such as 2026-03-31";
    case "string":
      return `text of 1 to ${argument.maxLength} characters`;
    case "choice":
      return argument.values.length === 1 ? choices(argument.values) : `one of ${choices(argument.values)}`;
    case "list":
      return listWords(argument);
    default:
      return argument satisfies never;
  }
}

function rangeWords({ minimum, maximum }: OfType<"number">): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of ${minimum} or more`;
  return maximum === undefined ? "" : ` of ${maximum} or less`;
}

/** For the styles of `SEPARATORS`. */
const SEPARATORS_IN_WORDS: Readonly<Partial<Record<ListStyle, string>>> = {
  comma: "commas",
  space: "spaces",
  pipe: "upright strokes (|)",
};

function listWords({ values, maxItems, style }: OfType<"list">): string {
  const size = maxItems === 1 ? "a list of one value" : `a list of 1 to ${maxItems} values`;
  if (values !== undefined) return `${size}, of ${choices(values)}`;
  const separators = SEPARATORS_IN_WORDS[style];
  const without = separators === undefined ? "" : ` and without ${separators}`;
  return `${size}, each of 1 to ${LONGEST_ITEM} characters${without}`;
}

/** Characters that the names of choices may take in a sentence. */
const LONGEST_CHOICES = 600;

function choices(values: readonly string[]): string {
  return quotedList(values, LONGEST_CHOICES);
}
