import { isArray, isScalar, type Json, type JsonObject, setOwn } from "../answers/json.ts";
import { distinctNames } from "../answers/unique-names.ts";
import { beginning } from "../utils/clean-text.ts";

/** How much of a document is kept where rows alone cannot be cut. */
export interface Caps {
  /** UTF-16 units of a text or a key. */
  readonly text: number;
  /** Entries of a list. */
  readonly list: number;
  /** Keys of an object. */
  readonly object: number;
  /** Containers inside one another. */
  readonly depth: number;
}

/** What an outline has left out; for lists and objects, how many entries the largest one that was cut had. */
export interface LeftOut {
  texts: boolean;
  largestList: number;
  largestObject: number;
  depths: boolean;
}

/** Stands at the end of a text that was cut, and for a container that lies too deep. */
export const CUT_MARK = "…";

const NOTHING: LeftOut = { texts: false, largestList: 0, largestObject: 0, depths: false };

/**
 * The document within those caps: still one whole document, and what it lacks.
 * @param before what the document lacks already, when it is itself an outline
 */
export function outline(
  value: Json,
  caps: Caps,
  before: Readonly<LeftOut> = NOTHING,
): { readonly tree: Json; readonly leftOut: Readonly<LeftOut> } {
  const leftOut = { ...before };
  return { tree: outlined(value, caps, leftOut, 1), leftOut };
}

function outlined(value: Json, caps: Caps, leftOut: LeftOut, depth: number): Json {
  if (typeof value === "string") return shortened(value, caps, leftOut);
  if (isScalar(value)) return value;
  if (depth > caps.depth) {
    leftOut.depths = true;
    return CUT_MARK;
  }
  return isArray(value) ? outlinedList(value, caps, leftOut, depth) : outlinedObject(value, caps, leftOut, depth);
}

function shortened(text: string, caps: Caps, leftOut: LeftOut): string {
  if (text.length <= caps.text) return text;
  leftOut.texts = true;
  return beginning(text, caps.text) + CUT_MARK;
}

function outlinedList(items: readonly Json[], caps: Caps, leftOut: LeftOut, depth: number): Json {
  if (items.length > caps.list) leftOut.largestList = Math.max(leftOut.largestList, items.length);
  return items.slice(0, caps.list).map((item) => outlined(item, caps, leftOut, depth + 1));
}

function outlinedObject(object: JsonObject, caps: Caps, leftOut: LeftOut, depth: number): Json {
  const entries = Object.entries(object);
  if (entries.length > caps.object) leftOut.largestObject = Math.max(leftOut.largestObject, entries.length);
  const kept = entries.slice(0, caps.object);
  const tree: Record<string, Json> = {};
  const distinct = distinctNames(new Set(kept.map(([key]) => key)));
  for (const [key, child] of kept) {
    const name = key.length <= caps.text ? key : distinct(shortened(key, caps, leftOut));
    setOwn(tree, name, outlined(child, caps, leftOut, depth + 1));
  }
  return tree;
}
