import { beginning, type Clean, cleanText } from "../results/clean.ts";

const MAX_LENGTH = 300;
const PAGE = /<(?:!doctype|html|head|body|\?xml)\b/i;

/**
 * What the API itself says in the body of an error, as one short clean line; undefined when it says nothing
 * readable. Reads the usual places of a JSON error body; a page of HTML says nothing, wherever it stands.
 */
export function apiWords(body: string, clean: Clean = cleanText): string | undefined {
  const text = body.trim();
  if (text === "" || text.startsWith("<")) return undefined;
  const json = parsed(text);
  const isBrokenJson = json === undefined && /^[{["]/.test(text);
  const words = json === undefined && !isBrokenJson ? text : textIn(json, 3);
  const line = words === undefined ? "" : clean(words).replace(/\s+/g, " ").trim();
  if (line === "" || PAGE.test(line)) return undefined;
  return line.length <= MAX_LENGTH ? line : `${beginning(line, MAX_LENGTH - 3)}...`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The names under which APIs put their message, most telling first. */
const places = ["message", "detail", "error_description", "error", "errors", "title", "reason"];

function textIn(value: unknown, depth: number): string | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  if (depth === 0 || typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return textIn(value[0], depth - 1);
  const fields = new Map<string, unknown>(Object.entries(value));
  for (const place of places) {
    const words = textIn(fields.get(place), depth - 1);
    if (words !== undefined) return words;
  }
  return fieldErrors(fields);
}

/** Bodies such as {"page_size": ["Must be at most 100."]}: the field's name belongs to the message. */
function fieldErrors(fields: ReadonlyMap<string, unknown>): string | undefined {
  const messages = [...fields].flatMap(([name, value]) => {
    const words: unknown = Array.isArray(value) ? value[0] : undefined;
    return typeof words === "string" ? [`${name}: ${words}`] : [];
  });
  return messages.length === 0 ? undefined : messages.join("; ");
}
