import { expect, it } from "vitest";
import { exactNumber, isExactNumber } from "../../src/answers/exact-json.ts";
import { isArray, isObject, type Json, type JsonObject } from "../../src/answers/json.ts";
import type { TableSource } from "../../src/engine/protocol.ts";
import { randomFrom } from "../../src/sandbox/data/random.ts";
import type { Snapshot } from "../../src/tables/snapshot.ts";
import { openEngine } from "../engine/open.ts";
import { openForFile } from "../helpers/cleanup.ts";
import { connectorWith } from "./list.ts";
import { createApi, drive, openProcess } from "./world.ts";

/*
 * Random rows, of all types, with odd names and nested, come page by page from an API whose rows come, go and change
 * meanwhile. What SQL then finds is what the API held at one moment, or it is said that this is not certain.
 */

const engine = await openForFile(Promise.resolve(openEngine()));

/** So many lists; more by hand. */
const LISTS = Number(process.env["LISTS"] ?? 24);
const PAGE = 5;

type Random = () => number;
type Make = (random: Random) => Json;

const NAMES = [
  "select",
  '"',
  "🫖",
  "a b",
  "Größe",
  "x.y",
  "order",
  "from",
  "at",
  "1st",
  "'",
  "--",
  "null",
  "SUM(",
  "\\",
];
const WORDS = ["", "tea", "Ünïcode 茶", "'; DROP TABLE things; --", '"quoted"', "a\nb", "null", "true", "{}", "🫖🫖"];

const pick = <T>(random: Random, from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0];
const whole: Make = (random) => Math.floor((random() - 0.5) * 2e9);
const text: Make = (random) => pick(random, ["", ...WORDS]);
/** Some have more digits than a float holds. */
const decimal: Make = (random) => {
  const digits = Array.from({ length: 16 }, () => Math.floor(random() * 10)).join("");
  return exactNumber(`${random() < 0.5 ? "-" : ""}1${digits}.${Math.floor(random() * 90) + 10}`);
};
const perhaps =
  (make: Make): Make =>
  (random) =>
    random() < 0.3 ? null : make(random);
const struct =
  (depth: number): Make =>
  (random) => ({
    n: whole(random),
    "b c": perhaps(text)(random),
    ...(depth > 0 && { in: struct(depth - 1)(random) }),
  });

/** How values of a column are made, and how they come out of a table. */
const KINDS: readonly [
  { make: Make; shown?: (value: Json) => Json },
  ...{ make: Make; shown?: (value: Json) => Json }[],
] = [
  { make: whole },
  { make: text },
  { make: decimal },
  { make: perhaps(whole) },
  { make: perhaps(text) },
  { make: () => null },
  { make: (random) => random() < 0.5 },
  { make: (random) => `2026-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 9)}` },
  { make: struct(0) },
  { make: struct(5) },
  { make: (random) => [whole(random), whole(random)] },
  // Two types in one column: all of it is text, if both came.
  {
    make: (random) => (random() < 0.5 ? whole(random) : `x${String(text(random))}`),
    shown: (value) => (value === null ? null : String(value)),
  },
];

interface Column {
  readonly name: string;
  readonly make: Make;
  readonly shown?: (value: Json) => Json;
}

function createList(seed: number) {
  const random = randomFrom(seed).next;
  const columns: Column[] = NAMES.filter(() => random() < 0.5).map((name) => ({ name, ...pick(random, KINDS) }));
  const hasIds = random() < 0.7;
  const tellsTotal = random() < 0.7;
  const pace = pick(random, [0, 0.02, 0.1]);
  let nextId = 1;
  const newRow = (): JsonObject => {
    const fields = Object.fromEntries(columns.map(({ name, make }) => [name, make(random)]));
    const id = nextId++;
    const lines = Array.from({ length: id % 3 }, (_, at) => ({ sku: `s${at}`, qty: at + 1 }));
    return hasIds ? { id, ...fields, lines } : { n: id % 7, ...fields };
  };
  const rows = Array.from({ length: Math.floor(random() * 60) }, newRow);
  const moments: (readonly JsonObject[])[] = [];
  const api = createApi(({ page }) => {
    if (moments.length > 0 && random() < pace) rows.unshift(newRow());
    if (moments.length > 0 && random() < pace) rows.splice(Math.floor(random() * rows.length), 1);
    const changed = Math.floor(random() * rows.length);
    const before = rows[changed];
    const [column] = columns;
    if (hasIds && moments.length > 0 && random() < pace && before !== undefined && column !== undefined) {
      rows[changed] = { ...before, [column.name]: column.make(random) };
    }
    moments.push([...rows]);
    const start = (Number(page) - 1) * PAGE;
    return { document: { rows: rows.slice(start, start + PAGE), ...(tellsTotal && { total: rows.length }) } };
  });
  return { api, columns, moments, hasIds };
}

/** The same text for values that are the same in SQL: nothing is as null, and 2.50 is 2.5. */
function canonical(value: Json | undefined): string {
  if (value === undefined || value === null) return "null";
  if (isExactNumber(value)) return value.value.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
  if (isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => canonical(field) !== "null");
  return `{${fields
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`)
    .sort()
    .join()}}`;
}

/** A row as it comes out of the table. */
function expected(row: JsonObject, columns: readonly Column[]): string {
  const shown = columns.map(({ name, shown: show = (value) => value }) => [name, show(row[name] ?? null)] as const);
  const { lines: _, ...rest } = { ...row, ...Object.fromEntries(shown) };
  return canonical(rest);
}

function sourceOf({ table, version, pages }: Snapshot): TableSource {
  return { name: table.name, version, pages, idField: "id" };
}

const sorted = (texts: readonly string[]): string => [...texts].sort().join("\n");

it.each(Array.from({ length: LISTS }, (_, seed) => seed + 1))("list %i", async (seed) => {
  const { api, columns, moments, hasIds } = createList(seed);
  const connector = connectorWith({ paging: "page", size: PAGE });
  const { clock, read } = openProcess({ connector, api });
  const outcome = await drive(clock, read());
  const [snapshot] = outcome.ok ? outcome.value : [];
  if (snapshot === undefined) throw new Error(JSON.stringify(outcome));
  const table = sourceOf(snapshot);
  const held = moments.map((rows) => rows.map((row) => expected(row, columns)));
  const isWhole = snapshot.whole.kind === "proven";
  if (snapshot.rows === 0) {
    expect(moments.some((rows) => rows.length === 0)).toBe(true);
    return;
  }
  const names = [hasIds ? "id" : "n", ...columns.map(({ name }) => name)];
  const list = names.map((name) => `"${name.replaceAll('"', '""')}"`).join();
  const found = (await engine.rows(`SELECT ${list} FROM things`, [table])).map((row) =>
    isObject(row) ? expected(row, columns) : "",
  );
  expect(found).toHaveLength(snapshot.rows);
  const known = new Set(held.flat());
  expect(found.filter((row) => !known.has(row))).toEqual([]);
  if (!isWhole) {
    expect(["as-told", "unproven"]).toContain(snapshot.whole.kind);
    return;
  }
  if (!hasIds) {
    expect(held.map(sorted)).toContain(sorted(found));
    return;
  }
  // Which rows there are is of one moment; each row's values are of a moment between the first request and the last.
  const lines = "SELECT things_id AS id, sum(qty) AS n FROM things_lines GROUP BY 1";
  const hasLines = found.length > 0 && (await engine.described([table])).some(({ name }) => name === "things_lines");
  const foundIds = await engine.rows("SELECT id FROM things", [table]);
  expect(moments.map(idsOf)).toContain(idsOf(foundIds));
  const quantities = hasLines ? await engine.rows(lines, [table]) : [];
  const withLines = foundIds.filter((row) => Number(fieldOf(row, "id")) % 3 > 0);
  expect(idsOf(quantities)).toBe(idsOf(withLines));
  // One line has the quantity 1, the next one 2.
  for (const row of quantities) expect(Number(fieldOf(row, "n"))).toBe(Number(fieldOf(row, "id")) % 3 === 1 ? 1 : 3);
});

function fieldOf(row: Json, name: string): Json | undefined {
  return isObject(row) ? row[name] : undefined;
}

function idsOf(rows: readonly Json[]): string {
  return sorted(rows.map((row) => String(fieldOf(row, "id"))));
}
