import { encodeLines, rawString } from "@toon-format/toon";
import { LosslessNumber, stringify as stringifyLossless } from "lossless-json";
import { isArray, isScalar, type Json } from "../answers/json.ts";
import type { Traits } from "../answers/sanitize.ts";
import { toonFloor } from "./toon-floor.ts";

/** A document as text: one document of that format, and nothing else. */
export interface Encoded {
  readonly format: "TOON" | "JSON";
  readonly text: string;
}

/** TOON indents by two spaces a level, so that deeper documents are shorter in JSON and would only cost time. */
const DEEPEST_TOON = 32;

/**
 * The document as TOON, or as compact JSON where that is shorter.
 * @param limit characters; undefined comes back when neither fits
 */
export function encodeWithin(tree: Json, traits: Readonly<Traits>, limit: number): Encoded | undefined {
  const json = jsonText(tree, traits);
  const toon = toonSuits(tree, traits) ? toonWithin(tree, traits, Math.min(json.length, limit)) : undefined;
  if (toon !== undefined) return { format: "TOON", text: toon };
  return json.length <= limit ? { format: "JSON", text: json } : undefined;
}

/** Compact JSON with every number as exact as it came. */
export function jsonText(tree: Json, traits: Readonly<Traits>): string {
  return traits.exactNumbers ? (stringifyLossless(tree) ?? "null") : JSON.stringify(tree);
}

/**
 * A document that is one bare string would be a line of its own in TOON, without quotes. Minus zero comes back from
 * TOON as zero and a number like 1e400 as a string. All else comes back as it was (test/render/toon.test.ts).
 */
function toonSuits(tree: Json, traits: Readonly<Traits>): boolean {
  return !isScalar(tree) && !traits.jsonOnly && traits.depth <= DEEPEST_TOON;
}

function toonWithin(tree: Json, traits: Readonly<Traits>, limit: number): string | undefined {
  if (toonFloor(tree) > limit) return undefined;
  const lines: string[] = [];
  let length = -1;
  for (const line of encodeLines(traits.exactNumbers ? withSourceNumbers(tree) : tree)) {
    length += 1 + line.length;
    if (length > limit) return undefined;
    lines.push(line);
  }
  // An empty object is an empty text in TOON, which nobody would recognise as data.
  return lines.length === 0 ? undefined : lines.join("\n");
}

/**
 * Numbers that keep their source text, in the form that TOON's encoder writes out unchanged. It takes them in the
 * document as well as from a replacer, and a replacer would be called with the path of every single value.
 */
function withSourceNumbers(value: Json): unknown {
  if (value instanceof LosslessNumber) return rawString(value.value);
  if (isScalar(value)) return value;
  if (isArray(value)) return value.map(withSourceNumbers);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withSourceNumbers(child)]));
}
