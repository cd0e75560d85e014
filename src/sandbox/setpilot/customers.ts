import type { NonEmpty, Random } from "../data/random.ts";

/** Someone who buys. */
export interface Customer {
  readonly name: string;
  /** Two letters, ISO 3166-1. */
  readonly country: string;
}

/** An order's buyer, and whether the shop had seen them before. */
export interface Buyer {
  readonly customer: Customer;
  readonly returning: boolean;
}

interface Country {
  readonly code: string;
  readonly weight: number;
  readonly firstNames: NonEmpty<string>;
  readonly lastNames: NonEmpty<string>;
}

const countries: NonEmpty<Country> = [
  {
    code: "DE",
    weight: 58,
    firstNames: ["Anna", "Jörg", "Lena", "Matthias", "Sabine", "Tobias", "Ute", "Felix", "Greta", "Björn", "Miriam"],
    lastNames: ["Müller", "Schröder", "Weiß", "Bäcker", "Hoffmann", "Krüger", "Lorenz", "Vogel", "Sommer", "Brandt"],
  },
  {
    code: "AT",
    weight: 16,
    firstNames: ["Johanna", "Lukas", "Theresa", "Maximilian", "Elisabeth", "Florian", "Magdalena"],
    lastNames: ["Gruber", "Huber", "Pichler", "Steiner", "Moser", "Wallner", "Ebner", "Haslinger"],
  },
  {
    code: "CH",
    weight: 9,
    firstNames: ["Reto", "Céline", "Urs", "Noémie", "Beat", "Ladina", "Luca"],
    lastNames: ["Zürcher", "Favre", "Ammann", "Bernasconi", "Keller", "Rochat"],
  },
  {
    code: "CZ",
    weight: 8,
    firstNames: ["Jiří", "Kateřina", "Tomáš", "Zdeňka", "Ondřej", "Markéta"],
    lastNames: ["Novák", "Dvořáková", "Šimek", "Černý", "Růžičková", "Kříž"],
  },
  {
    code: "NL",
    weight: 6,
    firstNames: ["Sanne", "Daan", "Femke", "Joris", "Maaike"],
    lastNames: ["de Vries", "van den Berg", "Jansen", "'t Hart", "Bakker"],
  },
  {
    code: "PL",
    weight: 3,
    firstNames: ["Agnieszka", "Łukasz", "Małgorzata", "Paweł"],
    lastNames: ["Wójcik", "Kowalczyk", "Zieliński", "Dąbrowska"],
  },
];

/** How many had bought before the first day of the store, so that even its first week has returning customers. */
const KNOWN_BEFORE = 900;
const NEW_SHARE = 0.41;

function newCustomer(random: Random): Customer {
  const country = random.weighted(countries);
  return { name: `${random.one(country.firstNames)} ${random.one(country.lastNames)}`, country: country.code };
}

/** A function that says who places the next order. Newcomers join those who may come back. */
export function queueOfBuyers(random: Random): () => Buyer {
  const known = Array.from({ length: KNOWN_BEFORE }, () => newCustomer(random));
  return () => {
    // The square root favours the end of the list: who bought lately is likelier to come back.
    const again = random.chance(NEW_SHARE) ? undefined : known[Math.floor(Math.sqrt(random.next()) * known.length)];
    if (again !== undefined) return { customer: again, returning: true };
    const customer = newCustomer(random);
    known.push(customer);
    return { customer, returning: false };
  };
}
