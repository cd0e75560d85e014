/*
 * Which functions a statement may call. The engine computes with about nine hundred, and nearly all of them do just
 * that, so those are named here that do something else; `test/engine/functions.txt` lists all of this version, so that
 * a new version's new ones are looked at by a person.
 */

/** Functions in FROM: those that make rows of their arguments. All others read files, settings, the catalog or a text as a statement. */
const TABLE_FUNCTIONS: ReadonlySet<string> = new Set(["unnest", "range", "generate_series"]);

const DENIED: ReadonlySet<string> = new Set([
  // Settings, variables and the environment, the last of which DuckDB's own shell has.
  "current_setting",
  "getenv",
  "getvariable",
  // Run or read a text as a statement, which would pass by the check.
  "json_deserialize_sql",
  "json_execute_serialized_sql",
  "json_serialize_plan",
  "json_serialize_sql",
  "query",
  "query_table",
  // Keep a thread for nothing.
  "pg_sleep",
  "sleep_ms",
  // Write: sequences, the log.
  "currval",
  "nextval",
  "write_log",
  // Take the inner state of an aggregate apart, of which a damaged one can bring the process down.
  "combine",
  "finalize",
  // Macros that look into the catalog.
  "col_description",
  "obj_description",
  "shobj_description",
  "format_pg_type",
  "format_type",
  "map_to_pg_oid",
]);

/** The engine's own, and PostgreSQL's view of the catalog. */
const DENIED_NAMES = /^__internal_|^pg_(?!typeof$)|^has_\w+_privilege$|^inet_/;

export function isTableFunctionAllowed(name: string): boolean {
  return TABLE_FUNCTIONS.has(name.toLowerCase());
}

export function isFunctionAllowed(name: string): boolean {
  const lower = name.toLowerCase();
  return !DENIED.has(lower) && !DENIED_NAMES.test(lower);
}
