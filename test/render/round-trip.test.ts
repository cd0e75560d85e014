import fc from "fast-check";
import { compareNumber } from "lossless-json";
import { describe, expect, it } from "vitest";
import { anyText, bodyOf, cleanText, documents, numbersIn } from "../answers/arbitraries.ts";
import { answerTo, envelope, META, present, readBack } from "./read-back.ts";

describe("what the API answers", () => {
  it("comes back as the same document, whatever it is", () => {
    fc.assert(
      fc.property(documents(cleanText), (data) => {
        const { block, document } = readBack(present(`{"meta":${JSON.stringify(META)},"data":${bodyOf(data)}}`));
        expect(document).toEqual(JSON.parse(bodyOf(data)));
        for (const source of numbersIn(data)) expect(hasNumber(block, source), source).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("comes back whole where there is no envelope, or more in it", () => {
    fc.assert(
      fc.property(documents(cleanText), documents(cleanText), (document, extra) => {
        const shown = readBack(present(bodyOf([document]))).document;
        expect(shown).toEqual(JSON.parse(bodyOf([document])));
        const more = `{"data":${bodyOf(document)},"meta":{"shop":"x","plan":${bodyOf(extra)}},"links":${bodyOf(extra)}}`;
        expect(readBack(present(more)).document).toEqual(JSON.parse(more));
      }),
      { numRuns: 300 },
    );
  });

  it("is refused or shown, never a crash, for text of any kind", () => {
    fc.assert(
      fc.property(documents(anyText), (data) => {
        const text = present(bodyOf(data));
        expect(text.isWellFormed()).toBe(true);
        expect(JSON.stringify(readBack(text).document)).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });

  it("keeps the text of numbers that JavaScript would change", () => {
    const sources = [
      "9007199254740993",
      "123456789012345678901234567890",
      "0.1234567890123456789",
      "12345678.123456789012",
    ];
    const text = present(`{"data":{"rows":[${sources.map((source) => `{"total":${source},"n":1}`).join(",")}]}}`);
    expect(readBack(text).format).toBe("TOON");
    for (const source of sources) expect(text).toContain(`${source},1`);
  });

  it.each(["-0", "-0.0", "1e400", "-1e999"])("shows %s in JSON, because TOON would change it", (source) => {
    expect(readBack(present(`{"data":{"rows":[{"a":1},{"a":2},{"a":${source}}]}}`)).block).toBe(
      `{"rows":[{"a":1},{"a":2},{"a":${source}}]}`,
    );
  });

  it("keeps documents a thousand levels deep", () => {
    const body = `${"[".repeat(999)}{"a":1}${"]".repeat(999)}`;
    expect(readBack(present(body)).block).toBe(body);
  });

  it("shows TOON where that is shorter and JSON where that is", () => {
    const table = Array.from({ length: 5 }, (_, index) => ({ id: index, name: `Product ${index}` }));
    expect(readBack(present(envelope({ rows: table }))).format).toBe("TOON");
    const lists = { rows: table.slice(0, 2).map((row) => ({ ...row, lines: [[1], [2]] })) };
    expect(readBack(present(envelope(lists)))).toMatchObject({ format: "JSON", block: JSON.stringify(lists) });
    expect(readBack(present(envelope({}))).block).toBe("{}");
  });
});

describe("rows of one kind", () => {
  it("come back as objects, whatever is in them and wherever they are", () => {
    const names = fc.uniqueArray(fc.oneof(cleanText, fc.constantFrom("id", "items", "__proto__")), {
      minLength: 1,
      maxLength: 6,
    });
    const rows = names.chain((keys) => {
      const row = fc.tuple(
        ...keys.map(() => fc.oneof(fc.integer(), cleanText, fc.array(fc.integer(), { maxLength: 3 }))),
      );
      const texts = row.map(
        (values) => `{${keys.map((key, at) => `${JSON.stringify(key)}:${JSON.stringify(values[at])}`)}}`,
      );
      return fc.array(texts, { maxLength: 30 }).map((all) => `[${all}]`);
    });
    const place = fc.constantFrom("", "rows", "a b", "data");
    let lists = 0;
    fc.assert(
      fc.property(rows, place, (text, key) => {
        const data = key === "" ? text : `{${JSON.stringify(key)}:${text},"names":[["id"],["x"]],"total":3}`;
        const { document, own } = readBack(present(`{"data":${data},"meta":${JSON.stringify(META)}}`));
        expect(document).toEqual(JSON.parse(data));
        if (own.at(-1)?.includes("names the columns")) lists += 1;
      }),
      { numRuns: 500 },
    );
    expect(lists).toBeGreaterThan(20);
  });
});

describe("keys", () => {
  it("may be called anything and touch no prototype", () => {
    const { document } = readBack(present('{"data":{"__proto__":{"polluted":1},"constructor":2,"":3,"toJSON":4}}'));
    expect(Object.keys(Object(document))).toEqual(["__proto__", "constructor", "", "toJSON"]);
    expect(Object("")).not.toHaveProperty("polluted");
  });

  it("that come twice keep both values, the later under a number, and a note says so", () => {
    const text = present('{"data":{"a":1,"a (2)":0,"a":2,"a":[1],"b":{"c":"x","c":"y"},"d":1,"d":1}}');
    expect(readBack(text).document).toEqual({
      a: 1,
      "a (2)": 0,
      "a (3)": 2,
      "a (4)": [1],
      b: { c: "x", "c (2)": "y" },
      d: 1,
    });
    expect(text).toContain('# Keys that came twice in one object are numbered: "x", "x (2)".\n');
  });

  it("that become equal by cleaning are both kept, and the clean one keeps its name", () => {
    expect(answerTo('{"a\\u200b":1,"a":2,"\\u200ba":3}').document).toEqual({ "a (2)": 1, a: 2, "a (3)": 3 });
  });
});

/** Whether a number of that very value is in the text. */
function hasNumber(text: string, source: string): boolean {
  if (text.includes(source)) return true;
  const written = text.match(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi) ?? [];
  return written.some((candidate) => compareNumber(candidate, source) === 0);
}
