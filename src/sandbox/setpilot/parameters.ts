import { BadParameter, integer } from "../server/parameters.ts";

export function year(query: URLSearchParams): number | undefined {
  return integer(query, "year", 2000, 2100);
}

/** A country as two letters, in capitals. Undefined when all are meant. */
export function country(query: URLSearchParams): string | undefined {
  const text = query.get("country");
  if (text === null) return undefined;
  if (!/^[a-z]{2}$/i.test(text))
    throw new BadParameter("country", "country must be a two-letter code, for example DE.");
  return text.toUpperCase();
}
