import type { ExactNumber } from "../answers/exact-json.ts";
import type { Scalar } from "../answers/json.ts";

/** What is particular to one kind of personal data; where nothing is, texts are masked whole and numbers shown. */
interface KindRules {
  /** Makes one spelling of all spellings of a detail, which comes in lower case with single spaces. */
  readonly canonical?: (text: string) => string;
  /** Takes as much of a text as names nobody and may be shown; undefined where nothing may. */
  readonly part?: (text: string) => string | undefined;
  /** Gives what may be shown of a number, which has this text in JSON; undefined where nothing may. */
  readonly shownNumber?: (value: number | ExactNumber, source: string) => Scalar | undefined;
}

const kinds = {
  email: { canonical: (text) => text.replace("%40", "@") },
  // Shorter numbers are a count, such as the visits from mobile devices.
  phone: { canonical: canonicalPhone, shownNumber: shownUnderDigits(7) },
  person: {},
  address: { canonical: (text) => text.replace(/[\s.,]+/g, " ").trim() },
  /** Its beginning is a region, which analysis needs. */
  postcode: {
    part: beginningOfPostcode,
    shownNumber: (value, source) => (/^\d{3,}$/.test(source) ? beginningOfPostcode(source) : value),
  },
  /** Degrees of latitude or longitude. */
  degrees: {
    part: roundDegreesIn,
    shownNumber: (_, source) => (Math.abs(Number(source)) <= 180 ? roundDegrees(Number(source)) : undefined),
  },
  ip: {},
  birth: { part: yearIn, shownNumber: (value, source) => (yearIn(source) === source ? value : undefined) },
  /** A page or picture of a person. */
  profile: {
    canonical: (text) => text.replace(/^https?:\/\/(?:(?:www|m|[a-z]{2})\.)?/, "").replace(/\/*(?:[?#].*)?$/, ""),
  },
  /** A number by which an office knows a person. */
  identity: { canonical: lettersAndDigits, shownNumber: shownUnderDigits(5) },
  /** A bank account or card. */
  account: { canonical: lettersAndDigits, shownNumber: shownUnderDigits(5) },
  /** What a connector names itself. */
  private: { shownNumber: () => undefined },
} satisfies Record<string, KindRules>;

/** The kinds of personal data that fields are known to hold. */
export type Kind = keyof typeof kinds;

export const KINDS: Readonly<Record<Kind, KindRules>> = kinds;

/** What a value must look like to be the detail that its field's name tells: `dic` and `created_by` mean other things too. */
export type Form = "any" | "number" | "name";

/** Whoever did something may be a program, or a role. */
const NO_NAME =
  /^(?:system|api|admin|administrator|import|export|webhook|cron|job|bot|app|plugin|script|sync|web|website|online|pos|store|shop|merchant|seller|vendor|staff|owner|user|customer|client|guest|manual|auto(?:matic(?:ally)?)?|default|internal|external)$/i;

/** Whether the value can be what such a name tells. Ids of people, such as `usr_1f0` or a UUID, are no names. */
export function hasForm(form: Form, value: Scalar): boolean {
  if (form === "any" || typeof value !== "string") return true;
  if (form === "number") return (value.match(/\d/g)?.length ?? 0) >= 4;
  const text = value.trim();
  return /\p{L}/u.test(text) && (text.includes("@") || !/\d/.test(text)) && !NO_NAME.test(text);
}

function shownUnderDigits(digits: number): NonNullable<KindRules["shownNumber"]> {
  return (value, source) => (/^\d+$/.test(source) && source.length >= digits ? undefined : value);
}

/** +49 (0)30 12 34, 0049 30 1234 and +49-30-1234 are one number. One without its country's code stays another. */
function canonicalPhone(text: string): string {
  const digits = text.replace(/\(0\)/g, "").replace(/\D/g, "");
  return digits === "" ? text : digits.replace(/^00(?=[1-9])/, "");
}

function lettersAndDigits(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, "");
}

function beginningOfPostcode(code: string): string {
  const characters = [...code];
  return characters.length > 2 ? `${characters.slice(0, 2).join("")}***` : code;
}

/** One decimal of a degree is about ten kilometres. Texts of two degrees have a comma or a space between. */
function roundDegreesIn(text: string): string | undefined {
  if (!/^-?\d+(?:\.\d+)?(?:[,; ]+-?\d+(?:\.\d+)?)?$/.test(text)) return undefined;
  const degrees = text.match(/-?\d+(?:\.\d+)?/g) ?? [];
  if (degrees.some((one) => Math.abs(Number(one)) > 180)) return undefined;
  return text.replace(/-?\d+\.\d+/g, (one) => String(roundDegrees(Number(one))));
}

function roundDegrees(degrees: number): number {
  return Math.round(degrees * 10) / 10;
}

function yearIn(text: string): string | undefined {
  return /(?<!\d)(?:18|19|20)\d\d(?!\d)/.exec(text)?.[0];
}
