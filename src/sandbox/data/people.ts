import { fold } from "../server/parameters.ts";
import type { NonEmpty, Random } from "./random.ts";

/** What people of a country are called. */
export interface Names {
  readonly first: NonEmpty<string>;
  readonly last: NonEmpty<string>;
}

/** Someone invented. */
export interface Person {
  readonly first: string;
  readonly last: string;
}

export function personFrom(random: Random, names: Names): Person {
  return { first: random.one(names.first), last: random.one(names.last) };
}

/** The name as it stands in addresses: `jana-weiss`, with the separator given. */
export function handleOf({ first, last }: Person, separator: string): string {
  return fold(`${first} ${last}`)
    .replaceAll("ß", "ss")
    .replaceAll(/[^a-z ]/g, "")
    .replaceAll(" ", separator);
}
