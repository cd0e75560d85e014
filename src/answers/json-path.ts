import { isObject, type Json, own } from "./json.ts";

/** What stands at a dotted path of a document, such as `error.message`; undefined where nothing does. */
export function atPath(document: Json, path: string): Json | undefined {
  let node: Json | undefined = document;
  for (const name of path.split(".")) node = isObject(node) ? own(node, name) : undefined;
  return node;
}
