import type { Answer, AnswerMeta } from "../answers/answer.ts";
import { isArray, isScalar, type Json, type JsonObject, type Scalar, uniqueNames } from "../answers/json.ts";
import { beginning, type Clean } from "../utils/clean-text.ts";
import { getOwn, setOwn } from "../utils/own.ts";
import { atOnce, type Pieces } from "../utils/turns.ts";
import { type Embedding, maskEmbedded } from "./embedded-json.ts";
import { enterPlace, type Field, type Place, ROOT, readField } from "./field.ts";
import { maskDetected } from "./mask-text.ts";
import { maskValue } from "./mask-value.ts";
import { type Detection, makePhoneCheck } from "./phones.ts";
import { makePseudonyms, rememberPseudonyms } from "./pseudonym.ts";
import { splitWords } from "./split-words.ts";

/*
 * Masking of personal data: loaded by whoever needs it, because most profiles show all.
 */

/** An answer as it may leave: with personal data masked where the profile asks for that. */
export interface MaskedAnswer {
  readonly answer: Answer;
  /** How many values and keys were masked. */
  readonly masked: number;
}

/** Hides personal data before anything of an API's answer leaves. */
export interface Privacy {
  /** For words of the API that are no answer and have no field's name: messages of errors, titles of pages. */
  readonly words: Clean;
  /**
   * Puts pseudonyms in the place of personal data, found by the names of fields and in any text. Ids, numbers, dates,
   * money, countries and cities stay. Masking twice is masking once. Never throws.
   * @param path the endpoint's, such as `locations/{slug}`: it says what rows are that have no name of their own
   */
  readonly mask: (answer: Answer, path: string) => Pieces<MaskedAnswer>;
}

/**
 * Makes the masking of one profile.
 * @param pseudonymKey secret, and the same as long as pseudonyms shall be the same
 * @param extraFields names of fields that hold personal data beside those that every API is searched for
 */
export function createPrivacy(pseudonymKey: Uint8Array, extraFields: readonly string[] = []): Privacy {
  const pseudonyms = makePseudonyms(pseudonymKey);
  const extra = new Set(extraFields.map(joinWords));
  const isPrivate = (name: string) => extra.size > 0 && extra.has(joinWords(name));
  return {
    words: (text) => maskDetected(text, { pseudonyms, isPhone: makePhoneCheck() }, { ...ROOT, digits: "prose" }),
    *mask(answer, path) {
      const { numberedKeys } = answer.traits;
      const detection = { pseudonyms: rememberPseudonyms(pseudonyms), isPhone: makePhoneCheck() };
      const walk: Walk = { detection, isPrivate, fields: new Map(), masked: 0, numberedKeys, embedded: 0, effort: 0 };
      const document = yield* maskNode(answer.document, { ...ROOT, about: findRowsSubject(path, walk) }, walk);
      const meta = maskMeta(answer.meta, walk);
      const traits = { ...answer.traits, numberedKeys: walk.numberedKeys };
      return { answer: { ...answer, document, meta, traits }, masked: walk.masked };
    },
  };
}

function joinWords(name: string): string {
  return splitWords(name).join("");
}

/** One way through an answer. */
interface Walk extends Embedding {
  readonly detection: Detection;
  /** Whether the connector names this field as one that holds personal data, in any spelling. */
  readonly isPrivate: (name: string) => boolean;
  /** Names that were read, because rows have the same ones. */
  readonly fields: Map<string, NamedField>;
  numberedKeys: boolean;
  /** Spent since others had their turn, in characters. */
  effort: number;
}

/** Then others have their turn: searching so many characters takes some milliseconds. */
const EFFORT_OF_A_TURN = 20_000;
/** What a value costs beside its characters. */
const EFFORT_OF_A_VALUE = 10;
/** No result shows as much of a text, and searching it cannot be interrupted. */
const LONGEST_TEXT = 500_000;

interface NamedField {
  readonly field: Field;
  readonly isPrivate: boolean;
  /** The name itself, masked where it is personal data. */
  readonly shown: string;
}

function findRowsSubject(path: string, walk: Walk): Place["about"] {
  const names = path.split("/").filter((segment) => segment !== "" && !segment.startsWith("{"));
  const last = names.findLast((name) => readField(name).subject !== undefined);
  return last === undefined ? ROOT.about : enter(ROOT, last, walk).about;
}

function* maskNode(value: Json, place: Place, walk: Walk): Pieces<Json> {
  if (isScalar(value)) return maskScalar(value, place, walk);
  if (!isArray(value)) return yield* maskObject(value, place, walk);
  const masked: Json[] = [];
  for (const item of value) {
    // Not by itself: of two million numbers each would be work of its own.
    masked.push(isScalar(item) ? maskScalar(item, place, walk) : yield* maskNode(item, place, walk));
    if (isTurnOver(walk)) yield;
  }
  return masked;
}

function maskScalar(value: Scalar, place: Place, walk: Walk): Scalar {
  if (typeof value !== "string") return countMasked(value, maskValue(value, place, walk.detection), walk);
  walk.effort += value.length;
  const text = value.length > LONGEST_TEXT ? `${beginning(value, LONGEST_TEXT)}…` : value;
  const maskDocument = (document: Json) => atOnce(maskNode(document, place, walk));
  const embedded = place.kind === undefined ? maskEmbedded(text, maskDocument, walk) : undefined;
  return embedded ?? countMasked<Scalar>(text, maskValue(text, place, walk.detection), walk);
}

function isTurnOver(walk: Walk): boolean {
  walk.effort += EFFORT_OF_A_VALUE;
  if (walk.effort < EFFORT_OF_A_TURN) return false;
  walk.effort = 0;
  return true;
}

function* maskObject(object: JsonObject, around: Place, walk: Walk): Pieces<Json> {
  const masked: Record<string, Json> = {};
  const names = Object.keys(object);
  let isEveryNameShown = true;
  for (const name of names) {
    if (readName(name, walk).shown !== name) isEveryNameShown = false;
    if (isTurnOver(walk)) yield;
  }
  const isPerson = around.about === "other" && names.some((name) => readName(name, walk).field.isOwnName);
  const place = {
    ...around,
    about: isPerson ? "person" : around.about,
    country: findCountry(object) ?? around.country,
  };
  const isShown = (name: string) => readName(name, walk).shown === name;
  const unique = isEveryNameShown ? undefined : uniqueNames(new Set(names.filter(isShown)));
  for (const name of names) {
    const wanted = readName(name, walk).shown;
    const key = wanted === name ? name : (unique?.(wanted) ?? wanted);
    if (key !== wanted) walk.numberedKeys = true;
    const value = getOwn(object, name) ?? null;
    const inside = enterMember(name, value, object, place, walk);
    const shown = isScalar(value) ? maskScalar(value, inside, walk) : yield* maskNode(value, inside, walk);
    setOwn(masked, countMasked(name, key, walk), shown);
  }
  return masked;
}

const COUNTRIES = ["country", "country_code", "countryCode", "countryIso", "country_iso", "land", "pays", "kraj"];

/** The two letters of the country in an address or an order, for phone numbers beside it. */
function findCountry(object: JsonObject): string | undefined {
  for (const name of COUNTRIES) {
    const country = getOwn(object, name);
    if (typeof country === "string" && /^[A-Z]{2}$/.test(country)) return country;
  }
  return undefined;
}

/** Names of members that say what the value beside them is, in lists of custom fields and answers to questions. */
const LABELS = "name key label field type title question attribute_code code display_key property option".split(" ");
const LABELLED = ["value", "answer", "display_value"];

function enterMember(name: string, value: Json, object: JsonObject, around: Place, walk: Walk): Place {
  if (value === null || !LABELLED.includes(name)) return enter(around, name, walk);
  for (const label of LABELS) {
    const said = getOwn(object, label);
    const place = typeof said === "string" ? enter(around, said, walk) : undefined;
    if (place?.kind !== undefined) return place;
  }
  return enter(around, name, walk);
}

function enter(around: Place, name: string, walk: Walk): Place {
  const { field, isPrivate } = readName(name, walk);
  return enterPlace(around, field, isPrivate);
}

function readName(name: string, walk: Walk): NamedField {
  const known = walk.fields.get(name);
  if (known !== undefined) return known;
  walk.effort += 10 * name.length;
  const shown = maskDetected(name, walk.detection, ROOT);
  // A name that is personal data is none: what stands under it belongs to the name around it.
  const read = { field: readField(shown === name ? name : ""), isPrivate: walk.isPrivate(name), shown };
  walk.fields.set(name, read);
  return read;
}

function maskMeta(meta: AnswerMeta, walk: Walk): AnswerMeta {
  const masked = Object.entries(meta).map(([fact, value]) => [
    fact,
    typeof value === "string" ? countMasked(value, maskDetected(value, walk.detection, ROOT), walk) : value,
  ]);
  return Object.fromEntries(masked);
}

/** Gives the masked value, and counts it where it is another. */
function countMasked<T>(value: T, masked: T, walk: Walk): T {
  if (masked !== value) walk.masked += 1;
  return masked;
}
