import { getOwn } from "../utils/own.ts";
import { atPath, isArray, isObject, type Json } from "./json.ts";
import { findRows, getRows, type Path } from "./rows.ts";

/** Fields that tell rows apart by their name, where nobody names one. */
const ID_FIELDS: readonly string[] = ["id", "_id", "uuid", "guid"];

/** The field that tells rows apart: the one that is named, or else one that they have. */
export function findIdField(named: string | undefined, has: (field: string) => boolean): string | undefined {
  return named ?? ID_FIELDS.find(has);
}

/** What is known of a list before it answers, as dotted paths of the whole document: what is left out is found. */
export interface KnownList {
  /** The member of the document that holds the data. */
  readonly data?: string | undefined;
  readonly rows?: string | undefined;
  readonly total?: string | undefined;
  /** Where the rows were found on a page before; an empty page has no rows by which to find them. */
  readonly before?: Path | undefined;
}

/** The rows of an answer, and how many there are in all, where it tells. */
export interface List {
  readonly rows: readonly Json[];
  /** Undefined where the answer has no list. */
  readonly path: Path | undefined;
  /** The same from the top of the document. */
  readonly fullPath: Path | undefined;
  readonly total: number | undefined;
}

/** Reads the rows of a list's answer and their total. */
export function readList(document: Json, { data: dataKey, rows: declared, total, before }: KnownList): List {
  const inside = dataKey !== undefined && isObject(document) ? getOwn(document, dataKey) : undefined;
  const data = inside ?? document;
  const path = declared?.split(".") ?? before ?? findRows(data);
  const rows = path === undefined ? [] : getRows(declared === undefined ? data : document, path);
  const told = total === undefined ? findTotal(document) : atPath(document, total);
  const isTotal = typeof told === "number" && Number.isInteger(told) && told >= rows.length;
  const isInside = declared === undefined && dataKey !== undefined && inside !== undefined;
  return { rows, path, fullPath: path && (isInside ? [dataKey, ...path] : path), total: isTotal ? told : undefined };
}

/** What an answer is called that tells the number of all rows, with `_` and `-` taken out. */
const TOTAL = /^total(?:count|rows|results|items|records|elements|entries)?$|^(?:rows|results|items|records)total$/i;

/** At the top of the document and two objects deep. */
function findTotal(document: Json): Json | undefined {
  let level: readonly Json[] = [document];
  for (let depth = 0; depth <= 2; depth += 1) {
    const objects = level.filter(isObject);
    for (const object of objects) {
      const found = Object.entries(object).find(
        ([key, value]) => typeof value === "number" && TOTAL.test(key.replace(/[_-]/g, "")),
      );
      if (found !== undefined) return found[1];
    }
    level = objects.flatMap((object) => Object.values(object).filter((value) => !isArray(value)));
  }
  return undefined;
}

/** 2026-11-21, alone or with a time after it. */
const DAY_OR_TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?$/;

/** A time that stands in a column, in milliseconds; undefined where that is none. */
export function readTime(value: Json | undefined): number | undefined {
  if (typeof value !== "string" || !DAY_OR_TIME.test(value)) return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : time;
}
