import { decode, encode, rawString } from "@toon-format/toon";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringifyExactly } from "../../src/answers/exact-json.ts";
import type { Json } from "../../src/answers/json.ts";
import { sanitize } from "../../src/answers/sanitize.ts";
import { jsonFloor, toonFloor } from "../../src/render/toon.ts";
import { atOnce } from "../../src/utils/turns.ts";
import { bodyOf, cleanText, documents } from "../answers/arbitraries.ts";

/** Documents whose numbers TOON and JSON read alike. */
const plain: fc.Arbitrary<Json> = documents(
  cleanText,
  fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: true })).map(String),
).map((tree) => atOnce(sanitize(JSON.parse(bodyOf(tree)))).document);

describe("what is relied on of @toon-format/toon", () => {
  it("gives every document back unchanged", () => {
    fc.assert(
      fc.property(plain, (tree) => {
        expect(decode(encode(tree))).toEqual(tree);
      }),
      { numRuns: 2000 },
    );
  });

  it("writes no line that begins with #, so that none looks like Keyscope's own", () => {
    fc.assert(
      fc.property(plain, (tree) => {
        for (const line of encode([tree]).split("\n")) expect(line).not.toMatch(/^\s*#/);
      }),
      { numRuns: 1000 },
    );
  });

  it("takes raw numbers in the document itself", () => {
    expect(encode({ a: rawString("12345678901234567890"), b: [{ c: rawString("0.10") }] })).toBe(
      "a: 12345678901234567890\nb[1]{c}:\n  0.10",
    );
  });

  it("reads minus zero as zero and numbers out of range as strings, which is why those documents are shown in JSON", () => {
    expect(decode("a: -0\nb: 1e400")).toEqual({ a: 0, b: "1e400" });
  });

  it("is never shorter than the floor says, and not much longer; neither is JSON", () => {
    fc.assert(
      fc.property(plain, (tree) => {
        expect(encode(tree).length).toBeGreaterThanOrEqual(toonFloor(tree));
        expect(stringifyExactly(tree).length).toBeGreaterThanOrEqual(jsonFloor(tree));
      }),
      { numRuns: 2000 },
    );
    const rows = { rows: Array.from({ length: 50 }, (_, id) => ({ id, total: 12.5, lines: [{ sku: "A", n: 1 }] })) };
    expect(toonFloor(rows) / encode(rows).length).toBeGreaterThan(0.9);
  });
});
