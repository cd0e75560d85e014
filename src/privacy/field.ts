import type { Digits } from "./content.ts";
import type { Kind } from "./kind.ts";
import { ALWAYS, INSIDE_PERSONS, type KindWords } from "./kind-words.ts";
import { ADDRESSES, BUSINESSES, CODES, PEOPLE, PROSE, SUFFIXES, WRAPPERS } from "./names.ts";
import { wordsOf } from "./words.ts";

/** What the name of a field says about its value. */
export interface Field {
  /** What the value is, if anything personal. */
  readonly kind: Kind | undefined;
  /** It is that only inside a person or an address: `name`. */
  readonly insidePersonsOnly: boolean;
  /** Whose the name itself says that it is: `branch_phone`, `manager_phone`. */
  readonly of: "business" | "person" | undefined;
  /** What an object under this name is; undefined where the name only wraps, as `data` and the id of a row do. */
  readonly subject: "person" | "address" | "business" | "location" | "other" | undefined;
  /** The value is what the field around it is: the 0 of a list, the `work` of a phone. */
  readonly isPart: boolean;
  readonly digits: Digits;
}

/** Reads the name of a field. A name without words is data, such as a number. */
export function readField(name: string): Field {
  const words = wordsOf(name);
  const always = kindIn(ALWAYS, words);
  return {
    kind: always ?? kindIn(INSIDE_PERSONS, words),
    insidePersonsOnly: always === undefined,
    of: ownerIn(words),
    subject: subjectIn(words, /\d/.test(name)),
    isPart: words.every((word) => SUFFIXES.has(word)),
    digits: digitsIn(words.at(-1) ?? ""),
  };
}

function kindIn(kinds: readonly KindWords[], words: readonly string[]): Kind | undefined {
  const spelled = `_${words.join("_")}_`;
  return kinds.find(({ pattern }) => pattern.test(spelled))?.kind;
}

function digitsIn(word: string): Digits {
  if (CODES.has(word)) return "code";
  return PROSE.has(word) ? "prose" : "any";
}

function ownerIn(words: readonly string[]): Field["of"] {
  if (words.some((word) => PEOPLE.has(word))) return "person";
  // A `business_phone` is where one person works.
  return words.some((word) => word !== "business" && BUSINESSES.has(word)) ? "business" : undefined;
}

function subjectIn(words: readonly string[], hasDigits: boolean): Field["subject"] {
  const head = words.findLast((word) => !WRAPPERS.has(word));
  if (head === undefined) return undefined;
  if (PEOPLE.has(head)) return "person";
  if (ADDRESSES.has(head)) return "address";
  if (head === "location") return "location";
  if (BUSINESSES.has(head)) return "business";
  // Such as `cus_123` in an object of customers by id.
  return hasDigits ? undefined : "other";
}
