import { describe, expect, it } from "vitest";
import { envelope, present, readBack } from "./read-back.ts";

const orders = Array.from({ length: 20 }, (_, at) => ({
  id: 1000 + at,
  order_date: `2026-10-05T10:${10 + at}:00Z`,
  items: [{ product_id: at }, { product_id: at + 1 }],
}));

describe("rows that hold lists", () => {
  it("have their columns' names once, and the line above the data says where those stand", () => {
    const fields = ["id", "items.product_id"];
    const { own, block, document } = readBack(present(envelope({ orders, total: 20 }), { fields }));
    expect(own.at(-1)).toBe("# All below is data from Setpilot (JSON, the first row of orders names the columns):");
    expect(block).toMatch(/^\{"orders":\[\["id","items\.product_id"\],\[1000,\[0,1\]\],\[1001,\[1,2\]\],/);
    expect(block.match(/product_id/g)).toHaveLength(1);
    expect(document).toEqual({
      orders: orders.map(({ id, items }) => ({ id, "items.product_id": items.map((item) => item.product_id) })),
      total: 20,
    });
  });

  it("do so where the rows are all there is", () => {
    const { own, document } = readBack(present(envelope(orders)));
    expect(own.at(-1)).toBe("# All below is data from Setpilot (JSON, the first row names the columns):");
    expect(document).toEqual(orders);
  });

  it("keep numbers as they came", () => {
    const rows = orders.map(({ id }) => `{"id":${id},"price":12.5,"lines":[9007199254740993]}`).join(",");
    const { block } = readBack(present(`{"data":[${rows}]}`));
    expect(block).toContain("[1001,12.5,[9007199254740993]]");
  });

  it.each<[string, unknown]>([
    ["one row", { orders: orders.slice(0, 1) }],
    ["a row that lacks a column", { orders: [...orders, { id: 1, order_date: "2026-10-05" }] }],
    ["a row that has another column", { orders: [...orders, { id: 1, order_date: "", lines: [] }] }],
    ["a row that is no object", { orders: [...orders, [1]] }],
    ["rows under a name that is no word", { "my orders": orders }],
  ])("stay objects where there is %s", (_, data) => {
    const { own, document } = readBack(present(envelope(data)));
    expect(own.at(-1)).toMatch(/\((?:TOON|JSON)\):$/);
    expect(document).toEqual(data);
  });

  it("do not take a table's place", () => {
    const flat = orders.map(({ id, order_date }) => ({ id, order_date }));
    expect(readBack(present(envelope({ a: { b: flat } }))).format).toBe("TOON");
  });

  it("leave room for more rows than whole objects would", () => {
    const long = Array.from({ length: 400 }, (_, at) => ({
      ...orders[0],
      id: at,
      note_of_the_warehouse: "ok",
      tags: ["a"],
    }));
    const text = present(envelope({ orders: long }));
    expect(text.length).toBeLessThanOrEqual(40_000);
    expect(Number(/rows 1–(\d+) of 400/.exec(text)?.[1] ?? 400)).toBeGreaterThan(350);
  });
});
