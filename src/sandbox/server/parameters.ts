import { type Day, parseDay } from "../data/calendar.ts";
import { Problem } from "./api.ts";

/** A query parameter that the API does not take: 400. Its message is the API's answer. */
export class BadParameter extends Problem {
  constructor(parameter: string, message: string) {
    super(400, message, { parameter });
  }
}

/** A whole number within bounds; undefined when the parameter is not there. */
export function integer(query: URLSearchParams, name: string, minimum: number, maximum: number): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= minimum && value <= maximum) return value;
  throw new BadParameter(name, `${name} must be a whole number from ${minimum} to ${maximum}.`);
}

export function date(query: URLSearchParams, name: string): Day | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const day = parseDay(text);
  if (day === undefined) throw new BadParameter(name, `${name} must be a date as YYYY-MM-DD.`);
  return day;
}

/** One of the values; undefined when the parameter is not there. */
export function choice<T extends string>(query: URLSearchParams, name: string, values: readonly T[]): T | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = values.find((known) => known === text);
  if (value === undefined) throw new BadParameter(name, `${name} must be one of ${values.join(", ")}.`);
  return value;
}

/** False when the parameter is not there. */
export function flag(query: URLSearchParams, name: string): boolean {
  const text = (query.get(name) ?? "false").toLowerCase();
  if (text === "true" || text === "1") return true;
  if (text === "false" || text === "0") return false;
  throw new BadParameter(name, `${name} must be true or false.`);
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
