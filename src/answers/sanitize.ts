import { LosslessNumber } from "lossless-json";
import { type Clean, cleanText } from "../utils/clean-text.ts";
import { type Json, setOwn } from "./json.ts";
import { distinctNames } from "./unique-names.ts";

/** Deeper documents are refused, so that no step that follows can run out of stack. */
export const MAX_DEPTH = 1000;

/** First item of an array that stands for all values of a key that an object has several times. */
export const REPEATED = Symbol("repeated key");

/** What the way through a document shows about it. */
export interface Traits {
  keys: number;
  /** Containers inside one another; more than MAX_DEPTH when the document is too deep to be used. */
  depth: number;
  /** It has numbers that keep their source text. */
  exactNumbers: boolean;
  /** It has numbers that TOON's reader would change: minus zero, and those beyond the range of doubles. */
  jsonOnly: boolean;
  /** Keys that were there twice, or became equal by cleaning, got a number. */
  numberedKeys: boolean;
}

export interface Tree {
  readonly tree: Json;
  readonly traits: Readonly<Traits>;
}

/**
 * A parsed document as a tree of its own: strings and keys cleaned, every value of a repeated key kept. Stops where
 * it is too deep, which `traits.depth` tells.
 */
export function growTree(parsed: unknown, clean: Clean = cleanText): Tree {
  const traits: Traits = { keys: 0, depth: 0, exactNumbers: false, jsonOnly: false, numberedKeys: false };
  return { tree: grow(parsed, clean, traits, 1), traits };
}

function grow(value: unknown, clean: Clean, traits: Traits, depth: number): Json {
  if (typeof value === "string") return clean(value);
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
  if (value instanceof LosslessNumber) return noteNumber(value, traits);
  if (depth > traits.depth) traits.depth = depth;
  if (depth > MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => grow(item, clean, traits, depth + 1));
  return isRecord(value) ? growObject(value, clean, traits, depth) : null;
}

function noteNumber(value: LosslessNumber, traits: Traits): LosslessNumber {
  const rounded = Number(value.value);
  traits.exactNumbers = true;
  if (!Number.isFinite(rounded) || Object.is(rounded, -0)) traits.jsonOnly = true;
  return value;
}

function growObject(source: Record<string, unknown>, clean: Clean, traits: Traits, depth: number): Json {
  const keys = Object.keys(source);
  traits.keys += keys.length;
  if (keys.some((key) => clean(key) !== key || repetitions(source[key]) !== undefined)) {
    return growIrregular(source, keys, clean, traits, depth);
  }
  const tree: Record<string, Json> = {};
  for (const key of keys) setOwn(tree, key, grow(source[key], clean, traits, depth + 1));
  return tree;
}

/** Keys that need no cleaning keep their names; the others take the names that are left. */
function growIrregular(
  source: Record<string, unknown>,
  keys: readonly string[],
  clean: Clean,
  traits: Traits,
  depth: number,
): Json {
  const tree: Record<string, Json> = {};
  const distinct = distinctNames(new Set(keys.filter((key) => clean(key) === key)));
  for (const key of keys) {
    const values = repetitions(source[key]) ?? [source[key]];
    values.forEach((value, index) => {
      const wanted = clean(key);
      const name = index === 0 && wanted === key ? key : distinct(wanted);
      if (name !== wanted) traits.numberedKeys = true;
      setOwn(tree, name, grow(value, clean, traits, depth + 1));
    });
  }
  return tree;
}

function repetitions(value: unknown): unknown[] | undefined {
  return Array.isArray(value) && value[0] === REPEATED ? value.slice(1) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
