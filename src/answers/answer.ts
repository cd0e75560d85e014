import type { Envelope, Fact } from "../connectors/schema/connector.ts";
import { type Clean, cleanText } from "../utils/clean-text.ts";
import { isExactNumber } from "./exact-json.ts";
import { atPath, isScalar, type Json } from "./json.ts";
import { type AnswerFailure, parseBody } from "./parse.ts";
import type { Sanitized } from "./sanitize.ts";

export type { AnswerFailure } from "./parse.ts";

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

function readFacts(document: Json, paths: NonNullable<Envelope["facts"]>): AnswerMeta {
  const scalars = FACTS.flatMap((fact) => {
    const path = paths[fact];
    const value = path === undefined ? undefined : atPath(document, path);
    if (value === undefined || !isScalar(value)) return [];
    return [[fact, isExactNumber(value) ? value.value : value]];
  });
  return Object.fromEntries(scalars);
}
