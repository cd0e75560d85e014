import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactNumber } from "../../src/answers/exact-json.ts";
import { scanJson } from "../../src/answers/scan.ts";
import { numberSource } from "./arbitraries.ts";

describe("numbers", () => {
  it.each([
    ["0.30000000000000004", false],
    ["123456789012345", false],
    ["9007199254740992", false],
    ["9007199254740993", true],
    ["0.300000000000000041", true],
    ["12.50", false],
    ["1E2", false],
    ["1e400", true],
    ["1e-400", true],
    ["-0", true],
    ["-0.0", true],
    ["-0.5", false],
    ["-1e-7", false],
  ])("%s changed by JavaScript: %s", (source, inexact) => {
    for (const json of [source, `[${source}]`, `[1,${source}]`, `{"a":${source}}`, `{"a":\n ${source}}`]) {
      expect(scanJson(json).inexact.length > 0).toBe(inexact);
    }
    expect(typeof exactNumber(source)).toBe(inexact ? "object" : "number");
  });

  it("are found wherever one cannot be held", () => {
    fc.assert(
      fc.property(fc.array(numberSource, { maxLength: 5 }), (sources) => {
        const inexact = sources.some((source) => typeof exactNumber(source) === "object");
        expect(scanJson(`{"rows":[${sources.join(",")}]}`).inexact.length > 0).toBe(inexact);
      }),
      { numRuns: 1000 },
    );
  });

  it("inside texts are taken for what they are: dates, versions, ids", () => {
    expect(
      scanJson('{"a":"2026-10-05T10:11:12+02:00","b":"1.2.3.4.5.6.7.8.9.10","c":"12345678901234567890"}').inexact
        .length > 0,
    ).toBe(false);
  });
});
