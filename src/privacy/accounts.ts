import { countrySpecs } from "ibantools";
import { getOwn } from "../utils/own.ts";
import type { Digits } from "./field.ts";
import { findMeaning } from "./number-words.ts";
import type { Pseudonyms } from "./pseudonym.ts";

/*
 * Bank accounts and cards inside any text. Both have check digits, so few other numbers pass for one.
 */

/** Puts pseudonyms in the place of IBANs and card numbers. Where codes are expected only a number in a card's groups is a card. */
export function maskAccounts(text: string, pseudonyms: Pseudonyms, digits: Digits): string {
  const withoutIbans = text.replace(IBAN, (found) => {
    const length = findIban(found);
    return length === 0 ? found : pseudonyms("account", found.slice(0, length)) + found.slice(length);
  });
  return withoutIbans.replace(CARD, (found, at: number) => {
    const isCode = /^\d+$/.test(found) && (digits === "code" || findMeaning(withoutIbans, at) === "code");
    return isCode || !isCard(found.replace(/\D/g, "")) ? found : pseudonyms("account", found);
  });
}

/** The longest has 34 characters (ISO 13616), with something between each two or four. */
const IBAN = /(?<![\p{L}\p{N}])[A-Za-z]{2}[ .-]?\d\d(?:[ .\u00a0-]?[A-Za-z\d]){11,30}/gu;

/** The length of the IBAN with which the text begins, since words may follow; 0 where it begins with none. */
function findIban(text: string): number {
  const spec = getOwn(countrySpecs, text.slice(0, 2).toUpperCase());
  let end = 0;
  for (let left = spec?.chars ?? 0; left > 0 && end < text.length; end += 1) {
    if (/[A-Za-z\d]/.test(text.charAt(end))) left -= 1;
  }
  const isAll = !/^[A-Za-z\d]/.test(text.slice(end));
  const iban = text
    .slice(0, end)
    .replace(/[^A-Za-z\d]/g, "")
    .toUpperCase();
  return isAll && spec?.bban_regexp?.includes("$") && isIban(iban, spec.bban_regexp) ? end : 0;
}

/** Whether the check digits are right (ISO 13616): letters count as 10 to 35, and the whole is 1 modulo 97. */
function isIban(iban: string, form: string): boolean {
  if (!new RegExp(form).test(iban.slice(4))) return false;
  let rest = 0;
  for (const letter of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(letter, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

const CARD = /(?<![\p{L}\p{N}.+/-])\d(?:[ .\u00a0-]?\d){12,18}(?![\p{L}\p{N}]|[.,/-]\d)/gu;

/** Visa, Mastercard, American Express, Discover, Diners Club, JCB, UnionPay and Maestro, in the lengths that are in use. */
const ISSUERS =
  /^(?:4\d{15}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|4[4-9]\d|5\d\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}|(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{8,15})$/;

function isCard(digits: string): boolean {
  return ISSUERS.test(digits) && hasLuhnDigit(digits);
}

/** Whether the last digit is the check digit of ISO/IEC 7812: every second one from the right counts twice. */
function hasLuhnDigit(digits: string): boolean {
  let sum = 0;
  for (const [at, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
