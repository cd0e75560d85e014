import { describe, expect, it } from "vitest";
import { openForFile } from "../helpers/cleanup.ts";
import { openEngine, source } from "./open.ts";

const engine = await openForFile(Promise.resolve(openEngine()));

const orders = source("orders", [
  '{"id":1,"at":"2026-09-29T22:30:00Z","created_at":"2026-09-29T22:30:00Z","day":"2026-09-30","lines":[{"sent":"2026-09-30T08:00:00Z"}]}',
  '{"id":2,"at":"2026-10-01T10:00:00Z","created_at":"2026-10-01T10:00:00Z","day":"2026-10-01","lines":[]}',
]);

/** What an answer says of days that a statement did not take in whole. */
async function cutDays(sql: string, timeZone = "UTC") {
  const answer = await engine.run(sql, [orders], timeZone);
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

it("nothing is told where the statement gives the name to something else", async () => {
  const sql = "FROM (SELECT created_at::date AS created_at FROM orders) WHERE created_at <= '2026-10-01'";
  expect(await cutDays(sql)).toBeUndefined();
});
