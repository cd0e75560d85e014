import { atOnce } from "../utils/turns.ts";
import { parseExactly, parseKeeping, stringifyExactly } from "./exact-json.ts";
import type { Json } from "./json.ts";
import { sanitize } from "./sanitize.ts";
import { scanJson } from "./scan.ts";

/**
 * Numbers that a JavaScript number may change: those of 16 digits and more, with an exponent, and minus zero. In compact JSON
 * one follows a bracket, a comma or a colon. A text may look like one too, which costs a slower reading and nothing else.
 */
const DOUBTFUL = /[:,[]-?(?:[\d.]{16}|[\d.]{1,15}[eE]|0(?:\.0+)?(?<=-0[.0]*)[,\]}])/;

/**
 * Reads JSON that Keyscope wrote itself, with every number as exact as it stands there. It was cleaned before it was
 * written, and no key comes twice in it, so the slow exact parser is needed only where there is more in it than the scan
 * counts.
 */
export function parseWritten(json: string): Json {
  if (!DOUBTFUL.test(json)) return JSON.parse(json);
  const { excess, inexact } = scanJson(json);
  if (excess === undefined && inexact.length === 0) return JSON.parse(json);
  const parsed = excess === undefined ? parseKeeping(json, inexact) : parseExactly(json);
  return atOnce(sanitize(parsed, (text) => text)).document;
}

/**
 * Writes a row as compact JSON. Before one with a number that needs the slow reading stands a space, so that
 * nobody has to look for such numbers among the others.
 */
export function writeRow(row: Json): string {
  const text = stringifyExactly(row);
  return DOUBTFUL.test(text) ? ` ${text}` : text;
}

/** Reads the JSON array of a page of such rows, as `parseWritten` does. */
export function parseRows(json: string): Json {
  const isDoubtful = json.startsWith("[ ") || json.includes("\n ");
  return isDoubtful ? parseWritten(json) : JSON.parse(json);
}
