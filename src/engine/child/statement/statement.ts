import { isRecord } from "../../../utils/own.ts";
import type { StatementFailure } from "../../failure.ts";
import { type DayCompared, findDayCompared } from "./days.ts";
import { isFunctionAllowed, isTableFunctionAllowed } from "./functions.ts";

/*
 * Looks at a statement as the engine's own parser shows it (`json_serialize_sql`, which knows SELECT and nothing else).
 * Tables, functions and kinds of syntax must all be known: what this file has not heard of does not run.
 */

/** What a statement that may run reads and names. */
export interface Statement {
  /** The tables that it names, as it spells them, each once. */
  readonly tables: readonly string[];
  /** Names that it gives to columns and tables. */
  readonly aliases: readonly string[];
  /** The tables by what stands before their columns, lower case; undefined where that is not one table everywhere. */
  readonly qualifiers: ReadonlyMap<string, string | undefined>;
  /** Columns that it compares with a day. */
  readonly days: readonly DayCompared[];
}

/** Kinds of everything in a parsed statement that is no expression; `…_MODIFIER` and `…_TYPE_INFO` beside them. */
const KNOWN_PARTS: ReadonlySet<string> = new Set([
  ...["SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"],
  ...["BASE_TABLE", "TABLE_FUNCTION", "JOIN", "SUBQUERY", "EXPRESSION_LIST", "EMPTY", "PIVOT", "SHOW_REF"],
  ...["ORDER_DEFAULT", "ASCENDING", "DESCENDING"],
]);

/** Kinds of expressions. PARAMETER is missing: nothing is ever bound to one. */
const KNOWN_EXPRESSIONS: ReadonlySet<string> = new Set([
  ...["CONSTANT", "COLUMN_REF", "FUNCTION", "CAST", "CASE", "COMPARISON", "CONJUNCTION", "OPERATOR", "SUBQUERY"],
  ...["WINDOW", "LAMBDA", "LAMBDA_REF", "STAR", "BETWEEN", "COLLATE", "POSITIONAL_REFERENCE", "DEFAULT", "TYPE"],
]);

/** DESCRIBE and SUMMARIZE of a query. Others show the catalog. */
const KNOWN_SHOWS: ReadonlySet<string> = new Set(["DESCRIBE", "SUMMARY"]);

const BACKTICKS: StatementFailure = {
  kind: "not-parsed",
  words: "a name stands in backticks",
  remedy: { kind: "foreign", what: "backtick" },
};

type Part = Readonly<Record<string, unknown>>;

/** Names of the WITH clauses that a part of the statement can see, lower case. */
type Scope = ReadonlySet<string>;

/**
 * Checks one parsed statement, without looking whether its tables exist.
 * @param node the `node` of the one statement in `json_serialize_sql`'s answer
 */
export function readStatement(node: unknown): Statement | StatementFailure {
  const tables = new Map<string, string>();
  const aliases = new Set<string>();
  const qualifiers = new Map<string, string | undefined>();
  const days: DayCompared[] = [];
  // A stack of its own, because a statement may be nested deeper than calls can be.
  const open: { readonly value: unknown; readonly scope: Scope }[] = [{ value: node, scope: new Set() }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, scope } = next;
    if (Array.isArray(value)) for (const item of value) open.push({ value: item, scope });
    if (!isRecord(value)) continue;
    const failure = objection(value);
    if (failure !== undefined) return failure;
    for (const name of givenNames(value)) aliases.add(name);
    const day = findDayCompared(value);
    if (day !== undefined) days.push(day);
    const table = value["type"] === "BASE_TABLE" ? text(value["table_name"]) : "";
    if (table !== "" && !scope.has(table.toLowerCase())) {
      tables.set(table.toLowerCase(), table);
      const qualifier = (text(value["alias"]) || table).toLowerCase();
      const isOther = qualifiers.has(qualifier) && qualifiers.get(qualifier) !== table.toLowerCase();
      qualifiers.set(qualifier, isOther ? undefined : table.toLowerCase());
    }
    open.push(...insides(value, scope));
  }
  return { tables: [...tables.values()], aliases: [...aliases], qualifiers, days };
}

/** What a part gives a name to: tables and columns, in a list behind a table or a WITH clause, and by REPLACE and RENAME. */
function givenNames(part: Part): readonly string[] {
  const replaced = records(part["replace_list"]).map(({ key }) => key);
  const renamed = records(part["rename_list"]).map(({ value }) => value);
  const listed = [part["column_name_alias"], part["aliases"]].flatMap((names) => (Array.isArray(names) ? names : []));
  return [part["alias"], ...listed, ...replaced, ...renamed].map(text).filter((name) => name !== "");
}

/** What is inside a part, each with the WITH clauses that it sees: a clause sees those before it, a recursive one itself. */
function insides(part: Part, outer: Scope): { value: unknown; scope: Scope }[] {
  const found: { value: unknown; scope: Scope }[] = [];
  let scope = outer;
  for (const clause of clauses(part["cte_map"])) {
    found.push({ value: clause["value"], scope });
    scope = new Set([...scope, text(clause["key"]).toLowerCase()]);
  }
  const recursive = part["type"] === "RECURSIVE_CTE_NODE" ? text(part["cte_name"]).toLowerCase() : undefined;
  for (const [name, value] of Object.entries(part)) {
    if (name === "cte_map" || typeof value !== "object") continue;
    found.push({ value, scope: recursive !== undefined && name === "right" ? new Set([...scope, recursive]) : scope });
  }
  return found;
}

function clauses(map: unknown): Part[] {
  return isRecord(map) ? records(map["map"]) : [];
}

function records(list: unknown): Part[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function objection(part: Part): StatementFailure | undefined {
  const type = part["type"];
  if (typeof part["class"] === "string") return expressionObjection(part, part["class"]);
  if (typeof type !== "string") return undefined;
  if (!KNOWN_PARTS.has(type) && !/_(?:MODIFIER|TYPE_INFO)$/.test(type)) return forbidden("syntax", type);
  if (type === "BASE_TABLE") return tableObjection(part);
  if (type === "SHOW_REF" && !(KNOWN_SHOWS.has(text(part["show_type"])) && isRecord(part["query"]))) {
    return forbidden("catalog", "SHOW");
  }
  const call = part["function"];
  if (type !== "TABLE_FUNCTION" || !isRecord(call)) return undefined;
  const name = text(call["function_name"]);
  return isTableFunctionAllowed(name) ? undefined : forbidden("table-function", name);
}

function expressionObjection(part: Part, kind: string): StatementFailure | undefined {
  if (kind === "PARAMETER") return forbidden("parameter", text(part["identifier"]));
  if (!KNOWN_EXPRESSIONS.has(kind)) return forbidden("syntax", kind);
  if (kind === "COMPARISON" && comparesNull(part)) return { kind: "compares-null" };
  const name = part["function_name"];
  // To the parser a name in backticks can be an operator behind another one.
  if (text(name).includes("`")) return BACKTICKS;
  if (typeof name === "string" && !isFunctionAllowed(name)) return forbidden("function", name);
  return part["export_state"] === true ? forbidden("syntax", "EXPORT_STATE") : undefined;
}

/** `x = NULL`: refused, because it silently finds nothing. IS DISTINCT FROM NULL does find something. */
function comparesNull(comparison: Part): boolean {
  if (text(comparison["type"]).endsWith("DISTINCT_FROM")) return false;
  return [comparison["left"], comparison["right"]].some((side) => {
    const value = isRecord(side) && side["class"] === "CONSTANT" ? side["value"] : undefined;
    return isRecord(value) && value["is_null"] === true;
  });
}

function tableObjection(part: Part): StatementFailure | undefined {
  const name = text(part["table_name"]);
  const path = [part["catalog_name"], part["schema_name"]].map(text).filter((step) => step !== "");
  if (path.length > 0) return forbidden("schema", [...path, name].join("."));
  if (isRecord(part["at_clause"])) return forbidden("syntax", "AT");
  return /[./\\:*?]/.test(name) ? forbidden("file", name) : undefined;
}

function forbidden(what: Extract<StatementFailure, { kind: "forbidden" }>["what"], name: string): StatementFailure {
  return { kind: "forbidden", what, name };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
