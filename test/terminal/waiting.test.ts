import { expect, it } from "vitest";
import { tellWaiting } from "../../src/commands/waiting.ts";

it("tells how far the reading of each table is when it got further, however the tables take turns", () => {
  const told: unknown[] = [];
  const output = { out: () => {}, err: (text: unknown) => told.push(text), paint: (_: string, text: string) => text };
  const { onProgress } = tellWaiting(output);
  for (const rows of [0, 0, 100]) {
    for (const table of ["orders", "products"]) onProgress?.({ table, rows, total: undefined });
  }
  expect(told).toEqual([
    "Reading orders: 0 rows.",
    "Reading products: 0 rows.",
    "Reading orders: 100 rows.",
    "Reading products: 100 rows.",
  ]);
});
