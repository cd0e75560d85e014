import type { Foreign, Remedy } from "../../failure.ts";

/** Ways of other dialects that the parser does not know, in a statement without its texts. */
const FOREIGN: readonly (readonly [Foreign, RegExp])[] = [
  ["backtick", /`/],
  ["bracket", /\b(?:from|join)\s+\[|\]\s+(?:from|join)\b/i],
  ["hash", /#/],
  ["top", /\bselect\s+(?:distinct\s+)?top\s*\(?\s*\d/i],
  ["limit", /\blimit\s+\d+\s*,\s*\d/i],
  ["separator", /\bseparator\b|\blistagg\s*\(/i],
  ["regexp", /\b(?:rlike|regexp)\b/i],
  ["except", /\*\s*except\s*\(/i],
  ["over", /\bover\s+(?:from\b|,|as\b)|\b(?:row_number|rank|dense_rank|ntile|lag|lead)\s*\([^()]*\)\s+order\b/i],
  ["now", /\b(?:date|datetime|strftime)\s*\(\s*''\s*,/i],
];

/** A longer one is no word of SQL's own. */
const LONGEST_WORD = 100;

/**
 * Finds what to write where a statement could not be read, if that can be told.
 * @param at where the parser stopped, in UTF-16 units; undefined where it did not say
 * @param parses where another statement stops being one; undefined where it can be read
 */
export async function findRemedy(
  sql: string,
  at: number | undefined,
  parses: (sql: string) => Promise<number | undefined>,
): Promise<Remedy | undefined> {
  const bare = sql.replace(/'(?:[^']|'')*'/g, "''");
  const foreign = FOREIGN.find(([, pattern]) => pattern.test(bare));
  if (foreign !== undefined) return { kind: "foreign", what: foreign[0] };
  return at === undefined ? undefined : findKeyword(sql, at, parses);
}

const UNIT = /^(?:year|quarter|month|week|day|hour|minute|second)s?$/i;

/** Finds what was meant by a name that no column has, where it is not misspelt. */
export function findColumnRemedy(column: string, sql: string): Remedy | undefined {
  if (sql.includes(`"${column}"`)) return { kind: "text", text: column };
  return UNIT.test(column) && /\b(?:date|time)\w*\s*\(/i.test(sql) ? { kind: "foreign", what: "unit" } : undefined;
}

/** A word of SQL's own that was meant as a name: with quotes the parser gets further. */
async function findKeyword(
  sql: string,
  at: number,
  parses: (sql: string) => Promise<number | undefined>,
): Promise<Remedy | undefined> {
  const [here] = /^[a-z_]\w*/i.exec(sql.slice(at)) ?? [];
  const [, before] = /([a-z_]\w*)\s*$/i.exec(sql.slice(Math.max(0, at - LONGEST_WORD), at)) ?? [];
  const words = [
    { word: here, start: at },
    { word: before, start: before === undefined ? 0 : sql.slice(0, at).lastIndexOf(before) },
  ];
  // What ends in a word of SQL's own is mostly not finished: WHERE.
  const isUnfinished = sql.slice(at).trim() === "";
  for (const { word, start } of isUnfinished ? [] : words) {
    if (word === undefined) continue;
    const end = start + word.length;
    const stop = await parses(`${sql.slice(0, start)}"${word}"${sql.slice(end)}`);
    // Two quotes are more now. What comes behind the word is read, too.
    if (stop === undefined || stop - 2 > Math.max(at, end)) return { kind: "keyword", word };
  }
  return undefined;
}
