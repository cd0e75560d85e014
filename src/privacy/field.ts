import {
  ADDRESSES,
  ALWAYS,
  BUSINESSES,
  CODES,
  INSIDE_PERSONS,
  type KindWords,
  PEOPLE,
  PROSE,
  SUFFIXES,
  WRAPPERS,
} from "./field-words.ts";
import type { Kind } from "./kinds.ts";
import type { Digits } from "./mask-text.ts";

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
  const words = splitWords(name);
  const always = findKind(ALWAYS, words);
  return {
    kind: always ?? findKind(INSIDE_PERSONS, words),
    insidePersonsOnly: always === undefined,
    of: findOwner(words),
    subject: findSubject(words, /\d/.test(name)),
    isPart: words.every((word) => SUFFIXES.has(word)),
    digits: findDigits(words.at(-1) ?? ""),
  };
}

function findKind(kinds: readonly KindWords[], words: readonly string[]): Kind | undefined {
  const spelled = `_${words.join("_")}_`;
  return kinds.find(({ pattern }) => pattern.test(spelled))?.kind;
}

function findDigits(word: string): Digits {
  if (CODES.has(word)) return "code";
  return PROSE.has(word) ? "prose" : "any";
}

function findOwner(words: readonly string[]): Field["of"] {
  if (words.some((word) => PEOPLE.has(word))) return "person";
  // A `business_phone` is where one person works.
  return words.some((word) => word !== "business" && BUSINESSES.has(word)) ? "business" : undefined;
}

function findSubject(words: readonly string[], hasDigits: boolean): Field["subject"] {
  const head = words.findLast((word) => !WRAPPERS.has(word));
  if (head === undefined) return undefined;
  if (PEOPLE.has(head)) return "person";
  if (ADDRESSES.has(head)) return "address";
  if (head === "location") return "location";
  if (BUSINESSES.has(head)) return "business";
  // Such as `cus_123` in an object of customers by id.
  return hasDigits ? undefined : "other";
}

/** Longer names of fields are none that anybody gave, and looking through them would take long. */
const LONGEST_NAME = 100;

/**
 * Splits a field's name into words, in lower case and the singular, without digits: `billingAddress2` is billing, address.
 * None where the name is no name but data, such as a number.
 */
export function splitWords(name: string): readonly string[] {
  if (name.length > LONGEST_NAME) return [];
  const parted = name
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1_$2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1_$2")
    .toLowerCase();
  return parted
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== "")
    .map(toSingular);
}

function toSingular(word: string): string {
  if (/(?:ss|ch|sh|x)es$/.test(word)) return word.slice(0, -2);
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  return /[^siu]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
}

/** Where a value stands, as far as its masking depends on it. */
export interface Place {
  /** What the value is by the names that lead to it. */
  readonly kind: Kind | undefined;
  /** It is the contact of a business: only e-mail addresses are masked. */
  readonly isPublic: boolean;
  /** A text of several words here is a person's name: `customer: "Ann Lee"`. */
  readonly isPerson: boolean;
  readonly digits: Digits;
  /** The connector says that whatever is in it is private. */
  readonly isPrivate: boolean;
  /** What an object here is about. */
  readonly about: "person" | "address" | "business" | "other";
}

/** The place of a whole document. */
export const ROOT: Place = {
  kind: undefined,
  isPublic: false,
  isPerson: false,
  digits: "any",
  isPrivate: false,
  about: "other",
};

const PUBLIC: ReadonlySet<Kind | undefined> = new Set<Kind>(["phone", "address", "postcode", "degrees", "profile"]);

/** Makes the place of what a field of this name holds. */
export function enterPlace(around: Place, field: Field, isNamedPrivate: boolean): Place {
  const isPrivate = isNamedPrivate || around.isPrivate;
  const named = findNamedKind(around, field) ?? (field.isPart ? around.kind : undefined);
  const ofBusiness = field.of === "business" || (around.about === "business" && field.of === undefined);
  return {
    kind: named ?? (isPrivate ? "private" : undefined),
    isPublic: !isPrivate && ofBusiness && PUBLIC.has(named),
    isPerson: field.subject === "person",
    digits: field.digits,
    isPrivate,
    about: findAbout(around, field),
  };
}

function findNamedKind({ about }: Place, { kind, insidePersonsOnly }: Field): Kind | undefined {
  return insidePersonsOnly && about !== "person" && about !== "address" ? undefined : kind;
}

function findAbout({ about }: Place, { subject, of }: Field): Place["about"] {
  switch (subject) {
    case undefined:
      return about;
    case "address":
      return about === "business" || of === "business" ? "business" : "address";
    case "location":
      return about === "person" || about === "address" || of === "person" ? "address" : "business";
    case "person":
    case "business":
    case "other":
      return subject;
    default:
      return subject satisfies never;
  }
}
