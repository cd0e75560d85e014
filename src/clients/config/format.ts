import type { Entry } from "../client.ts";

/** Where and why a file cannot be understood. Lines and columns from 1. No text of the file is in `problem`. */
export interface ParseFailure {
  readonly ok: false;
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

/** What a format has to offer. Texts come without a byte order mark. */
export interface Format {
  /** The whole document as data. Without content: undefined. */
  parse(text: string): { readonly ok: true; readonly value: unknown } | ParseFailure;
  /** The line of the last of these keys, from 1. */
  lineOf(text: string, path: readonly string[]): number;
  /** The document with this entry under that path, in the place of one that is there. Need not be right: it is checked. */
  set(text: string, path: readonly string[], entry: Entry): string;
  /** The document without what is under that path, and without the table around it if nothing is left in that. */
  remove(text: string, path: readonly string[]): string;
}

/** Tells how a file ends its lines: as its first line does; a line feed where there is none. */
export function endOfLineOf(text: string): "\r\n" | "\n" {
  return /\r?\n/.exec(text)?.[0] === "\r\n" ? "\r\n" : "\n";
}

/** Puts an entry below the keys that lead to it, as a document of its own. */
export function nested(path: readonly string[], entry: Entry): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), entry);
}
