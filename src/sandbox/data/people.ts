import type { NonEmpty, Random } from "./random.ts";

/** What people of a country are called. */
export interface Names {
  readonly first: NonEmpty<string>;
  readonly last: NonEmpty<string>;
}

/** Names by the two letters of a country, ISO 3166-1; `any` are those of an international business. */
export const namesOf = {
  DE: {
    first: ["Anna", "Jörg", "Lena", "Matthias", "Sabine", "Tobias", "Ute", "Felix", "Greta", "Björn", "Miriam"],
    last: ["Müller", "Schröder", "Weiß", "Bäcker", "Hoffmann", "Krüger", "Lorenz", "Vogel", "Sommer", "Brandt"],
  },
  AT: {
    first: ["Johanna", "Lukas", "Theresa", "Maximilian", "Elisabeth", "Florian", "Magdalena"],
    last: ["Gruber", "Huber", "Pichler", "Steiner", "Moser", "Wallner", "Ebner", "Haslinger"],
  },
  CH: {
    first: ["Reto", "Céline", "Urs", "Noémie", "Beat", "Ladina", "Luca"],
    last: ["Zürcher", "Favre", "Ammann", "Bernasconi", "Keller", "Rochat"],
  },
  CZ: {
    first: ["Jiří", "Kateřina", "Tomáš", "Zdeňka", "Ondřej", "Markéta"],
    last: ["Novák", "Dvořáková", "Šimek", "Černý", "Růžičková", "Kříž"],
  },
  NL: {
    first: ["Sanne", "Daan", "Femke", "Joris", "Maaike"],
    last: ["de Vries", "van den Berg", "Jansen", "'t Hart", "Bakker"],
  },
  PL: {
    first: ["Agnieszka", "Łukasz", "Małgorzata", "Paweł"],
    last: ["Wójcik", "Kowalczyk", "Zieliński", "Dąbrowska"],
  },
  GB: {
    first: [
      "Oliver",
      "Amelia",
      "George",
      "Priya",
      "Harry",
      "Niamh",
      "Jack",
      "Chidi",
      "Mohammed",
      "Zoë",
      "Alfie",
      "Leah",
    ],
    last: ["Smith", "Patel", "Jones", "O'Connor", "Taylor", "Khan", "Williams", "Okafor", "Brown", "Davies", "Evans"],
  },
  KE: {
    first: [
      "Wanjiru",
      "Otieno",
      "Amina",
      "Kiprop",
      "Njeri",
      "Hassan",
      "Achieng",
      "Mutua",
      "Zawadi",
      "Kamau",
      "Fatuma",
      "Chebet",
    ],
    last: ["Mwangi", "Odhiambo", "Abdi", "Korir", "Wambui", "Omar", "Onyango", "Musyoka", "Karanja", "Njoroge"],
  },
  any: {
    first: [
      "Jana",
      "Erik",
      "Sofia",
      "Matthias",
      "Ingrid",
      "Tomasz",
      "Clara",
      "Jonas",
      "Åsa",
      "Paul",
      "Miriam",
      "Viktor",
    ],
    last: [
      "Weiß",
      "Lindholm",
      "Brandt",
      "Nowak",
      "Haas",
      "Sørensen",
      "Keller",
      "Rossi",
      "Berg",
      "Lang",
      "Mayer",
      "Holm",
    ],
  },
} as const satisfies Readonly<Record<string, Names>>;

/** Someone invented. */
export interface Person {
  readonly first: string;
  readonly last: string;
}

export function personFrom(random: Random, names: Names): Person {
  return { first: random.one(names.first), last: random.one(names.last) };
}

/** Turns text into what is compared in a search: small letters, without accents. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Writes the name as it stands in addresses: `jana-weiss`, with the separator given. */
export function handleOf({ first, last }: Person, separator: string): string {
  return fold(`${first} ${last}`)
    .replaceAll("ß", "ss")
    .replaceAll(/[^a-z ]/g, "")
    .replaceAll(" ", separator);
}
