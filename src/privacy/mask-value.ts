import type { Scalar } from "../answers/json.ts";
import type { Place } from "./field.ts";
import { KINDS, type Kind } from "./kinds.ts";
import { collectEmails, maskDetected, maskEmails } from "./mask-text.ts";
import { isPseudonym, type Pseudonyms } from "./pseudonym.ts";

/** Several words that begin with capitals, with small ones such as "van" between. */
const FULL_NAME = /^\p{Lu}[\p{L}\p{M}.'’-]{0,40}(?:,? (?:\p{Ll}{1,3} ){0,2}\p{Lu}[\p{L}\p{M}.'’-]{0,40}){1,4}$/u;

/** Scripts without capitals. No id is written in them. */
const NAME_WITHOUT_CAPITALS = /^[\p{Lo}\p{M}·.\u200c ]{2,80}$/u;

/** Masks what is personal of a value that stands at this place. */
export function maskValue(value: Scalar, place: Place, pseudonyms: Pseudonyms): Scalar {
  if (place.isPublic) return typeof value === "string" ? maskEmails(value, pseudonyms) : value;
  if (place.kind !== undefined) return maskDetail(place.kind, value, pseudonyms);
  if (typeof value !== "string") return value;
  if (place.isPerson && (FULL_NAME.test(value) || NAME_WITHOUT_CAPITALS.test(value)))
    return pseudonyms("person", value);
  return maskDetected(value, pseudonyms, place.digits);
}

/** Said instead of a detail, and of nobody. */
const NOTHING =
  /^(?:-|n\/?a|none|null|nil|unknown|anonymous|guest|yes|no|true|false|(?:un)?subscribed|(?:un)?verified|(?:in)?active|pending)$/i;
/** In fields such as `mobile` there may be a count or a share of sales. A phone number is longer and has no decimals. */
const AMOUNT = /^-?(?:\d{1,4}|\d+%|\d+[.,]\d{1,2}%?)$/;

/** Shows of a value that its name calls a personal detail a pseudonym, or as much as names nobody. */
function maskDetail(kind: Kind, value: Scalar, pseudonyms: Pseudonyms): Scalar {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return maskText(kind, value, pseudonyms);
  const source = typeof value === "number" ? String(value) : value.value;
  const { shownNumber } = KINDS[kind];
  return shownNumber === undefined ? value : (shownNumber(value, source) ?? pseudonyms(kind, source));
}

function maskText(kind: Kind, text: string, pseudonyms: Pseudonyms): string {
  const trimmed = text.trim();
  const { part } = KINDS[kind];
  if (trimmed === "" || isPseudonym(trimmed)) return text;
  if (NOTHING.test(trimmed) && kind !== "postcode") return text;
  if (part !== undefined) return part(trimmed) ?? pseudonyms(kind, trimmed);
  if (AMOUNT.test(trimmed) && kind !== "private") return text;
  // Whatever the field, one person's address is one pseudonym: it may be a user name, or stand beside a name.
  const emails = collectEmails(trimmed, pseudonyms);
  return emails.length > 0 ? [...new Set(emails)].join(", ") : pseudonyms(kind, trimmed);
}
