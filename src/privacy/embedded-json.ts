import { readAnswer } from "../answers/answer.ts";
import { stringifyExactly } from "../answers/exact-json.ts";
import { isScalar, type Json } from "../answers/json.ts";
import { atOnce } from "../utils/turns.ts";

/** How much of one answer was looked at so far. */
export interface Embedding {
  /** Values and keys that were masked. */
  masked: number;
  /** Characters of JSON in strings. */
  embedded: number;
}

/** Longer ones in one answer are read as text, so that a hostile answer does not become a larger one. */
const MOST_CHARACTERS = 1_000_000;
const DEEPEST = 50;

/**
 * Masks an object or a list that a string holds as JSON, as plugins of shops keep them; undefined where the text is none.
 * Where something was masked it is written anew without spaces, else it stays as it is.
 * @param mask masks a document, and counts in `walk.masked`
 */
export function maskEmbedded(text: string, mask: (document: Json) => Json, walk: Embedding): string | undefined {
  if (!looksEmbedded(text.trim()) || walk.embedded + text.length > MOST_CHARACTERS) return undefined;
  walk.embedded += text.length;
  const read = atOnce(readAnswer(text, undefined, undefined));
  if (!read.ok || isScalar(read.answer.document) || read.answer.traits.depth > DEEPEST) return undefined;
  const before = walk.masked;
  const masked = mask(read.answer.document);
  return walk.masked === before ? text : stringifyExactly(masked);
}

function looksEmbedded(text: string): boolean {
  return (text.startsWith("{") && text.endsWith("}")) || (text.startsWith("[") && text.endsWith("]"));
}
