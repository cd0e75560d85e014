import fc from "fast-check";
import { expect, it } from "vitest";
import { CHART_KINDS, type ChartKind } from "../../src/charts/chart.ts";
import { chooseChart } from "../../src/charts/choose.ts";
import { drawChart } from "../../src/charts/drawing/draw.ts";
import { drawPicture } from "../../src/charts/drawing/picture.ts";
import { type SvgNode, toMarkup } from "../../src/charts/drawing/svg.ts";
import { drawInTerminal } from "../../src/charts/terminal.ts";

const NOW = Date.parse("2026-11-21");

function chart(rows: readonly Record<string, string | number | null>[], kind?: ChartKind) {
  const choice = chooseChart({ rows, currency: "EUR", now: NOW }, kind === undefined ? {} : { kind });
  if (!choice.ok) throw new Error(JSON.stringify(choice.reason));
  return choice.chart;
}

const months = Array.from({ length: 11 }, (_, at) => ({
  month: `2026-${String(at + 1).padStart(2, "0")}-01`,
  revenue: 30_000 + 900 * at,
  profit: 800 - 200 * at,
}));

/** All elements of a kind, with the text in them. */
function elements(node: SvgNode, tag: string): SvgNode[] {
  const inside = node.children.flatMap((child) => (typeof child === "string" ? [] : elements(child, tag)));
  return node.tag === tag ? [node, ...inside] : inside;
}

function textOf(node: SvgNode): string {
  return node.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");
}

/** What an XML reader would take for markup that we did not write. */
function strangeMarkup(markup: string): string[] {
  const left = markup.replace(/<\/?[a-z]+(?: [a-zA-Z0-9-]+="[^"<]*")*\/?>/g, "");
  return left.match(/[<"].{0,40}/g) ?? [];
}

it.each([320, 900])("lines at %i pixels: labels beside one another, the month that goes on dashed", (width) => {
  const picture = drawChart(chart(months), { width, locale: "en" });
  const texts = elements(picture, "text");
  const places = (text: SvgNode) => Number(text.attributes["x"]);
  const labels = texts.filter((text) => /2026/.test(textOf(text))).sort((one, other) => places(one) - places(other));
  expect(labels.length).toBeGreaterThan(1);
  expect(labels.map(textOf).at(-1)).toBe("Nov 2026 (so far)");
  const ends = labels.map((text) => Number(text.attributes["x"]) + (textOf(text).length * 6.7) / 2);
  const starts = labels.map((text) => Number(text.attributes["x"]) - (textOf(text).length * 6.7) / 2);
  for (const [at, end] of ends.slice(0, -1).entries()) expect(starts[at + 1]).toBeGreaterThan(end);
  expect(ends.at(-1)).toBeLessThanOrEqual(width + 0.1);
  expect(
    elements(picture, "path").filter(({ attributes }) => attributes["stroke-dasharray"] !== undefined).length,
  ).toBe(2);
  expect(texts.map(textOf)).toEqual(expect.arrayContaining(["Revenue", "Profit", "€0", "€40K"]));
  expect(elements(picture, "title").map(textOf)).toContain("Nov 2026 (so far), Profit: -€1,200");
});

it("numbers and dates are written as the reader's language does", () => {
  const picture = drawChart(chart(months), { width: 900, locale: "de-DE" });
  expect(elements(picture, "title").map(textOf)).toContain("Nov. 2026 (so far), Profit: -1.200\u00a0€");
});

it("names below bars are cut so that each has its own", () => {
  const rows = Array.from({ length: 10 }, (_, at) => ({ name: `${at} a name of some length`, revenue: at }));
  const texts = elements(drawChart(chart(rows, "bar"), { width: 900, locale: "en" }), "text").map(textOf);
  expect(texts.filter((text) => /^\d a name …$/.test(text)).length).toBe(10);
});

it("axes of small numbers and of very large ones have marks that differ and are short", () => {
  for (const [size, marks] of [
    [0.05, ["€0", "€0.01", "€0.02", "€0.03", "€0.04", "€0.05"]],
    [1e149, ["€0", "€2E148", "€4E148", "€6E148", "€8E148", "€1E149"]],
  ] as const) {
    const rows = [1, 2].map((at) => ({ month: `2026-0${at}-01`, revenue: (size * at) / 2 }));
    const shown = elements(drawChart(chart(rows), { width: 320, locale: "en" }), "text").map(textOf);
    expect(shown.slice(0, marks.length)).toEqual(marks);
  }
});

it("one row's numbers are large, apart, and say how they changed", () => {
  const picture = drawChart(chart([{ revenue: 1_234_567.5, revenue_before: 1_200_000 }]), { width: 900, locale: "en" });
  const texts = elements(picture, "text");
  expect(texts.map(textOf)).toEqual([
    "Revenue",
    "€1,234,567.50",
    "+2.9% against €1,200,000.00",
    "Revenue before",
    "€1,200,000.00",
  ]);
  const wide = "+2.9% against €1,200,000.00".length * 6.7;
  expect(Number(texts[3]?.attributes["x"])).toBeGreaterThan(Math.max(wide, "€1,234,567.50".length * 15));
});

it("one row that mixes money and counts has the currency where it is money, and its own decimals", () => {
  const made = chart([{ revenue: 1234.5, orders: 12, profit: -3, margin_percent: 9.71 }]);
  const shown = ["€1,234.50", "12", "-€3.00", "9.71"];
  const texts = elements(drawChart(made, { width: 900, locale: "en" }), "text").map(textOf);
  expect(texts.filter((_, at) => at % 2 === 1).toSorted()).toEqual(shown.toSorted());
  expect(drawInTerminal(made, 80, "en")).toEqual([
    "Revenue, profit and 2 more",
    "",
    "Revenue         €1,234.50",
    "Profit             -€3.00",
    "Orders                 12",
    "Margin percent       9.71",
  ]);
});

it("what is not drawn is said below the picture that stands alone, and below what a terminal shows", () => {
  const rows = ["2026-09", "2026-10"].flatMap((month) =>
    Array.from({ length: 8 }, (_, at) => ({ month, country: `C${at}`, revenue: at })),
  );
  const made = chart(rows, "stacked");
  const picture = drawPicture(made, { width: 600, locale: "en" });
  const said = [
    "2 more parts are not drawn, because one chart holds no more: C1, C0.",
    "So the bars are not the whole.",
  ];
  expect(elements(picture, "text").map(textOf)).toEqual(expect.arrayContaining(said));
  expect(elements(picture, "text").map(textOf)[0]).toBe("Revenue by month and country (EUR)");
  expect(drawInTerminal(made, 80, "en").slice(-2)).toEqual(said);
});

it("columns of the terminal are wider where there is room, and zero is marked where there is less than that", () => {
  const days = Array.from({ length: 30 }, (_, at) => ({
    date: `2026-10-${String(at + 1).padStart(2, "0")}`,
    revenue: at,
    profit: at - 15,
  }));
  for (const width of [60, 80, 120]) {
    const lines = drawInTerminal(chart(days), width, "en");
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    expect(Math.max(...lines.map(({ length }) => length))).toBeGreaterThan(width * 0.55);
    expect(lines.filter((line) => /^ +0 /.test(line)).length).toBe(2);
    expect(lines).toContain("Each picture has its own scale.");
  }
});

it("times beside bars that lie are written as those below lines", () => {
  const names = elements(drawChart(chart(months.slice(9), "horizontal"), { width: 400, locale: "de" }), "text");
  expect(names.map(textOf)).toEqual(expect.arrayContaining(["Okt. 2026", "Nov. 2026 (so far)"]));
  const bars = elements(drawChart(chart(months.slice(9), "horizontal"), { width: 400, locale: "de" }), "rect");
  const isDashed = bars
    .filter(({ attributes }) => attributes["data-at"] !== undefined)
    .map(({ attributes }) => "stroke-dasharray" in attributes);
  expect(isDashed).toEqual([false, false, true, true]);
});

it("pieces of a stack stand on top of one another, from zero", () => {
  const picture = drawChart(chart(months.slice(0, 2), "stacked"), { width: 400, locale: "en" });
  const [low, high] = elements(picture, "rect").slice(2);
  expect(Number(high?.attributes["y"]) + Number(high?.attributes["height"])).toBeCloseTo(
    Number(low?.attributes["y"]),
    5,
  );
});

it.each(CHART_KINDS)("hostile names stay texts: %s", (kind) => {
  const names = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]>&lt;",
    "\u0000\ud800\uffff",
    "x".repeat(10_000),
  ];
  const made = chart(
    names.map((name, at) => ({ name, revenue: at - 2 })),
    kind,
  );
  const markup = toMarkup(drawChart(made, { width: 320, locale: "en" }));
  expect(strangeMarkup(markup)).toEqual([]);
  expect(markup).not.toMatch(/\p{Cc}|\uffff/u);
  const columns = chart([Object.fromEntries(names.map((name, at) => [name, at - 2]))], "number");
  const series = chart(
    names.flatMap((name) => Array.from({ length: 12 }, (_, at) => ({ day: `2026-10-${10 + at}`, name, revenue: at }))),
  );
  for (const each of [made, columns, series]) {
    for (const line of drawInTerminal(each, 80, "en")) expect([...line].length).toBeLessThanOrEqual(80);
  }
});

it.each<[string, readonly Record<string, string | number | null>[]]>([
  ["one row", [{ name: "a", revenue: 1 }]],
  [
    "zeros only",
    [
      { name: "a", revenue: 0 },
      { name: "b", revenue: 0 },
    ],
  ],
  [
    "the largest numbers",
    [
      { name: "a", revenue: 1e149 },
      { name: "b", revenue: -1e149 },
    ],
  ],
  [
    "the smallest",
    [
      { name: "a", revenue: 5e-324 },
      { name: "b", revenue: 0 },
    ],
  ],
  ["500 rows of one label", Array.from({ length: 500 }, () => ({ name: "a", revenue: 1 }))],
  [
    "holes",
    [
      { name: "a", revenue: null },
      { name: "b", revenue: 2 },
    ],
  ],
])("%s become finite places in every kind", (_, rows) => {
  for (const kind of CHART_KINDS) {
    const made = chart(rows, kind);
    const markup = toMarkup(drawChart(made, { width: 320, locale: "en" }));
    expect(markup).not.toMatch(/NaN|Infinity|undefined/);
    expect(drawInTerminal(made, 60, "en").join("\n")).not.toMatch(/NaN|undefined/);
  }
});

it("bars of the terminal are as long as their numbers, and the month that goes on says so", () => {
  expect(drawInTerminal(chart(months.slice(8)), 60, "en")).toMatchInlineSnapshot(`
    [
      "Revenue and profit by month (EUR)",
      "",
      "2026-09         Revenue ██████████████████████████▊  37,200",
      "                Profit  ░                              -800",
      "2026-10         Revenue ███████████████████████████▍ 38,100",
      "                Profit  ░                            -1,000",
      "2026-11, so far Revenue ████████████████████████████ 39,000",
      "                Profit  ░                            -1,200",
    ]
  `);
});

it("any rows are drawn at any width", () => {
  const row = fc.record({ name: fc.string(), revenue: fc.double({ noNaN: true, min: -1e149, max: 1e149 }) });
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 60, max: 2000 }),
      fc.constantFrom(...CHART_KINDS),
      (rows, width, kind) => {
        const markup = toMarkup(drawChart(chart(rows, kind), { width, locale: "en" }));
        expect(strangeMarkup(markup)).toEqual([]);
        expect(markup).not.toMatch(/="[^"]*(?:NaN|Infinity)/);
      },
    ),
  );
});
