import { describe, expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { explainStatementFailure } from "../../src/messages/sql/statement-failures.ts";
import { openForFile } from "../helpers/cleanup.ts";
import { openEngine, source } from "./open.ts";

/*
 * What assistants write in other dialects of SQL: it works, or the failure has the right way in it.
 */

const engine = await openForFile(Promise.resolve(openEngine()));
const orders = source(
  "orders",
  [
    {
      id: 1,
      number: "1001",
      at_time: "2026-11-05T10:00:00Z",
      day_of: "2026-11-05",
      revenue: 10.5,
      status: "paid",
      lines: [{ sku: "a" }],
    },
    { id: 2, number: "1002", at_time: "2026-10-05T10:00:00Z", day_of: "2026-10-05", revenue: 20.25, status: "open" },
  ],
  { idField: "id" },
);

async function told(sql: string): Promise<string> {
  const failure = await engine.failure(sql, [orders]);
  return failure === undefined ? "it works" : explainStatementFailure(failure, setpilot);
}

describe("another dialect", () => {
  it.each([
    ["SELECT `status` FROM `orders`", 'in double quotes, or bare: "name", not `name`'],
    ["SELECT [status] FROM [orders]", "not [name]"],
    ["SELECT id FROM orders LIMIT 1, 1", "LIMIT 10 OFFSET 20"],
    ["SELECT TOP 5 id FROM orders", "LIMIT 5 at the end"],
    ["SELECT id # the id\nFROM orders", "begins with --"],
    ["SELECT GROUP_CONCAT(status SEPARATOR ', ') FROM orders", "string_agg(x, ', ' ORDER BY x)"],
    ["SELECT LISTAGG(status, ',') WITHIN GROUP (ORDER BY status) FROM orders", "string_agg("],
    ["SELECT id FROM orders WHERE status RLIKE 'pa'", "regexp_matches("],
    ["SELECT * EXCEPT(status) FROM orders", "* EXCLUDE (column)"],
    ["SELECT max(revenue) OVER FROM orders", "OVER and parentheses"],
    ["SELECT id, rank() ORDER BY revenue FROM orders", "rank() OVER (ORDER BY x DESC)"],
    ["SELECT id, row_number() FROM orders", "OVER (ORDER BY x)"],
    ["SELECT id FROM orders WHERE day_of >= date('now', '-7 days')", "current_date - 7"],
    ["SELECT NVL(status, 'x') FROM orders", "coalesce(x, y)"],
    ["SELECT DATE_FORMAT(at_time, '%Y-%m') FROM orders", "strftime(time, '%Y-%m')"],
    ["SELECT to_char(at_time, 'YYYY-MM') FROM orders", "strftime(time, '%Y-%m')"],
    ["SELECT STR_TO_DATE(status, '%m') FROM orders", "strptime(text"],
    ["SELECT DATE_SUB(at_time, INTERVAL 7 DAY) FROM orders", "time - INTERVAL 7 DAY"],
    ["SELECT DATEDIFF(at_time, now()) FROM orders", "date_diff('day', earlier, later)"],
    ["SELECT DATEADD('day', 7, at_time) FROM orders", "time + INTERVAL 7 DAY"],
    ["SELECT GETDATE()", "now() or current_date"],
    ["SELECT left(at_time, 7) FROM orders", "strftime(time, '%Y-%m')"],
    ["SELECT id FROM orders WHERE status = NULL", "Write IS NULL or IS NOT NULL"],
    ["SELECT id FROM orders WHERE NULL != status", "Write IS NULL or IS NOT NULL"],
    ['SELECT id FROM orders WHERE status = "paid"', "Where it is a text, write it in single quotes: 'paid'."],
    ['SELECT id FROM orders WHERE status = "DE"', "There is no column DE. Where it is a text"],
    ["SELECT `status`, count(*) FROM orders GROUP BY 1", "in double quotes, or bare"],
    ["SELECT DATE_TRUNC(at_time, MONTH) FROM orders", "Write date_trunc('month', time)."],
    [
      "SELECT DATEDIFF(day, min(at_time), max(at_time)) FROM orders",
      "There is no column day. A unit of time is a text: date_diff('day', earlier, later)",
    ],
    ["SELECT first_value(revenue ORDER BY id) FROM orders", "OVER (ORDER BY x)"],
    ["SELECT id FROM orders WHERE at_time LIKE '2026-11%'", "strftime(time, '%Y-%m') = '2026-11'"],
    ["SELECT id FROM orders WHERE id NOT ILIKE '1%'", "CAST(x AS VARCHAR)"],
    ["SELECT at_time - 7 FROM orders", "x - INTERVAL 7 DAY"],
    ["SELECT revenue + status FROM orders", "explicit type casts. Change it and ask again."],
    ["SELECT at_time + 7 FROM orders", "x + INTERVAL 7 DAY"],
    ["SELECT id FROM orders WHERE at_time::TIME > '09:00'", "Write time::TIMESTAMP::TIME."],
    ["SELECT id FROM orders WHERE CAST(at_time AS TIME) > '09:00'", "Write time::TIMESTAMP::TIME."],
    [
      "SELECT unnest(lines) FROM orders",
      "There is no column lines. That list is a table of its own, orders_lines. Columns of orders: ",
    ],
    ["PIVOT orders ON status USING sum(revenue)", "A PIVOT has to name its values: PIVOT … ON column IN ('a', 'b')."],
    ["DROP TABLE orders", "or set. Write one SELECT."],
    ["SHOW TABLES", "SHOW is not run here. setpilot_list_tables tells"],
    ["SELECT id FROM orders WHERE id = ?", "Parameters such as ? and $1 have no values here"],
    ["SELECT list(o) FROM range(50000) AS o", "[:20]"],
  ])("%s is told the way: %s", async (sql, way) => {
    expect(await told(sql)).toContain(way);
  });

  it.each([
    "SELECT IFNULL(status, 'x') FROM orders;",
    "SELECT strftime('%Y-%m', at_time), strftime(at_time, '%Y-%m') FROM orders -- both orders",
    "SELECT id FROM orders WHERE status ILIKE 'PA%' /* any case */",
    "SELECT date_trunc('month', at_time) AS m, sum(revenue) FROM orders GROUP BY m",
    "SELECT CONCAT_WS('-', status, number), STRING_AGG(status, ', ') FROM orders GROUP BY ALL",
    "WITH RECURSIVE d(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM d WHERE n < 5) SELECT * FROM d",
    "SELECT id FROM orders WHERE status IS DISTINCT FROM NULL",
    "SELECT coalesce(NULL, status), nullif(status, NULL) FROM orders",
    "SELECT at_time::TIMESTAMP::TIME, '`', \"status\" FROM orders WHERE strftime(at_time, '%Y-%m') = '2026-11'",
  ])("%s works", async (sql) => {
    expect(await told(sql)).toBe("it works");
  });
});

describe("a word of SQL's own as a name", () => {
  it.each([
    ["SELECT sum(revenue) month FROM orders", "month"],
    ["SELECT sum(revenue) share FROM orders", "share"],
    ["SELECT '🫖', count(*) order FROM orders", "order"],
    ["SELECT * FROM order", "order"],
    ["WITH desc AS (SELECT 1) SELECT * FROM desc", "desc"],
  ])("%s is told that it is one", async (sql, word) => {
    expect(await told(sql)).toContain(
      `${word} is a word of SQL's own. Where it is a name, write it in double quotes, or put AS`,
    );
  });

  it.each([
    "SELECT id FROM orders WHERE",
    "SELECT (id FROM orders",
    "SELECT sum(CASE WHEN id THEN id) FROM orders",
    "SELEC id",
  ])("is not found in %s", async (sql) => {
    expect(await told(sql)).toContain("Write one SELECT in DuckDB's dialect.");
  });
});

describe("a day that is truncated", () => {
  it.each(["date_trunc", "datetrunc"])("by %s stays a day, and a time a time", async (name) => {
    const sql = `WITH m AS (SELECT ${name}('month', day_of) AS d, ${name}('month', at_time) AS t FROM orders) SELECT * FROM m ORDER BY 1`;
    expect(await engine.rows(sql, [orders], "Europe/Berlin")).toEqual([
      { d: "2026-10-01", t: "2026-10-01T00:00:00+02:00" },
      { d: "2026-11-01", t: "2026-11-01T00:00:00+01:00" },
    ]);
  });

  it("is objected to in the engine's own words where it is none", async () => {
    expect(await told("SELECT date_trunc('month', status) FROM orders")).toContain(
      "'date_trunc(STRING_LITERAL, VARCHAR)'",
    );
    expect(await told("SELECT date_trunc('mont', day_of) FROM orders")).toContain('"mont" not recognized');
  });
});
