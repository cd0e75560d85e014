import { expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { keepEngines } from "../../src/query/engines.ts";
import type { Table } from "../../src/tables/table.ts";
import { tablesOf } from "../../src/tables/table.ts";
import { INSTALLATION } from "../engine/open.ts";

const table = (name: string): Table => {
  const found = tablesOf(setpilot).find((each) => each.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};
const [orders, products, inventory, daily] = ["orders", "products", "inventory", "daily"].map(table) as [
  Table,
  Table,
  Table,
  Table,
];

it("keeps one engine for each set of tables, whatever their order, and no other is given it", async () => {
  const engines = keepEngines(INSTALLATION);
  const engineOf = (...tables: readonly Table[]) => engines.use(tables, async (engine) => engine);
  const both = await engineOf(orders, products);
  expect(await engineOf(products, orders)).toBe(both);
  expect(await engineOf(orders)).not.toBe(both);
  expect(await engineOf(orders, products, inventory)).not.toBe(both);
  engines.close();
});

it("ends those that were used longest ago, but none that is at work", async () => {
  const engines = keepEngines(INSTALLATION);
  const engineOf = (...tables: readonly Table[]) => engines.use(tables, async (engine) => engine);
  let finish = () => {};
  const busy = engines.use([orders], async (engine) => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return engine;
  });
  const second = await engineOf(products);
  await engineOf(inventory);
  await engineOf(daily);
  await engineOf(orders, daily);
  expect(await engineOf(products)).not.toBe(second);
  finish();
  const first = await busy;
  // The one that was at work is idle now, and others were used since.
  expect(await engineOf(orders)).not.toBe(first);
  engines.close();
});

it("ends those that may have rows of a table that is not permitted any more", async () => {
  const engines = keepEngines(INSTALLATION);
  const engineOf = (...tables: readonly Table[]) => engines.use(tables, async (engine) => engine);
  const [one, both] = [await engineOf(orders), await engineOf(orders, products)];
  engines.closeBeyond([orders, inventory]);
  expect(await engineOf(orders)).toBe(one);
  expect(await engineOf(orders, products)).not.toBe(both);
  engines.close();
});
