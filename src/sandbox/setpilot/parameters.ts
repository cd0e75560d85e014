import { type Day, parseDay } from "./calendar.ts";

/** A query parameter that the API does not take. Its message is the API's answer, with status 400. */
export class BadParameter extends Error {}

/** A whole number within bounds; undefined when the parameter is not there. */
export function integer(query: URLSearchParams, name: string, minimum: number, maximum: number): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= minimum && value <= maximum) return value;
  throw new BadParameter(`${name} must be a whole number from ${minimum} to ${maximum}.`);
}

export function year(query: URLSearchParams): number | undefined {
  return integer(query, "year", 2000, 2100);
}

export function date(query: URLSearchParams, name: string): Day | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const day = parseDay(text);
  if (day === undefined) throw new BadParameter(`${name} must be a date as YYYY-MM-DD.`);
  return day;
}

/** A country as two letters, in capitals. Undefined when all are meant. */
export function country(query: URLSearchParams): string | undefined {
  const text = query.get("country");
  if (text === null) return undefined;
  if (!/^[a-z]{2}$/i.test(text)) throw new BadParameter("country must be a two-letter code, for example DE.");
  return text.toUpperCase();
}

/** False when the parameter is not there. */
export function flag(query: URLSearchParams, name: string): boolean {
  const text = (query.get(name) ?? "false").toLowerCase();
  if (text === "true" || text === "1") return true;
  if (text === "false" || text === "0") return false;
  throw new BadParameter(`${name} must be true or false.`);
}

/** Text as it is compared in a search: small letters, without accents. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** A test for the search asked for; everything passes when none is. */
export function search(query: URLSearchParams): (text: string) => boolean {
  const wanted = fold(query.get("search")?.trim() ?? "");
  return (text) => wanted === "" || fold(text).includes(wanted);
}
