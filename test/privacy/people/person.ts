import { type Country, type Language, languages } from "./countries.ts";
import type { Chance } from "./random.ts";

/** What is personal and must not come through; what a part of may, such as a postcode, must not come through whole. */
export interface Secret {
  readonly kind: string;
  readonly hidden: unknown;
}

/** What somebody wrote: these parts of it must not come through, those must. */
export interface Note {
  readonly note: string;
  readonly kind: string;
  readonly hidden: readonly string[];
  readonly kept: readonly string[];
}

/** A document written as JSON inside a string. */
export interface Embedded {
  readonly json: unknown;
}

export function isSecret(value: unknown): value is Secret {
  return typeof value === "object" && value !== null && "hidden" in value && !("note" in value);
}

export function isNote(value: unknown): value is Note {
  return typeof value === "object" && value !== null && "note" in value && "hidden" in value;
}

export function isEmbedded(value: unknown): value is Embedded {
  return typeof value === "object" && value !== null && "json" in value;
}

export function secret(kind: string, hidden: unknown): Secret {
  return { kind, hidden };
}

/** One invented person of a country, with what is not personal about the order beside it. */
export function makePerson(language: Language, chance: Chance) {
  const country: Country = languages[language];
  const [first, last] = [chance.pick(country.first), chance.pick(country.last)];
  const user = plain(`${first}.${last}`);
  const phone = () => chance.digits(chance.pick(country.phones));
  const [land, rest] = country.account;
  const name = (text: string) => secret("name", text);
  return {
    code: country.code,
    city: chance.pick(country.cities),
    first: name(first),
    last: name(last),
    full: name(chance.pick([`${first} ${last}`, `${last}, ${first}`])),
    other: () => name(`${chance.pick(country.first)} ${chance.pick(country.last)}`),
    user: name(`${user}${chance.below(90)}`),
    email: secret("email", `${user}${chance.below(1000)}@mail.example`),
    phone: () => secret("phone", phone()),
    street: secret("street", chance.digits(chance.pick(country.streets))),
    house: secret("street", chance.pick(["14", "7a", "112 b"])),
    postcode: secret("postcode", chance.digits(chance.pick(country.postcodes))),
    birth: secret("birth", chance.pick(["1985-04-12", "12.04.1985", "12/04/1985"])),
    tax: secret("tax", chance.digits(chance.pick(country.taxNumbers))),
    iban: () => secret("IBAN", writtenIban(withCheckDigits(land, chance.digits(rest)), chance)),
    card: () => secret("card", card(chance)),
    /** What people write, with a phone, an IBAN, a card or an e-mail address in it. */
    note: (): Note => makeNote(chance.pick(country.notes), phone()),
    payment: (): Note => paymentNote(land, chance.digits(rest), chance),
  };
}

export type Person = ReturnType<typeof makePerson>;

function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[^A-Za-z.]/g, "")
    .toLowerCase();
}

function makeNote(template: string, phone: string): Note {
  const kept = [...template.matchAll(/\[([^\]]+)\]/g)].map(([, text = ""]) => text);
  const note = template.replace(/\[([^\]]+)\]/g, "$1").replace("{phone}", phone);
  return { note, kind: "phone in text", hidden: [phone], kept };
}

function paymentNote(land: string, rest: string, chance: Chance): Note {
  if (chance.below(2) === 0) {
    const iban = writtenIban(withCheckDigits(land, rest), chance);
    return { note: `Refund to ${iban}, order 2026-0512`, kind: "IBAN", hidden: [iban], kept: ["2026-0512"] };
  }
  const number = card(chance);
  return { note: `paid by ${number} exp 09/28`, kind: "card", hidden: [number], kept: ["09/28"] };
}

function withCheckDigits(land: string, rest: string): string {
  const digits = [...`${rest}${land}00`].map((letter) => Number.parseInt(letter, 36)).join("");
  const check = 98n - (BigInt(digits) % 97n);
  return `${land}${String(check).padStart(2, "0")}${rest}`;
}

function writtenIban(iban: string, chance: Chance): string {
  const four = iban.match(/.{1,4}/g) ?? [];
  const dotted = four.join(".");
  return chance.pick([iban, four.join(" "), dotted, four.join("-"), iban.toLowerCase(), four.join(" ").toLowerCase()]);
}

/** Visa, Mastercard, American Express. */
function card(chance: Chance): string {
  const start = chance.digits(chance.pick(["4##############", "52#############", "2345###########", "37############"]));
  const sum = [...start].reverse().reduce((total, digit, at) => {
    const doubled = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  const number = `${start}${(10 - (sum % 10)) % 10}`;
  const groups = number.length === 15 ? /^(....)(......)(.....)$/ : /^(....)(....)(....)(....)$/;
  const parts = groups.exec(number)?.slice(1) ?? [];
  return chance.pick([number, parts.join(" "), parts.join("-")]);
}
