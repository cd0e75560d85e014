import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseExactly } from "../../src/answers/exact-json.ts";
import { sanitize } from "../../src/answers/sanitize.ts";
import { CHART_KINDS, type ChartWish } from "../../src/charts/chart.ts";
import { type ChartRows, chooseChart, fitWish } from "../../src/charts/choose.ts";
import { tellOmitted } from "../../src/charts/omitted.ts";
import { atOnce } from "../../src/utils/turns.ts";

const NOW = Date.parse("2026-11-21");
/** Of a chart that shows all of the rows. */
const NOTHING = { rows: 0, repeated: 0, series: [] };

/** Rows as an answer has them, with numbers as exact as they are written here. */
function rowsOf(json: string): ChartRows {
  const { document } = atOnce(sanitize(parseExactly(json)));
  if (!Array.isArray(document)) throw new Error("no rows");
  return { rows: document, currency: "EUR", now: NOW };
}

function chart(json: string, wish?: ChartWish) {
  const choice = chooseChart(rowsOf(json), wish);
  if (!choice.ok) throw new Error(JSON.stringify(choice.reason));
  return choice.chart;
}

describe("without a wish", () => {
  it("a time and numbers are lines, from the first to the last, and the period that goes on is known", () => {
    const made = chart('[{"month":"2026-11-01","revenue":30609.69},{"month":"2026-10-01","revenue":40462.5}]');
    expect(made).toEqual({
      kind: "line",
      title: "Revenue by month",
      labels: ["2026-10-01", "2026-11-01"],
      times: { at: [Date.UTC(2026, 9), Date.UTC(2026, 10)], grain: "month", isOpen: true },
      series: [{ name: "Revenue", values: [40462.5, 30609.69], currency: "EUR" }],
      omitted: NOTHING,
    });
  });

  it("a name and a number are bars that lie, the longest first", () => {
    const made = chart('[{"country":"AT","placed":2},{"country":"DE","placed":9},{"country":null,"placed":null}]');
    expect(made).toMatchObject({ kind: "horizontal", title: "Placed by country", labels: ["DE", "AT", "(none)"] });
    expect(made.series).toEqual([{ name: "Placed", values: [9, 2, undefined], currency: undefined }]);
    // A count is no money.
    expect(chart(`[{"country":"AT","discounts":2},{"country":"DE","discounts":9}]`).series[0]?.currency).toBe("EUR");
  });

  it("one row is its numbers, money before what is counted", () => {
    const made = chart('[{"year":2026,"orders":4235,"revenue":379165.79,"id":7}]');
    expect(made).toMatchObject({ kind: "number", title: "Revenue and orders" });
    expect(made.series.map(({ name, values, currency }) => [name, ...values, currency])).toEqual([
      ["Revenue", 379165.79, "EUR"],
      ["Orders", 4235, undefined],
    ]);
  });

  it("a time that comes several times has a line for each name", () => {
    const made = chart(
      '[{"day":"2026-11-01","country":"DE","revenue":3},{"day":"2026-11-01","country":"AT","revenue":2},{"day":"2026-11-02","country":"DE","revenue":4}]',
    );
    expect(made.title).toBe("Revenue by day and country");
    expect(made.series).toEqual([
      { name: "DE", values: [3, 4], currency: "EUR" },
      { name: "AT", values: [2, undefined], currency: "EUR" },
    ]);
  });

  it("is by what people call something, not by its number", () => {
    expect(chart('[{"sku":"A1","name":"Kenia","revenue":1},{"sku":"A2","name":"Peru","revenue":2}]')).toMatchObject({
      title: "Revenue by name",
      labels: ["Peru", "Kenia"],
    });
  });

  it("of several numbers by time and name, the one that counts most has the lines", () => {
    const rows = ["2026-09", "2026-10"].flatMap((month) =>
      ["DE", "AT"].map((country) => ({ month, country, gross_sales: 9, revenue: 8, profit: 1 })),
    );
    const made = chart(JSON.stringify(rows));
    expect(made).toMatchObject({ title: "Revenue by month and country", labels: ["2026-09", "2026-10"] });
    expect(made.series.map(({ name, values }) => [name, ...values])).toEqual([
      ["DE", 8, 8],
      ["AT", 8, 8],
    ]);
  });

  it("of the names that tell rows apart, one that does so wholly is chosen", () => {
    const rows = ["2026-09", "2026-10"].flatMap((month) =>
      ["DE", "AT"].map((country) => ({ month, part: "shop", country, revenue: 8 })),
    );
    expect(chart(JSON.stringify(rows)).title).toBe("Revenue by month and country");
  });

  it("nine names are lines of the six with the largest numbers, and the others are named", () => {
    const rows = ["2026-09", "2026-10"].flatMap((month) =>
      Array.from({ length: 9 }, (_, at) => ({ month, country: `C${at}`, revenue: at })),
    );
    const made = chart(JSON.stringify(rows));
    expect(made.series.map(({ name }) => name)).toEqual(["C3", "C4", "C5", "C6", "C7", "C8"]);
    expect(made.omitted).toEqual({ ...NOTHING, series: ["C2", "C1", "C0"] });
    expect(tellOmitted(made)).toEqual(["3 more lines are not drawn, because one chart holds no more: C2, C1, C0."]);
    expect(tellOmitted(chart(JSON.stringify(rows), { kind: "stacked" })).at(-1)).toBe("So the bars are not the whole.");
  });

  it("names that hardly come twice make no lines: a list is not hundreds of points", () => {
    const rows = Array.from({ length: 40 }, (_, at) => ({
      day: `2026-11-${String(1 + (at % 20)).padStart(2, "0")}`,
      buyer: `B${at}`,
      revenue: at,
    }));
    expect(chart(JSON.stringify(rows))).toMatchObject({ title: "Revenue by day", omitted: NOTHING });
  });

  it("two rows of one name are two bars", () => {
    expect(chart('[{"name":"Lena","revenue":1},{"name":"Lena","revenue":2}]').series[0]?.values).toEqual([2, 1]);
  });

  it.each([
    ["[]", { kind: "no-rows" }],
    ['[{"a":"x"},{"a":"y"}]', { kind: "no-numbers" }],
    ['[{"a":1},{"a":"y"}]', { kind: "no-numbers" }],
    ["[1,2,3]", { kind: "no-rows" }],
    ['[{"a":null}]', { kind: "no-numbers" }],
  ])("of %s there is nothing to draw", (json, reason) => {
    expect(chooseChart(rowsOf(json))).toEqual({ ok: false, reason });
  });

  it("numbers that no double holds are drawn as near as they can be, and those beyond all of them not at all", () => {
    expect(chart('[{"n":"a","v":12345678901234567.89},{"n":"b","v":1}]').series[0]?.values[0]).toBe(12345678901234568);
    expect(chooseChart(rowsOf('[{"n":"a","v":1e308}]'))).toEqual({ ok: false, reason: { kind: "no-numbers" } });
  });

  it("bars beyond those that fit are counted", () => {
    const rows = Array.from({ length: 500 }, (_, at) => ({ name: `n${at}`, revenue: at }));
    expect(chart(JSON.stringify(rows))).toMatchObject({ omitted: { ...NOTHING, rows: 460 } });
  });
});

describe("a wish", () => {
  const rows =
    '[{"month":"2026-09-01","shop":"A","revenue":3,"units":5},{"month":"2026-10-01","shop":"A","revenue":4,"units":6}]';

  it("is kept, and the rest is chosen", () => {
    expect(chart(rows, { kind: "bar", y: ["units"] })).toMatchObject({ kind: "bar", title: "Units by month" });
    expect(chart(rows, { x: "shop", y: ["units", "revenue"] }).series.map(({ name }) => name)).toEqual([
      "Units",
      "Revenue",
    ]);
  });

  it("of rows that share a place draws the first of them, and says how many are not drawn", () => {
    const shared = [1, 2, 3].map((revenue) => ({ month: "2026-10", shop: "A", channel: `C${revenue}`, revenue }));
    const made = chart(JSON.stringify(shared), { series: "shop" });
    expect(made.series[0]?.values).toEqual([1]);
    expect(made.omitted).toEqual({ ...NOTHING, repeated: 2 });
    expect(tellOmitted(made)).toEqual(["2 rows are not drawn, because another row has the same place."]);
  });

  it("for one large number of several times has the last one's, and says whose it is", () => {
    const made = chart(rows, { kind: "number", y: ["revenue"] });
    expect(made).toMatchObject({ title: "Revenue, 2026-10", omitted: { ...NOTHING, rows: 1 } });
    expect(made.series[0]?.values).toEqual([4]);
  });

  it("of several numbers beside a series is the first, and the others are named", () => {
    const made = chart(rows, { kind: "bar", y: ["units", "revenue"], series: "shop" });
    expect(made).toMatchObject({ title: "Units by month and shop", omitted: { ...NOTHING, series: ["Revenue"] } });
  });

  it("of more numbers than a chart holds is the first ones, and the others are named", () => {
    const y = Array.from({ length: 8 }, (_, at) => `n_${at}`);
    const row = Object.fromEntries(y.map((name) => [name, 1]));
    const made = chart(
      JSON.stringify([
        { name: "a", ...row },
        { name: "b", ...row },
      ]),
      { kind: "bar", y },
    );
    expect(made).toMatchObject({ title: "N 0, n 1 and 6 more by name", omitted: { series: ["N 6", "N 7"] } });
  });

  it("has lines for any number of names", () => {
    const many = Array.from({ length: 100_000 }, (_, n) => ({ day: `2026-11-${10 + (n % 10)}`, id: `i${n}`, n }));
    const choice = chooseChart({ rows: many, now: NOW }, { kind: "stacked", series: "id" });
    expect(choice).toMatchObject({ ok: true, chart: { series: { length: 6 }, omitted: { rows: 0, repeated: 0 } } });
  });

  it.each<[ChartWish, object]>([
    [{ y: ["profit"] }, { kind: "unknown-column", column: "profit", columns: ["month", "shop", "revenue", "units"] }],
    [{ x: "day" }, { kind: "unknown-column", column: "day", columns: ["month", "shop", "revenue", "units"] }],
    [{ y: ["shop"] }, { kind: "not-numbers", column: "shop" }],
  ])("of what is not there is refused: %o", (wish, reason) => {
    expect(chooseChart(rowsOf(rows), wish)).toEqual({ ok: false, reason });
  });
});

describe("a wish that is made to fit", () => {
  const rows = rowsOf(
    '[{"month":"2026-09","Shop":"A","revenue":3,"number":5},{"month":"2026-10","Shop":"A","revenue":4,"number":6}]',
  ).rows;
  const columns = ["month", "Shop", "revenue", "number"];

  it.each<[ChartWish, ChartWish, readonly object[]]>([
    [
      { kind: "stacked", x: "month", y: ["revenue"], series: "Shop" },
      { kind: "stacked", x: "month", y: ["revenue"], series: "Shop" },
      [],
    ],
    [{ x: "MONTH", series: "shop" }, { x: "month", series: "Shop" }, []],
    [
      { x: "day", y: ["revenue", "Shop"] },
      { y: ["revenue"] },
      [
        { kind: "unknown-column", column: "day", columns },
        { kind: "not-numbers", column: "Shop" },
      ],
    ],
    // A number by a name that tells which one, not how much, is drawn where somebody asks for it.
    [{ y: ["number"] }, { y: ["number"] }, []],
    [{ x: "revenue", y: ["number"], series: "month" }, { x: "revenue", y: ["number"], series: "month" }, []],
    [{}, {}, []],
  ])("%o becomes %o", (wish, fitted, misfits) => {
    expect(fitWish(rows, wish)).toEqual({ wish: fitted, misfits });
    expect(chooseChart({ rows, now: NOW }, fitted).ok).toBe(true);
  });

  it("is given up where nothing would be left to draw, and one point is no line", () => {
    const one = rowsOf('[{"name":"A","revenue":3}]').rows;
    expect(fitWish(one, { x: "revenue" })).toEqual({ wish: {}, misfits: [{ kind: "no-numbers" }] });
    expect(fitWish(one, { kind: "line" })).toEqual({ wish: {}, misfits: [] });
    expect(fitWish([], { kind: "line", x: "day" })).toEqual({ wish: { kind: "line" }, misfits: [] });
  });

  it("lets draw whatever can be drawn without it, whatever it is", () => {
    const name = fc.constantFrom("month", "revenue", "__proto__", "constructor", "");
    const value = fc.oneof(fc.double(), fc.string(), fc.constantFrom(null, true, "2026-11-21"));
    const wishes = fc.record(
      { kind: fc.constantFrom(...CHART_KINDS), x: name, y: fc.array(name), series: name },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(fc.dictionary(name, value), { maxLength: 20 }), wishes, (given, wish) => {
        const drawn = { rows: given, now: NOW };
        expect(chooseChart(drawn, fitWish(given, wish).wish).ok || !chooseChart(drawn).ok).toBe(true);
      }),
    );
  });

  it("has rows in any number", () => {
    const many = Array.from({ length: 200_000 }, (_, n) => ({ name: "a", n }));
    expect(chooseChart({ rows: many, now: NOW }).ok).toBe(true);
  });
});

it("whatever the rows are, as many values stand in each series as there are labels, and all are numbers", () => {
  const value = fc.oneof(
    fc.double(),
    fc.string(),
    fc.constantFrom(null, true, "2026-11-21", "2026-11", "0000-00-00", "__proto__"),
    fc.array(fc.nat(), { maxLength: 2 }),
  );
  const name = fc.constantFrom("month", "revenue", "name", "__proto__", "constructor", "");
  fc.assert(
    fc.property(fc.array(fc.dictionary(name, value), { maxLength: 60 }), (rows) => {
      const choice = chooseChart({ rows: rows as ChartRows["rows"], now: NOW });
      if (!choice.ok) return;
      const { labels, series, times } = choice.chart;
      expect(series.length).toBeGreaterThan(0);
      for (const { values } of series) expect(values.length).toBe(labels.length);
      expect(times?.at.length ?? labels.length).toBe(labels.length);
      expect(series.flatMap(({ values }) => values).every((each) => each === undefined || Number.isFinite(each))).toBe(
        true,
      );
    }),
  );
});
