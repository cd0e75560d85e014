import { isArray, isScalar, type Json, type JsonObject, uniqueNames } from "../answers/json.ts";
import { beginning } from "../utils/clean-text.ts";
import { setOwn } from "../utils/own.ts";

/** How much of a document is kept. */
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

/** What a pruned document lacks; of lists and objects, how many entries the largest one that was cut had. */
interface LeftOut {
  texts: boolean;
  largestList: number;
  largestObject: number;
  depths: boolean;
}

/** Still one whole document, within its caps. */
export interface Pruned {
  readonly document: Json;
  readonly caps: Caps;
  readonly leftOut: Readonly<LeftOut>;
}

/** Stands at the end of a text that was cut, and for a container that lies too deep. */
const CUT_MARK = "…";

const ALL = Number.POSITIVE_INFINITY;

/** No list or object with more entries can fit, for each takes two characters at least. */
const WIDEST: Caps = { text: 40_000, list: 20_000, object: 20_000, depth: ALL };

/**
 * What is given up, in this order: each cap goes down step by step, and stays down when the next one's turn comes. The
 * last step fits whatever the document is: 27 texts of 200 characters at most.
 */
const SACRIFICES: readonly (readonly [keyof Caps, readonly number[]])[] = [
  ["text", [38_000, 30_000, 20_000, 15_000, 10_000, 5000, 2000]],
  ["list", [2000, 1000, 500, 300, 200, 100, 70, 50, 30, 20, 10]],
  ["text", [1000, 500, 200]],
  ["list", [5, 2, 1]],
  ["object", [2000, 1000, 500, 200, 100, 50, 20, 10, 3]],
  ["depth", [20, 10, 5, 3]],
];

/** Gives the document pruned to the last resort, then less and less; whoever asks stops where it no longer fits. */
export function* pruneLessAndLess(document: Json): Generator<Pruned> {
  const nothing = { texts: false, largestList: 0, largestObject: 0, depths: false };
  // Once, so that what lies far beyond any step is not gone through again.
  const widest = prune({ document, caps: WIDEST, leftOut: nothing }, WIDEST);
  for (const caps of capsFromMildest().reverse()) yield prune(widest, caps);
}

function capsFromMildest(): Caps[] {
  let caps = WIDEST;
  return SACRIFICES.flatMap(([cap, steps]) =>
    steps.map((step) => {
      caps = { ...caps, [cap]: step };
      return caps;
    }),
  );
}

/** Says what the document lacks, one sentence for each kind of thing. */
export function noteLeftOut({ caps, leftOut }: Pruned): readonly string[] {
  const notes: string[] = [];
  if (leftOut.texts) notes.push(`Texts of more than ${caps.text} characters are cut and end in ${CUT_MARK}`);
  if (leftOut.largestList > 0) {
    notes.push(`Of every list only the first ${caps.list} entries are shown; the longest has ${leftOut.largestList}.`);
  }
  if (leftOut.largestObject > 0) {
    notes.push(
      `Of every object only the first ${caps.object} keys are shown; the largest has ${leftOut.largestObject}.`,
    );
  }
  if (leftOut.depths) notes.push(`What is nested deeper than ${caps.depth} levels is shown as ${CUT_MARK}`);
  return notes;
}

/** One way through a document. */
interface Walk {
  readonly caps: Caps;
  readonly leftOut: LeftOut;
}

/** Prunes what may have been pruned before, and then still lacks what it lacked. */
function prune({ document, leftOut }: Pruned, caps: Caps): Pruned {
  const walk: Walk = { caps, leftOut: { ...leftOut } };
  return { document: pruneNode(document, 1, walk), ...walk };
}

function pruneNode(value: Json, depth: number, walk: Walk): Json {
  if (typeof value === "string") return shorten(value, walk);
  if (isScalar(value)) return value;
  if (depth > walk.caps.depth) {
    walk.leftOut.depths = true;
    return CUT_MARK;
  }
  return isArray(value) ? pruneList(value, depth, walk) : pruneObject(value, depth, walk);
}

function shorten(text: string, { caps, leftOut }: Walk): string {
  if (text.length <= caps.text) return text;
  leftOut.texts = true;
  return beginning(text, caps.text) + CUT_MARK;
}

function pruneList(items: readonly Json[], depth: number, walk: Walk): Json {
  const { caps, leftOut } = walk;
  if (items.length > caps.list) leftOut.largestList = Math.max(leftOut.largestList, items.length);
  return items.slice(0, caps.list).map((item) => pruneNode(item, depth + 1, walk));
}

function pruneObject(object: JsonObject, depth: number, walk: Walk): Json {
  const { caps, leftOut } = walk;
  const entries = Object.entries(object);
  if (entries.length > caps.object) leftOut.largestObject = Math.max(leftOut.largestObject, entries.length);
  const kept = entries.slice(0, caps.object);
  const pruned: Record<string, Json> = {};
  const unique = uniqueNames(new Set(kept.map(([key]) => key)));
  for (const [key, child] of kept) {
    const name = key.length <= caps.text ? key : unique(shorten(key, walk));
    setOwn(pruned, name, pruneNode(child, depth + 1, walk));
  }
  return pruned;
}
