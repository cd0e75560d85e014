import type { Json } from "../answers/json.ts";
import { findRows, getRows, type Path, replaceRows } from "../answers/rows.ts";
import type { Traits } from "../answers/sanitize.ts";
import { noteLeftOut, type Pruned, pruneLessAndLess } from "./prune.ts";
import { type Encoded, encodeWithin } from "./toon.ts";

/** Data that fits, and the sentences that say what was left out of it. */
interface Fitted {
  readonly block: Encoded;
  readonly notes: readonly string[];
}

/** What is to be shown, and how much room there is for it beside sentences of Keyscope's. */
interface Task {
  readonly content: Json;
  readonly traits: Readonly<Traits>;
  /** Says in one sentence how to get the rest: after so many rows, or where it is not rows that were left out. */
  readonly adviseOnRest: (shown?: number) => string;
  /** Characters that are left for the data when these notes stand before it. */
  readonly room: (notes: readonly string[]) => number;
}

/**
 * Cuts data that does not fit: shows as many of its rows as do. Where that would show none, or would hide the rest behind
 * one huge row, long texts and lists inside are cut. The block is always one whole document.
 */
export function truncate(task: Task): Fitted {
  const path = findRows(task.content);
  return (path && fitRows(task, path)) ?? fitPruned(task, path);
}

function tryToFit(task: Task, content: Json, notes: readonly string[]): Fitted | undefined {
  const block = encodeWithin(content, task.traits, task.room(notes));
  return block && { block, notes };
}

/**
 * Finds the largest number of rows that fits, by halving what lies between one that does and one that does not. Each
 * try costs the writing of so many rows, so after every half that fitted comes the number that its length makes likely.
 */
function fitRows(task: Task, path: Path): Fitted | undefined {
  const rows = getRows(task.content, path);
  const room = task.room([]);
  const fitSlice = (start: number, end: number) =>
    tryToFit(task, replaceRows(task.content, path, rows.slice(start, end)), [noteRows(task, end - start, rows.length)]);
  let best: Fitted | undefined;
  let likely: number | undefined;
  let [count, tooMany] = [0, rows.length];
  while (tooMany - count > 1) {
    const half = Math.floor((count + tooMany) / 2);
    const next = Math.min(Math.max(likely ?? half, count + 1), tooMany - 1);
    const fitting = fitSlice(0, next);
    likely = fitting && next === half ? Math.floor((next * room) / fitting.block.text.length) : undefined;
    if (fitting === undefined) tooMany = next;
    else [best, count] = [fitting, next];
  }
  // A next row that does not even fit alone would never be seen, however small the pages.
  return best !== undefined && fitSlice(count, count + 1) !== undefined ? best : undefined;
}

function fitPruned(task: Task, path: Path | undefined): Fitted {
  const rows = path === undefined ? 0 : getRows(task.content, path).length;
  let best: Fitted = { block: { format: "JSON", text: "null" }, notes: ["The answer is too long to be shown."] };
  for (const pruned of pruneLessAndLess(task.content)) {
    const fitting = tryToFit(task, pruned.document, notePruned(task, rows, pruned));
    if (fitting === undefined) break;
    best = fitting;
  }
  return best;
}

function notePruned(task: Task, rows: number, pruned: Pruned): readonly string[] {
  const shown = pruned.caps.list;
  const first =
    rows > shown ? noteRows(task, shown, rows) : `Too long for one answer. ${task.adviseOnRest()}`.trimEnd();
  return [first, ...noteLeftOut(pruned)];
}

function noteRows(task: Task, shown: number, all: number): string {
  const note = `Too long for one answer: rows 1–${shown} of ${all} are shown. ${task.adviseOnRest(shown)}`;
  return note.trimEnd();
}
