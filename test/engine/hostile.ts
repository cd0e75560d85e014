/*
 * Statements that must not do what they ask for, by what becomes of them: the kind of their failure, or `rows` for those
 * that are harmless. Each must end in bounds, with the engine alive.
 */

type Kind =
  | "rows"
  | "not-a-select"
  | "not-parsed"
  | "no-statement"
  | "several-statements"
  | "unknown-table"
  | "unknown-column"
  | "engine-says"
  | "too-long"
  | "too-slow"
  | "out-of-memory"
  | "too-large-cell"
  | "forbidden function"
  | "forbidden table-function"
  | "forbidden file"
  | "forbidden schema"
  | "forbidden catalog"
  | "forbidden parameter"
  | "forbidden syntax";

/** Some statement for each name. */
function each(names: readonly string[], statement: (name: string) => string): string[] {
  return names.map(statement);
}

const HOST_FILE = "/etc/passwd";

/** Statements that end at once. */
export const hostile: readonly (readonly [Kind, readonly string[]])[] = [
  [
    "forbidden file",
    each(
      [
        HOST_FILE,
        "file.csv",
        "*.parquet",
        "../secret.json",
        "C:\\Users\\x.csv",
        "https://example.com/a.csv",
        "s3://b/k",
      ],
      (name) => `SELECT * FROM '${name}'`,
    ),
  ],
  ["forbidden file", ['FROM "/etc/hosts"', `WITH a AS (FROM '${HOST_FILE}') FROM a`, "SELECT (FROM 'x.csv' LIMIT 1)"]],
  [
    "forbidden table-function",
    each(
      [
        ...["read_csv", "read_csv_auto", "read_text", "read_blob", "read_json", "read_json_auto", "read_ndjson"],
        ...["read_ndjson_objects", "read_json_objects", "read_parquet", "parquet_scan", "parquet_metadata"],
        ...["parquet_schema", "parquet_kv_metadata", "parquet_file_metadata", "sniff_csv", "glob", "read_duckdb"],
      ],
      (name) => `SELECT * FROM ${name}('${HOST_FILE}')`,
    ),
  ],
  [
    "forbidden table-function",
    each(
      [
        ...["duckdb_settings", "duckdb_functions", "duckdb_tables", "duckdb_columns", "duckdb_secrets", "duckdb_logs"],
        ...["duckdb_extensions", "duckdb_databases", "duckdb_memory", "duckdb_temporary_files", "duckdb_variables"],
        ...["duckdb_views", "duckdb_schemas", "duckdb_types", "duckdb_keywords", "pragma_version", "pragma_platform"],
        ...["pragma_database_size", "pragma_user_agent", "pragma_collations", "checkpoint", "force_checkpoint"],
        ...["disable_logging", "enable_profiling", "disable_profiling", "truncate_duckdb_logs", "icu_calendar_names"],
        ...["pg_timezone_names", "test_all_types", "duckdb_logs_parsed", "duckdb_prepared_statements"],
      ],
      (name) => `SELECT * FROM ${name}()`,
    ),
  ],
  [
    "forbidden table-function",
    [
      "SELECT * FROM enable_logging()",
      "SELECT * FROM enable_logging(storage='file', storage_path='/tmp/stolen')",
      "SELECT * FROM enable_logging('QueryLog', storage := 'stdout')",
      "SELECT * FROM query('SELECT 1')",
      "SELECT * FROM query('DROP TABLE orders')",
      "SELECT * FROM query_table('orders')",
      "SELECT * FROM query_table(['orders', 'products'])",
      "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
      "SELECT * FROM sql_auto_complete('SELECT ')",
      "SELECT * FROM pragma_table_info('orders')",
      "SELECT * FROM pragma_storage_info('orders')",
      "SELECT * FROM summary((FROM orders))",
      "SELECT * FROM repeat('x', 10)",
      "SELECT * FROM seq_scan('orders')",
      "SELECT * FROM arrow_scan(1, 2, 3)",
      "SELECT * FROM which_secret('a', 'b')",
      "SELECT * FROM test_vector_types(1)",
      "SELECT * FROM json_each('[1]')",
      "SELECT * FROM orders, LATERAL read_text('/etc/' || orders.id)",
      "SELECT 1 WHERE EXISTS (FROM read_csv('x.csv'))",
      "SELECT (SELECT max(content) FROM read_text('/etc/passwd'))",
      "SELECT * FROM orders WHERE id IN (SELECT size FROM glob('*'))",
      "SELECT * FROM orders ORDER BY (SELECT max(file) FROM glob('*'))",
      "SELECT 1 LIMIT (SELECT count(*) FROM glob('*'))",
      "SELECT list_transform([1], lambda x: (SELECT max(file) FROM glob('*')))",
      "WITH x AS MATERIALIZED (FROM glob('*')) FROM x",
      "SELECT * FROM (VALUES ((SELECT max(file) FROM glob('*'))))",
      "SELECT 1 UNION ALL SELECT size FROM glob('*')",
      "WITH RECURSIVE t(n) AS (SELECT 1 UNION SELECT size FROM glob('*')) FROM t",
      "PIVOT (FROM glob('*')) ON file IN ('a') USING count(*)",
      "SELECT sum(id) FILTER (WHERE id IN (SELECT size FROM glob('*'))) FROM orders",
      "SELECT * FROM ReAd_TeXt('/etc/passwd')",
      "SELECT * FROM \"read_text\"('/etc/passwd')",
      "SELECT * FROM main.read_text('/etc/passwd')",
      "SELECT * FROM /* hello */ read_text /* there */ ('/etc/passwd')",
      "DESCRIBE SELECT * FROM read_csv('/etc/passwd')",
      "SUMMARIZE SELECT * FROM read_csv('/etc/passwd')",
      "FROM histogram(orders, id)",
    ],
  ],
  [
    "forbidden function",
    [
      "SELECT current_setting('temp_directory')",
      "SELECT current_setting('home_directory')",
      "SELECT getenv('HOME')",
      "SELECT getvariable('x')",
      "SELECT nextval('s')",
      "SELECT currval('s')",
      "SELECT write_log('hello')",
      "SELECT sleep_ms(100000)",
      "SELECT pg_sleep(100)",
      "SELECT json_serialize_sql('SELECT 1')",
      "SELECT json_serialize_plan('SELECT * FROM products')",
      "SELECT json_deserialize_sql('{}')",
      "SELECT pg_get_viewdef(1)",
      "SELECT pg_conf_load_time()",
      "SELECT col_description(1, 1)",
      "SELECT has_table_privilege('products', 'select')",
      "SELECT __internal_decompress_string(1::UTINYINT)",
      "SELECT finalize(1)",
      "SELECT combine(1, 2)",
      "SELECT system.main.current_setting('threads')",
      "SELECT \"CURRENT_SETTING\"('threads')",
      "SELECT ('threads').current_setting()",
      "SELECT sum(sleep_ms(10)) OVER () FROM orders",
      "SELECT * FROM unnest([current_setting('threads')])",
      "SELECT * FROM range(nextval('s'))",
      "SELECT * FROM orders o JOIN orders p ON current_setting('threads') = '2'",
      "SELECT CASE WHEN true THEN getvariable('a') END",
      "SELECT count(*) FROM orders GROUP BY getvariable('a')",
      "SELECT count(*) FROM orders HAVING getvariable('a') IS NULL",
      "SELECT * FROM orders QUALIFY getvariable('a') IS NULL",
      "SELECT * REPLACE (getvariable('a') AS id) FROM orders",
      "SELECT DISTINCT ON (getvariable('a')) id FROM orders",
    ],
  ],
  [
    "forbidden schema",
    [
      "SELECT * FROM information_schema.tables",
      "SELECT * FROM information_schema.columns",
      "SELECT * FROM pg_catalog.pg_class",
      "SELECT * FROM pg_catalog.pg_settings",
      "SELECT * FROM main.orders",
      "SELECT * FROM memory.main.orders",
      "SELECT * FROM system.main.duckdb_settings",
      "SELECT * FROM temp.main.orders",
      "WITH tables AS (SELECT 1) SELECT * FROM information_schema.tables",
    ],
  ],
  [
    "unknown-table",
    [
      "SELECT * FROM products",
      "SELECT * FROM duckdb_settings",
      "SELECT * FROM duckdb_tables",
      "SELECT * FROM pg_class",
      "SELECT * FROM sqlite_master",
      "SELECT * FROM pragma_database_list",
      "TABLE products",
      "SELECT (SELECT count(*) FROM products)",
      "WITH products AS (SELECT * FROM products) SELECT * FROM products",
      "SELECT * FROM (WITH products AS (SELECT 1) SELECT 1), products",
      "SELECT * FROM ordеrs",
      "SELECT * FROM orders_linse",
      "DESCRIBE products",
      "FROM x",
    ],
  ],
  ["forbidden catalog", ["SHOW TABLES", "SHOW ALL TABLES", "SHOW DATABASES", "SELECT * FROM (SHOW TABLES)"]],
  [
    "not-a-select",
    [
      "ATTACH '/tmp/x.db'",
      "ATTACH ':memory:' AS other",
      "DETACH memory",
      "USE temp",
      "COPY orders TO '/tmp/stolen.csv'",
      "COPY orders FROM '/etc/passwd'",
      "COPY (SELECT 1) TO '/dev/stdout'",
      "EXPORT DATABASE '/tmp/stolen'",
      "IMPORT DATABASE '/tmp/stolen'",
      "INSTALL httpfs",
      "LOAD httpfs",
      "LOAD '/tmp/evil.duckdb_extension'",
      "PRAGMA enable_profiling",
      "PRAGMA database_list",
      "PRAGMA version",
      "SET threads = 64",
      "SET memory_limit = '64GB'",
      "SET lock_configuration = false",
      "SET enable_external_access = true",
      "SET TimeZone = 'Asia/Tokyo'",
      "SET VARIABLE x = 1",
      "RESET threads",
      "CREATE TABLE x AS SELECT 1",
      "CREATE TABLE orders_stolen AS FROM orders",
      "CREATE VIEW v AS SELECT 1",
      "CREATE MACRO f(a) AS a",
      "CREATE SEQUENCE s",
      "CREATE SECRET s (TYPE s3)",
      "CREATE TYPE t AS INT",
      "CREATE SCHEMA s",
      "CREATE INDEX i ON orders(id)",
      "INSERT INTO orders VALUES (1)",
      "UPDATE orders SET id = 1",
      "DELETE FROM orders",
      "TRUNCATE orders",
      "DROP TABLE orders",
      "ALTER TABLE orders ADD COLUMN x INT",
      "MERGE INTO orders USING orders o ON false WHEN NOT MATCHED THEN INSERT VALUES (1)",
      "BEGIN",
      "BEGIN TRANSACTION READ ONLY",
      "COMMIT",
      "ROLLBACK",
      "COMMIT; DROP TABLE orders",
      "SELECT 1; DROP TABLE orders",
      "VACUUM",
      "ANALYZE",
      "CHECKPOINT",
      "CALL pragma_version()",
      "CALL enable_logging()",
      "EXPLAIN SELECT 1",
      "EXPLAIN ANALYZE SELECT * FROM orders",
      "PREPARE p AS SELECT 1",
      "EXECUTE p",
      "DEALLOCATE p",
      "COMMENT ON TABLE orders IS 'x'",
      "UPDATE EXTENSIONS",
      "PIVOT orders ON id USING count(*)",
    ],
  ],
  [
    "not-parsed",
    ["SELECT * INTO x FROM orders", "WITH x AS (DELETE FROM orders RETURNING *) FROM x", "SELEC 1", "'", '"', "/*"],
  ],
  [
    "not-parsed",
    ["SELECT 1 \\; DROP TABLE orders", "\u0000", "SELECT 1\u0000; DROP TABLE orders", ".tables", "\\copy x"],
  ],
  [
    "not-parsed",
    [
      `SELECT ${"(".repeat(10_000)}1${")".repeat(10_000)}`,
      `SELECT ${"1+".repeat(5000)}1`,
      `SELECT ${"- ".repeat(40_000)}1`,
    ],
  ],
  [
    "not-parsed",
    [`SELECT ${"[".repeat(3000)}1${"]".repeat(3000)}`, `SELECT ${"NOT ".repeat(3000)}true`, "SELECT 1 AS"],
  ],
  ["too-long", [`SELECT '${"x".repeat(1_000_000)}'`, " ".repeat(200_000)]],
  ["no-statement", ["", " ", ";", "-- only a comment", "/* another */"]],
  [
    "several-statements",
    ["SELECT 1; SELECT 2", "SELECT ';'; SELECT 2", "SELECT 1;/*;*/SELECT 2", "SELECT 1;\n\n;SELECT 2;--"],
  ],
  ["forbidden parameter", ["SELECT ?", "SELECT $1", "SELECT $name", "SELECT * FROM orders WHERE id = ?"]],
  ["forbidden syntax", ["SELECT * FROM orders AT (VERSION => 1)", "SELECT sum(id) EXPORT_STATE FROM orders"]],
  ["too-large-cell", ["SELECT repeat('x', 1000000)", "SELECT range(100000)", "SELECT {'a': [repeat('x', 50000)]}"]],
  ["too-large-cell", ["SELECT string_agg(repeat('x', 100)) FROM range(10000)", "SELECT MAP {'a': repeat('x', 50000)}"]],
  ["too-large-cell", ["SELECT '\\xAA'::BLOB || repeat('y', 50000)::BLOB", "SELECT repeat('x', 50000)::VARIANT"]],
  [
    "engine-says",
    [
      "SELECT error('x')",
      "SELECT 'a'::INT",
      "SELECT * FROM orders JOIN orders o USING (id) WHERE total",
      "SELECT 1 FROM range(1) LIMIT 'x'",
    ],
  ],
  [
    "unknown-column",
    ["SELECT nothing FROM orders", "SELECT orders.nothing FROM orders", "SELECT id FROM orders o WHERE orders.id = 1"],
  ],
  [
    "rows",
    [
      "SELECT ';' AS a, '--' AS b, '/*' AS c",
      "SELECT 'DROP TABLE orders'",
      "SELECT 1; -- ; DROP TABLE orders",
      "SELECT id FROM range(100000000000000) t(id)",
      "FROM generate_series(1, 3)",
      "SELECT * FROM orders\u200b",
      "SELECT * FROM unnest([1, 2])",
      "DESCRIBE orders",
      "SUMMARIZE orders",
      "SELECT regexp_matches(repeat('a', 30000), '(a*)*b')",
      "SELECT repeat('x', 1000) FROM range(100000)",
      "WITH orders AS (SELECT 1 AS one) SELECT one FROM orders",
      "SELECT 1e400, -1e400, 'NaN'::DOUBLE",
      `SELECT ${"1, ".repeat(2000)}1`,
      `SELECT 1 ${"UNION ALL SELECT 1 ".repeat(300)}`,
    ],
  ],
];

/** Statements that take all the time or memory that they are given; any of these ends is a good one. */
export const heavy: readonly string[] = [
  "SELECT count(*) FROM range(1000000) a, range(1000000) b, range(1000000) c",
  "SELECT sum(i) FROM range(1000000000000) t(i)",
  "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t",
  "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t, range(1000)) SELECT count(*) FROM t",
  "SELECT repeat('x', 2000000000)",
  "SELECT len(repeat(repeat('x', 1000000), 3000))",
  "SELECT list(i) FROM range(1000000000) t(i)",
  "SELECT list_sum(list_transform(range(100000000), lambda x: len(repeat('y', 1000))))",
  "SELECT count(DISTINCT i) FROM range(10000000000) t(i)",
  "SELECT i FROM range(10000000000) t(i) ORDER BY hash(i)",
  "SELECT string_agg(i::VARCHAR, ',') FROM range(1000000000) t(i)",
  "SELECT (SELECT count(*) FROM range(i)) FROM range(10000000) t(i) ORDER BY 1 DESC",
];
