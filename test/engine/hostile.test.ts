import { expect, it } from "vitest";
import { openForFile } from "../helpers/cleanup.ts";
import { heavy, hostile } from "./hostile.ts";
import { openEngine, source } from "./open.ts";

const engine = await openForFile(Promise.resolve(openEngine()));
/** With less time than people's has, so that a statement without end costs a test little. */
const hasty = await openForFile(Promise.resolve(openEngine({ statementMs: 300 })));
const orders = source("orders", ['{"id":1,"total":"12.50"}', '{"id":2,"total":"0.10"}']);

async function outcome(sql: string, asked = engine): Promise<string> {
  const failure = await asked.failure(sql, [orders]);
  if (failure === undefined) return "rows";
  expect(JSON.stringify(failure).length).toBeLessThan(1500);
  expect(JSON.stringify(failure)).not.toContain(import.meta.dirname.slice(0, 8));
  return failure.kind === "forbidden" ? `forbidden ${failure.what}` : failure.kind;
}

it("there are 200 and more", () => {
  expect(hostile.flatMap(([, statements]) => statements).length + heavy.length).toBeGreaterThanOrEqual(200);
});

it.each(hostile.map(([kind, statements]) => ({ kind, first: statements[0]?.slice(0, 60), statements })))(
  "$kind: $first …",
  async ({ kind, statements }) => {
    const found: string[] = [];
    for (const sql of statements) found.push(`${sql.slice(0, 90)} → ${await outcome(sql)}`);
    expect(found).toEqual(statements.map((sql) => `${sql.slice(0, 90)} → ${kind}`));
    expect(await engine.rows("SELECT 1 + 1 AS two")).toEqual([{ two: 2 }]);
    expect(await engine.rows("SELECT count(*) AS n, sum(total) AS total FROM orders", [orders])).toEqual([
      { n: 2, total: 12.6 },
    ]);
  },
);

it.each(heavy)("ends in bounds: %s", async (sql) => {
  expect(["too-slow", "out-of-memory"]).toContain(await outcome(sql, hasty));
  expect(await hasty.rows("SELECT count(*) AS n FROM orders", [orders])).toEqual([{ n: 2 }]);
});
