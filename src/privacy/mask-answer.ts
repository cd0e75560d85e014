import type { Answer, AnswerMeta } from "../answers/answer.ts";
import {
  getOwn,
  isArray,
  isScalar,
  type Json,
  type JsonObject,
  type Scalar,
  setOwn,
  uniqueNames,
} from "../answers/json.ts";
import { maskContent, maskEmails } from "./content.ts";
import { type Field, readField } from "./field.ts";
import type { Pseudonyms } from "./kind.ts";
import type { Mask } from "./mask.ts";
import { maskDetail } from "./mask-value.ts";
import { type Place, placeInside, ROOT } from "./place.ts";
import { remembering } from "./pseudonym.ts";

/** An answer that may be shown. */
export interface MaskedAnswer {
  readonly answer: Answer;
  /** How many values and keys were masked. */
  readonly masked: number;
}

/**
 * The same answer with pseudonyms in the place of personal data, found by the names of fields and in any text. Ids,
 * numbers, dates, money, countries and cities stay. Masking twice is masking once. Never throws.
 * @param path the endpoint's, such as `locations/{slug}`: it says what rows are that have no name of their own
 */
export function maskAnswer(answer: Answer, mask: Mask, path: string): MaskedAnswer {
  const walk: Walk = {
    pseudonyms: remembering(mask.pseudonyms),
    isPrivate: mask.isPrivate,
    fields: new Map(),
    masked: 0,
    numberedKeys: answer.traits.numberedKeys,
  };
  const document = maskNode(answer.document, { ...ROOT, about: rowsAreAbout(path, walk) }, walk);
  const meta = maskMeta(answer.meta, walk);
  const traits = { ...answer.traits, numberedKeys: walk.numberedKeys };
  return { answer: { ...answer, document, meta, traits }, masked: walk.masked };
}

/** One way through an answer. */
interface Walk {
  readonly pseudonyms: Pseudonyms;
  readonly isPrivate: (name: string) => boolean;
  /** Names that were read, because rows have the same ones. */
  readonly fields: Map<string, NamedField>;
  masked: number;
  numberedKeys: boolean;
}

interface NamedField {
  readonly field: Field;
  readonly isPrivate: boolean;
  /** The name itself, masked where it is personal data. */
  readonly shown: string;
}

function rowsAreAbout(path: string, walk: Walk): Place["about"] {
  const names = path.split("/").filter((segment) => segment !== "" && !segment.startsWith("{"));
  const last = names.findLast((name) => readField(name).subject !== undefined);
  return last === undefined ? ROOT.about : inside(ROOT, last, walk).about;
}

function maskNode(value: Json, place: Place, walk: Walk): Json {
  if (isScalar(value)) return noted(value, maskScalar(value, place, walk.pseudonyms), walk);
  if (isArray(value)) return value.map((item) => maskNode(item, place, walk));
  return maskObject(value, place, walk);
}

function maskObject(object: JsonObject, place: Place, walk: Walk): Json {
  const masked: Record<string, Json> = {};
  const names = Object.keys(object);
  const isShown = (name: string) => readName(name, walk).shown === name;
  const distinct = names.every(isShown) ? undefined : uniqueNames(new Set(names.filter(isShown)));
  for (const name of names) {
    const wanted = readName(name, walk).shown;
    const key = wanted === name ? name : (distinct?.(wanted) ?? wanted);
    if (key !== wanted) walk.numberedKeys = true;
    const value = getOwn(object, name) ?? null;
    setOwn(masked, noted(name, key, walk), maskNode(value, placeOf(name, value, object, place, walk), walk));
  }
  return masked;
}

/** Names of members that say what the value beside them is, in lists of custom fields and answers to questions. */
const LABELS = ["name", "key", "label", "field", "type", "title", "question"];
const LABELLED = ["value", "answer"];

function placeOf(name: string, value: Json, object: JsonObject, around: Place, walk: Walk): Place {
  if (typeof value !== "string" || !LABELLED.includes(name)) return inside(around, name, walk);
  for (const label of LABELS) {
    const said = getOwn(object, label);
    const place = typeof said === "string" ? inside(around, said, walk) : undefined;
    if (place?.kind !== undefined) return place;
  }
  return inside(around, name, walk);
}

function inside(around: Place, name: string, walk: Walk): Place {
  const { field, isPrivate } = readName(name, walk);
  return placeInside(around, field, isPrivate);
}

function readName(name: string, walk: Walk): NamedField {
  const known = walk.fields.get(name);
  if (known !== undefined) return known;
  const shown = maskContent(name, walk.pseudonyms, "any");
  // A name that is personal data is none: what stands under it belongs to the name around it.
  const read = { field: readField(shown === name ? name : ""), isPrivate: walk.isPrivate(name), shown };
  walk.fields.set(name, read);
  return read;
}

/** Several words that begin with capitals, with small ones such as "van" between. */
const FULL_NAME = /^\p{Lu}[\p{L}\p{M}.'’-]{0,40}(?:,? (?:\p{Ll}{1,3} ){0,2}\p{Lu}[\p{L}\p{M}.'’-]{0,40}){1,4}$/u;

/** Scripts without capitals. No id is written in them. */
const NAME_WITHOUT_CAPITALS = /^[\p{Lo}\p{M}·.\u200c ]{2,80}$/u;

function maskScalar(value: Scalar, place: Place, pseudonyms: Pseudonyms): Scalar {
  if (place.isPublic) return typeof value === "string" ? maskEmails(value, pseudonyms) : value;
  if (place.kind !== undefined) return maskDetail(place.kind, value, pseudonyms);
  if (typeof value !== "string") return value;
  if (place.isPerson && (FULL_NAME.test(value) || NAME_WITHOUT_CAPITALS.test(value)))
    return pseudonyms("person", value);
  return maskContent(value, pseudonyms, place.digits);
}

function maskMeta(meta: AnswerMeta, walk: Walk): AnswerMeta {
  const masked = Object.entries(meta).map(([fact, value]) => [
    fact,
    typeof value === "string" ? noted(value, maskContent(value, walk.pseudonyms, "any"), walk) : value,
  ]);
  return Object.fromEntries(masked);
}

/** The masked value; counted where it is another. */
function noted<T>(value: T, masked: T, walk: Walk): T {
  if (masked !== value) walk.masked += 1;
  return masked;
}
