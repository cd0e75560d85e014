import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyText, bodyOf, documents } from "../answers/arbitraries.ts";
import { type Call, envelope, present, readBack } from "./read-back.ts";

const LIMIT = 40_000;

function order(id: number) {
  return { id, name: `#${id}`, note: "x".repeat(200), total: id + 0.5 };
}
const rows = (count: number) => Array.from({ length: count }, (_, index) => order(index + 1));

function cutNote(body: string, call: Call = {}): string {
  const text = present(body, call);
  expect(text.length).toBeLessThanOrEqual(LIMIT);
  return readBack(text).own.find((line) => line.startsWith("# Too long")) ?? "";
}

describe("an answer that is too long", () => {
  it("is cut at the end of a row, and the note counts right", () => {
    const text = present(envelope({ orders: rows(1000), page: 1 }));
    const { document, own } = readBack(text);
    const shown = Number(/rows 1–(\d+) of 1000 are shown/.exec(own.join("\n"))?.[1]);
    expect(document).toEqual({ orders: rows(shown), page: 1 });
    expect(text.length).toBeLessThanOrEqual(LIMIT);
    expect(text.length).toBeGreaterThan(LIMIT - 300);
  });

  it("shows the largest number of rows that fits", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ a: fc.string({ maxLength: 900 }), b: fc.array(fc.nat(), { maxLength: 5 }) }), {
          minLength: 60,
          maxLength: 150,
        }),
        (data) => {
          const text = present(envelope(data));
          const { document, own } = readBack(text);
          const shown = Number(/rows 1–(\d+) of/.exec(own.join("\n"))?.[1] ?? data.length);
          expect(document).toEqual(data.slice(0, shown));
          expect(text.length).toBeLessThanOrEqual(LIMIT);
          const more = JSON.stringify(data.slice(0, shown + 1)).length;
          if (shown < data.length)
            expect(text.length + more - JSON.stringify(document).length).toBeGreaterThan(LIMIT - 100);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("is always one whole document of at most 40,000 characters, whatever it is", () => {
    const big = fc.oneof(
      fc.array(documents(anyText), { minLength: 50, maxLength: 300 }),
      fc
        .tuple(documents(anyText), fc.integer({ min: 500, max: 5000 }))
        .map(([item, times]) => Array.from({ length: times }, () => item)),
      fc
        .tuple(anyText, fc.integer({ min: 1000, max: 90_000 }))
        .map(([text, times]) => ({ [text]: text.repeat(times), [text.repeat(times)]: 1 })),
      fc
        .integer({ min: 3000, max: 9000 })
        .map((count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key ${index}`, [index]]))),
      fc.tuple(documents(anyText), fc.integer({ min: 10, max: 150 })).map(([item, times]) => ({
        a: Array.from({ length: times }, () => [item, item]),
        b: { c: Array.from({ length: times * 9 }, () => ({ item })) },
      })),
    );
    fc.assert(
      fc.property(big, (data) => {
        const text = present(bodyOf(data));
        expect(text.length).toBeLessThanOrEqual(LIMIT);
        expect(text.isWellFormed()).toBe(true);
        expect(readBack(text).document).toBeDefined();
      }),
      { numRuns: 60 },
    );
  });

  it("is not cut while it fits to the character", () => {
    const empty = present(envelope("")).length;
    const fits = "x".repeat(LIMIT - empty);
    expect(readBack(present(envelope(fits))).document).toBe(fits);
    expect(present(envelope(fits))).toHaveLength(LIMIT);
    expect(readBack(present(envelope(`${fits}x`))).document).not.toBe(`${fits}x`);
  });
});

describe("the way to the rest", () => {
  it.each<[string, Call, RegExp]>([
    [
      "pages that begin where the rest does",
      { arguments: { page: 2, page_size: 100 } },
      /ask for page_size=100 from page=3 on/,
    ],
    [
      "pages, where no size was given",
      {},
      /ask for page_size=100 or less, page by page, or keep only some columns with fields\.$/,
    ],
    ["fewer fields", { fields: ["id", "note"] }, /or name fewer fields\.$/],
    ["a smaller limit", { tool: "list_inventory" }, /use a smaller limit, or keep only some columns with fields\.$/],
    ["shorter dates", { tool: "get_daily" }, /ask for a shorter time with start_date and end_date\.$/],
    ["fewer months", { tool: "get_marketing" }, /ask for fewer months\.$/],
    ["nothing", { tool: "get_summary", arguments: { year: 2025 } }, /are shown\.$/],
  ])("names %s", (_, call, expected) => {
    expect(cutNote(envelope({ rows: rows(1000) }), call)).toMatch(expected);
  });

  it("names a page size that divides the one asked for, so that no row comes twice", () => {
    const wide = rows(100).map((row) => ({ ...row, note: "x".repeat(600) }));
    const note = cutNote(envelope({ rows: wide }), { arguments: { page: 3, page_size: 100 } });
    expect(note).toMatch(/rows 1–6\d of 100 are shown. For the rest, ask for page_size=50 from page=6 on/);
  });
});

describe("documents that rows alone cannot shorten", () => {
  it("with a huge text show its beginning", () => {
    const back = readBack(
      present(
        envelope({
          rows: [
            { id: 1, note: "é".repeat(1_000_000) },
            { id: 2, note: "short" },
          ],
        }),
      ),
    );
    expect(back.document).toEqual({
      rows: [
        { id: 1, note: `${"é".repeat(38_000)}…` },
        { id: 2, note: "short" },
      ],
    });
    expect(back.own).toContain("# Texts of more than 38000 characters are cut and end in …");
  });

  it("with one huge row among others show that row's beginning, not only what is before it", () => {
    const list = [...rows(20), { id: 21, note: "y".repeat(1_000_000) }, ...rows(20)];
    const { document } = readBack(present(envelope(list)));
    expect(document).toMatchObject({ length: 41, 20: { id: 21 } });
  });

  it("with nested lists cut those, and say how long they are", () => {
    const { own, document } = readBack(
      present(envelope({ shop: "x", groups: [{ orders: rows(5000) }, { orders: rows(10) }] })),
    );
    expect(own.join("\n")).toMatch(/Of every list only the first 100 entries are shown; the longest has 5000\./);
    expect(document).toEqual({ shop: "x", groups: [{ orders: rows(100) }, { orders: rows(10) }] });
  });

  it("with thousands of keys show the first", () => {
    const many = Object.fromEntries(Array.from({ length: 30_000 }, (_, index) => [`k${index}`, index]));
    const { own, document } = readBack(present(envelope(many)));
    expect(own.join("\n")).toMatch(/Of every object only the first 2000 keys are shown; the largest has 30000\./);
    expect(Object.keys(Object(document))).toHaveLength(2000);
  });

  it("with nothing but depth and long keys still fit", () => {
    const key = "k".repeat(5000);
    const deep = `${`{"${key}":`.repeat(900)}1${"}".repeat(900)}`;
    const { own } = readBack(present(deep));
    expect(own.join("\n")).toMatch(/nested deeper than \d+ levels is shown as …/);
  });
});
