import type { Argument, ListStyle } from "../connectors/schema/connector.ts";
import { quotedList } from "../utils/clean-text.ts";

/** Characters that one value of a list may have. */
export const LONGEST_ITEM = 200;

/** The arguments of one type. */
export type OfType<T extends Argument["type"]> = Extract<Argument, { type: T }>;

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
