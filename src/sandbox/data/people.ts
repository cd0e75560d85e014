import { type NonEmpty, nonEmpty, type Random } from "./random.ts";

/** What people of a country are called. */
export interface Names {
  readonly first: NonEmpty<string>;
  readonly last: NonEmpty<string>;
}

/** Names by the two letters of a country, ISO 3166-1; `any` are those of an international business. */
export const namesOf = {
  DE: names(
    "Anna, Jörg, Lena, Matthias, Sabine, Tobias, Ute, Felix, Greta, Björn, Miriam",
    "Müller, Schröder, Weiß, Bäcker, Hoffmann, Krüger, Lorenz, Vogel, Sommer, Brandt",
  ),
  AT: names(
    "Johanna, Lukas, Theresa, Maximilian, Elisabeth, Florian, Magdalena",
    "Gruber, Huber, Pichler, Steiner, Moser, Wallner, Ebner, Haslinger",
  ),
  CH: names("Reto, Céline, Urs, Noémie, Beat, Ladina, Luca", "Zürcher, Favre, Ammann, Bernasconi, Keller, Rochat"),
  CZ: names("Jiří, Kateřina, Tomáš, Zdeňka, Ondřej, Markéta", "Novák, Dvořáková, Šimek, Černý, Růžičková, Kříž"),
  NL: names("Sanne, Daan, Femke, Joris, Maaike", "de Vries, van den Berg, Jansen, 't Hart, Bakker"),
  PL: names("Agnieszka, Łukasz, Małgorzata, Paweł", "Wójcik, Kowalczyk, Zieliński, Dąbrowska"),
  GB: names(
    "Oliver, Amelia, George, Priya, Harry, Niamh, Jack, Chidi, Mohammed, Zoë, Alfie, Leah",
    "Smith, Patel, Jones, O'Connor, Taylor, Khan, Williams, Okafor, Brown, Davies, Evans",
  ),
  KE: names(
    "Wanjiru, Otieno, Amina, Kiprop, Njeri, Hassan, Achieng, Mutua, Zawadi, Kamau, Fatuma, Chebet",
    "Mwangi, Odhiambo, Abdi, Korir, Wambui, Omar, Onyango, Musyoka, Karanja, Njoroge",
  ),
  any: names(
    "Jana, Erik, Sofia, Matthias, Ingrid, Tomasz, Clara, Jonas, Åsa, Paul, Miriam, Viktor",
    "Weiß, Lindholm, Brandt, Nowak, Haas, Sørensen, Keller, Rossi, Berg, Lang, Mayer, Holm",
  ),
};

function names(first: string, last: string): Names {
  return { first: nonEmpty(first.split(", ")), last: nonEmpty(last.split(", ")) };
}

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
