import { LosslessNumber } from "lossless-json";
import type { Scalar } from "../answers/json.ts";
import { emailsIn } from "./content.ts";
import { isPseudonym, type Kind, type Pseudonyms } from "./kind.ts";

/** Said instead of a detail, and of nobody. */
const NOTHING =
  /^(?:-|n\/?a|none|null|nil|unknown|anonymous|guest|yes|no|true|false|(?:un)?subscribed|(?:un)?verified|(?:in)?active|pending)$/i;
/** In fields such as `mobile` there may be a count or a share of sales. A phone number is longer and has no decimals. */
const AMOUNT = /^-?(?:\d{1,4}|\d+%|\d+[.,]\d{1,2}%?)$/;

/** Mask of what comes after the first two characters of a postal code. */
const REST_OF_POSTCODE = "***";

/** What is shown of a value that its name calls a personal detail: a pseudonym, or as much as names nobody. */
export function maskDetail(kind: Kind, value: Scalar, pseudonyms: Pseudonyms): Scalar {
  if (value === null || typeof value === "boolean") return value;
  return typeof value === "string" ? maskText(kind, value, pseudonyms) : maskNumber(kind, value, pseudonyms);
}

function maskText(kind: Kind, text: string, pseudonyms: Pseudonyms): string {
  const trimmed = text.trim();
  if (trimmed === "" || isPseudonym(trimmed)) return text;
  if (kind === "postcode") return beginningOfPostcode(trimmed);
  if (NOTHING.test(trimmed)) return text;
  if (kind === "degrees") return roundedDegrees(trimmed) ?? pseudonyms(kind, trimmed);
  if (kind === "birth") return yearIn(trimmed) ?? pseudonyms(kind, trimmed);
  if (kind !== "private" && AMOUNT.test(trimmed)) return text;
  // Whatever the field, one person's address is one pseudonym: it may be a user name, or stand beside a name.
  const emails = emailsIn(trimmed, pseudonyms);
  return emails.length > 0 ? [...new Set(emails)].join(", ") : pseudonyms(kind, trimmed);
}

function maskNumber(kind: Kind, value: number | LosslessNumber, pseudonyms: Pseudonyms): Scalar {
  const source = value instanceof LosslessNumber ? value.value : String(value);
  const digits = /^\d+$/.test(source) ? source : "";
  switch (kind) {
    case "phone":
      // Fewer are a count, such as the visits from mobile devices.
      return digits.length >= 7 ? pseudonyms(kind, digits) : value;
    case "identity":
    case "account":
      return digits.length >= 5 ? pseudonyms(kind, digits) : value;
    case "postcode":
      return digits.length > 2 ? beginningOfPostcode(digits) : value;
    case "degrees":
      return Math.abs(Number(source)) <= 180 ? rounded(Number(source)) : pseudonyms(kind, source);
    case "birth":
      return yearIn(source) === source ? value : pseudonyms(kind, source);
    case "private":
      return pseudonyms(kind, source);
    case "email":
    case "person":
    case "address":
    case "ip":
    case "profile":
      return value;
    default:
      return kind satisfies never;
  }
}

function beginningOfPostcode(code: string): string {
  const characters = [...code];
  return characters.length > 2 ? characters.slice(0, 2).join("") + REST_OF_POSTCODE : code;
}

/** One decimal of a degree is about ten kilometres. Texts of two degrees have a comma or a space between. */
function roundedDegrees(text: string): string | undefined {
  if (!/^-?\d+(?:\.\d+)?(?:[,; ]+-?\d+(?:\.\d+)?)?$/.test(text)) return undefined;
  const degrees = text.match(/-?\d+(?:\.\d+)?/g) ?? [];
  if (degrees.some((one) => Math.abs(Number(one)) > 180)) return undefined;
  return text.replace(/-?\d+\.\d+/g, (one) => String(rounded(Number(one))));
}

function rounded(degrees: number): number {
  return Math.round(degrees * 10) / 10;
}

function yearIn(text: string): string | undefined {
  return /(?<!\d)(?:18|19|20)\d\d(?!\d)/.exec(text)?.[0];
}
