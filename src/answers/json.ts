import { getOwn } from "../utils/own.ts";
import { type ExactNumber, isExactNumber } from "./exact-json.ts";

export type Scalar = string | number | boolean | null | ExactNumber;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** What an API's document is made of once it has been read and cleaned. */
export type Json = Scalar | readonly Json[] | JsonObject;

/** Reads a text as JSON, which is never undefined; undefined where it is none. */
export function parseOrNothing(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isScalar(value: Json): value is Scalar {
  return value === null || typeof value !== "object" || isExactNumber(value);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return value !== undefined && !isScalar(value) && !isArray(value);
}

/** Gets what stands at a dotted path of a document, such as `error.message`; undefined where nothing does. */
export function atPath(document: Json, path: string): Json | undefined {
  let node: Json | undefined = document;
  for (const name of path.split(".")) node = isObject(node) ? getOwn(node, name) : undefined;
  return node;
}

/**
 * Hands out names so that no two keys of an object are the same: a name that is taken gets a number, "total (2)".
 * @param taken names that must stay free for their owners
 */
export function uniqueNames(taken: Set<string>): (wanted: string) => string {
  // Remembered, because counting from 2 each time would be slow for thousands of equal keys.
  const next = new Map<string, number>();
  return (wanted) => {
    let name = wanted;
    let number = next.get(wanted) ?? 2;
    while (taken.has(name)) {
      name = `${wanted} (${number})`;
      number += 1;
    }
    next.set(wanted, number);
    taken.add(name);
    return name;
  };
}
