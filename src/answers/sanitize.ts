import { beginning, type Clean, cleanText } from "../utils/clean-text.ts";
import { setOwn } from "../utils/own.ts";
import type { Pieces } from "../utils/turns.ts";
import { type ExactNumber, isExactNumber, repeatedValues } from "./exact-json.ts";
import { type Json, uniqueNames } from "./json.ts";

/** What the way through a document shows about it. */
export interface Traits {
  keys: number;
  /** Containers inside one another. */
  depth: number;
  /** It has numbers that keep their source text. */
  exactNumbers: boolean;
  /** It has numbers that TOON's reader would change: minus zero, and those beyond the range of doubles. */
  jsonOnly: boolean;
  /** Keys that were there twice, or became equal by cleaning, got a number. */
  numberedKeys: boolean;
}

/** A document that may be used. */
export interface Sanitized {
  readonly document: Json;
  readonly traits: Readonly<Traits>;
}

/**
 * Makes a document of what a parser gave: strings and keys cleaned, every value of a repeated key kept. Where nothing is to
 * be done, which is so of almost all answers, it is what the parser gave: a copy of 10 MB takes a hundred more.
 */
export function* sanitize(parsed: unknown, cleanPart: Clean = cleanText): Pieces<Sanitized> {
  const clean = yield* cleanTexts(parsed, cleanPart);
  const seen = { clean, traits: noTraits() };
  if (isClean(parsed, 1, seen)) return { document: parsed, traits: seen.traits };
  const traits = noTraits();
  return { document: sanitizeNode(parsed, 1, { clean, traits }), traits };
}

/** No result shows as much of a text, and cleaning one cannot be interrupted. */
const LONGEST_TEXT = 500_000;
/** Left away at the end of what was cut, so that no half of anything remains there that was looked for as a whole. */
const MARGIN = 10_000;
/** Then others have their turn: cleaning so many characters takes some milliseconds at worst. */
const EFFORT_OF_A_TURN = 20_000;
/** What a value costs beside its characters. */
const EFFORT_OF_A_VALUE = 10;

/** Cleans every text and key of what a parser gave, in pieces, because a text can be made to take long. */
function* cleanTexts(parsed: unknown, clean: Clean): Pieces<Clean> {
  const changed = new Map<string, string>();
  /** Keys that were cleaned: rows have the same ones. */
  const names = new Set<string>();
  const rest: unknown[] = [parsed];
  let effort = 0;
  const take = (text: string) => {
    effort += text.length;
    const cleaned = text.length > LONGEST_TEXT ? cleanBeginning(text, clean) : clean(text);
    if (cleaned !== text) changed.set(text, cleaned);
  };
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value === "string") take(value);
    else if (Array.isArray(value)) for (const item of value) rest.push(item);
    else if (isRecord(value) && !isExactNumber(value)) {
      for (const key of Object.keys(value)) {
        if (!names.has(key)) take(key);
        names.add(key);
        rest.push(value[key]);
      }
    }
    effort += EFFORT_OF_A_VALUE;
    if (effort < EFFORT_OF_A_TURN) continue;
    effort = 0;
    yield;
  }
  return (text) => changed.get(text) ?? text;
}

function cleanBeginning(text: string, clean: Clean): string {
  return `${beginning(clean(beginning(text, LONGEST_TEXT)), LONGEST_TEXT - MARGIN)}…`;
}

function noTraits(): Traits {
  return { keys: 0, depth: 0, exactNumbers: false, jsonOnly: false, numberedKeys: false };
}

/** One way through a document. */
interface Walk {
  readonly clean: Clean;
  readonly traits: Traits;
}

/** Whether all of it may be used as it is. Notes its traits on the way. */
function isClean(value: unknown, depth: number, walk: Walk): value is Json {
  if (typeof value === "string") return walk.clean(value) === value;
  if (typeof value === "number" || typeof value === "boolean" || value === null) return true;
  if (isExactNumber(value)) return noteNumber(value, walk.traits) === value;
  if (depth > walk.traits.depth) walk.traits.depth = depth;
  if (Array.isArray(value)) {
    return repeatedValues(value) === undefined && value.every((item) => isClean(item, depth + 1, walk));
  }
  if (!isRecord(value)) return false;
  const keys = Object.keys(value);
  walk.traits.keys += keys.length;
  return keys.every((key) => walk.clean(key) === key && isClean(value[key], depth + 1, walk));
}

function sanitizeNode(value: unknown, depth: number, walk: Walk): Json {
  if (typeof value === "string") return walk.clean(value);
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
  if (isExactNumber(value)) return noteNumber(value, walk.traits);
  if (depth > walk.traits.depth) walk.traits.depth = depth;
  if (Array.isArray(value)) return value.map((item) => sanitizeNode(item, depth + 1, walk));
  return isRecord(value) ? sanitizeObject(value, depth, walk) : null;
}

function noteNumber(value: ExactNumber, traits: Traits): ExactNumber {
  const rounded = Number(value.value);
  traits.exactNumbers = true;
  if (!Number.isFinite(rounded) || Object.is(rounded, -0)) traits.jsonOnly = true;
  return value;
}

function sanitizeObject(source: Record<string, unknown>, depth: number, walk: Walk): Json {
  const keys = Object.keys(source);
  walk.traits.keys += keys.length;
  if (keys.some((key) => walk.clean(key) !== key || repeatedValues(source[key]) !== undefined)) {
    return sanitizeIrregular(source, keys, depth, walk);
  }
  const object: Record<string, Json> = {};
  for (const key of keys) setOwn(object, key, sanitizeNode(source[key], depth + 1, walk));
  return object;
}

/** Keys that need no cleaning keep their names; the others take the names that are left. */
function sanitizeIrregular(source: Record<string, unknown>, keys: readonly string[], depth: number, walk: Walk): Json {
  const object: Record<string, Json> = {};
  const unique = uniqueNames(new Set(keys.filter((key) => walk.clean(key) === key)));
  for (const key of keys) {
    const wanted = walk.clean(key);
    const values = repeatedValues(source[key]) ?? [source[key]];
    values.forEach((value, index) => {
      const name = index === 0 && wanted === key ? key : unique(wanted);
      if (name !== wanted) walk.traits.numberedKeys = true;
      setOwn(object, name, sanitizeNode(value, depth + 1, walk));
    });
  }
  return object;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
