import { encodeLines, rawString } from "@toon-format/toon";
import { isExactNumber, stringifyExactly } from "../answers/exact-json.ts";
import { isArray, isScalar, type Json } from "../answers/json.ts";
import type { Traits } from "../answers/sanitize.ts";
import { toonFloor, valuesFloor } from "./toon-floor.ts";

/** A document as text: one document of that format, and nothing else. */
export interface Encoded {
  readonly format: "TOON" | "JSON";
  readonly text: string;
}

/** TOON indents by two spaces a level, so that deeper documents are shorter in JSON and would only cost time. */
const DEEPEST_TOON = 32;

/**
 * Writes the document as TOON, or as compact JSON where that is shorter.
 * @param limit characters, 40,000 at most; undefined comes back when neither fits
 */
export function encodeWithin(document: Json, traits: Readonly<Traits>, limit: number): Encoded | undefined {
  const shortestToon = suitsToon(document, traits) ? toonFloor(document) : Number.POSITIVE_INFINITY;
  if (shortestToon > limit && valuesFloor(document) > limit) return undefined;
  const json = writeJson(document, traits);
  const room = Math.min(json.length, limit);
  const toon = shortestToon > room ? undefined : writeToonWithin(document, traits, room);
  if (toon !== undefined) return { format: "TOON", text: toon };
  return json.length <= limit ? { format: "JSON", text: json } : undefined;
}

/** Writes compact JSON with every number as exact as it came. */
export function writeJson(document: Json, traits: Readonly<Traits>): string {
  return traits.exactNumbers ? stringifyExactly(document) : JSON.stringify(document);
}

/**
 * Whether TOON gives the document back as it was (test/render/toon.test.ts). A document that is one bare string would
 * be a line of its own in TOON, without quotes. Minus zero comes back as zero and a number like 1e400 as a string.
 */
function suitsToon(document: Json, traits: Readonly<Traits>): boolean {
  return !isScalar(document) && !traits.jsonOnly && traits.depth <= DEEPEST_TOON;
}

function writeToonWithin(document: Json, traits: Readonly<Traits>, limit: number): string | undefined {
  const lines: string[] = [];
  let length = -1;
  for (const line of encodeLines(traits.exactNumbers ? keepSourceNumbers(document) : document)) {
    length += 1 + line.length;
    if (length > limit) return undefined;
    lines.push(line);
  }
  // An empty object is an empty text in TOON, which nobody would recognise as data.
  return lines.length === 0 ? undefined : lines.join("\n");
}

/**
 * Puts numbers that keep their source text into the form that TOON's encoder writes out unchanged. It takes them in the
 * document as well as from a replacer, and a replacer would be called with the path of every single value.
 */
function keepSourceNumbers(value: Json): unknown {
  if (isExactNumber(value)) return rawString(value.value);
  if (isScalar(value)) return value;
  if (isArray(value)) return value.map(keepSourceNumbers);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, keepSourceNumbers(child)]));
}
