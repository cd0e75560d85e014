import { type Endpoint, pagingArgument } from "../connectors/schema/connector.ts";
import { isExactNumber } from "./exact-json.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";

/*
 * How a page's answer says that another one follows, and what leads there.
 */

/** How APIs call the text that leads to the next page, with `_` and `-` taken out: next_cursor, continuationToken. */
const NEXT = /cursor|continuationtoken|next(?:page)?token/i;
const PREVIOUS = /prev|before/i;

/** How the cursor is called of lists that go on after a row, as Stripe's do, with `_` taken out. */
const AFTER_ROW = /^startingafter$/i;

/**
 * Finds what leads to the next page, where one follows: what the answer says, or the id of the page's last row where the
 * endpoint is asked for those after it. What the answer says is looked for at its top and one object deep.
 */
export function findCursor(document: Json, endpoint: Endpoint, lastId: () => Json | undefined): string | undefined {
  const told = pagingObjects(document)
    .map(cursorAmong)
    .find((value) => value !== undefined);
  if (told !== undefined) return told;
  const argument = pagingArgument(endpoint, "cursor");
  const isAfterRow = AFTER_ROW.test((argument?.parameter ?? argument?.name ?? "").replaceAll("_", ""));
  return isAfterRow && tellsMore(document) ? asCursor(lastId()) : undefined;
}

/** A cursor as it is sent; undefined for what is none. */
export function asCursor(value: Json | undefined): string | undefined {
  if (typeof value === "number") return String(value);
  if (isExactNumber(value)) return value.value;
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** How APIs say that more rows follow, with `_` and `-` taken out: by yes or no, or by where the next page is. */
const MORE = /^has(?:more|next)(?:page)?$/i;
const NEXT_PAGE = /^next(?:page|link|url|pageurl)?$/i;

/** Whether an answer says that more rows follow, whether or not it says how they are had. */
export function tellsMore(document: Json): boolean {
  return pagingObjects(document).some((holder) =>
    Object.entries(holder).some(([key, value]) => {
      const name = key.replace(/[_-]/g, "");
      if (value === true) return MORE.test(name);
      const isPlace = isObject(value) || typeof value === "number" || (typeof value === "string" && value !== "");
      return isPlace && NEXT_PAGE.test(name);
    }),
  );
}

/** The objects in which answers say how their pages go on: the document itself, and those one deep in it. */
function pagingObjects(document: Json): readonly JsonObject[] {
  return isObject(document) ? [document, ...Object.values(document).filter(isObject)] : [];
}

function cursorAmong(holder: JsonObject): string | undefined {
  for (const [key, value] of Object.entries(holder)) {
    const name = key.replace(/[_-]/g, "");
    if (typeof value === "string" && value !== "" && NEXT.test(name) && !PREVIOUS.test(name)) return value;
  }
  return undefined;
}
