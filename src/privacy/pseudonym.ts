import { createHmac } from "node:crypto";
import type { Kind, Pseudonyms } from "./kind.ts";

/** As in base32: no letters that a reader takes for digits. */
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/** With the digit that follows, 48 bits: in a shop of a million people two share a pseudonym once in 600 shops. */
const LETTERS = 9;

/**
 * Makes pseudonyms such as `email_k3x7q2mf5a`. They are a keyed hash (HMAC-SHA256), so whoever does not have the key
 * cannot find out a pseudonym by trying names and numbers. Spellings of one detail count as one (`canonical`).
 */
export function pseudonymsWith(key: Uint8Array): Pseudonyms {
  return (kind, detail) => {
    const digest = createHmac("sha256", key)
      .update(`${kind}\n${canonical(kind, detail)}`)
      .digest();
    const letters = Array.from({ length: LETTERS }, (_, at) => ALPHABET.charAt(digest.readUInt8(at) & 31));
    return `${kind}_${letters.join("")}${2 + (digest.readUInt8(LETTERS) & 7)}`;
  };
}

/** The same makers, for one answer: the detail of a customer with many orders is hashed once. */
export function remembering(pseudonyms: Pseudonyms): Pseudonyms {
  const known = new Map<string, string>();
  return (kind, detail) => {
    const spelling = `${kind}\n${detail}`;
    const pseudonym = known.get(spelling) ?? pseudonyms(kind, detail);
    known.set(spelling, pseudonym);
    return pseudonym;
  };
}

/** One spelling for all spellings of a detail, so that the same person has the same pseudonym wherever it stands. */
function canonical(kind: Kind, detail: string): string {
  const text = detail.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase();
  switch (kind) {
    case "email":
      return text.replace("%40", "@");
    case "phone":
      return canonicalPhone(text);
    case "profile":
      return text.replace(/^https?:\/\/(?:(?:www|m|[a-z]{2})\.)?/, "").replace(/\/*(?:[?#].*)?$/, "");
    case "account":
    case "identity":
      return text.replace(/[^\p{L}\p{N}]/gu, "");
    case "address":
      return text.replace(/[\s.,]+/g, " ").trim();
    case "person":
    case "postcode":
    case "degrees":
    case "ip":
    case "birth":
    case "private":
      return text;
    default:
      return kind satisfies never;
  }
}

/** +49 (0)30 12 34, 0049 30 1234 and +49-30-1234 are one number. One without its country's code stays another. */
function canonicalPhone(text: string): string {
  const digits = text.replace(/\(0\)/g, "").replace(/\D/g, "");
  return digits === "" ? text : digits.replace(/^00(?=[1-9])/, "");
}
