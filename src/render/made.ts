import type { Json } from "../answers/json.ts";
import { sanitize } from "../answers/sanitize.ts";
import { atOnce } from "../utils/turns.ts";
import { type Announced, LONGEST_RESULT, writeComment, writeDataLine } from "./render.ts";
import { encodeWithin } from "./toon.ts";
import { truncate } from "./truncate.ts";

/** Data that was made here of an API's rows. */
export interface MadeData {
  /** The product whose data it is. */
  readonly title: string;
  /** Keyscope's lines before it. */
  readonly lines: readonly string[];
  readonly content: Json;
  /** Says in one sentence how to get what was cut off. */
  readonly advice: string;
}

/**
 * Makes what the assistant reads of data that a question made: Keyscope's lines, then the data up to the end, as much as
 * there is room for. Texts are cleaned once more, because functions can make any character.
 */
export function renderMade({ title, lines, content, advice }: MadeData): string {
  const { document, traits } = atOnce(sanitize(content));
  const frame = (notes: readonly string[], block: Announced) =>
    [...[...lines, ...notes].map(writeComment), writeDataLine(title, block), ""].join("\n");
  const room = (notes: readonly string[]) => LONGEST_RESULT - frame(notes, { format: "TOON" }).length;
  const whole = encodeWithin(document, traits, room([]));
  if (whole !== undefined) return frame([], whole) + whole.text;
  const { block, notes } = truncate({ content: document, traits, adviseOnRest: () => advice, room });
  return frame(notes, block) + block.text;
}
