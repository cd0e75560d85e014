import { follow, type Reader } from "./reference.ts";
import { entriesOf, itemsOf, type Node } from "./tree.ts";

const DEEPEST = 4;
const MOST_PARTS = 20;
/** As many members of an object as are looked at. */
export const MOST_PROPERTIES = 60;

/** The schema itself without `$ref` and `allOf`. */
export function plainSchema(reader: Reader, value: unknown, depth = 0): Node {
  const { allOf, ...own } = follow(reader, value);
  if (!Array.isArray(allOf) || depth > DEEPEST) return own;
  const parts = allOf.slice(0, MOST_PARTS).map((each: unknown) => plainSchema(reader, each, depth + 1));
  const all = [...parts, own];
  const properties = Object.fromEntries(all.flatMap((each) => entriesOf(each, "properties", MOST_PROPERTIES)));
  const required = all.flatMap((each) => itemsOf(each, "required", MOST_PROPERTIES));
  const merged = Object.fromEntries(all.flatMap((part) => Object.entries(part)));
  return Object.keys(properties).length === 0 ? merged : { ...merged, properties, required };
}
