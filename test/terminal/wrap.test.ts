import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layOut } from "../../src/terminal/table.ts";
import { wrapLine } from "../../src/terminal/wrap.ts";

const plain = (_: number, text: string) => text;
const word = fc.stringMatching(/^[a-z,.]{1,12}$/);
const sentence = fc.array(word, { minLength: 1, maxLength: 60 }).map((words) => words.join(" "));

describe("a line that is too long", () => {
  it("is broken at spaces, and no word is lost", () => {
    fc.assert(
      fc.property(sentence, fc.integer({ min: 20, max: 120 }), (text, width) => {
        const lines = wrapLine(text, width);
        expect(lines.join(" ")).toBe(text);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });

  it("keeps a command whole, however long, because it is copied", () => {
    const command = "`keyscope login setpilot --profile outlet --base-url http://127.0.0.1:4010/setpilot/api/v2/`";
    expect(wrapLine(`The key is gone. Run ${command}, which stores another.`, 40)).toEqual([
      "The key is gone. Run",
      `${command},`,
      "which stores another.",
    ]);
  });

  it.each([
    ["an indented line", "  | a line of some words", ["  | a line of some", "  words"]],
    ["an item", "- a line of some words", ["- a line of some", "  words"]],
    ["a step", "12. a line of some words", ["12. a line of some", "    words"]],
  ])("begins below the text of %s", (_, line, expected) => {
    expect(wrapLine(line, 20)).toEqual(expected);
  });

  it("goes on in its colour, which has no width", () => {
    expect(wrapLine("\u001b[31mone two three four five\u001b[39m", 20)).toEqual([
      "\u001b[31mone two three four\u001b[39m",
      "\u001b[31mfive\u001b[39m",
    ]);
  });

  it("counts the columns that signs of other scripts take", () => {
    expect(wrapLine("咖啡咖啡咖啡 咖啡咖啡咖啡", 20)).toEqual(["咖啡咖啡咖啡", "咖啡咖啡咖啡"]);
  });
});

describe("a table", () => {
  const rows = [
    ["dashboard", "granted", "profit summary, daily figures, cost breakdown, top products"],
    ["orders", "denied", "the list of orders"],
  ];

  it("stays as it is where it fits", () => {
    expect(layOut({ rows, paint: plain }, 120)).toEqual([
      "dashboard  granted  profit summary, daily figures, cost breakdown, top products",
      "orders     denied   the list of orders",
    ]);
  });

  it("breaks its last column, below itself", () => {
    expect(layOut({ rows, paint: plain }, 60)).toEqual([
      "dashboard  granted  profit summary, daily figures, cost",
      "                    breakdown, top products",
      "orders     denied   the list of orders",
    ]);
  });

  it("puts its last column below the others where too little is left", () => {
    expect(layOut({ rows, paint: plain }, 40)).toEqual([
      "dashboard  granted",
      "    profit summary, daily figures, cost",
      "    breakdown, top products",
      "orders     denied",
      "    the list of orders",
    ]);
  });

  it("paints each line of a cell, with the column and the row it is of", () => {
    const painted = layOut({ rows, paint: (column, text, row) => (column === 2 ? `<${row}>${text}` : text) }, 60);
    expect(painted.map((line) => line.replace(/^[^<]*/, ""))).toEqual([
      "<0>profit summary, daily figures, cost",
      "<0>breakdown, top products",
      "<1>the list of orders",
    ]);
  });

  it("fits whatever is in it, unless a single word does not", () => {
    const table = fc.array(fc.tuple(word, word, sentence, sentence), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(table, fc.integer({ min: 40, max: 120 }), (cells, width) => {
        const lines = layOut({ rows: cells, paint: plain }, width);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
        const words = (texts: readonly string[]) =>
          texts
            .join(" ")
            .split(/\s+/)
            .filter((one) => one !== "")
            .sort();
        expect(words(lines)).toEqual(words(cells.flat()));
      }),
    );
  });
});
