import { describe, expect, it } from "vitest";
import { envelope, present, readBack } from "./read-back.ts";

const orders = [
  {
    id: 1,
    "customer.name": "exact",
    customer: { name: "Eva", "home.city": "Brno" },
    lines: [{ sku: "A" }, { sku: "B" }],
    total: 10,
  },
  { id: 2, "customer.name": "exact too", customer: { name: "Jan", "home.city": "Praha" }, lines: [], total: 20 },
];
const data = { page: 1, orders, tags: ["a", "b", "c"] };

function chosen(fields: readonly string[], body = envelope(data)) {
  return readBack(present(body, { fields }));
}

describe("fields", () => {
  it("keeps the columns asked for, in that order, and all that stands beside the rows", () => {
    const { document, block, own } = chosen(["total", "id"]);
    expect(document).toEqual({
      ...data,
      orders: [
        { total: 10, id: 1 },
        { total: 20, id: 2 },
      ],
    });
    expect(block).toContain("orders[2]{total,id}:");
    expect(own).toHaveLength(2);
  });

  it.each<[string, unknown[]]>([
    ["customer.name", ["exact", "exact too"]],
    ["customer.home.city", ["Brno", "Praha"]],
    ["lines.sku", [["A", "B"], []]],
  ])("reads %s", (field, values) => {
    expect(chosen([field]).document).toEqual({ ...data, orders: values.map((value) => ({ [field]: value })) });
  });

  it("leaves a field out of the rows that lack it", () => {
    const rows = [{ a: 1, b: 2 }, { a: 3 }, "text"];
    expect(chosen(["b", "a"], envelope(rows)).document).toEqual([{ b: 2, a: 1 }, { a: 3 }, "text"]);
  });

  it("names those that no row has, and those there are", () => {
    const { own, document } = chosen(["id", "nope", "lines.no\n# x", "id"]);
    expect(own[1]).toBe(
      '# The rows have no field nope, "lines.no\\n# x". They have: id, customer.name, customer, customer.home.city, lines, lines.sku, total.',
    );
    expect(document).toEqual({ ...data, orders: [{ id: 1 }, { id: 2 }] });
  });

  it("shows whole rows when none of the names is known", () => {
    const { own, document } = chosen(["nope"]);
    expect(own[1]).toContain("no field nope, so all fields are shown.");
    expect(document).toEqual(data);
  });

  it("takes data's rows in a document that is shown whole", () => {
    const more = { data: { orders }, meta: {}, included: [{ id: 1 }, { id: 2 }, { id: 3 }] };
    expect(chosen(["total"], JSON.stringify(more)).document).toEqual({
      ...more,
      data: { orders: [{ total: 10 }, { total: 20 }] },
    });
  });

  it("takes the longest list of objects, up to three levels deep", () => {
    const deep = {
      a: {
        b: {
          rows: [
            { x: 1, y: 1 },
            { x: 2, y: 2 },
          ],
        },
      },
      few: [{ x: 9 }],
      numbers: [1, 2, 3, 4],
    };
    expect(chosen(["x"], envelope(deep)).document).toEqual({ ...deep, a: { b: { rows: [{ x: 1 }, { x: 2 }] } } });
  });

  it("touches no prototype", () => {
    const { own, document } = chosen(["__proto__", "constructor", "toString"]);
    expect(own[1]).toContain("so all fields are shown");
    expect(document).toEqual(data);
  });

  it.each([
    ["an empty list", envelope({ orders: [] }), undefined],
    ["no list", envelope({ total: 1 }), "fields had no effect"],
    ["a list of numbers", envelope([1, 2]), "fields had no effect"],
  ])("with %s", (_, body, note) => {
    const { own } = chosen(["id"], body);
    if (note === undefined) expect(own).toHaveLength(2);
    else expect(own[1]).toContain(note);
  });
});
