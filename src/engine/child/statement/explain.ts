import { beginning, cleanText } from "../../../utils/clean-text.ts";
import { nearestName } from "../../../utils/nearest-name.ts";
import type { StatementFailure, TableColumns } from "../../failure.ts";
import { unknownTable } from "../../table-names.ts";
import { findColumnRemedy } from "./remedy.ts";
import type { Statement } from "./statement.ts";

/** What an engine's error is read with. */
export interface Context {
  readonly sql: string;
  readonly statement: Pick<Statement, "tables" | "aliases">;
  /** The tables that the statement reads, with all their columns. */
  readonly tables: readonly TableColumns[];
  /** All tables that it might read: these, and those made of the lists in their rows. */
  readonly known: readonly TableColumns[];
}

/** Longest of the engine's words that are passed on. */
const LONGEST_WORDS = 300;

const UNKNOWN_TABLE = /^Catalog Error: Table with name (.+?) does not exist!/;
/** The several ways in which it says that it does not know a function or an operator, or not with such arguments. */
const UNKNOWN_CALL = [
  /^Catalog Error: \w+ Function with name (\w+) does not exist/,
  // Of + and - only those of a time: what adds up others is no dialect.
  /^Binder Error: No function matches the given name and argument types '([\w!~*]+|[+-](?=\([^)]*TIMESTAMP))/,
  /^Binder Error: Macro (\w+)\(\) has multiple overloads/,
  /^Conversion Error: Unimplemented type for cast \(TIMESTAMP WITH TIME ZONE -> (TIME)\)/,
];
/** The several ways in which the engine says that it knows no such column. */
const UNKNOWN_COLUMN = [
  /^Binder Error: Referenced column "(.+?)" (?:not found in FROM clause|was not found because)/,
  /^Binder Error: Table ".+?" does not have a column named "(.+?)"/,
  /^Binder Error: Could not find key "(.+?)" in struct/,
  /^Binder Error: Referenced table "(.+?)" not found!/,
  /^Binder Error: Column "(.+?)" (?:in (?:EXCLUDE|REPLACE|RENAME) list not found|does not exist on)/,
  /^Binder Error: Values list ".+?" does not have a column named "(.+?)"/,
];

/** Makes a failure of what the engine said when it prepared or ran a statement. */
export function explain(message: string, context: Context): StatementFailure {
  const { statement, known } = context;
  if (/^Out of Memory Error/.test(message) || /bad_alloc|failed to allocate/i.test(message)) {
    return { kind: "out-of-memory" };
  }
  const table = UNKNOWN_TABLE.exec(message)?.[1];
  if (table !== undefined)
    return unknownTable(
      table,
      known.map((one) => one.table),
    );
  const alias = aliasOfTable(message, statement);
  if (alias !== undefined) return { kind: "alias-of-table", alias };
  for (const pattern of UNKNOWN_COLUMN) {
    const column = pattern.exec(message)?.[1];
    if (column !== undefined) return unknownColumn(column, context);
  }
  const [call] = UNKNOWN_CALL.flatMap((pattern) => pattern.exec(message)?.[1]?.toLowerCase() ?? []);
  return { kind: "engine-says", words: engineWords(message), ...(call === undefined ? {} : { call }) };
}

function unknownColumn(column: string, { sql, tables, known }: Context): StatementFailure {
  const isList = (table: string) =>
    tables.some((one) => table.toLowerCase() === `${one.table}_${column}`.toLowerCase());
  const list = known.find(({ table }) => isList(table));
  if (list !== undefined) {
    const remedy = { kind: "list", table: list.table } as const;
    return { kind: "unknown-column", column, nearest: undefined, tables: [...new Set([...tables, list])], remedy };
  }
  const remedy = findColumnRemedy(column, sql);
  return { kind: "unknown-column", column, nearest: nearest(column, tables), tables, ...(remedy && { remedy }) };
}

/** A name that is both a result column's and a table's, where the engine took it for the table: a struct. */
function aliasOfTable(message: string, { aliases, tables }: Context["statement"]): string | undefined {
  if (!/\bSTRUCT\(/.test(message)) return undefined;
  const names = new Set(tables.map((name) => name.toLowerCase()));
  return aliases.find((alias) => names.has(alias.toLowerCase()));
}

function nearest(column: string, tables: readonly TableColumns[]): string | undefined {
  const names = tables.flatMap(({ columns }) => columns);
  // The last step of a dotted name is what a person writes, and what the engine misses.
  const lasts = new Map(names.map((name) => [name.slice(name.lastIndexOf(".") + 1), name]));
  const found = nearestName(column, [...lasts.keys()]);
  return found === undefined ? undefined : lasts.get(found);
}

/** The engine's words as one capped line: without the statement repeated, its candidates, and advice to change settings. */
export function engineWords(message: string): string {
  const [said = ""] = message.split(/\n\s*(?:LINE \d+:|Candidate (?:functions|macros):|Possible solutions:)/);
  const words = cleanText(said.replace(/ Use "SET .*/, ""))
    .replace(/\s+/g, " ")
    .trim();
  return words.length > LONGEST_WORDS ? `${beginning(words, LONGEST_WORDS)}…` : words;
}
