import type { Envelope, Fact } from "../connectors/schema/connector.ts";
import { type Clean, cleanText } from "../utils/clean-text.ts";
import type { Pieces } from "../utils/turns.ts";
import { type AnswerFailure, findBodyFailure } from "./body-failure.ts";
import { cutRows, isCutFrom } from "./cut-rows.ts";
import { isExactNumber, parseExactly, parseKeeping } from "./exact-json.ts";
import { atPath, isScalar, type Json, parseOrNothing } from "./json.ts";
import type { RowTemplate } from "./row-template.ts";
import { type Sanitized, sanitize } from "./sanitize.ts";
import { scanJson } from "./scan.ts";

/** In the order in which the first line of a result tells them. */
export const FACTS = ["store", "currency", "timezone", "generated_at"] as const satisfies readonly Fact[];

/** What an answer says about itself where its connector knows to look: the scalars that came, cleaned. */
export type AnswerMeta = Readonly<Partial<Record<Fact, string | number | boolean | null>>>;

/** An API's answer, cleaned, with exact numbers: all that came, with its envelope if it has one. */
export interface Answer extends Sanitized {
  readonly meta: AnswerMeta;
  /** The JSON of its rows, where they were cut out of the document by a template. */
  readonly rows?: readonly string[];
}

/** What becomes of an answer's texts, and how its rows are read. */
export interface HowToRead {
  readonly clean: Clean;
  /** For words that are no answer: an error's, and the title of a page that came in the place of an answer. */
  readonly cleanWords: Clean;
  /** How rows were written before: where all still are, they are cut out and not parsed. */
  readonly template?: RowTemplate | undefined;
}

type Read<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly failure: AnswerFailure };

/**
 * Reads the body of a successful response. Lenient: an envelope that is missing or has more in it is no failure, nor
 * is a wrong content type. Of keys that come twice in one object both values are kept, the later under "key (2)".
 * Never throws.
 * @param envelope what the connector says about all answers of this API, where it says something
 */
export function* readAnswer(
  body: string,
  contentType: string | undefined,
  envelope: Envelope | undefined,
  how: HowToRead = { clean: cleanText, cleanWords: cleanText },
): Pieces<Read<{ readonly answer: Answer }>> {
  const cut = yield* cutBody(body, contentType, envelope, how);
  if (cut !== undefined) return { ok: true, answer: cut };
  const parsed = yield* parseBody(body, contentType, how);
  return parsed.ok ? { ok: true, answer: answerOf(parsed.value, envelope) } : parsed;
}

/** Reads an answer without parsing its rows, where all are written as the template says. */
function* cutBody(
  body: string,
  contentType: string | undefined,
  envelope: Envelope | undefined,
  how: HowToRead,
): Pieces<Answer | undefined> {
  const { template, clean } = how;
  if (template === undefined) return undefined;
  const cut = cutRows(body, template, clean);
  if (cut === undefined) return undefined;
  yield;
  const rest = yield* parseBody(cut.rest, contentType, how);
  const isWhole = rest.ok && isCutFrom(rest.value.document, template);
  return isWhole ? { ...answerOf(rest.value, envelope), rows: cut.rows } : undefined;
}

function answerOf({ document, traits }: Sanitized, envelope: Envelope | undefined): Answer {
  return { document, meta: readFacts(document, envelope?.facts ?? {}), traits };
}

/**
 * Reads a response body as a document, or tells why it is none. The engine's own parser reads every body, because it
 * is fast and does not recurse. It loses repeated keys, so a body that has any is read once more by the exact parser.
 */
function* parseBody(
  body: string,
  contentType: string | undefined,
  { clean, cleanWords }: HowToRead,
): Pieces<Read<{ readonly value: Sanitized }>> {
  const text = body.startsWith("\ufeff") ? body.slice(1) : body;
  const scan = scanJson(text);
  yield;
  const parsed = scan.excess === undefined ? parseOrNothing(text) : undefined;
  if (parsed === undefined) return { ok: false, failure: findBodyFailure(text, scan, contentType, cleanWords) };
  yield;
  const { inexact, keys } = scan;
  const kept = inexact.length === 0 ? parsed : parseKeeping(text, inexact);
  yield;
  const value = yield* sanitize(kept, clean);
  if (keys === value.traits.keys) return { ok: true, value };
  yield;
  const exact = parseExactly(text);
  yield;
  return { ok: true, value: yield* sanitize(exact, clean) };
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
