import { LosslessNumber } from "lossless-json";
import { type Clean, cleanText } from "./clean.ts";
import { isObject, isScalar, type Json, type JsonObject, own } from "./json.ts";
import { parseBody } from "./parse.ts";
import type { AnswerProblem } from "./problem.ts";
import type { Traits } from "./tree.ts";

export type { AnswerProblem } from "./problem.ts";

/** What `meta` says about an answer: the scalars that came, cleaned, under the names that are documented. */
export interface AnswerMeta {
  readonly shop?: string | number | boolean | null;
  readonly currency?: string | number | boolean | null;
  readonly timezone?: string | number | boolean | null;
  readonly generated_at?: string | number | boolean | null;
}

export const META_NAMES = ["shop", "currency", "timezone", "generated_at"] as const;

/** An API's answer, cleaned, with exact numbers. */
export interface Answer {
  /** All that came: the envelope with whatever else it held, or what came instead of one. */
  readonly document: Json;
  /** The envelope's `data`; the whole document where there is none. */
  readonly data: Json;
  readonly meta: AnswerMeta;
  /** Which parts of the envelope `{data, meta}` were there. */
  readonly envelope: { readonly data: boolean; readonly meta: boolean };
  readonly traits: Readonly<Traits>;
}

/**
 * Reads the body of a successful response. Lenient: an envelope that is missing or has more in it is no problem, nor
 * is a wrong content type. Of keys that come twice in one object both values are kept, the later under "key (2)".
 * Never throws.
 */
export function readAnswer(
  body: string,
  contentType: string | undefined,
  clean: Clean = cleanText,
): { readonly ok: true; readonly answer: Answer } | { readonly ok: false; readonly problem: AnswerProblem } {
  const parsed = parseBody(body, contentType, clean);
  if (!parsed.ok) return parsed;
  const { tree, traits } = parsed.value;
  const data = isObject(tree) ? own(tree, "data") : undefined;
  const meta = isObject(tree) ? own(tree, "meta") : undefined;
  const answer = {
    document: tree,
    data: data === undefined ? tree : data,
    meta: isObject(meta) ? readMeta(meta) : {},
    envelope: { data: data !== undefined, meta: isObject(meta) },
    traits,
  };
  return { ok: true, answer };
}

function readMeta(meta: JsonObject): AnswerMeta {
  const scalars = META_NAMES.flatMap((name) => {
    const value = own(meta, name);
    if (value === undefined || !isScalar(value)) return [];
    return [[name, value instanceof LosslessNumber ? value.value : value]];
  });
  return Object.fromEntries(scalars);
}
