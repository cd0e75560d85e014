import { afterEach, describe, expect, it, vi } from "vitest";
import { readAnswer } from "../../src/answers/answer.ts";
import { scanJson } from "../../src/answers/scan.ts";
import { renderAnswer } from "../../src/render/render.ts";
import { atOnce } from "../../src/utils/turns.ts";
import { requestOf } from "../render/read-back.ts";
import { hostileBodies } from "./hostile-bodies.ts";

const SMALL = 600_000;
/** With what stands around it, as much as is read of an answer. */
const LARGE = 9_900_000;

/** What is refused of small bodies, and why. All others are answers. */
const refused: Readonly<Record<string, readonly string[]>> = {
  "too-much": [
    "an object with many keys",
    "an object with many empty objects",
    "an object by numbers",
    "keys with hidden characters",
    "one key repeated, same value",
    "one key repeated, other values",
    "two keys repeated by turns",
    "empty keys",
    "rows with two keys each",
    "rows with ten of 50,000 keys",
    "rows with keys in any order",
    "many keys, then nothing",
    "many keys, then a mistake",
  ],
  "too-deep": ["levels without end", "objects without end", "levels that never close", "objects that never close"],
  "cut-off": ["a text of backslashes that never ends", "only commas in a list", "rows, then nothing"],
  "not-json": [
    "only <",
    "only zero bytes",
    "only backslashes",
    "only quotes",
    "only colons",
    "only closing brackets",
    "plain words",
    "lines of objects",
  ],
  empty: ["only spaces", "only line ends"],
  html: ["a web page"],
};

const tooMuch: Readonly<Record<"values" | "containers" | "longNumbers" | "names", readonly string[]>> = {
  values: ["a table as columns", "ones", "empty texts", "texts of two characters"],
  containers: ["pairs", "empty objects", "lists of one", "many towers of 900 levels", "rows of few bytes"],
  longNumbers: ["numbers of 20 digits", "minus zero", "minus zero with fractions"],
  names: [
    "an object with many lists",
    "one key repeated, same value",
    "one key of everything",
    "rows with one key each",
    "rows with any of sixteen keys",
    "rows of 1,000 other keys",
  ],
};

describe("hostile bodies", () => {
  afterEach(() => void vi.restoreAllMocks());

  const names = Object.keys(hostileBodies);

  it("are many", () => {
    expect(names.length).toBeGreaterThan(98);
    for (const name of Object.values({ ...refused, ...tooMuch }).flat()) expect(names).toContain(name);
  });

  it.each(Object.entries(hostileBodies))("%s", (name, make) => {
    const read = atOnce(readAnswer(make(SMALL), "application/json", undefined));
    const reason = Object.entries(refused).find(([, bodies]) => bodies.includes(name))?.[0];
    expect(read.ok ? undefined : read.failure.kind).toBe(reason);
    if (read.ok) expect(renderAnswer(read.answer, requestOf({})).length).toBeLessThanOrEqual(40_000);
  });

  describe.each(Object.entries(tooMuch))("with too many %s", (of, bodies) => {
    it.each(bodies)("are refused before anything is parsed: %s", (name) => {
      const body = hostileBodies[name]?.(LARGE) ?? "";
      const parse = vi.spyOn(JSON, "parse");
      expect(atOnce(readAnswer(body, undefined, undefined))).toEqual({ ok: false, failure: { kind: "too-much", of } });
      expect(parse).not.toHaveBeenCalled();
    });
  });

  it.each(["rows of a shop", "rows of people", "rows with 64-bit ids"])(
    "10 MB of what is ordinary are none: %s",
    (name) => {
      expect(scanJson(hostileBodies[name]?.(LARGE) ?? "").excess).toBeUndefined();
    },
  );

  it("dictionaries of 40,000 keys are none, and a thousand that are alike", () => {
    const days = Object.fromEntries(Array.from({ length: 40_000 }, (_, day) => [`day ${day}`, { total: "12.50" }]));
    expect(scanJson(JSON.stringify({ days })).excess).toBeUndefined();
    const alike = Object.fromEntries(Array.from({ length: 400 }, (_, day) => [`day ${day}`, day]));
    expect(scanJson(JSON.stringify(Array.from({ length: 1000 }, () => alike))).excess).toBeUndefined();
  });
});

describe("the scan of a text", () => {
  it("counts what JSON.parse makes", () => {
    const text = '{"a":[1,-2.5e3,true,null,"x\\"]",{"b":{}}],"c\\\\":false}';
    expect(scanJson(text)).toMatchObject({ keys: 3, values: 10, containers: 4, inexact: [], isUnfinished: false });
  });

  it("tells names apart by those before them", () => {
    expect(scanJson('[{"a":1,"b":1},{"a":1,"b":1}]').keys).toBe(4);
    expect(scanJson('{"a":1').isUnfinished).toBe(true);
    expect(scanJson('{"a":"b').isUnfinished).toBe(true);
  });
});
