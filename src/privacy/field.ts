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
import {
  FOREIGN,
  FOREIGN_ADDRESSES,
  FOREIGN_BUSINESSES,
  FOREIGN_INSIDE_PERSONS,
  FOREIGN_PEOPLE,
  FOREIGN_PROSE,
  OWN_NAME,
} from "./foreign-words.ts";
import type { Form, Kind } from "./kinds.ts";
import { splitPlainWords, toSingular } from "./split-words.ts";

/**
 * What the field's name says of digits in it: `code`, they are no phone number unless it has its country's code; `prose`,
 * people write there, so one without any separator counts too.
 */
export type Digits = "code" | "prose" | "any";

/** What the name of a field says about its value. */
export interface Field {
  /** What the value is, if anything personal. */
  readonly kind: Kind | undefined;
  /** What the value must look like to be that. */
  readonly form: Form;
  /** It is that only inside a person or an address: `name`. */
  readonly insidePersonsOnly: boolean;
  /** Beside it `name` is a person's: `vorname`. */
  readonly isOwnName: boolean;
  /** Whose the name itself says that it is: `branch_phone`, `manager_phone`. */
  readonly of: "business" | "person" | undefined;
  /** What an object under this name is; undefined where the name only wraps, as `data` and the id of a row do. */
  readonly subject: "person" | "address" | "business" | "location" | "other" | undefined;
  /** The value is what the field around it is: the 0 of a list, the `work` of a phone. */
  readonly isPart: boolean;
  readonly digits: Digits;
}

/** The name of a field, spelled as `_word_word_`, in the ways in which the lists of words have them. */
interface Spelling {
  readonly words: readonly string[];
  /** Words in the singular of English. */
  readonly english: string;
  /** Words as they are. */
  readonly foreign: string;
}

/** Names that were read, because answers of one API have the same ones. */
const known = new Map<string, Field>();
const MOST_KNOWN = 2000;

/** Reads the name of a field. A name without words is data, such as a number. */
export function readField(name: string): Field {
  const before = known.get(name);
  if (before !== undefined) return before;
  const field = readNewField(name);
  if (known.size < MOST_KNOWN) known.set(name, field);
  return field;
}

function readNewField(name: string): Field {
  const plain = splitPlainWords(name);
  const words = plain.map(toSingular);
  const spelling = { words, english: `_${words.join("_")}_`, foreign: `_${plain.join("_")}_` };
  const always = findKind(ALWAYS, spelling.english) ?? findKind(FOREIGN, spelling.foreign);
  const inside = findKind(INSIDE_PERSONS, spelling.english) ?? findKind(FOREIGN_INSIDE_PERSONS, spelling.foreign);
  return {
    kind: (always ?? inside)?.kind,
    form: (always ?? inside)?.form ?? "any",
    insidePersonsOnly: always === undefined,
    isOwnName: OWN_NAME.test(spelling.foreign),
    of: findOwner(spelling),
    subject: findSubject(spelling, /\d/.test(name)),
    isPart: words.every((word) => SUFFIXES.has(word)),
    digits: findDigits(spelling),
  };
}

function findKind(kinds: readonly KindWords[], spelled: string): KindWords | undefined {
  return kinds.find(({ pattern }) => pattern.test(spelled));
}

/** What of a code names only what people wrote about: `note_to_order`. */
const ABOUT = new Set(["order", "invoice"]);

function findDigits({ words, foreign }: Spelling): Digits {
  const last = words.at(-1) ?? "";
  const isProse = words.some((word) => PROSE.has(word)) || FOREIGN_PROSE.test(foreign);
  if (CODES.has(last) && !(isProse && ABOUT.has(last)) && foreign !== "_number_") return "code";
  return isProse ? "prose" : "any";
}

function findOwner({ words, foreign }: Spelling): Field["of"] {
  if (words.some((word) => PEOPLE.has(word)) || FOREIGN_PEOPLE.test(foreign)) return "person";
  // A `business_phone` is where one person works.
  return words.some((word) => word !== "business" && BUSINESSES.has(word)) ? "business" : undefined;
}

function findSubject({ words, foreign, english }: Spelling, hasDigits: boolean): Field["subject"] {
  const head = words.findLast((word) => !WRAPPERS.has(word));
  if (head === undefined) return undefined;
  if (PEOPLE.has(head) || FOREIGN_PEOPLE.test(foreign)) return "person";
  if (ADDRESSES.has(head) || SENT_TO.test(english) || FOREIGN_ADDRESSES.test(foreign)) return "address";
  if (head === "location") return "location";
  if (BUSINESSES.has(head) || FOREIGN_BUSINESSES.test(foreign)) return "business";
  // Such as `cus_123` in an object of customers by id.
  return hasDigits ? undefined : "other";
}

const SENT_TO = /_(?:ship|bill|sold|deliver|send)_to_$/;

/** Where a value stands, as far as its masking depends on it. */
export interface Place {
  /** What the value is by the names that lead to it. */
  readonly kind: Kind | undefined;
  /** What it must look like to be that. */
  readonly form: Form;
  /** It is the contact of a business: only e-mail addresses are masked. */
  readonly isPublic: boolean;
  /** A text of several words here is a person's name: `customer: "Ann Lee"`. */
  readonly isPerson: boolean;
  readonly digits: Digits;
  /** The two letters of the country that stands beside it. */
  readonly country: string | undefined;
  /** The connector says that whatever is in it is private. */
  readonly isPrivate: boolean;
  /** What an object here is about. */
  readonly about: "person" | "address" | "business" | "other";
}

/** The place of a whole document. */
export const ROOT: Place = {
  kind: undefined,
  form: "any",
  isPublic: false,
  isPerson: false,
  digits: "any",
  country: undefined,
  isPrivate: false,
  about: "other",
};

const PUBLIC: ReadonlySet<Kind | undefined> = new Set<Kind>(["phone", "address", "postcode", "degrees", "profile"]);

/** Makes the place of what a field of this name holds. */
export function enterPlace(around: Place, field: Field, isNamedPrivate: boolean): Place {
  const isPrivate = isNamedPrivate || around.isPrivate;
  const own = findNamedKind(around, field);
  const named = own ?? (field.isPart ? around.kind : undefined);
  const ofBusiness = field.of === "business" || (around.about === "business" && field.of === undefined);
  return {
    kind: named ?? (isPrivate ? "private" : undefined),
    form: isPrivate || named === undefined ? "any" : own === undefined ? around.form : field.form,
    isPublic: !isPrivate && ofBusiness && PUBLIC.has(named),
    isPerson: field.subject === "person",
    digits: field.digits,
    country: around.country,
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
