import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExactly, stringifyExactly } from "../../src/answers/exact-json.ts";
import type { Json } from "../../src/answers/json.ts";
import { packPage, splitRows, unpackPage } from "../../src/answers/packed-rows.ts";
import { parseRows, parseWritten, writeRow } from "../../src/answers/written-json.ts";

it.each(["", "[]", "KEYSCOPE"])("what is no page is not unpacked: %j", (text) => {
  expect(() => unpackPage(Buffer.from(text))).toThrow();
});

describe("JSON that Keyscope wrote itself", () => {
  it.each([
    "12345678901234567890",
    "0.1234567890123456789",
    "-0",
    "-0.0",
    "1e400",
    "1E5",
    "-1.50e-7",
    "12345678901234.10",
    "5512191823872",
    "-0.5",
  ])("keeps %s as it is, wherever it stands", (number) => {
    for (const json of [`[${number}]`, `{"a":${number}}`, `[1,${number},2]`, `[{"a":"x","b":${number}}]`]) {
      expect(stringifyExactly(parseWritten(json))).toBe(stringifyExactly(parseExactly(json)));
    }
  });

  it("reads what the exact parser reads", () => {
    const numbers = fc.stringMatching(/^-?(?:0|[1-9]\d{0,20})(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?$/);
    const texts = fc.string().map((text) => JSON.stringify(text));
    const row = fc
      .array(fc.oneof(numbers, texts), { maxLength: 5 })
      .map((values) => `{${values.map((value, at) => `"c${at}":${value}`).join(",")}}`);
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const json = `[${rows.join(",\n")}]`;
        expect(stringifyExactly(parseWritten(json))).toBe(stringifyExactly(parseExactly(json)));
        const texts = rows.map((each) => writeRow(parseExactly(each) as Json));
        const page = unpackPage(packPage(texts));
        expect(stringifyExactly(parseRows(page))).toBe(stringifyExactly(parseExactly(json)));
        if (rows.length > 0) expect(splitRows(page)).toEqual(texts);
      }),
    );
  });
});
