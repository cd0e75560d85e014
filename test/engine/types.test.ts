import { expect, it } from "vitest";
import { openForFile } from "../helpers/cleanup.ts";
import { openEngine, source } from "./open.ts";

const engine = await openForFile(Promise.resolve(openEngine()));

/** JSON texts of one column's values, its type, what comes out of it, and what is noted. */
type Column = readonly [string, readonly string[], string, readonly string[], (readonly unknown[])?];
const columns: readonly Column[] = [
  ["whole numbers", ["1", "-2", "null"], "BIGINT", ["1", "-2", "null"]],
  ["large whole numbers", ["9223372036854775808", "1"], "HUGEINT", ["9223372036854775808", "1"]],
  ["the largest safe one", ["9007199254740993"], "BIGINT", ["9007199254740993"]],
  ["numbers with decimals", ["12.50", "3", "0.005"], "DECIMAL(38,3)", ["12.5", "3", "0.005"]],
  ["decimals that no float holds", ["12345678901234567.89"], "DECIMAL(38,2)", ["12345678901234567.89"]],
  ["sums of floats", ["0.30000000000000004"], "DECIMAL(38,17)", ["0.30000000000000004"]],
  ["exponents", ["1e3", "2.5e-1"], "DECIMAL(38,2)", ["1000", "0.25"]],
  ["what floats leave", ["1e-28", "8.000000000000001e-28"], "DOUBLE", ["1e-28", "8.000000000000001e-28"]],
  ["floats beyond decimals", ["1e300", "0.1"], "DOUBLE", ["1e+300", "0.1"]],
  [
    "numbers that nothing holds",
    ["1.00000000000000000000000000000000000000000001", "1"],
    "VARCHAR",
    ['"1.00000000000000000000000000000000000000000001"', '"1"'],
    [{ kind: "as-text", because: "digits" }],
  ],
  ["minus zero", ["-0"], "BIGINT", ["0"]],
  ["yes and no", ["true", "false", "null"], "BOOLEAN", ["true", "false", "null"]],
  ["days", ['"2026-02-28"', '"1999-12-31"'], "DATE", ['"2026-02-28"', '"1999-12-31"']],
  ["days that are none", ['"2026-02-30"'], "VARCHAR", ['"2026-02-30"']],
  [
    "times with an offset",
    ['"2026-11-21T09:18:00+01:00"', '"2026-06-21 09:18:00.123456Z"', '"2026-06-21T09:18-0330"'],
    "TIMESTAMP WITH TIME ZONE",
    ['"2026-11-21T09:18:00+01:00"', '"2026-06-21T11:18:00.123456+02:00"', '"2026-06-21T14:48:00+02:00"'],
  ],
  ["times before 1970", ['"1969-12-31T23:59:59.5Z"'], "TIMESTAMP WITH TIME ZONE", ['"1970-01-01T00:59:59.5+01:00"']],
  ["nanoseconds", ['"2026-11-21T09:18:00.123456789Z"'], "VARCHAR", ['"2026-11-21T09:18:00.123456789Z"']],
  ["times without one", ['"2026-11-21T09:18:00"'], "TIMESTAMP", ['"2026-11-21T09:18:00"']],
  [
    "both",
    ['"2026-11-21T09:18:00"', '"2026-11-21T09:18:00Z"'],
    "VARCHAR",
    ['"2026-11-21T09:18:00"', '"2026-11-21T09:18:00Z"'],
  ],
  ["money as text", ['"12.50"', '"-0.125"'], "DECIMAL(38,3)", ["12.5", "-0.125"]],
  ["codes", ['"007"', '"008"'], "VARCHAR", ['"007"', '"008"']],
  ["whole numbers as text", ['"12"', '"13"'], "VARCHAR", ['"12"', '"13"']],
  ["money beside a code", ['"12.50"', '"12"'], "VARCHAR", ['"12.50"', '"12"']],
  ["two types", ["1", '"1"', "[2.50]"], "VARCHAR", ['"1"', '"1"', '"[2.5]"'], [{ kind: "as-text", because: "types" }]],
  ["nothing", ["null", "null"], "VARCHAR", ["null", "null"]],
  ["nothing at first", ["null", '"a"'], "VARCHAR", ["null", '"a"']],
  ["lists that are empty at first", ["[]", '["a"]'], "VARCHAR[]", ["[]", '["a"]']],
  ["lists", ["[1,2]", "[]", "null", "[2.5,null]"], "DECIMAL(38,1)[]", ["[1,2]", "[]", "null", "[2.5,null]"]],
  ["lists of lists", ['[["a"],[]]'], "VARCHAR[][]", ['[["a"],[]]']],
  ["empty lists", ["[]"], "VARCHAR[]", ["[]"]],
  ["lists of all sorts", ['[1,"a"]'], "VARCHAR[]", ['["1","a"]'], [{ kind: "as-text", because: "types" }]],
  ["empty objects", ["{}"], "VARCHAR", ['"{}"'], [{ kind: "as-text", because: "shape" }]],
];

it.each(columns.map(([name, values, type, shown, notes = []]) => ({ name, values, type, shown, notes })))(
  "$name",
  async (column) => {
    const { values, type, shown, notes } = column;
    const table = source(
      "t",
      values.map((value, row) => `{"n":${row},"v":${value}}`),
      { pageSize: 1 },
    );
    const answer = await engine.query(
      { sql: "SELECT v FROM t ORDER BY n", tables: [table], timeZone: "Europe/Berlin", maxRows: 10 },
      new AbortController().signal,
    );
    if (!answer.ok) throw new Error(JSON.stringify(answer.failure));
    expect(answer.value.columns).toEqual([{ name: "v", type }]);
    const texts = answer.value.rows.map((row) => JSON.stringify(Object(row)["v"]));
    expect(texts.map((text) => /"value":"([^"]+)","isLossless/.exec(text)?.[1] ?? text)).toEqual(shown);
    const [described] = await engine.described([table]);
    expect(described?.columns[1]?.notes).toEqual(notes);
  },
);

it("objects become structs of all their fields, described one by one", async () => {
  const rows = ['{"c":{"name":"Ada","at":{"city":"Köln"}}}', '{"c":{"name":null,"vip":true}}', '{"c":null}'];
  const table = source("t", rows);
  expect(await engine.rows("SELECT c.name, c.at.city, c.vip, c FROM t", [table])).toEqual([
    { name: "Ada", city: "Köln", vip: null, c: { name: "Ada", at: { city: "Köln" }, vip: null } },
    { name: null, city: null, vip: true, c: { name: null, at: null, vip: true } },
    { name: null, city: null, vip: null, c: null },
  ]);
  const [described] = await engine.described([table]);
  expect(described?.columns.map(({ name, sql, type }) => [name, sql, type])).toEqual([
    ["c.name", "c.name", "VARCHAR"],
    ["c.at.city", 'c."at".city', "VARCHAR"],
    ["c.vip", "c.vip", "BOOLEAN"],
  ]);
});

it("lists of objects become tables with the keys of the rows above", async () => {
  const rows = [
    '{"id":7,"lines":[{"sku":"a","tax":[{"rate":0.19},{"rate":0.07}]},{"sku":"b"}],"to":{"notes":[{"text":"x"}]}}',
    '{"id":8,"lines":[]}',
  ];
  const table = source("orders", rows, { idField: "id" });
  expect(await engine.rows("SELECT * FROM orders", [table])).toEqual([{ id: 7 }, { id: 8 }]);
  expect(await engine.rows("SELECT * FROM orders_lines", [table])).toEqual([
    { orders_id: 7, position: 1, sku: "a" },
    { orders_id: 7, position: 2, sku: "b" },
  ]);
  expect(await engine.rows("SELECT * FROM orders_lines_tax", [table])).toEqual([
    { orders_id: 7, orders_lines_position: 1, position: 1, rate: 0.19 },
    { orders_id: 7, orders_lines_position: 1, position: 2, rate: 0.07 },
  ]);
  expect(await engine.rows("SELECT * FROM orders_to_notes", [table])).toEqual([
    { orders_id: 7, position: 1, text: "x" },
  ]);
  expect((await engine.described([table])).map(({ name, parent, rows: count }) => [name, parent, count])).toEqual([
    ["orders", undefined, 2],
    ["orders_lines", "orders", 2],
    ["orders_lines_tax", "orders_lines", 2],
    ["orders_to_notes", "orders", 1],
  ]);
});

it.each([
  ["none is named", ['{"lines":[{"a":1}]}', '{"lines":[{"a":2}]}'], undefined],
  ["it is not unique", ['{"id":1,"lines":[{"a":1}]}', '{"id":1,"lines":[{"a":2}]}'], "id"],
  ["a row has none", ['{"id":1,"lines":[{"a":1}]}', '{"lines":[{"a":2}]}'], "id"],
])("rows are counted where %s", async (_, rows, idField) => {
  const table = source("t", rows, idField === undefined ? {} : { idField });
  const joined = "SELECT t_row, a FROM t JOIN t_lines USING (t_row) ORDER BY 1";
  expect(await engine.rows(joined, [table])).toEqual([
    { t_row: 1, a: 1 },
    { t_row: 2, a: 2 },
  ]);
});

it("odd names stay, and those that no statement can tell apart get a number", async () => {
  const names = ["select", '"', "😀", "", "Name", "name", "NAME", "name_2", "a.b", "__proto__", "constructor", " "];
  const table = source("t", [`{${names.map((name, index) => `${JSON.stringify(name)}:${index}`).join(",")}}`]);
  const [described] = await engine.described([table]);
  const columns = described?.columns ?? [];
  expect(columns.map(({ name }) => name)).toEqual([
    ...[
      "select",
      '"',
      "😀",
      "unnamed",
      "Name",
      "name_3",
      "NAME_4",
      "name_2",
      "a.b",
      "__proto___2",
      "constructor",
      "unnamed_2",
    ],
  ]);
  for (const [index, { sql }] of columns.entries()) {
    expect(await engine.rows(`SELECT ${sql} AS found FROM t`, [table]), sql).toEqual([{ found: index }]);
  }
  expect(columns[5]?.notes).toEqual([{ kind: "renamed", from: "name" }]);
});

it("names of tables do not collide: an API's list keeps its own", async () => {
  const orders = source("orders", ['{"id":1,"lines":[{"a":1}]}'], { idField: "id" });
  const lines = source("orders_lines", ['{"b":2}']);
  expect(await engine.rows("SELECT * FROM orders_lines", [lines, orders])).toEqual([{ b: 2 }]);
  expect(await engine.rows("SELECT * FROM orders_lines_2", [lines, orders])).toEqual([
    { orders_id: 1, position: 1, a: 1 },
  ]);
  expect(await engine.check("FROM orders_lines_2", ["orders", "orders_lines"], new AbortController().signal)).toEqual({
    ok: true,
    value: { tables: ["orders"], named: ["orders_lines_2"] },
  });
});

it("an API's own field keeps its name where ours would be the same", async () => {
  const table = source("t", ['{"id":1,"items":[{"position":"top","t_id":"x"}]}'], { idField: "id" });
  expect(await engine.rows("SELECT * FROM t_items", [table])).toEqual([
    { t_id_2: 1, position_2: 1, position: "top", t_id: "x" },
  ]);
});

it("rows without fields are counted, and so are none", async () => {
  expect(await engine.rows("SELECT count(*) AS n FROM t", [source("t", ["{}", "{}"])])).toEqual([{ n: 2 }]);
  expect(await engine.rows("SELECT count(*) AS n FROM t", [source("t", [])])).toEqual([{ n: 0 }]);
});

it("a dictionary of many keys stays one text", async () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`key ${index}`, index]));
  const table = source("t", [{ many }]);
  const [described] = await engine.described([table]);
  expect(described?.columns).toMatchObject([{ type: "VARCHAR", notes: [{ kind: "as-text", because: "shape" }] }]);
  expect(await engine.rows("SELECT many->>'key 299' AS v FROM t", [table])).toEqual([{ v: "299" }]);
});

it("describes what is in the columns", async () => {
  const rows = Array.from({ length: 40 }, (_, n) => ({
    id: n,
    state: n % 4 === 0 ? "open" : "paid",
    at: `2026-11-${String((n % 28) + 1).padStart(2, "0")}T10:00:00Z`,
    gone: n < 30 ? null : "x".repeat(100) + n,
  }));
  const [described] = await engine.described([source("t", rows)], "Europe/Berlin");
  expect(described?.columns).toMatchObject([
    { name: "id", nulls: 0, smallest: "0", largest: "39", different: 40 },
    {
      values: [
        { value: "paid", count: 30 },
        { value: "open", count: 10 },
      ],
    },
    { smallest: "2026-11-01T11:00:00+01:00", largest: "2026-11-28T11:00:00+01:00", different: 28 },
    { nulls: 0.75, values: Array.from({ length: 10 }, () => ({ value: "x".repeat(60), count: 1 })) },
  ]);
});
