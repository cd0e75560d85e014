import { isNode, member, type Node } from "./tree.ts";

/** Why an operation or an argument cannot be taken, as a clause that follows its name. */
export class Unusable extends Error {}

/** A document while one operation of it is read. */
export interface Reader {
  readonly root: unknown;
  /** How many nodes may still be looked at: aliases and references can make a small document endless. */
  steps: number;
}

/** Far more than the largest operation of Stripe's or GitHub's document takes. */
const STEPS = 5_000;
const LONGEST_CHAIN = 20;

export function readerOf(root: unknown): Reader {
  return { root, steps: STEPS };
}

/** The node itself, or what its `$ref` leads to within the document. Other files and addresses are never read. */
export function follow(reader: Reader, value: unknown): Node {
  let at = value;
  for (let hops = 0; hops < LONGEST_CHAIN; hops++) {
    reader.steps--;
    if (reader.steps < 0) throw new Unusable("is too large to be read");
    const reference = member(at, "$ref");
    if (typeof reference !== "string") return isNode(at) ? at : {};
    at = target(reader.root, reference);
  }
  throw new Unusable("has references that run in a circle");
}

/** https://www.rfc-editor.org/rfc/rfc6901#section-6 */
function target(root: unknown, reference: string): unknown {
  if (!reference.startsWith("#")) throw new Unusable("refers to another file, and only the document itself is read");
  let at = root;
  for (const name of pointer(reference.slice(1)).split("/").slice(1)) {
    const key = name.replaceAll("~1", "/").replaceAll("~0", "~");
    at = Array.isArray(at) ? at[Number(key)] : member(at, key);
  }
  if (at === undefined || at === root) throw new Unusable("refers to something that is not in the document");
  return at;
}

function pointer(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
