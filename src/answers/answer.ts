import type { Envelope, Fact } from "../connectors/schema/connector.ts";
import { type Clean, cleanText } from "../utils/clean-text.ts";
import { type AnswerFailure, findBodyFailure } from "./body-failure.ts";
import { hasInexactNumbers, isExactNumber, parseExactly } from "./exact-json.ts";
import { atPath, isScalar, type Json } from "./json.ts";
import { MAX_DEPTH, type Sanitized, sanitize } from "./sanitize.ts";

/** In the order in which the first line of a result tells them. */
export const FACTS = ["store", "currency", "timezone", "generated_at"] as const satisfies readonly Fact[];

/** What an answer says about itself where its connector knows to look: the scalars that came, cleaned. */
export type AnswerMeta = Readonly<Partial<Record<Fact, string | number | boolean | null>>>;

/** An API's answer, cleaned, with exact numbers: all that came, with its envelope if it has one. */
export interface Answer extends Sanitized {
  readonly meta: AnswerMeta;
}

/**
 * Reads the body of a successful response. Lenient: an envelope that is missing or has more in it is no failure, nor
 * is a wrong content type. Of keys that come twice in one object both values are kept, the later under "key (2)".
 * Never throws.
 * @param envelope what the connector says about all answers of this API, where it says something
 * @param cleanTitle for the title of a page that came in the place of an answer
 */
export function readAnswer(
  body: string,
  contentType: string | undefined,
  envelope: Envelope | undefined,
  clean: Clean = cleanText,
  cleanTitle: Clean = clean,
): { readonly ok: true; readonly answer: Answer } | { readonly ok: false; readonly failure: AnswerFailure } {
  const parsed = parseBody(body, contentType, clean, cleanTitle);
  if (!parsed.ok) return parsed;
  const { document, traits } = parsed.value;
  return { ok: true, answer: { document, meta: readFacts(document, envelope?.facts ?? {}), traits } };
}

/**
 * Reads a response body as a document, or tells why it is none. The engine's own parser reads every body, because it
 * is fast and does not recurse. It changes long numbers and loses repeated keys, so a body that may have either is read
 * once more by the exact parser: that one alone would cost three to four times as much (100 orders: 0.36 ms, not 0.08).
 */
function parseBody(
  body: string,
  contentType: string | undefined,
  clean: Clean,
  cleanTitle: Clean,
): { readonly ok: true; readonly value: Sanitized } | { readonly ok: false; readonly failure: AnswerFailure } {
  const text = body.startsWith("\ufeff") ? body.slice(1) : body;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { ok: false, failure: findBodyFailure(text, contentType, cleanTitle) };
  }
  const value = sanitize(parsed, clean);
  if (value.traits.depth > MAX_DEPTH) return { ok: false, failure: { kind: "too-deep" } };
  const isExact = !hasInexactNumbers(text) && countPossibleKeys(text) === value.traits.keys;
  return { ok: true, value: isExact ? value : sanitize(parseExactly(text), clean) };
}

/** The last of the characters that count as white space in JSON, and the only others up to it are not allowed there. */
const SPACE = 0x20;

/** Counts colons behind a quote: as many as the text has keys, or more when strings hold some too. */
function countPossibleKeys(json: string): number {
  let count = 0;
  for (let colon = json.indexOf(":"); colon !== -1; colon = json.indexOf(":", colon + 1)) {
    let before = colon - 1;
    while (json.charCodeAt(before) <= SPACE) before -= 1;
    if (json.charAt(before) === '"') count += 1;
  }
  return count;
}

function readFacts(document: Json, paths: NonNullable<Envelope["facts"]>): AnswerMeta {
  const scalars = FACTS.flatMap((fact) => {
    const path = paths[fact];
    const value = path === undefined ? undefined : atPath(document, path);
    if (value === undefined || !isScalar(value)) return [];
    return [[fact, isExactNumber(value) ? value.value : value]];
  });
  return Object.fromEntries(scalars);
}
