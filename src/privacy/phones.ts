import { type CountryCode, isSupportedCountry, isValidPhoneNumber } from "libphonenumber-js/max";
import type { Digits } from "./field.ts";
import { findMeaning } from "./number-words.ts";
import type { Pseudonyms } from "./pseudonym.ts";

/*
 * Phone numbers inside any text. What has its country's code is one. Without it the digits must be a number of a country
 * that is likely here, because order numbers, prices and dates are digits too.
 */

/** Tells whether digits are a national phone number: of this country, or of those in which the products are used. */
export type PhoneCheck = (digits: string, country: string | undefined) => boolean;

/** What one answer's texts are searched with. */
export interface Detection {
  readonly pseudonyms: Pseudonyms;
  readonly isPhone: PhoneCheck;
}

/** What is known of digits in a text by where it stands. */
export interface NumberPlace {
  readonly digits: Digits;
  /** The country beside it, by its two letters. */
  readonly country: string | undefined;
}

/** The countries in which the products are used, with how many digits people write there: which begin with 0, and which not. */
const LIKELY: readonly {
  readonly country: CountryCode;
  readonly zero: boolean;
  readonly lengths: readonly number[];
}[] = [
  { country: "DE", zero: true, lengths: [9, 10, 11, 12] },
  { country: "GB", zero: true, lengths: [10, 11] },
  { country: "FR", zero: true, lengths: [10] },
  { country: "NL", zero: true, lengths: [10] },
  { country: "BE", zero: true, lengths: [9, 10] },
  { country: "AT", zero: true, lengths: [9, 10, 11, 12] },
  { country: "CH", zero: true, lengths: [10] },
  { country: "KE", zero: true, lengths: [10] },
  { country: "TZ", zero: true, lengths: [10] },
  { country: "IE", zero: true, lengths: [9, 10] },
  { country: "SK", zero: true, lengths: [10] },
  { country: "IT", zero: true, lengths: [9, 10, 11] },
  { country: "IT", zero: false, lengths: [9, 10] },
  { country: "ES", zero: false, lengths: [9] },
  { country: "PL", zero: false, lengths: [9] },
  { country: "CZ", zero: false, lengths: [9] },
];

/** A hostile answer has millions of digits, and each look takes about 0.05 ms. */
const MOST_CHECKS = 10_000;

/** Makes the check for one answer. After 10,000 different numbers whatever has the length of one counts as one. */
export function makePhoneCheck(): PhoneCheck {
  const known = new Map<string, boolean>();
  return (digits, country) => {
    const wanted = `${country ?? ""} ${digits}`;
    const before = known.get(wanted);
    if (before !== undefined) return before;
    if (known.size >= MOST_CHECKS) return true;
    const isPhone = checkPhone(digits, country);
    known.set(wanted, isPhone);
    return isPhone;
  };
}

function checkPhone(digits: string, country: string | undefined): boolean {
  if (/^00[1-9]/.test(digits)) return isValidPhoneNumber(`+${digits.slice(2)}`);
  const own = LIKELY.some((likely) => likely.country === country) ? undefined : country;
  if (own !== undefined && isSupportedCountry(own) && isValidPhoneNumber(digits, own)) return true;
  return LIKELY.some(
    ({ country: likely, zero, lengths }) =>
      zero === digits.startsWith("0") && lengths.includes(digits.length) && isValidPhoneNumber(digits, likely),
  );
}

const SPACE = "[ \\u00a0\\u2009\\u202f()./\\u2010-\\u2013-]";
/** +49 30 1234567: 8 to 15 digits (ITU-T E.164). */
const INTERNATIONAL = new RegExp(`(?<![\\w+])(?:\\((?=\\+\\d{1,3}\\)))?\\+\\d(?:${SPACE}{0,3}\\d){7,14}(?![\\w])`, "g");
/** A price difference such as "+12345678.90". */
const AMOUNT = /^\+\d+[.,]\d{1,4}$/;

/** Puts pseudonyms in the place of the phone numbers in the text. */
export function maskPhones(text: string, detection: Detection, place: NumberPlace): string {
  const mask = (phone: string) => detection.pseudonyms("phone", phone);
  const abroad = text.replace(INTERNATIONAL, (found) => (AMOUNT.test(found) ? found : mask(found)));
  if (place.digits === "code") return abroad;
  let masked = "";
  let done = 0;
  for (const { index } of abroad.matchAll(START)) {
    if (index < done) continue;
    const end = skipOther(abroad, index) ?? findEnd(abroad, index, place, detection.isPhone);
    if (end.isPhone) masked += abroad.slice(done, index) + mask(abroad.slice(index, end.at));
    else masked += abroad.slice(done, end.at);
    done = end.at;
  }
  return masked + abroad.slice(done);
}

/** Where a number may begin: each group of digits. */
const START = /(?<![\p{L}\p{N}_#+])\(?\d/gu;

/** Up to where the text was looked at. */
interface End {
  readonly at: number;
  readonly isPhone: boolean;
}

/** Degrees and shares with their decimals, a date, a number that begins with the year, and an amount in groups with its decimals. */
const OTHER =
  /(?:(?:1[0-7]\d|[1-9]?\d)\.\d{5,}|(?:19|20)\d\d[-/]\d{3,}|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|\d{1,3}(?:[ .'\u00a0\u202f]\d{3}){1,5}(?:,\d\d?|\.\d\d?))(?!\d)/y;

function skipOther(text: string, at: number): End | undefined {
  OTHER.lastIndex = at;
  const found = OTHER.exec(text);
  return found === null ? undefined : { at: at + found[0].length, isPhone: false };
}

/** Digits with what people write between them. More than a phone number and a few hours behind it is a code. */
const RUN = new RegExp(`\\(?\\d(?:${SPACE}{0,3}\\d){6,21}`, "yu");
const CURRENCY = "€|\\$|£|zł|kč|eur|usd|gbp|pln|czk|chf|kes|tzs|ksh|tsh";
const MONEY_BEFORE = new RegExp(`(?:${CURRENCY}) ?$`, "i");
const MONEY_BEHIND = new RegExp(`^ ?(?:%|(?:${CURRENCY})(?!\\p{L}))`, "iu");
/** The first group of a code: `ORD-0800-123-456`. */
const JOINED = /[./-]$/;

/** Where the phone number that begins here ends, or else the first group of digits. */
function findEnd(text: string, start: number, place: NumberPlace, isPhone: PhoneCheck): End {
  RUN.lastIndex = start;
  const run = RUN.exec(text)?.[0] ?? "";
  const isCode = isLongCode(text, start, run) || MONEY_BEFORE.test(text.slice(Math.max(0, start - 4), start));
  const meaning = run === "" || isCode ? "code" : findMeaning(text, start);
  const isJoined = JOINED.test(text.slice(Math.max(0, start - 1), start));
  if (isCode) return { at: start + run.length, isPhone: false };
  if (meaning !== "code" && (meaning === "phone" || !isJoined)) {
    const ends = endsOfGroups(run).filter((end) => isEnd(text, start + end));
    const isOne = (end: number) => isNational(run.slice(0, end), meaning === "phone", place, isPhone);
    const end = ends.find(isOne) ?? (meaning === "phone" ? ends.find((one) => isLong(run.slice(0, one))) : undefined);
    if (end !== undefined) return { at: start + end, isPhone: true };
  }
  return { at: start + (/^\(?\d+/.exec(text.slice(start, start + 30))?.[0].length ?? 1), isPhone: false };
}

/** The ends of the groups of digits in a run, the last one first. */
function endsOfGroups(run: string): readonly number[] {
  return [...run.matchAll(/\d(?!\d)/g)].map(({ index }) => index + 1).reverse();
}

/** Whether a number may end here: what is joined to more digits, or to a word, is no phone number's end. */
function isEnd(text: string, at: number): boolean {
  return !/^(?:[\p{L}\p{N}_]|[-.:,]\d)/u.test(text.slice(at, at + 2)) && !MONEY_BEHIND.test(text.slice(at, at + 5));
}

/** More digits than any phone number has, in groups of one size, such as those of a parcel. */
function isLongCode(text: string, start: number, run: string): boolean {
  const groups = run.match(/\d+/g) ?? [];
  const sizes = new Set(groups.slice(0, -1).map((group) => group.length));
  const isLonger = /^\d/.test(text.slice(start + run.length));
  return isLonger || (run.replace(/\D/g, "").length > 15 && sizes.size === 1);
}

function isLong(number: string): boolean {
  const digits = number.replace(/\D/g, "");
  return digits.length >= 7 && digits.length <= 13;
}

/** Groups that are seldom anything else, so that no words are needed. */
const GROUPED = new RegExp(
  `^(?:${[
    `(?!000)0\\d{2,4}${SPACE}{1,3}\\d(?:${SPACE}{0,2}\\d){4,11}`,
    "0\\d(?:[ .-]\\d\\d){4}",
    `\\((?:0\\d{1,4}|[2-9]\\d\\d)\\)${SPACE}{0,2}\\d(?:${SPACE}{0,2}\\d){5,10}`,
    "(?:1[-. ])?[2-9]\\d\\d([-. ])[2-9]\\d\\d\\1\\d{4}",
  ].join("|")})$`,
);
/** 0712345678. Elsewhere that may be an order's number. */
const UNBROKEN = /^0[1-9]\d{8,9}$/;

function isNational(number: string, isSaid: boolean, { digits, country }: NumberPlace, isPhone: PhoneCheck): boolean {
  if (GROUPED.test(number)) return true;
  if (!isSaid && digits === "any") return false;
  if (UNBROKEN.test(number)) return true;
  const plain = number.replace(/\D/g, "");
  if (!isSaid && plain === number && isGtin(plain)) return false;
  return plain.length >= 8 && plain.length <= (plain.startsWith("00") ? 15 : 12) && isPhone(plain, country);
}

/** Whether the last digit is the check digit of an article's number (GTIN, EAN, UPC): every second one counts three times. */
function isGtin(digits: string): boolean {
  if (digits.length < 12 || digits.length > 14) return false;
  const sum = [...digits].reverse().reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}
