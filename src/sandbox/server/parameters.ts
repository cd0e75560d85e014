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

/** What an API calls the number of rows on a page, and how many it gives when not asked and at most. */
export interface PageSize {
  readonly parameter: string;
  readonly usual: number;
  readonly maximum: number;
}

/** A page of a list; one beyond the last is empty. Each API has names of its own for the numbers. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** From 1. */
  readonly page: number;
  readonly size: number;
  readonly total: number;
  readonly pages: number;
}

/** Cuts out the page asked for by `page` and the API's parameter for its size. */
export function cutPage<T>(
  query: URLSearchParams,
  all: readonly T[],
  { parameter, usual, maximum }: PageSize,
): Page<T> {
  const page = readInteger(query, "page", 1, 1_000_000) ?? 1;
  const size = readInteger(query, parameter, 1, maximum) ?? usual;
  const rows = all.slice((page - 1) * size, page * size);
  return { rows, page, size, total: all.length, pages: Math.ceil(all.length / size) };
}

/** Gives what was looked for; throws the API's 404 where it was not found. */
export function requireFound<T>(found: T | undefined, message: string): T {
  if (found === undefined) throw new ApiFailure(404, message);
  return found;
}
