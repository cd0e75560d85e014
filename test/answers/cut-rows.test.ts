import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAnswer } from "../../src/answers/answer.ts";
import { stringifyExactly } from "../../src/answers/exact-json.ts";
import { isObject, type Json } from "../../src/answers/json.ts";
import { learnTemplate, type RowTemplate } from "../../src/answers/row-template.ts";
import { getRows, replaceRows } from "../../src/answers/rows.ts";
import { redact } from "../../src/credentials/redact.ts";
import { Secret } from "../../src/credentials/secret.ts";
import { randomFrom } from "../../src/sandbox/data/random.ts";
import { cleanText } from "../../src/utils/clean-text.ts";
import { atOnce } from "../../src/utils/turns.ts";
import { disguises } from "../credentials/disguises.ts";
import { anyText } from "./arbitraries.ts";

const PATH = ["data", "orders"];
const KEY = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";
const secret = new Secret(KEY);
const clean = (text: string) => redact(cleanText(text), secret);

const ORDER = {
  id: 1,
  name: "#1001",
  revenue: 12.5,
  paid: true,
  note: null,
  customer: { name: "Ann", tags: ["new"] },
  lines: [{ sku: "A", price: "4.90" }],
};
const ORDERS = [ORDER, { ...ORDER, id: 2, note: "gift", customer: null, lines: [] }];

function read(body: string, template?: RowTemplate) {
  const result = atOnce(
    readAnswer(
      body,
      undefined,
      { data: "data", facts: { store: "data.store" } },
      { clean, cleanWords: clean, template },
    ),
  );
  if (!result.ok) throw new Error(`not read: ${result.failure.kind}`);
  return result.answer;
}

function learn(rows: readonly Json[], path: readonly string[] = PATH): RowTemplate {
  const template = learnTemplate(rows, path);
  if (template === undefined) throw new Error("the rows are not alike");
  return template;
}

const pageOf = (rows: readonly unknown[]) => JSON.stringify({ data: { store: "Shop", orders: rows, total: 7 } });

/** Whether the rows were cut out. If so, they and all around them must be what a reader without a template finds. */
function isCutAlike(body: string, template: RowTemplate): boolean {
  const { rows: cut, document, meta } = read(body, template);
  const whole = read(body);
  if (cut === undefined) {
    expect(document).toEqual(whole.document);
    return false;
  }
  const rows = getRows(whole.document, template.path);
  expect(cut).toEqual(rows.map(stringifyExactly));
  expect(replaceRows(document, template.path, rows)).toEqual(whole.document);
  expect(meta).toEqual(whole.meta);
  for (const [index, text] of cut.entries()) {
    const row = rows[index];
    for (const column of template.columns) expect(template.read(text, column)).toEqual(isObject(row) && row[column]);
  }
  return true;
}

describe("rows that are written as others before", () => {
  const template = learn(ORDERS);

  it("are cut out of the answer, and all around them is read", () => {
    const { rows, document, meta } = read(pageOf(ORDERS), template);
    expect(rows).toEqual(ORDERS.map((order) => JSON.stringify(order)));
    expect(document).toMatchObject({ data: { store: "Shop", total: 7 } });
    expect(meta).toEqual({ store: "Shop" });
  });

  it.each([
    ["a number with another decimal", { ...ORDER, revenue: 0.05 }],
    ["the longest whole number", { ...ORDER, revenue: 999_999_999_999_999 }],
    ["a negative number", { ...ORDER, revenue: -0.000_001 }],
    ["a text for a number", { ...ORDER, revenue: "12.50" }],
    ["an emoji", { ...ORDER, name: "Tea 🍵" }],
    ["other signs", { ...ORDER, name: "a,b]}{[:" }],
    ["longer lists", { ...ORDER, lines: [ORDER.lines[0], ORDER.lines[0], ORDER.lines[0]] }],
    ["empty lists", { ...ORDER, customer: { name: "", tags: [] }, lines: [] }],
  ])("may have %s", (_, order) => {
    expect(isCutAlike(pageOf([ORDER, order]), template)).toBe(true);
  });

  const page = pageOf(ORDERS);
  it.each([
    ["a column more", pageOf([{ ...ORDER, more: 1 }])],
    ["a column less", pageOf([{ id: 1 }])],
    ["columns in another order", pageOf([{ ...{ note: null }, ...ORDER }])],
    ["a list in the place of an object", pageOf([{ ...ORDER, customer: [] }])],
    ["a row that is no object", pageOf([ORDER, null])],
    ["no rows", pageOf([])],
    ["spaces", page.replaceAll(",", ", ")],
    ["an escape", pageOf([{ ...ORDER, name: 'a "tea"' }])],
    ["a hidden character", pageOf([{ ...ORDER, name: "a\u202eb" }])],
    ["half a character", pageOf([ORDER]).replace("#1001", "\\ud800")],
    ["a column twice", page.replace('"name":"#1001"', '"id":9,"name":"#1001"')],
    ["minus zero", page.replace("12.5", "-0")],
    ["a number with a zero at its end", page.replace("12.5", "12.50")],
    ["a number of 16 digits", page.replace("12.5", "1234567890123456")],
    ["a number with many decimals", page.replace("12.5", "0.0000005")],
    ["an exponent", page.replace("12.5", "1e5")],
    ["the same rows in another list", `{"before":[${JSON.stringify(ORDER)}],${page.slice(1)}`],
  ])("are parsed, all of them, with %s", (_, body) => {
    expect(isCutAlike(body, template)).toBe(false);
  });

  it.each([
    ["a zero before a number", page.replace("12.5", "012.5")],
    ["no end", page.slice(0, -1)],
    ["a row that is not closed", page.replace("]}],", "]],")],
    ["a comma behind the last row", page.replace('],"total"', ',],"total"')],
    ["text behind it", `${page}x`],
  ])("are no answer with %s", (_, body) => {
    expect(() => read(body, template)).toThrow(/^not read: (?:not-json|cut-off)$/);
  });

  it("are told from others at once, however many numbers they have", () => {
    const numbers = Object.fromEntries(Array.from({ length: 190 }, (_, at) => [`n${at}`, 123_456_789.5]));
    const rows = [{ ...numbers, all: Array.from({ length: 5_000 }, () => 123_456_789), last: 1 }];
    const page = pageOf(rows);
    expect(isCutAlike(page, learn(rows))).toBe(true);
    expect(isCutAlike(page.replace('"last":1', '"last":1e1'), learn(rows))).toBe(false);
    expect(isCutAlike(page.replace('"last":1', '"last":1.10'), learn(rows))).toBe(false);
    expect(isCutAlike(page.replaceAll("123456789.5", "12345678912345678"), learn(rows))).toBe(false);
  });

  it("are not cut out where the key stands in one of them, however it is written", () => {
    const random = randomFrom(12);
    for (const { hide } of Object.values(disguises)) {
      const body = pageOf([ORDER, { ...ORDER, customer: { name: `it is ${hide(KEY, random.next)}.`, tags: ["new"] } }]);
      expect(isCutAlike(body, template)).toBe(false);
      expect(JSON.stringify(read(body, template))).toContain("[secret]");
    }
  });

  it("are the same in any answer", () => {
    const scalar = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom("", "Ann", "a,b]}{[:", 12.5, -3, 0) },
      anyText,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const name = fc.oneof({ weight: 9, arbitrary: fc.constantFrom("id", "a.b", "$", "1", "__proto__", "ä") }, anyText);
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        scalar,
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(name, tie("value"), { maxKeys: 3 }),
      ),
    }));
    const row = fc.dictionary(name, value, { minKeys: 1, maxKeys: 4 });
    let cuts = 0;
    fc.assert(
      fc.property(row, scalar, fc.nat(), fc.string({ maxLength: 2 }), (first, other, at, noise) => {
        const before = read(pageOf([first]));
        const known = learnTemplate(getRows(before.document, PATH), PATH);
        if (known === undefined) return;
        const column = Object.keys(first)[0] ?? "";
        const body = pageOf([first, { ...first, [column]: other }, first]);
        if (isCutAlike(body, known)) cuts += 1;
        const place = at % body.length;
        const broken = body.slice(0, place) + noise + body.slice(place + noise.length);
        const result = atOnce(readAnswer(broken, undefined, undefined, { clean, cleanWords: clean }));
        if (result.ok) isCutAlike(broken, known);
        else expect(() => read(broken, known)).toThrow("not read");
      }),
      { numRuns: 1_000, endOnFailure: true },
    );
    expect(cuts).toBeGreaterThan(100);
  });
});

describe("rows that are not alike", () => {
  it.each([
    ["none", []],
    ["no objects", [1, 2]],
    ["objects without a column", [{}]],
    ["other columns", [{ a: 1 }, { b: 1 }]],
    ["an object and a list in one column", [{ a: {} }, { a: [] }]],
    ["an object and a text in one column", [{ a: { b: 1 } }, { a: "b" }]],
    ["a list of both", [{ a: [1, { b: 1 }] }]],
    ["more names than a record has", [Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`c${at}`, at]))]],
    ["a name with an escape", [{ 'a"b': 1 }]],
    ["values that lie too deep", [JSON.parse(`${'{"a":['.repeat(10)}1${"]}".repeat(10)}`)]],
  ])("have no template: %s", (_, rows) => {
    expect(learnTemplate(rows, PATH)).toBeUndefined();
  });
});
