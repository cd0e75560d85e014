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
  const seen = yield* look(parsed, cleanPart);
  if (isUsable(parsed, seen)) return { document: parsed, traits: seen.traits };
  const { changed } = seen;
  const traits = noTraits();
  return { document: sanitizeNode(parsed, 1, { clean: (text) => changed.get(text) ?? text, traits }), traits };
}

/** No result shows as much of a text, and cleaning one cannot be interrupted. */
const LONGEST_TEXT = 500_000;
/** Left away at the end of what was cut, so that no half of anything remains there that was looked for as a whole. */
const MARGIN = 10_000;
/** Then others have their turn: cleaning so many characters takes some milliseconds at worst. */
const EFFORT_OF_A_TURN = 20_000;
/** What a value costs beside its characters. */
const EFFORT_OF_A_VALUE = 10;

/** What one way through all that a parser gave has shown. */
interface Seen {
  /** Texts and keys that must not stay as they came, and what becomes of them. */
  readonly changed: ReadonlyMap<string, string>;
  readonly traits: Traits;
  /** A key came several times in one object. */
  readonly isIrregular: boolean;
}

/** Whether it may be used as it came. */
function isUsable(_parsed: unknown, { changed, isIrregular }: Seen): _parsed is Json {
  return changed.size === 0 && !isIrregular;
}

/** Cleans every text and key of what a parser gave, in pieces, because a text can be made to take long. */
function* look(parsed: unknown, clean: Clean): Pieces<Seen> {
  const changed = new Map<string, string>();
  const traits = noTraits();
  /** Keys that were cleaned: rows have the same ones. */
  const names = new Set<string>();
  /** Containers that are still to be looked into, and how deep they lie: around all of it is one that is not counted. */
  const rest: object[] = [[parsed]];
  const depths = [0];
  let isIrregular = false;
  let effort = 0;
  const take = (text: string) => {
    effort += text.length;
    const cleaned = text.length > LONGEST_TEXT ? cleanBeginning(text, clean) : clean(text);
    if (cleaned !== text) changed.set(text, cleaned);
  };
  const takeKeys = (keys: readonly string[]) => {
    traits.keys += keys.length;
    for (const key of keys) {
      if (names.has(key)) continue;
      names.add(key);
      take(key);
    }
  };
  for (let container = rest.pop(); container !== undefined; container = rest.pop()) {
    const depth = depths.pop() ?? 0;
    if (isExactNumber(container)) {
      noteNumber(container, traits);
      continue;
    }
    if (depth > traits.depth) traits.depth = depth;
    if (!Array.isArray(container)) takeKeys(Object.keys(container));
    else if (repeatedValues(container) !== undefined) isIrregular = true;
    const values: readonly unknown[] = Array.isArray(container) ? container : Object.values(container);
    for (const value of values) {
      effort += EFFORT_OF_A_VALUE;
      if (typeof value === "string") take(value);
      else if (typeof value === "object" && value !== null) {
        rest.push(value);
        depths.push(depth + 1);
      }
      if (effort < EFFORT_OF_A_TURN) continue;
      effort = 0;
      yield;
    }
  }
  return { changed, traits, isIrregular };
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
