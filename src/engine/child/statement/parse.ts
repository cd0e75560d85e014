import type { DuckDBConnection } from "@duckdb/node-api";
import type { StatementFailure } from "../../failure.ts";
import { quoteText } from "../database.ts";
import { engineWords } from "./explain.ts";
import { findRemedy } from "./remedy.ts";
import { readStatement, type Statement } from "./statement.ts";

/** Nobody writes longer ones, and parsing takes time and memory. */
const LONGEST_STATEMENT = 100_000;

/** What is read of `json_serialize_sql`'s answer. */
interface Parsed {
  readonly error: boolean;
  readonly error_type?: string;
  readonly error_message?: string;
  /** Characters from the beginning, of which an emoji is one. */
  readonly position?: string;
  readonly statements?: readonly { readonly node: unknown }[];
}

/** Has the engine parse a statement and checks that it is one SELECT that may run. Its tables need not exist. */
export async function parseStatement(connection: DuckDBConnection, sql: string): Promise<Statement | StatementFailure> {
  if (sql.length > LONGEST_STATEMENT) {
    return { kind: "too-long", characters: sql.length, longest: LONGEST_STATEMENT };
  }
  // To the engine the statement ends there, so that not all of it would be checked.
  const zero = sql.indexOf("\0");
  if (zero !== -1) return { kind: "not-parsed", words: "zero character in the statement", ...placeOf(sql, zero) };
  const parsed = await serialize(connection, sql);
  if (parsed.error) return parseFailure(parsed, sql, connection);
  const statements = parsed.statements ?? [];
  const [first] = statements;
  if (first === undefined) return { kind: "no-statement" };
  return statements.length > 1 ? { kind: "several-statements", count: statements.length } : readStatement(first.node);
}

async function serialize(connection: DuckDBConnection, sql: string): Promise<Parsed> {
  const options = "skip_empty := true, skip_null := true, skip_default := true";
  const result = await connection.runAndReadAll(`SELECT json_serialize_sql(${quoteText(sql)}, ${options})`);
  const text = String(result.getRows()[0]?.[0]);
  // Numbers beyond a double are written as JSON does not know them: 1e400 is Infinity. Their values do not matter here.
  return JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?(?:Infinity|NaN)/g, (part) => (part[0] === '"' ? part : "0")));
}

async function parseFailure(parsed: Parsed, sql: string, connection: DuckDBConnection): Promise<StatementFailure> {
  const { error_type, error_message = "" } = parsed;
  if (error_type === "not implemented") {
    const isPivot = /\bpivot\b/i.test(sql);
    return { kind: "not-a-select", ...(isPivot ? { remedy: { kind: "foreign", what: "pivot" } } : {}) };
  }
  const words = engineWords(error_message);
  const before = stopOf(parsed, sql);
  const remedy = await findRemedy(sql, before, async (other) => {
    const answer = await serialize(connection, other);
    return answer.error ? (stopOf(answer, other) ?? 0) : undefined;
  });
  const place = before === undefined ? {} : placeOf(sql, before);
  return { kind: "not-parsed", words, ...place, ...(remedy === undefined ? {} : { remedy }) };
}

/** Where the parser stopped, in UTF-16 units; undefined where it does not say. */
function stopOf({ position }: Parsed, sql: string): number | undefined {
  if (position === undefined) return undefined;
  return [...sql].slice(0, Number(position)).join("").length;
}

/** Where a character stands, from 1. */
function placeOf(sql: string, index: number): { line: number; column: number } {
  const lines = sql.slice(0, index).split("\n");
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}
