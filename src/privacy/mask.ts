import { maskContent } from "./content.ts";
import type { Pseudonyms } from "./kind.ts";
import { pseudonymsWith } from "./pseudonym.ts";
import { wordsOf } from "./words.ts";

/** How a profile's answers are masked. */
export interface Mask {
  readonly pseudonyms: Pseudonyms;
  /** Whether the connector names this field as one that holds personal data, in any spelling. */
  readonly isPrivate: (name: string) => boolean;
}

/**
 * The mask of one profile.
 * @param pseudonymKey secret, and the same as long as pseudonyms shall be the same
 * @param extraFields names of fields that hold personal data beside those that every API is searched for
 */
export function createMask(pseudonymKey: Uint8Array, extraFields: readonly string[] = []): Mask {
  const extra = new Set(extraFields.map(spelled));
  return {
    pseudonyms: pseudonymsWith(pseudonymKey),
    isPrivate: (name) => extra.size > 0 && extra.has(spelled(name)),
  };
}

/** Masks what a text itself shows to be personal data: for an API's words, which have no field's name. */
export function maskWords(text: string, { pseudonyms }: Mask): string {
  return maskContent(text, pseudonyms, "prose");
}

function spelled(name: string): string {
  return wordsOf(name).join("");
}
