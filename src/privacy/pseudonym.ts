import { createHmac } from "node:crypto";
import { KINDS, type Kind } from "./kinds.ts";

/** Makes the name that stands for one personal detail: the same kind and detail, the same name. */
export type Pseudonyms = (kind: Kind, detail: string) => string;

/** As in base32: no letters that a reader takes for digits. */
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/** With the digit that follows, 48 bits: in a shop of a million people two share a pseudonym once in 600 shops. */
const LETTERS = 9;

/**
 * Makes pseudonyms such as `email_k3x7q2mf5a`. They are a keyed hash (HMAC-SHA256), so whoever does not have the key
 * cannot find out a pseudonym by trying names and numbers. Spellings of one detail count as one.
 */
export function makePseudonyms(key: Uint8Array): Pseudonyms {
  return (kind, detail) => {
    const digest = createHmac("sha256", key)
      .update(`${kind}\n${canonical(kind, detail)}`)
      .digest();
    const letters = Array.from({ length: LETTERS }, (_, at) => ALPHABET.charAt(digest.readUInt8(at) & 31));
    return `${kind}_${letters.join("")}${2 + (digest.readUInt8(LETTERS) & 7)}`;
  };
}

/** Makes one spelling of all, so that the same person has the same pseudonym wherever it stands. */
function canonical(kind: Kind, detail: string): string {
  const text = detail.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase();
  return KINDS[kind].canonical?.(text) ?? text;
}

/** Remembers what was made, for one answer: the detail of a customer with many orders is hashed once. */
export function rememberPseudonyms(pseudonyms: Pseudonyms): Pseudonyms {
  const known = new Map<string, string>();
  return (kind, detail) => {
    const spelling = `${kind}\n${detail}`;
    const pseudonym = known.get(spelling) ?? pseudonyms(kind, detail);
    known.set(spelling, pseudonym);
    return pseudonym;
  };
}

/** Ends in a digit, so that no name of a field such as `account_management` passes for one. */
const PSEUDONYM = `(?:${Object.keys(KINDS).join("|")})_[a-z2-7]{9}[2-9]`;
const ONLY_PSEUDONYMS = new RegExp(`^${PSEUDONYM}(?:, ${PSEUDONYM})*$`);

/** Whether a text is masked already. Masking an answer again changes nothing. */
export function isPseudonym(text: string): boolean {
  return ONLY_PSEUDONYMS.test(text);
}
