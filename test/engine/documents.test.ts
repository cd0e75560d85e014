import fc from "fast-check";
import { expect, it } from "vitest";
import { parseExactly, stringifyExactly } from "../../src/answers/exact-json.ts";
import { cleanText } from "../../src/utils/clean-text.ts";
import { getOwn } from "../../src/utils/own.ts";
import { openForFile } from "../helpers/cleanup.ts";
import { openEngine, source } from "./open.ts";

/*
 * Documents of any kind go in, page by page, and what the tables hold is compared with the documents themselves. Every
 * number stands here as the text that an API would send.
 */

const engine = await openForFile(Promise.resolve(openEngine()));

const number = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.nat(6))
    .map(([value, digits]) => `${value}.${String(digits).padStart(3, "0")}`),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 }).map((value) => JSON.stringify(value)),
);
const day = fc
  .date({ min: new Date("0100-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString());
const text = fc.oneof(
  fc.string({ unit: "binary" }).map(cleanText),
  day.map((time) => time.slice(0, 10)),
  day,
  day.map((time) => time.slice(0, 19)),
  fc.constantFrom(
    "12.50",
    "0.1",
    "-3.25",
    "007",
    "12",
    "",
    "null",
    "NaN",
    "2026-02-30",
    "2026-13-01T00:00:00Z",
    "1.10",
  ),
);
const scalar = fc.oneof(
  number,
  text.map((value) => JSON.stringify(value)),
  fc.boolean().map(String),
  fc.constant("null"),
);
const name = fc.oneof(
  fc.constantFrom(
    "id",
    "a",
    "A",
    "select",
    '"',
    "😀",
    "",
    "a b",
    "a.b",
    "position",
    "t_id",
    "__proto__",
    "constructor",
  ),
  fc.string({ maxLength: 4 }).map(cleanText),
);

/** JSON texts of one field's values: mostly of one kind, as an API's are. */
function values(depth: number): fc.Arbitrary<fc.Arbitrary<string>> {
  const plain = [
    number,
    text.map((value) => JSON.stringify(value)),
    fc.boolean().map(String),
    scalar,
    day.map((time) => JSON.stringify(time)),
  ];
  const kinds: fc.Arbitrary<fc.Arbitrary<string>>[] = [fc.constantFrom(...plain)];
  if (depth > 0) {
    const inner = values(depth - 1);
    kinds.push(inner.map((value) => fc.array(value, { maxLength: 3 }).map((items) => `[${items.join(",")}]`)));
    kinds.push(object(depth - 1));
    kinds.push(
      object(depth - 1).map((value) => fc.array(value, { maxLength: 3 }).map((items) => `[${items.join(",")}]`)),
    );
  }
  return fc
    .oneof(...kinds)
    .map((kind) => fc.oneof({ weight: 5, arbitrary: kind }, { weight: 1, arbitrary: fc.constant("null") }));
}

/** Objects that have the same fields, some of them missing now and then. */
function object(depth: number): fc.Arbitrary<fc.Arbitrary<string>> {
  const fields = fc.uniqueArray(
    fc.tuple(name, fc.constant(depth)).chain(([key, below]) => values(below).map((value) => ({ key, value }))),
    {
      maxLength: 4,
      selector: ({ key }) => key,
    },
  );
  return fields.map((all) =>
    fc
      .tuple(...all.map(({ key, value }) => fc.option(value.map((json) => `${JSON.stringify(key)}:${json}`))))
      .map((present) => `{${present.filter((field) => field !== null).join(",")}}`),
  );
}

const documents = object(2).chain((row) => fc.array(row, { minLength: 1, maxLength: 8 }));

/** A value as both sides write it: null for what is missing, numbers as reduced texts, times as moments. */
function plain(value: unknown): string {
  if (value === undefined || value === null) return "null";
  if (Array.isArray(value)) return `[${value.map(plain).join()}]`;
  const written = typeof value === "string" ? value : stringifyExactly(value);
  return reduced(written);
}

/** A value that became a text, or is still none: without what only JSON's texts have around them. */
function asText(value: unknown): string {
  return (typeof value === "string" ? value : stringifyExactly(value ?? null)).replace(/["\\]/g, "");
}

function reduced(written: string): string {
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(written)) return `${new Date(written.replace(/\+00:00$/, "Z")).getTime()}`;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(written) ?? [];
  if (whole === "") return written;
  // As digits and a power of ten, without zeros at either end.
  const digits = (whole + fraction).replace(/^0+/, "");
  const kept = digits.replace(/0+$/, "");
  return kept === "" ? "0" : `${sign}${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`;
}

interface Described {
  readonly name: string;
  readonly type: string;
  readonly notes: readonly { readonly kind: string; readonly from?: string }[];
}

it("tables hold exactly the values of the documents, however they are cut into pages", {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(documents, fc.integer({ min: 1, max: 4 }), async (rows, pageSize) => {
      const table = source("t", rows, { pageSize });
      const described = await engine.described([table], "UTC");
      expect(described[0]?.rows).toBe(rows.length);
      const all = await engine.rows("SELECT * FROM t", [table]);
      // Not the fields inside structs, which may have the same names.
      const names = (described[0]?.columns ?? []).map((column) => column.name);
      const isOwn = (own: string) =>
        Object.hasOwn(Object(all[0]), own) && names.indexOf(own) === names.lastIndexOf(own);
      const columns = (described[0]?.columns ?? []).filter((column) => isOwn(column.name));
      const parsed: Record<string, unknown>[] = rows.map((row) => Object(parseExactly(row)));
      for (const key of new Set(parsed.flatMap((row) => Object.keys(row)))) {
        const column = columnOf(columns, key);
        if (column === undefined) continue;
        const compared = column.notes.some(({ kind }) => kind === "as-text") ? asText : plain;
        const found = all.map((row) => compared(Object(row)[column.name]));
        const given = parsed.map((row) => compared(getOwn(row, key)));
        expect(found, `${key} as ${column.type}`).toEqual(given);
      }
    }),
    { numRuns: 100 },
  );
});

it("numbers keep every digit, as numbers and as texts, and sums of them are exact", async () => {
  const most = fc.integer({ min: 1, max: 18 });
  const value = fc
    .tuple(most, fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }))
    .map(([digits, large]) => large % 10n ** BigInt(digits));
  const scale = fc.integer({ min: 0, max: 17 });
  // Types are guessed from the first page: numbers on the others may need more digits, and another way into the engine.
  const pages = fc.record({
    values: fc.array(value, { minLength: 1, maxLength: 40 }),
    pageSize: fc.integer({ min: 1, max: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(scale, pages, async (decimals, { values, pageSize }) => {
      const written = values.map((each) => pointed(each, decimals));
      const rows = written.map((text, row) => `{"n":${row},"number":${text},"text":"${text}"}`);
      const table = source("t", rows, { pageSize });
      const sql = "SELECT number::VARCHAR AS number, text::VARCHAR AS text FROM t ORDER BY n";
      const shown = (await engine.rows(sql, [table])).map((row) => Object(row));
      expect(shown.map((row) => plain(row["number"]))).toEqual(written.map(plain));
      expect(shown.map((row) => plain(row["text"]))).toEqual(written.map(plain));
      const [sums] = await engine.rows("SELECT sum(number)::VARCHAR AS total FROM t", [table]);
      const total = values.reduce((sum, each) => sum + each, 0n);
      expect(plain(Object(sums)["total"])).toBe(plain(pointed(total, decimals)));
    }),
    { numRuns: 200 },
  );
});

/** A whole number of 10^-scale as an API writes it: -125 with scale 2 is -1.25. */
function pointed(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  const fraction = scale === 0 ? "" : `.${digits.slice(-scale)}`;
  return `${value < 0n ? "-" : ""}${digits.slice(0, digits.length - scale)}${fraction}`;
}

/** The column of a field that became neither struct nor table. */
function columnOf(columns: readonly Described[], key: string): Described | undefined {
  const plainOnes = columns.filter(({ type }) => !type.includes("STRUCT"));
  const renamed = ({ notes }: Described) => notes.find(({ kind }) => kind === "renamed")?.from;
  return plainOnes.find((column) => (renamed(column) ?? column.name) === key);
}
