import type { Json } from "../answers/json.ts";
import { findRows, type Path, rowsAt, withRows } from "../answers/rows.ts";
import type { Traits } from "../answers/sanitize.ts";
import { type Encoded, encodeWithin, jsonText } from "./encode.ts";
import { adviceForRest } from "./pagination-hint.ts";
import type { Asked } from "./paging.ts";
import { type Caps, CUT_MARK, type LeftOut, outline } from "./prune.ts";

/** Data that fits, and the sentences that say what was left out of it. */
interface Fitted {
  readonly block: Encoded;
  readonly notes: readonly string[];
}

/** What is to be shown, and how much room there is for it beside sentences of Keyscope's own. */
interface Task {
  readonly content: Json;
  readonly traits: Readonly<Traits>;
  readonly asked: Asked;
  /** Characters that are left for the data when these notes stand before it. */
  readonly room: (notes: readonly string[]) => number;
}

/**
 * The data, whole if it fits. Else as many of its rows as fit; where that would show none, or would hide the rest
 * behind one huge row, long texts and lists inside are cut. The block is always one whole document.
 */
export function fitData(task: Task): Fitted {
  const whole = fitted(task, task.content, []);
  if (whole !== undefined) return whole;
  const path = findRows(task.content);
  return (path && fitRows(task, path)) ?? fitOutline(task, path);
}

function fitted(task: Task, tree: Json, notes: readonly string[]): Fitted | undefined {
  const block = encodeWithin(tree, task.traits, task.room(notes));
  return block && { block, notes };
}

function fitRows(task: Task, path: Path): Fitted | undefined {
  const rows = rowsAt(task.content, path);
  const only = (kept: readonly Json[]) =>
    fitted(task, withRows(task.content, path, kept), [rowsNote(task, kept.length, rows.length)]);
  const first = (count: number) => only(rows.slice(0, count));
  const best = largest(rows.length - 1, guessedCount(task, rows, first), first);
  // A next row that does not even fit alone would never be seen, however small the pages.
  const stuck = best !== undefined && only(rows.slice(best.count, best.count + 1)) === undefined;
  return stuck ? undefined : best?.value;
}

/** About how many rows fit: as many as do in JSON, then by how much shorter the better of both forms makes those. */
function guessedCount(task: Task, rows: readonly Json[], first: (count: number) => Fitted | undefined): number {
  const room = task.room([]);
  let count = 0;
  let length = 0;
  while (count < rows.length && length <= room) {
    length += jsonText(rows[count] ?? null, task.traits).length + 1;
    count += 1;
  }
  const sample = Math.max(1, Math.floor(count * 0.9));
  const written = first(sample)?.block.text.length;
  return written === undefined ? sample : Math.floor((sample * room) / (written + 1));
}

/**
 * The largest number from 1 to `maximum` that has a value, where all smaller ones have one too; undefined where 1 has
 * none. Starts at a guess, because each try costs the writing of so many rows.
 */
function largest<T>(
  maximum: number,
  guess: number,
  valueAt: (count: number) => T | undefined,
): { readonly count: number; readonly value: T } | undefined {
  let best: { count: number; value: T } | undefined;
  let bad = maximum + 1;
  let next = Math.min(Math.max(guess, 1), maximum);
  for (let stride = 1; next > (best?.count ?? 0) && next < bad; stride *= 2) {
    const value = valueAt(next);
    if (value === undefined) bad = next;
    else best = { count: next, value };
    const good = best?.count ?? 0;
    const wasFar = bad <= maximum && good > 0;
    if (wasFar) next = Math.floor((good + bad) / 2);
    else next = value === undefined ? Math.max(bad - stride, 1) : Math.min(good + stride, maximum);
  }
  return best;
}

function rowsNote(task: Task, shown: number, all: number): string {
  const note = `Too long for one answer: rows 1–${shown} of ${all} are shown. ${adviceForRest(task.asked, shown)}`;
  return note.trimEnd();
}

const ALL = Number.POSITIVE_INFINITY;

/** No list or object with more entries can fit, for each takes two characters at least: these are the widest caps. */
const WIDEST: Caps = { text: 40_000, list: 20_000, object: 20_000, depth: ALL };

/** From the mildest to the last resort, which fits whatever the document is: 27 texts of 200 characters at most. */
const STEPS: readonly Caps[] = [
  ...[38_000, 30_000, 20_000, 15_000, 10_000, 5000, 2000].map((text) => ({ ...WIDEST, text })),
  ...[2000, 1000, 500, 300, 200, 100, 70, 50, 30, 20, 10].map((list) => ({ ...WIDEST, text: 2000, list })),
  ...[1000, 500, 200].map((text) => ({ ...WIDEST, text, list: 10 })),
  ...[5, 2, 1].map((list) => ({ ...WIDEST, text: 200, list })),
  ...[2000, 1000, 500, 200, 100, 50, 20, 10, 3].map((object) => ({ ...WIDEST, text: 200, list: 1, object })),
  ...[20, 10, 5, 3].map((depth) => ({ text: 200, list: 1, object: 3, depth })),
];

function fitOutline(task: Task, path: Path | undefined): Fitted {
  // Once, so that each try goes through no more than could fit.
  const widest = outline(task.content, WIDEST);
  const tried = (step: number): Fitted | undefined => {
    const caps = STEPS.at(-step);
    if (caps === undefined) return undefined;
    const { tree, leftOut } = outline(widest.tree, caps, widest.leftOut);
    return fitted(task, tree, outlineNotes(task, path, caps, leftOut));
  };
  // Counted from the last resort, so that the mildest step that fits is the largest number.
  const mildest = largest(STEPS.length, 1, tried)?.value;
  return mildest ?? { block: { format: "JSON", text: "null" }, notes: ["The answer is too long to be shown."] };
}

function outlineNotes(task: Task, path: Path | undefined, caps: Caps, leftOut: Readonly<LeftOut>): readonly string[] {
  const notes: string[] = [];
  const rows = path === undefined ? 0 : rowsAt(task.content, path).length;
  if (rows > caps.list) notes.push(rowsNote(task, caps.list, rows));
  else notes.push(`Too long for one answer. ${adviceForRest(task.asked)}`.trimEnd());
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
