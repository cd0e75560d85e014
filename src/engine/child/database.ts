import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** Memory of the engine itself; the process has a watchdog beside it, because not all that it uses is counted. */
const MEMORY = "512MB";
const THREADS = 2;

/**
 * The order matters: once access is off, the folder for temporary files can no longer be taken away, and what is locked
 * stays. The time zone is the one setting that each connection may have for itself.
 */
const settings = (file: string | undefined) => [
  "SET temp_directory = ''",
  ...(file === undefined ? [] : [`SET allowed_paths = [${quoteText(file)}]`]),
  "SET enable_external_access = false",
  "SET autoinstall_known_extensions = false",
  "SET autoload_known_extensions = false",
  "SET allow_community_extensions = false",
  `SET memory_limit = '${MEMORY}'`,
  `SET threads = ${THREADS}`,
  "SET allowed_configs = ['TimeZone']",
  "SET lock_configuration = true",
];

/**
 * DuckDB makes a TIMESTAMP of a DATE that is truncated, so that a month would be shown as midnight. Truncated, a day stays a
 * day. The last form takes what the others do not, so that objections stay the engine's own.
 */
const DAYS_STAY_DAYS = ["date_trunc", "datetrunc"].map((name) => {
  const call = `system.main.${name}(part, x)`;
  const typed = ["TIMESTAMP", "TIMESTAMPTZ", "INTERVAL"].map((type) => `(part, x ${type}) AS ${call}`);
  return `CREATE MACRO ${name}(part, x DATE) AS CAST(${call} AS DATE), ${typed.join(", ")}, (part, x) AS ${call}`;
});

export interface Database {
  /** A connection of its own for each piece of work: it can be interrupted, and has a time zone. */
  connect(): Promise<DuckDBConnection>;
  /** A name as a person writes it in a statement: quoted only where it must be. */
  writeName(name: string): string;
}

/**
 * Opens an empty database in memory, shut off from files, network, extensions and settings.
 * @param file the one that it may touch nevertheless
 */
export async function openDatabase(file: string | undefined): Promise<Database> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  for (const statement of [...DAYS_STAY_DAYS, ...settings(file)]) await connection.run(statement);
  const keywords = await readKeywords(connection);
  connection.closeSync();
  return {
    connect: () => instance.connect(),
    writeName: (name) => (/^[a-z_]\w*$/i.test(name) && !keywords.has(name.toLowerCase()) ? name : quoteName(name)),
  };
}

/** Words that cannot stand where a column's name does. */
async function readKeywords(connection: DuckDBConnection): Promise<ReadonlySet<string>> {
  const categories = "('reserved', 'type_function')";
  const result = await connection.runAndReadAll(
    `SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category IN ${categories}`,
  );
  return new Set(result.getRows().map(([word]) => String(word)));
}

/** A name as it stands in a statement, whatever it is. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as it stands in a statement. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
