import { isArray, type Json } from "../answers/json.ts";
import { sanitize } from "../answers/sanitize.ts";
import { LONGEST_RESULT, writeComment, writeDataLine } from "./render.ts";
import { encodeWithin } from "./toon.ts";

/** Rows that were made here of an API's rows, and Keyscope's lines before them. */
export interface MadeRows {
  /** The product whose data it is. */
  readonly title: string;
  readonly lines: readonly string[];
  readonly rows: readonly Json[];
  /** Says in one sentence that so many rows were cut off. */
  readonly noteCut: (shown: number, all: number) => string;
}

/**
 * Makes what the assistant reads of rows that a question made: Keyscope's lines, then the rows up to the end, as many as
 * there is room for. Texts are cleaned once more, because functions can make any character.
 */
export function renderMadeRows({ title, lines, rows: made, noteCut }: MadeRows): string {
  const { document, traits } = sanitize(made);
  const rows = isArray(document) ? document : [];
  const write = (shown: number) => {
    const notes = shown < rows.length ? [...lines, noteCut(shown, rows.length)] : lines;
    const frame = (format: "TOON" | "JSON") =>
      [...notes.map(writeComment), writeDataLine(title, format), ""].join("\n");
    const block = encodeWithin(rows.slice(0, shown), traits, LONGEST_RESULT - frame("TOON").length);
    return block && frame(block.format) + block.text;
  };
  const whole = write(rows.length);
  if (whole !== undefined) return whole;
  let best = [...lines, noteCut(0, rows.length)].map(writeComment).join("\n");
  let [fits, tooMany] = [0, rows.length];
  while (tooMany - fits > 1) {
    const half = Math.floor((fits + tooMany) / 2);
    const text = write(half);
    if (text === undefined) tooMany = half;
    else [best, fits] = [text, half];
  }
  return best;
}
