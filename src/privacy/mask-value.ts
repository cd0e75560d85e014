import type { Scalar } from "../answers/json.ts";
import type { Place } from "./field.ts";
import { hasForm, KINDS, type Kind } from "./kinds.ts";
import { collectEmails, maskDetected, maskEmails } from "./mask-text.ts";
import type { Detection } from "./phones.ts";
import { isPseudonym, type Pseudonyms } from "./pseudonym.ts";

/** Several words that begin with capitals, with small ones such as "van" between and before. */
const FULL_NAME =
  /^(?:(?:d[aeiou]|de[lnr]|della|l[aeo]|van|v[oa]n|zu[mr]?|ten?|ter|el|al|'[ts]) ){0,2}\p{Lu}[\p{L}\p{M}.'’-]{0,40}(?:,? (?:(?:\p{Ll}{1,3}|della|'[ts]) ){0,2}\p{Lu}[\p{L}\p{M}.'’-]{0,40}){1,4}$/u;

/** Scripts without capitals. No id is written in them. */
const NAME_WITHOUT_CAPITALS = /^[\p{Lo}\p{M}·.\u200c ]{2,80}$/u;

/** Masks what is personal of a value that stands at this place. */
export function maskValue(value: Scalar, place: Place, detection: Detection): Scalar {
  const { pseudonyms } = detection;
  if (place.isPublic) return typeof value === "string" ? maskEmails(value, pseudonyms) : value;
  if (place.kind !== undefined && hasForm(place.form, value)) return maskDetail(place.kind, value, pseudonyms);
  if (typeof value !== "string") return value;
  if (place.isPerson && (FULL_NAME.test(value) || NAME_WITHOUT_CAPITALS.test(value)))
    return pseudonyms("person", value);
  return maskDetected(value, detection, place);
}

/** Said instead of a detail, and of nobody. */
const NOTHING =
  /^(?:[-–—.?/*]+|x{2,4}|n\.?[/.]?a\.?|none|null|nil|nan|undefined|(?:not|non) (?:available|applicable|provided|given|known|set|specified|renseigné)|unknown|anonymous|guest|tb[ad]|yes|no|true|false|(?:un)?subscribed|(?:un)?verified|(?:in)?active|pending|keine?(?: angaben?)?|k\. ?a\.|unbekannt|leer|aucune?|inconnue?|ningun[oa]|desconocid[oa]|no disponible|nessun[oa]|sconosciut[oa]|non disponibile|geen|onbekend|n\.?v\.?t\.?|brak(?: danych)?|nie ?dotyczy|nieznan[ey]|žádn[áýé]|neuvedeno|neznám[ýáé]|není|hakuna)$/iu;
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
  if (NOTHING.test(trimmed)) return text;
  if (part !== undefined) return part(trimmed) ?? pseudonyms(kind, trimmed);
  // The number of a house is part of where somebody lives.
  if (AMOUNT.test(trimmed) && kind !== "private" && kind !== "address") return text;
  // Whatever the field, one person's address is one pseudonym: it may be a user name, or stand beside a name.
  const emails = collectEmails(trimmed, pseudonyms);
  return emails.length > 0 ? [...new Set(emails)].join(", ") : pseudonyms(kind, trimmed);
}
