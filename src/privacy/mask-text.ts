import { maskAccounts } from "./accounts.ts";
import { type Detection, maskPhones, type NumberPlace } from "./phones.ts";
import type { Pseudonyms } from "./pseudonym.ts";

/*
 * Personal data inside any text. Only what is certain is taken: a phone number must be written like one, because order
 * numbers, prices and dates are digits too. Every pattern takes time in proportion to the text, whatever the text is.
 */

/** Few texts have anything to look at, and this tells them apart in one go. */
const SUSPICIOUS =
  /@|%40|[lL]inked[iI]n\.com|\d(?:[^\dA-Za-z]{0,3}\d){6}|[A-Za-z]{2} ?\d\d[ .-]?[A-Za-z\d]{4}|^\d+(?:\.\d+){3}$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * Puts pseudonyms in the place of e-mail addresses, LinkedIn profiles, bank accounts, card numbers and phone numbers in
 * the text, and of an IP address that is all of it.
 */
export function maskDetected(text: string, detection: Detection, place: NumberPlace): string {
  const { pseudonyms } = detection;
  if (!SUSPICIOUS.test(text) || TIMESTAMP.test(text)) return text;
  if (IP_ADDRESS.test(text)) return place.digits === "code" ? text : pseudonyms("ip", text);
  const withoutProfiles = maskEmails(text, pseudonyms).replace(PROFILE, (url) => pseudonyms("profile", url));
  return maskPhones(maskAccounts(withoutProfiles, pseudonyms, place.digits), detection, place);
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
