import { execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openForFile, openForTest } from "../helpers/cleanup.ts";
import { temporaryHome } from "../helpers/clients.ts";
import { never, openEngine, PROGRAM, source } from "./open.ts";

const engine = await openForFile(Promise.resolve(openEngine()));
const orders = source(
  "orders",
  [
    '{"id":1,"at":"2026-11-21T09:18:00+01:00","total":12.5,"customer":{"name":"Ada"},"lines":[{"sku":"a"}]}',
    '{"id":2,"at":"2026-06-21T09:18:00+02:00","total":7.25,"customer":{"name":"Bo"},"lines":[]}',
  ],
  { idField: "id" },
);
/** Takes minutes. */
const ENDLESS = "SELECT count(*) FROM range(1000000) a, range(1000000) b";

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function ended(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise(setImmediate);
}

describe("check", () => {
  it.each([
    ["SELECT * FROM orders o JOIN ORDERS p USING (id)", ["orders"]],
    ["SELECT * FROM orders, products", ["orders", "products"]],
    ["SELECT * FROM orders_lines_tax", ["orders"]],
    ["WITH a AS (SELECT 1), b AS (FROM a) SELECT * FROM b, (SELECT * FROM orders) s", ["orders"]],
    ["WITH orders AS (FROM orders) FROM orders", ["orders"]],
    ["WITH orders AS (SELECT 1) SELECT * FROM orders", []],
    ["WITH a AS (FROM orders) SELECT * FROM (WITH orders AS (SELECT 1) FROM orders), a", ["orders"]],
    ["SELECT 1 UNION ALL (SELECT id FROM products) EXCEPT SELECT id FROM orders", ["orders", "products"]],
    ["SELECT (SELECT max(id) FROM orders) WHERE 1 IN (FROM products)", ["orders", "products"]],
    ["PIVOT orders ON id IN (1, 2) USING sum(total)", ["orders"]],
    [
      "SELECT sum(total) OVER (PARTITION BY id ORDER BY (SELECT 1 FROM products)) FROM orders QUALIFY true",
      ["orders", "products"],
    ],
    ["SELECT list_transform([1], lambda x: x + 1), x -> 1, 1e400, 'Infinity' FROM unnest([1]) t(x)", []],
    ["FROM orders SELECT * EXCLUDE (id) ORDER BY ALL LIMIT 3", ["orders"]],
    ["SELECT unnest(lines), COLUMNS('i.*') FROM orders TABLESAMPLE 50%", ["orders"]],
    [
      "SELECT DISTINCT ON (id) id::DECIMAL(18,2), CASE WHEN id BETWEEN 1 AND 2 THEN 'a' COLLATE nocase END FROM orders",
      ["orders"],
    ],
    ["SELECT count(*) FILTER (WHERE id > 1) FROM orders GROUP BY GROUPING SETS ((id), ())", ["orders"]],
    ["SELECT * FROM orders ASOF JOIN products ON orders.at >= products.at", ["orders", "products"]],
    ["UNPIVOT orders ON id, total INTO NAME n VALUE v", ["orders"]],
    ["WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 3) FROM t", []],
  ])("%s reads %j", async (sql, tables) => {
    const answer = await engine.check(sql, ["orders", "products"], never);
    expect(answer.ok ? [...answer.value.tables].sort() : answer.failure).toEqual(tables);
  });

  it("names the nearest of the tables there are", async () => {
    expect(await engine.check("FROM ordrs", ["orders", "products"], never)).toEqual({
      ok: false,
      failure: { kind: "unknown-table", table: "ordrs", nearest: "orders", tables: ["orders", "products"] },
    });
  });

  it("tells where a statement cannot be read", async () => {
    expect(await engine.check("SELECT 'ä😀',\n  a b c", [], never)).toEqual({
      ok: false,
      failure: { kind: "not-parsed", words: 'syntax error at or near "c"', line: 2, column: 7 },
    });
  });
});

describe("query", () => {
  it("gives exact values, times in the zone, and each column its own name", async () => {
    const sql = 'SELECT "at", sum(total), count(*), count(*), sum(total) / 2 FROM orders GROUP BY ALL ORDER BY "at"';
    const answer = await engine.run(sql, [orders], "Europe/Berlin");
    expect(answer).toMatchObject({ ok: true, value: { more: false, timeZone: "Europe/Berlin" } });
    expect(answer.ok && answer.value.rows).toEqual([
      {
        at: "2026-06-21T09:18:00+02:00",
        "sum(total)": 7.25,
        "count_star()": 1,
        "count_star() (2)": 1,
        "(sum(total) / 2)": 3.625,
      },
      {
        at: "2026-11-21T09:18:00+01:00",
        "sum(total)": 12.5,
        "count_star()": 1,
        "count_star() (2)": 1,
        "(sum(total) / 2)": 6.25,
      },
    ]);
  });

  it("computes days and months in the zone, another one each time", async () => {
    const sql =
      "SELECT date_trunc('day', TIMESTAMPTZ '2026-03-29 23:30:00Z') AS d, current_setting IS NULL AS x FROM (SELECT NULL AS current_setting)";
    for (const [zone, day] of [
      ["Europe/Berlin", "2026-03-30T00:00:00+02:00"],
      ["America/New_York", "2026-03-29T00:00:00-04:00"],
      ["Asia/Kolkata", "2026-03-30T00:00:00+05:30"],
    ] as const) {
      expect(await engine.rows(sql, [], zone)).toEqual([{ d: day, x: true }]);
    }
  });

  it("takes UTC where nobody knows the zone, and says so", async () => {
    expect(await engine.run("SELECT TIMESTAMPTZ '2026-03-29 23:30:00Z' AS t", [], "Berlin'; DROP")).toMatchObject({
      value: { timeZone: "UTC", rows: [{ t: "2026-03-29T23:30:00+00:00" }] },
    });
  });

  it("writes values of every type", async () => {
    const sql = `SELECT DATE '2026-01-02' AS date, TIME '12:00:01.5' AS time, INTERVAL '1 month 3 days 2 hours' AS span,
      '\\xAA'::BLOB AS bytes, MAP {'a': 1} AS map, union_value(a := 3) AS one, [1.5, NULL] AS list, [1, 2]::INT[2] AS pair,
      '0101'::BIT AS bits, 'x'::ENUM('x') AS word, 1::VARIANT AS any, 'infinity'::TIMESTAMPTZ AS never, '-infinity'::DATE AS ever,
      '4ac7a9e9-607c-4c8a-84f3-843f0191e3fd'::UUID AS uuid, 1e400 AS large, 'NaN'::DOUBLE AS none, 170141183460469231731687303715884105727 AS huge,
      TIMESTAMP '2026-01-01 10:00:00.25' AS naive, TIMESTAMPTZ '0044-03-15 (BC) 12:00:00Z' AS old, {'t': TIMESTAMPTZ '2026-01-01 00:00:00.000001Z'} AS inner`;
    const [row] = await engine.rows(sql.replace("AS inner", 'AS "inner"'), [], "Europe/Berlin");
    expect(JSON.parse(JSON.stringify(row))).toEqual({
      ...{
        date: "2026-01-02",
        time: "12:00:01.5",
        span: "1 month 3 days 02:00:00",
        bytes: "\\xAA",
        map: { a: 1 },
        one: 3,
      },
      ...{ list: [1.5, null], pair: [1, 2], bits: "0101", word: "x", any: 1, never: "infinity", ever: "-infinity" },
      ...{ uuid: "4ac7a9e9-607c-4c8a-84f3-843f0191e3fd", large: "Infinity", none: "NaN" },
      huge: { value: "170141183460469231731687303715884105727", isLosslessNumber: true },
      naive: "2026-01-01T10:00:00.25",
      old: "-000043-03-15T12:53:00+00:53",
      inner: { t: "2026-01-01T01:00:00.000001+01:00" },
    });
  });

  it("stops after the rows that were asked for, and says that there are more", async () => {
    const answers = await Promise.all([
      engine.run("FROM range(3)", [], "UTC", 3),
      engine.run("FROM range(4)", [], "UTC", 3),
      engine.run("FROM range(100000000000) LIMIT 5000", [], "UTC", 3),
    ]);
    expect(answers.map((answer) => answer.ok && [answer.value.rows.length, answer.value.more])).toEqual([
      [3, false],
      [3, true],
      [3, true],
    ]);
  });

  it("stops where the result grows too long", async () => {
    const answer = await engine.run("SELECT repeat('x', 30000) AS x FROM range(200)");
    expect(answer.ok && [answer.value.rows.length, answer.value.more]).toEqual([13, true]);
  });

  it.each([
    ["SELECT totl FROM orders", "totl", "total"],
    ["SELECT o.totl FROM orders o", "totl", "total"],
    ["SELECT name FROM orders", "name", "customer.name"],
    ["SELECT customer.nam FROM orders", "nam", "customer.name"],
    ["SELECT * EXCLUDE (totl) FROM orders", "totl", "total"],
    ["SELECT id FROM orders JOIN orders o USING (idd)", "idd", "id"],
  ])("%s: the column that was meant", async (sql, column, nearest) => {
    expect(await engine.failure(sql, [orders])).toEqual({
      ...{ kind: "unknown-column", column, nearest },
      tables: [{ table: "orders", columns: ["id", "at", "total", "customer.name"] }],
    });
  });

  it.each(["SELECT unnest(lines) FROM orders", "SELECT sku FROM orders o, unnest(o.lines) t(line)"])(
    "%s: the table that the list is",
    async (sql) => {
      expect(await engine.failure(sql, [orders])).toEqual({
        ...{ kind: "unknown-column", column: "lines", nearest: undefined },
        remedy: { kind: "list", table: "orders_lines" },
        tables: [
          { table: "orders", columns: ["id", "at", "total", "customer.name"] },
          { table: "orders_lines", columns: ["orders_id", "position", "sku"] },
        ],
      });
    },
  );

  it("recognizes an alias that has a table's name", async () => {
    const sql = "SELECT count(*) AS orders, sum(total) / orders AS each FROM orders GROUP BY id, orders";
    expect(await engine.failure(sql, [orders])).toEqual({ kind: "alias-of-table", alias: "orders" });
  });

  it("passes the engine's own words on, in one line", async () => {
    expect(await engine.failure("SELECT sum(customer) FROM orders", [orders])).toEqual({
      kind: "engine-says",
      words: expect.stringMatching(/^Binder Error: No function matches .*STRUCT.* explicit type casts\.$/),
      call: "sum",
    });
  });

  it("reads no table that was not handed in, though it is loaded", async () => {
    await engine.rows("FROM orders", [orders]);
    expect(await engine.failure("FROM orders")).toMatchObject({ kind: "unknown-table", tables: [] });
  });

  it("sees new rows with a new version, and no old table of the old rows", async () => {
    const next = { ...source("orders", ['{"id":3}']), version: "next" };
    expect(await engine.rows("FROM orders", [next])).toEqual([{ id: 3 }]);
    expect(await engine.failure("FROM orders_lines", [next])).toMatchObject({
      kind: "unknown-table",
      table: "orders_lines",
    });
  });
});

describe("the process", () => {
  it("knows no environment, no output and no folder of ours", async () => {
    const [pid = 0] = engine.pids;
    if (process.platform !== "linux") return;
    expect(readFileSync(`/proc/${pid}/environ`, "utf8").replaceAll("\0", " ")).toMatch(/^(NODE_CHANNEL_\w+=\w+ )+$/);
    expect(
      execFileSync("readlink", [0, 1, 2].map((fd) => `/proc/${pid}/fd/${fd}`).concat(`/proc/${pid}/cwd`), {
        encoding: "utf8",
      }),
    ).toBe("/dev/null\n/dev/null\n/dev/null\n/\n");
  });

  it("is one for all, and none before the first statement", async () => {
    const other = await openForTest(Promise.resolve(openEngine()));
    expect(other.whyNone()).toBeUndefined();
    expect(other.pids).toEqual([]);
    const answers = await Promise.all([
      other.rows("SELECT 1 AS n"),
      other.rows("FROM orders", [orders]),
      other.rows("SELECT 2 AS n"),
    ]);
    expect(answers).toMatchObject([[{ n: 1 }], [{ id: 1 }, { id: 2 }], [{ n: 2 }]]);
    expect(other.pids).toHaveLength(1);
  });

  it("is started anew, with its tables, when somebody kills it in the middle", async () => {
    const other = await openForTest(Promise.resolve(openEngine()));
    await other.rows("FROM orders", [orders]);
    const running = other.failure(ENDLESS, [orders]);
    const waiting = other.rows("SELECT count(*) AS n FROM orders", [orders]);
    // The check goes beside the statement: with its answer that one is running.
    await other.check("SELECT 1", [], never);
    process.kill(other.pids[0] ?? 0, "SIGKILL");
    expect(await running).toEqual({ kind: "crashed" });
    expect(await waiting).toEqual([{ n: 2 }]);
    expect(other.pids).toHaveLength(2);
  });

  it.skipIf(process.platform === "win32")("is started anew where it hangs before a statement", async () => {
    const other = await openForTest(Promise.resolve(openEngine({ statementMs: 200 })));
    await other.rows("FROM orders", [orders]);
    process.kill(other.pids[0] ?? 0, "SIGSTOP");
    expect(await other.check("SELECT 1", [], never)).toMatchObject({ ok: true });
    expect(await other.rows("SELECT count(*) AS n FROM orders", [orders])).toEqual([{ n: 2 }]);
    expect(other.pids).toHaveLength(2);
  });

  it("survives a statement that is too slow, with its tables", async () => {
    const other = await openForTest(Promise.resolve(openEngine({ statementMs: 200 })));
    expect(await other.failure(ENDLESS, [orders])).toEqual({ kind: "too-slow", seconds: 0.2 });
    expect(await other.rows("SELECT count(*) AS n FROM orders", [orders])).toEqual([{ n: 2 }]);
    expect(other.pids).toHaveLength(1);
  });

  it("ends a statement that nobody waits for", async () => {
    const caller = new AbortController();
    const request = { sql: ENDLESS, tables: [orders], timeZone: "UTC", maxRows: 1 };
    const cancelled = engine.query(request, caller.signal);
    const next = engine.rows("SELECT 1 AS n");
    await engine.check("SELECT 1", [], never);
    caller.abort();
    expect(await cancelled).toEqual({ ok: false, failure: { kind: "cancelled" } });
    expect(await next).toEqual([{ n: 1 }]);
    expect(await engine.query(request, caller.signal)).toEqual({ ok: false, failure: { kind: "cancelled" } });
    expect(engine.pids).toHaveLength(1);
  });

  it("is gone after close, whoever waits", async () => {
    const other = openEngine();
    const running = other.failure(ENDLESS);
    await other.check("SELECT 1", [], never);
    const [pid = 0] = other.pids;
    await other.close();
    expect(await running).toEqual({ kind: "cancelled" });
    await ended(pid);
    expect(await other.failure("SELECT 1")).toEqual({ kind: "cancelled" });
    expect(other.pids).toHaveLength(1);
  });

  it("ends with the process that started it", async () => {
    const child = fork(PROGRAM, [], { stdio: ["ignore", "ignore", "ignore", "ipc"], serialization: "advanced" });
    await once(child, "message");
    child.disconnect();
    await once(child, "exit");
  });
});

describe("without the engine", () => {
  /** A folder with the program and what is installed beside it, as package name and file and its text. */
  async function place(installed: Readonly<Record<string, string>>): Promise<string> {
    const { path } = await openForTest(temporaryHome());
    for (const file of ["engine.cjs", "lossless-json.cjs"]) copyFileSync(join(PROGRAM, "..", file), join(path, file));
    for (const [file, text] of Object.entries(installed)) {
      mkdirSync(join(path, "node_modules", file, ".."), { recursive: true });
      writeFileSync(join(path, "node_modules", file), text);
    }
    return join(path, "engine.cjs");
  }
  const binary = `@duckdb/node-bindings-${process.platform}-${process.arch}/duckdb.node`;
  const packages = {
    "@duckdb/node-api/index.js": `require("@duckdb/node-bindings")`,
    "@duckdb/node-bindings/index.js": "",
  };

  it.each([
    ["nothing is installed", {}, "@duckdb/node-api is not installed"],
    ["there is no binary", packages, `@duckdb/node-api has no binary for ${process.platform} ${process.arch}`],
  ])("says so without starting anything where %s", async (_, installed, reason) => {
    const other = openEngine({ program: await place(installed) });
    const none = { isInstalled: false, reason };
    expect(other.whyNone()).toEqual(none);
    expect(await other.tryOut()).toEqual(none);
    expect(await other.failure("SELECT 1")).toEqual({ kind: "no-engine", ...none });
    expect(await other.check("SELECT 1", [], never)).toEqual({ ok: false, failure: { kind: "no-engine", ...none } });
    expect(await other.describe({ tables: [], timeZone: "UTC" }, never)).toMatchObject({ failure: { reason } });
    expect(other.pids).toEqual([]);
  });

  it("says so where its process ends while it loads", async () => {
    const other = openEngine({
      program: await place({ ...packages, [binary]: "", "@duckdb/node-api/index.js": "process.exit(3)" }),
    });
    const failure = { isInstalled: true, reason: '"its process ended while it loaded (exit code 3)"' };
    expect(await other.tryOut()).toEqual(failure);
    expect(await other.failure("SELECT 1")).toEqual({ kind: "no-engine", ...failure });
  });

  it("says so where it does not load, and does not try again", async () => {
    const broken = {
      ...packages,
      [binary]: "no library",
      "@duckdb/node-bindings/index.js": `require("../../${binary}")`,
    };
    const other = openEngine({ program: await place(broken) });
    expect(other.whyNone()).toBeUndefined();
    const failure = await other.failure("SELECT 1");
    expect(failure).toEqual({
      kind: "no-engine",
      isInstalled: true,
      reason: expect.stringContaining("duckdb.node"),
    });
    expect(JSON.stringify(failure)).not.toMatch(/node_modules|[\\/]tmp/);
    expect(await other.failure("SELECT 1")).toEqual(failure);
    expect({ kind: "no-engine", ...other.whyNone() }).toEqual(failure);
    expect(other.pids).toHaveLength(1);
  });
});
