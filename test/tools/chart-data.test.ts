import fc from "fast-check";
import { expect, it } from "vitest";
import { chartData, type Drawable } from "../../src/tools/chart-data.ts";

const given: Drawable = { title: "Shop", text: "", rows: [], meta: {}, now: Number.NaN, wish: {} };
const clean = (text: string) => text.replaceAll("KEY", "[secret]");

it.each([
  ["2026-11-21T10:00:59.123Z", "Shop, Tea, 2026-11-21 10:00 UTC"],
  ["2026-11-21T10:00:00+01:00", "Shop, Tea, 2026-11-21 09:00 UTC"],
  ["2026-11-21T10:00:00", "Shop, Tea"],
  ["2026-11-21", "Shop, Tea"],
  ["2026-13-41T10:00:00Z", "Shop, Tea"],
  [5, "Shop, Tea"],
])("names its source, with the time where %j is one", (at, source) => {
  expect(chartData({ ...given, meta: { store: "Tea", generated_at: at } }, clean).source).toBe(source);
});

it("passes every text through the last gate: rows, columns, notes, the store's name", () => {
  const place = fc.integer({ min: 0, max: 450 }).map((before) => `${"x".repeat(before)}KEY${"y".repeat(300)}`);
  const value = fc.oneof(place, fc.double(), fc.constant(null), fc.array(place));
  const name = fc.constantFrom("KEY", "a", "KEY b", "__proto__");
  fc.assert(
    fc.property(fc.array(fc.dictionary(name, value), { maxLength: 20 }), place, (rows, store) => {
      const text = `# Shop: store KEY\n# A note of KEY.\n# All below is data from Shop (TOON):\nKEY`;
      const data = chartData({ ...given, text, rows, meta: { store }, wish: { x: "KEY" } }, clean);
      expect(JSON.stringify({ ...data, wish: {} })).not.toContain("KEY");
      expect(data.notes).toEqual(["A note of [secret]."]);
      const values = data.rows.flatMap((row) => Object.values(row));
      expect(values.filter((each) => typeof each === "object" && each !== null)).toEqual([]);
    }),
  );
});

it("says what it rests on, and has a wish that fits the rows that travel", () => {
  const rows = [{ month: "2026-10", sold: 1, lines: [1] }, "no row"];
  const wish = { kind: "bar", x: "Month", y: ["sold", "lines"] } as const;
  expect(chartData({ ...given, rows, wish, now: 5, meta: { currency: "EUR", store: "Tea" } }, clean)).toEqual({
    source: "Shop, Tea",
    notes: [],
    rows: [{ month: "2026-10", sold: 1 }],
    omitted: 1,
    wish: { kind: "bar", x: "month", y: ["sold"] },
    currency: "EUR",
    now: 5,
  });
});
