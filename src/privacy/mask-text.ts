import type { Pseudonyms } from "./pseudonym.ts";

/*
 * Personal data inside any text. Only what is certain is taken: a phone number must be written like one, because order
 * numbers, prices and dates are digits too. Every pattern takes time in proportion to the text, whatever the text is.
 */

/**
 * What the field's name says of digits in it: `code`, they are no phone number unless it has its country's code; `prose`,
 * people write there, so one without any separator counts too.
 */
export type Digits = "code" | "prose" | "any";

/** Few texts have anything to look at, and this tells them apart in one go. */
const SUSPICIOUS = /@|%40|[lL]inked[iI]n\.com|\d(?:[^\dA-Za-z]{0,3}\d){7}|[A-Z]{2}\d\d ?[A-Z\d]{4}|^\d+(?:\.\d+){3}$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * Puts pseudonyms in the place of e-mail addresses, LinkedIn profiles, bank accounts and phone numbers in the text, and
 * of an IP address that is all of it.
 */
export function maskDetected(text: string, pseudonyms: Pseudonyms, digits: Digits): string {
  if (!SUSPICIOUS.test(text) || TIMESTAMP.test(text)) return text;
  if (IP_ADDRESS.test(text)) return digits === "code" ? text : pseudonyms("ip", text);
  const withoutProfiles = maskEmails(text, pseudonyms).replace(PROFILE, (url) => pseudonyms("profile", url));
  return maskPhones(maskAccounts(withoutProfiles, pseudonyms), pseudonyms, digits);
}

const IP_ADDRESS = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const PROFILE = /(?:https?:\/\/)?(?:[a-z]{2,3}\.)?linkedin\.com\/(?:in|pub)\/[\p{L}\p{N}%_-]+\/?/giu;

const EMAIL =
  /(?<![\p{L}\p{N}\p{M}._+'-])([.+'-]*)([\p{L}\p{N}_][\p{L}\p{N}\p{M}._+'-]*(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)/gu;
/** Names of pictures for sharp screens, `logo@2x.png`, and versions of packages, `lodash@4.17.21`, look like addresses. */
const NO_DOMAIN = /\.(?:[^.\p{L}][^.]*|[^.]|png|jpe?g|gif|webp|svg|avif|ico|pdf|js|css|html)$/iu;

/** Masks e-mail addresses alone, for texts where phone numbers may be seen: those of a business. */
export function maskEmails(text: string, pseudonyms: Pseudonyms): string {
  return text.replace(EMAIL, (found, before: string, address: string) =>
    NO_DOMAIN.test(address) ? found : before + pseudonyms("email", address),
  );
}

/** Collects the pseudonyms of the e-mail addresses in a text. */
export function collectEmails(text: string, pseudonyms: Pseudonyms): readonly string[] {
  const found: string[] = [];
  maskEmails(text, (kind, detail) => {
    const pseudonym = pseudonyms(kind, detail);
    found.push(pseudonym);
    return pseudonym;
  });
  return found;
}

const IBAN = /\b[A-Z]{2}\d\d(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?\b/g;

/** Words in capitals may follow, so the longest beginning that is an IBAN counts. */
function maskAccounts(text: string, pseudonyms: Pseudonyms): string {
  return text.replace(IBAN, (found) => {
    for (let end = found.length; end >= 15; end = found.lastIndexOf(" ", end - 1)) {
      const account = found.slice(0, end);
      if (isIban(account)) return pseudonyms("account", account) + found.slice(end);
    }
    return found;
  });
}

/** Whether the check digits are right (ISO 13616): letters count as 10 to 35, and the whole is 1 modulo 97. */
function isIban(text: string): boolean {
  const letters = text.replaceAll(" ", "");
  const turned = letters.slice(4) + letters.slice(0, 4);
  let rest = 0;
  for (const letter of turned) {
    const value = Number.parseInt(letter, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

const SPACE = "[ \\u00a0\\u2009\\u202f()./\\u2010-\\u2013-]";
/** +49 30 1234567: 8 to 15 digits (ITU-T E.164). */
const INTERNATIONAL = new RegExp(`(?<![\\w+])\\+\\d(?:${SPACE}{0,3}\\d){7,14}(?![\\w])`, "g");
/** A price difference such as "+12345678.90". */
const AMOUNT = /^\+\d+[.,]\d{1,4}$/;
const NATIONAL = new RegExp(
  `(?<![\\w#/.+-])(?:${[
    `(?!000)0\\d{2,4}${SPACE}{1,3}\\d(?:${SPACE}{0,2}\\d){4,11}`,
    "0\\d(?:[ .-]\\d\\d){4}",
    `\\((?:0\\d{1,4}|[2-9]\\d\\d)\\)${SPACE}{0,2}\\d(?:${SPACE}{0,2}\\d){5,10}`,
    "[2-9]\\d\\d([-. ])[2-9]\\d\\d\\1\\d{4}",
  ].join("|")})(?![\\w]|[-.:]\\d)`,
  "g",
);
/** 0712345678. Elsewhere that may be an order's number. */
const UNBROKEN = /(?<![\w#/.+-])0[1-9]\d{8,9}(?![\w]|[-.:]\d)/g;

function maskPhones(text: string, pseudonyms: Pseudonyms, digits: Digits): string {
  const mask = (phone: string) => pseudonyms("phone", phone);
  const abroad = text.replace(INTERNATIONAL, (found) => (AMOUNT.test(found) ? found : mask(found)));
  if (digits === "code") return abroad;
  const national = abroad.replace(NATIONAL, mask);
  return digits === "prose" ? national.replace(UNBROKEN, mask) : national;
}
