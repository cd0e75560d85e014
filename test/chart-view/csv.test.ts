import fc from "fast-check";
import { expect, it } from "vitest";
import { toCsv } from "../../src/chart-view/csv.ts";

it("has a line of names and one for each row, with what is missing left empty", () => {
  const rows = [
    { name: 'Kenia "AA", 1 kg', revenue: -1.5 },
    { name: null, note: "two\nlines" },
    { revenue: Number.NaN },
  ];
  expect(toCsv(rows)).toBe('name,revenue,note\r\n"Kenia ""AA"", 1 kg",-1.5,\r\n,,"two\nlines"\r\n,,\r\n');
  expect(toCsv([{ whole: "-12345678901234567.89" }])).toBe("whole\r\n-12345678901234567.89\r\n");
  expect(toCsv([])).toBe("\r\n");
  expect(toCsv([JSON.parse('{"__proto__":"x","a":{"b":[1]}}')])).toBe('__proto__,a\r\nx,"{""b"":[1]}"\r\n');
});

it.each(["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", " =1", "\t=1", "\r=1", "\n=1", "＝1"])(
  "%j is a text for a spreadsheet, also as a name",
  (formula) => {
    const [name = "", value = ""] = cells(toCsv([{ [formula]: formula }]));
    for (const cell of [name, value]) expect(cell).toBe(`'${formula}`);
  },
);

const SIGNS = [
  '"',
  ",",
  "\r",
  "\n",
  "\t",
  " ",
  "\u00a0",
  "=",
  "+",
  "-",
  "@",
  "＋",
  "'",
  ".",
  "1",
  "a",
  "é",
  "😀",
  "\u0000",
];

it("any texts come back as they were, but for the apostrophe", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ minLength: 1, unit: fc.constantFrom(...SIGNS) }), { minLength: 1, maxLength: 5 }),
      (texts) => {
        const row = Object.fromEntries(texts.map((text, at) => [`c${at}`, text]));
        const read = cells(toCsv([row])).slice(texts.length);
        expect(read.map((cell, at) => (cell === `'${texts[at]}` ? texts[at] : cell))).toEqual(texts);
        for (const cell of read) expect(cell).not.toMatch(/^\s*[=+@]|^\s*-(?!\d+(?:\.\d+)?$)/);
      },
    ),
  );
});

/** All cells of a file, as RFC 4180 reads it. */
function cells(csv: string): string[] {
  expect(csv.endsWith("\r\n")).toBe(true);
  const found = csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?:,|\r\n)/g);
  return [...found].map(([, inQuotes, plain]) => inQuotes?.replaceAll('""', '"') ?? plain ?? "");
}
