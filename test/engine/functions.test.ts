import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";

it("every function of this version of the engine was looked at", async () => {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const result = await connection.runAndReadAll("SELECT DISTINCT function_name FROM duckdb_functions()");
  const names = result.getRows().map(([name]) => String(name));
  connection.closeSync();
  const known = readFileSync(join(import.meta.dirname, "functions.txt"), "utf8")
    .trim()
    .split("\n");
  const advice =
    "Another version of DuckDB. Look at what each new function does: deny it in src/engine/child/statement/functions.ts if it " +
    "does anything but compute with its arguments. Then add it to functions.txt.";
  expect(names.filter((name) => !known.includes(name)).sort(), advice).toEqual([]);
});
