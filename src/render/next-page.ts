import { isObject, type Json, type JsonObject } from "../answers/json.ts";
import { quoted } from "../utils/clean-text.ts";
import { type Asked, withRole } from "./paging.ts";

/** How APIs call the text that leads to the next page, with `_` and `-` taken out: next_cursor, continuationToken. */
const NEXT = /cursor|continuationtoken|next(?:page)?token/i;
const PREVIOUS = /prev|before/i;

/**
 * One sentence when the answer is a page and more rows follow, for endpoints that take a cursor. The cursor is looked
 * for at the top of the document and one object deep; one that is not a single word is left to the assistant's eyes.
 */
export function nextPageNote(document: Json, { endpoint, arguments: given }: Asked): string | undefined {
  const argument = withRole(endpoint, "cursor");
  if (argument === undefined || !isObject(document)) return undefined;
  const holders = [document, ...Object.values(document).filter(isObject)];
  const cursor = holders.map(cursorIn).find((value) => value !== undefined);
  if (cursor === undefined || cursor === given[argument.name] || quoted(cursor) !== cursor) return undefined;
  return `More rows follow: call again with ${argument.name}=${cursor}.`;
}

function cursorIn(holder: JsonObject): string | undefined {
  for (const [key, value] of Object.entries(holder)) {
    const name = key.replace(/[_-]/g, "");
    if (typeof value === "string" && NEXT.test(name) && !PREVIOUS.test(name)) return value;
  }
  return undefined;
}
