import { describe, expect, it } from "vitest";
import { openForFile } from "../helpers/cleanup.ts";
import { openEngine, source } from "./open.ts";

const engine = await openForFile(Promise.resolve(openEngine()));

const orders = source("orders", [
  '{"id":1,"at":"2026-09-29T22:30:00Z","created_at":"2026-09-29T22:30:00Z","day":"2026-09-30","lines":[{"sent":"2026-09-30T08:00:00Z"}]}',
  '{"id":2,"at":"2026-10-01T10:00:00Z","created_at":"2026-10-01T10:00:00Z","day":"2026-10-01","lines":[]}',
]);

/** Of each order, with a time that is never later than midnight, a text and a struct. */
const parcels = source("parcels", [
  '{"orders_id":1,"created_at":"2026-10-01T00:00:00Z","note":{"day":"2026-10-01T10:00:00Z"},"at":"x"}',
]);

/** What an answer says of days that a statement did not take in whole. */
async function cutDays(sql: string, timeZone = "UTC") {
  const answer = await engine.run(sql, [orders, parcels], timeZone);
  return answer.ok ? answer.value.cutDays : answer.failure;
}

const CUT = [{ column: "created_at", day: "2026-10-01" }];

describe("a time that is compared with a day", () => {
  it.each([
    "SELECT count(*) FROM orders WHERE created_at BETWEEN '2026-09-01' AND '2026-10-01'",
    "SELECT count(*) FROM orders WHERE created_at NOT BETWEEN DATE '2026-09-01' AND DATE '2026-10-01'",
    "SELECT count(*) FROM orders o WHERE O.Created_At <= '2026-10-01'",
    "SELECT count(*) FROM orders WHERE '2026-10-01'::TIMESTAMPTZ >= created_at",
    "SELECT count(*) FROM orders WHERE created_at = '2026-10-01'",
    "SELECT count(*) FROM orders WHERE created_at::timestamp <= '2026-10-01'",
    "SELECT count(*) FROM orders o JOIN parcels p ON o.id = p.orders_id WHERE o.created_at <= '2026-10-01'",
    "SELECT count(*) FILTER (WHERE created_at <= '2026-10-01'), max(id) FILTER (WHERE created_at <= '2026-10-01') FROM orders",
    "SELECT count(*) FILTER (WHERE '2026-10-01' = created_at) FROM orders",
    "WITH w AS (SELECT * FROM orders WHERE created_at <= '2026-10-01') SELECT count(*) FROM w",
  ])("is told of: %s", async (sql) => {
    expect(await cutDays(sql)).toEqual(CUT);
  });

  it("is named as it must be written, also in a list's own table", async () => {
    expect(await cutDays("SELECT count(*) FROM orders WHERE \"at\" <= '2026-10-01'")).toEqual([
      { column: '"at"', day: "2026-10-01" },
    ]);
    expect(await cutDays("SELECT count(*) FROM orders_lines WHERE sent <= '2026-09-30'")).toEqual([
      { column: "sent", day: "2026-09-30" },
    ]);
  });

  it("is a day of the shop's timezone", async () => {
    const sql = "SELECT count(*) FROM orders WHERE created_at <= '2026-09-29'";
    expect(await cutDays(sql)).toEqual([{ column: "created_at", day: "2026-09-29" }]);
    // There it is half past midnight already.
    expect(await cutDays(sql, "Europe/Berlin")).toBeUndefined();
  });
});

it.each([
  ["the day is the column's own type", "day BETWEEN '2026-09-01' AND '2026-10-01'"],
  ["the column was made a day", "created_at::date <= '2026-10-01'"],
  ["the day begins what is meant", "created_at >= '2026-10-01'"],
  ["the day ends what is meant", "created_at < '2026-10-01'"],
  ["a time is named", "created_at <= '2026-10-01 23:59'"],
  ["no row is of that day", "created_at <= '2026-10-03'"],
  ["there is no such day, and the statement does not look at it", "false AND created_at <= '2026-02-31'"],
])("nothing is told where %s", async (_, condition) => {
  expect(await cutDays(`SELECT count(*) FROM orders WHERE ${condition}`)).toBeUndefined();
});

it.each([
  "FROM (SELECT created_at::date AS created_at FROM orders) WHERE created_at <= '2026-10-01'",
  "FROM (SELECT created_at::date FROM orders) t(created_at) WHERE created_at <= '2026-10-01'",
  "WITH w(created_at) AS (SELECT created_at::date FROM orders) FROM w WHERE created_at <= '2026-10-01'",
  "FROM (SELECT * REPLACE (created_at::date AS created_at) FROM orders) WHERE created_at <= '2026-10-01'",
  "FROM orders, generate_series(DATE '2026-09-30', DATE '2026-10-02', INTERVAL 1 DAY) t(d) WHERE d <= '2026-10-01'",
  "FROM parcels, generate_series(DATE '2026-09-30', DATE '2026-10-02', INTERVAL 1 DAY) AS orders(created_at) WHERE orders.created_at <= '2026-10-01'",
  "FROM orders o JOIN parcels p ON o.id = p.orders_id WHERE p.created_at <= '2026-10-01'",
  "FROM orders, parcels WHERE note.day <= '2026-10-01' AND orders.id = 1",
])("nothing is told where the name means something else: %s", async (sql) => {
  expect(await cutDays(sql)).toBeUndefined();
});

it("no statement fails for what might be told of it", async () => {
  const sql = `SELECT count(*) AS n FROM orders o JOIN parcels p ON true WHERE p."at" <> '2026-02-30' AND o."at" IS NOT NULL AND p."at" = '2026-02-30'`;
  expect(await engine.rows(sql, [orders, parcels])).toEqual([{ n: 0 }]);
});

it("three days are told of at most", async () => {
  const both = ["created_at", '"at"'].flatMap((column) => [`${column} <= '2026-10-01'`, `${column} = '2026-09-29'`]);
  for (const [count, conditions] of [
    [1, both.slice(0, 1)],
    [3, both.slice(0, 3)],
    [3, both],
  ] as const) {
    expect(await cutDays(`SELECT count(*) FROM orders WHERE ${conditions.join(" OR ")}`)).toHaveLength(count);
  }
});
