import { type Day, parseDay } from "../data/calendar.ts";
import { fold } from "../data/people.ts";
import { ApiFailure } from "./api.ts";

/** A query parameter that the API does not take: 400. Its message is the API's answer. */
export class BadParameter extends ApiFailure {
  constructor(parameter: string, message: string) {
    super(400, message, { parameter });
  }
}

/** Reads a whole number within bounds; undefined when the parameter is not there, as with the next two. */
export function readInteger(
  query: URLSearchParams,
  name: string,
  minimum: number,
  maximum: number,
): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= minimum && value <= maximum) return value;
  throw new BadParameter(name, `${name} must be a whole number from ${minimum} to ${maximum}.`);
}

export function readDate(query: URLSearchParams, name: string): Day | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const day = parseDay(text);
  if (day === undefined) throw new BadParameter(name, `${name} must be a date as YYYY-MM-DD.`);
  return day;
}

/** Reads one of the values. */
export function readChoice<T extends string>(
  query: URLSearchParams,
  name: string,
  values: readonly T[],
): T | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = values.find((known) => known === text);
  if (value === undefined) throw new BadParameter(name, `${name} must be one of ${values.join(", ")}.`);
  return value;
}

/** Reads true or false; false when the parameter is not there. */
export function readFlag(query: URLSearchParams, name: string): boolean {
  const text = (query.get(name) ?? "false").toLowerCase();
  if (text === "true" || text === "1") return true;
  if (text === "false" || text === "0") return false;
  throw new BadParameter(name, `${name} must be true or false.`);
}

/** Whether a filter lets the value through: it names it, or was not asked for. */
export function passes<T>(asked: T | null | undefined, value: T): boolean {
  return asked === null || asked === undefined || asked === value;
}

/** Makes a test for the search asked for; everything passes when none is. */
export function readSearch(query: URLSearchParams): (text: string) => boolean {
  const wanted = fold(query.get("search")?.trim() ?? "");
  return (text) => wanted === "" || fold(text).includes(wanted);
}

/**
 * Cuts out the page asked for by `page`, from 1, and by what the API calls the number of rows on it, with how many it
 * gives when not asked and at most. A page beyond the last is empty. Each API has names of its own for the numbers.
 */
export function cutPage<T>(
  query: URLSearchParams,
  all: readonly T[],
  { parameter, usual, maximum }: { readonly parameter: string; readonly usual: number; readonly maximum: number },
) {
  const page = readInteger(query, "page", 1, 1_000_000) ?? 1;
  const size = readInteger(query, parameter, 1, maximum) ?? usual;
  const rows = all.slice((page - 1) * size, page * size);
  return { rows, page, size, total: all.length, pages: Math.ceil(all.length / size) };
}

/** Finds what the path names, by the field that it goes by; throws the API's 404 where there is none. */
export function requireBy<K extends string, T extends Readonly<Record<K, string | number>>>(
  all: readonly T[],
  field: K,
  value: string,
  message: string,
): T {
  const found = all.find((one) => String(one[field]) === value);
  if (found === undefined) throw new ApiFailure(404, message);
  return found;
}
