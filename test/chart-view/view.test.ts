import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CHART_DATA } from "../../src/charts/data.ts";
import { PROGRAM } from "../helpers/clients.ts";
import { ANSWERS, dataOf, receiveAnswers } from "./answers.ts";
import { openChartPage, resultOf, settle, shown } from "./page.ts";

const receiving = receiveAnswers();
const [received, opened] = await Promise.all([receiving, openChartPage(receiving)]);
const { page: served, results: answers } = received["2025-11-25"];
afterAll(() => ("skipped" in opened ? undefined : opened.close()));

const places = ANSWERS.flatMap((name) =>
  ([320, 900] as const).flatMap((width) => (["light", "dark"] as const).map((theme) => [name, width, theme] as const)),
);

interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Texts of the picture, with their places within it as the browser has set them. */
const TEXTS = `[...document.querySelectorAll("svg text")].map((text) => {
  const { left, right, top, bottom } = text.getBoundingClientRect();
  const x = text.ownerSVGElement.getBoundingClientRect().left;
  return { text: text.textContent, left: left - x, right: right - x, top, bottom };
})`;

/** What stands in the page, for a reader: the words, and how many elements of each kind the picture has. */
const STRUCTURE = `({
  title: document.querySelector("h1")?.textContent,
  words: document.querySelector("main").innerText,
  name: document.querySelector("svg")?.getAttribute("aria-label"),
  marks: document.querySelectorAll("[data-at]").length,
  dashed: document.querySelectorAll("[stroke-dasharray]").length,
  rows: [...document.querySelectorAll("tr")].map((row) => [...row.cells].map((cell) => cell.textContent)),
  foreign: document.querySelectorAll("img, iframe, object, script:not(body > script:first-child)").length,
  ran: window.ran,
})`;

interface Structure {
  readonly title?: string;
  readonly words: string;
  readonly name?: string;
  readonly marks: number;
  readonly dashed: number;
  readonly rows: readonly (readonly string[])[];
  readonly foreign: number;
  readonly ran?: unknown;
}

function overlapping(boxes: readonly Box[]): string[] {
  // A line's height has room above and below its letters.
  const meet = (one: Box, other: Box) =>
    one.left < other.right - 1 &&
    other.left < one.right - 1 &&
    one.top < other.bottom - 4 &&
    other.top < one.bottom - 4;
  return boxes.flatMap((one, at) =>
    boxes.slice(at + 1).flatMap((other) => (meet(one, other) ? [`${one.text} | ${other.text}`] : [])),
  );
}

const euros = (value: unknown, locale = "en-US") =>
  Number(value).toLocaleString(locale, { style: "currency", currency: "EUR" });

describe.skipIf("skipped" in opened)("answers of the shop, in the official host", () => {
  it.each(places)("%s at %i pixels, %s: no label overlaps another or is cut", async (name, width, theme) => {
    const page = shown(opened);
    const era = theme === "light" ? "2025-11-25" : "2026-07-28";
    await page.show({ width, theme, era });
    await page.answer(received[era].results[name]);
    await page.photograph(`${name}-${width}-${theme}`);
    const boxes = await page.evaluate<Box[]>(TEXTS, "frame");
    expect(boxes.length).toBeGreaterThan(2);
    expect(overlapping(boxes)).toEqual([]);
    expect(boxes.filter(({ left, right }) => left < -1 || right > width - 23).map(({ text }) => text)).toEqual([]);
    const [scrolled, height] = await page.evaluate<number[]>(
      "[document.documentElement.scrollWidth, innerHeight]",
      "frame",
    );
    expect(scrolled).toBeLessThanOrEqual(width);
    expect(height).toBe(await page.evaluate("host.height"));
    const ground = await page.evaluate("getComputedStyle(document.body).backgroundColor", "frame");
    expect(ground).toBe(theme === "light" ? "rgb(255, 255, 255)" : "rgb(31, 31, 30)");
  });

  it("days are lines, their numbers are in the table, and the day that goes on is dashed and says so", async () => {
    const drawn = await drawnOf("daily");
    expect(drawn).toMatchObject({ title: "Revenue and profit by date (EUR)", marks: 60, dashed: 2 });
    expect(drawn.rows[0]).toEqual(["Date", "Revenue", "Profit"]);
    const { rows } = dataOf(answers.daily);
    expect(drawn.rows.slice(1).map(([, ...numbers]) => numbers)).toEqual(
      rows.map(({ revenue, profit }) => [euros(revenue), euros(profit)]),
    );
    expect(drawn.rows.at(-1)?.[0]).toBe("Nov 21, 2026 (so far)");
    expect(drawn.words).toContain("today, 2026-11-21 in Europe/Berlin, so it is not over.");
    expect(drawn.words).toContain("Source: Setpilot, Waldkauz Kaffee, 2026-11-21 10:00 UTC");
    expect(drawn.words.match(/Waldkauz/g)?.length).toBe(1);
  });

  it("costs are stacked, products lie, a year is large, and countries stand side by side", async () => {
    expect(await drawnOf("costs")).toMatchObject({ marks: 14 * 4, dashed: 4 });
    const products = await drawnOf("products");
    expect(products).toMatchObject({ title: "Revenue by name (EUR)", name: "Revenue by name", marks: 10 });
    const ranked = dataOf(answers.products).rows.map(({ name, revenue }) => [name, euros(revenue)]);
    expect(products.rows.slice(1)).toEqual(ranked);
    const year = await drawnOf("year");
    expect(year.rows.slice(1).map(([name]) => name)).toEqual([
      "Revenue",
      "Profit",
      "Orders",
      "Gross sales",
      "Discounts",
      "Refunds",
    ]);
    const [{ orders } = {}] = dataOf(answers.year).rows;
    expect(year.rows[3]).toEqual(["Orders", Number(orders).toLocaleString("en-US")]);
    expect(year.words).toContain(euros(dataOf(answers.year).rows[0]?.["revenue"]));
    const countries = await drawnOf("countries");
    expect(countries).toMatchObject({ title: "Revenue by month and country (EUR)" });
    expect(countries.rows[0]).toEqual(["Month", "AT", "CH", "CZ", "DE", "NL", "PL"]);
    expect(countries.marks).toBe(dataOf(answers.countries).rows.length);
    expect(countries.rows.at(-1)?.[0]).toBe("Nov 2026 (so far)");
    expect(countries.words).toMatch(/orders: all [\d,]+ rows, read 2026-11-21/);
  });

  it("names what it does not draw", async () => {
    const page = shown(opened);
    const rows = ["2026-09", "2026-10"].flatMap((month) =>
      Array.from({ length: 9 }, (_, at) => ({ month, country: `C${at}`, revenue: 10 + at })),
    );
    await page.show({ width: 320 });
    await page.answer(resultOf({ rows, omitted: 1, wish: { kind: "stacked" } }));
    const { words, marks } = await page.evaluate<Structure>(STRUCTURE, "frame");
    expect(marks).toBe(2 * 6);
    expect(words).toContain(
      "1 more row is not drawn.\n3 more parts are not drawn, because one chart holds no more: C2, C1, C0.\nSo the bars",
    );
  });

  it("is drawn anew in another width, language or light, and keeps what the reader chose", async () => {
    const page = shown(opened);
    await page.show({ width: 900 });
    await page.answer(answers.daily);
    await page.evaluate("host.resize(320)");
    await page.until(`document.querySelector("svg").getAttribute("width") === "296"`);
    await page.evaluate(`host.change({ theme: "dark", locale: "de-DE" })`);
    await page.until(`document.querySelector("tbody tr:last-child th").textContent === "21. Nov. 2026 (so far)"`);
    const revenue = dataOf(answers.daily).rows.at(-1)?.["revenue"];
    expect(await page.evaluate(`document.querySelector("tbody tr:last-child td").textContent`, "frame")).toBe(
      euros(revenue, "de-DE"),
    );
    const colour = `getComputedStyle(document.querySelector(".series-0")).color`;
    expect(await page.evaluate(colour, "frame")).toBe("rgb(50, 215, 255)");
    await page.evaluate(`host.change({ theme: "light" })`);
    await page.until(`${colour} === "rgb(9, 84, 199)"`);
  });

  async function drawnOf(name: (typeof ANSWERS)[number]): Promise<Structure> {
    const page = shown(opened);
    await page.show({ width: 700 });
    await page.answer(answers[name]);
    return page.evaluate<Structure>(STRUCTURE, "frame");
  }
});

describe.skipIf("skipped" in opened)("a reader", () => {
  it("moves along the chart with the arrow keys, and hears each place", async () => {
    const page = shown(opened);
    await page.show({ width: 700 });
    await page.answer(answers.daily);
    await page.evaluate(`document.querySelector(".frame").focus()`, "frame");
    const spoken = `document.querySelector("[aria-live]").textContent`;
    const { rows: days } = dataOf(answers.daily);
    const [first, second, last] = [days[0], days[1], days.at(-1)];
    for (const [key, label, row] of [
      ["ArrowRight", "Oct 23, 2026", first],
      ["ArrowRight", "Oct 24, 2026", second],
      ["ArrowLeft", "Oct 23, 2026", first],
      ["End", "Nov 21, 2026 (so far)", last],
    ] as const) {
      await page.press(key);
      const said = `${label}; Revenue: ${euros(row?.["revenue"])}; Profit: ${euros(row?.["profit"])}`;
      expect(await page.evaluate(spoken, "frame")).toBe(said);
      expect(await page.evaluate(`document.querySelector(".tooltip").innerText`, "frame")).toBe(
        said.replaceAll("; ", "\n"),
      );
    }
    await page.photograph("keyboard");
    await page.press("Escape");
    expect(await page.evaluate(`document.querySelector(".tooltip").hidden`, "frame")).toBe(true);
    expect(await page.evaluate(`getComputedStyle(document.querySelector(".frame")).outlineStyle`, "frame")).not.toBe(
      "none",
    );
  });

  it.each([320, 900])("points at a place with the mouse, and the tooltip stays within %i pixels", async (width) => {
    const page = shown(opened);
    await page.show({ width });
    await page.answer(answers.costs);
    for (const share of [0.2, 0.92]) {
      await page.send("Input.dispatchMouseEvent", { type: "mouseMoved", x: 8 + width * share, y: 200 });
      await page.until(`!document.querySelector(".tooltip").hidden`);
      const [left = 0, right = 0] = await page.evaluate<number[]>(
        `(({ left, right }) => [left, right])(document.querySelector(".tooltip").getBoundingClientRect())`,
        "frame",
      );
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(width);
    }
    await page.photograph(`mouse-${width}`);
    expect(await page.evaluate(`document.querySelector(".tooltip").innerText`, "frame")).toContain(
      "Nov 21, 2026 (so far)\nProduct costs: €",
    );
  });

  it("turns the chart into its table and back", async () => {
    const page = shown(opened);
    await page.show({ width: 320 });
    await page.answer(answers.products);
    const seen = `[!document.querySelector(".chart").hidden, document.querySelector("table").getBoundingClientRect().height > 100 && !document.querySelector(".rows").classList.contains("unseen")]`;
    expect(await page.evaluate(seen, "frame")).toEqual([true, false]);
    await page.evaluate(`document.querySelector("button").click()`, "frame");
    await page.photograph("table");
    expect(await page.evaluate(seen, "frame")).toEqual([false, true]);
    expect(await page.evaluate(`document.querySelector("button").textContent`, "frame")).toBe("Chart");
    // Made anew in another language, it is still the table.
    await page.evaluate(`host.change({ theme: "light", locale: "de-DE" })`);
    await page.until(`document.querySelector("tbody td").textContent.endsWith("\u00a0€")`);
    expect(await page.evaluate(seen, "frame")).toEqual([false, true]);
    await page.evaluate(`document.querySelector("button").click()`, "frame");
    expect(await page.evaluate(seen, "frame")).toEqual([true, false]);
  });

  it("saves picture and rows through the host, and is told how that went", async () => {
    const page = shown(opened);
    await page.show({ width: 700 });
    await page.answer(answers.products);
    await page.evaluate("host.saved.length = 0");
    for (const kind of ["SVG", "PNG", "CSV"]) {
      await page.evaluate(`document.querySelector("[aria-label='Save as ${kind}']").click()`, "frame");
      await page.until(`document.querySelector("[aria-live]").textContent === "The ${kind} file is saved."`);
    }
    const saved = await page.evaluate<Saved[]>("host.saved");
    const [svg, png, csv] = saved.map(({ resource }) => resource);
    expect(saved.map(({ type, resource }) => [type, resource.uri, resource.mimeType])).toEqual([
      ["resource", "file:///revenue-by-name.svg", "image/svg+xml"],
      ["resource", "file:///revenue-by-name.png", "image/png"],
      ["resource", "file:///revenue-by-name.csv", "text/csv"],
    ]);
    expect(svg?.text).toMatch(/^<svg xmlns=.*Kenia AA Nyeri, 1 kg.*<\/svg>$/s);
    const bytes = Buffer.from(png?.blob ?? "", "base64");
    expect([bytes.subarray(1, 4).toString("latin1"), bytes.readUInt32BE(16)]).toEqual(["PNG", 2 * 932]);
    expect(csv?.text?.split("\r\n").length).toBe(12);
    expect(csv?.text).toContain('"Kenia AA Nyeri, 1 kg",Coffee,');
    await page.evaluate("host.isSaving = false");
    await page.evaluate(`document.querySelector("[aria-label='Save as CSV']").click()`, "frame");
    await page.until(`document.querySelector("[aria-live]").textContent === "The CSV file was not saved."`);
    await page.evaluate("host.isSaving = true");
  });

  it("sees no button for what the host cannot do, and may have it larger where it can", async () => {
    const page = shown(opened);
    const buttons = `[...document.querySelectorAll("button")].map(({ textContent }) => textContent)`;
    await page.show({ width: 700, capabilities: {} });
    await page.answer(answers.products);
    expect(await page.evaluate(buttons, "frame")).toEqual(["Table"]);
    await page.show({ width: 700, capabilities: {}, context: { availableDisplayModes: ["inline", "fullscreen"] } });
    await page.answer(answers.products);
    expect(await page.evaluate(buttons, "frame")).toEqual(["Table", "Larger"]);
    await page.evaluate(`document.querySelector("button:last-child").focus()`, "frame");
    await page.evaluate(`document.activeElement.click()`, "frame");
    await page.until(`document.querySelector("button:last-child").textContent === "Smaller"`);
    expect(await page.evaluate("document.activeElement.textContent", "frame")).toBe("Smaller");
    expect(await page.evaluate("host.modes.join()")).toBe("fullscreen");
  });

  it("has a table behind the picture, for a screen reader", async () => {
    const page = shown(opened);
    await page.show({ width: 700 });
    await page.answer(answers.products);
    const { nodes } = await page.accessibility();
    const named = (role: string) => nodes.filter((node) => node.role?.value === role && !node.ignored);
    expect(named("application").map(({ name }) => name?.value)).toEqual([
      "Revenue by name. Read it with the arrow keys.",
    ]);
    expect(named("table").map(({ name }) => name?.value)).toEqual(["Revenue by name"]);
    expect(named("rowheader").map(({ name }) => name?.value)).toContain("Kenia AA Nyeri, 1 kg");
    expect(named("button").map(({ name }) => name?.value)).toEqual([
      "Table",
      "Save as SVG",
      "Save as PNG",
      "Save as CSV",
    ]);
  });

  it("asks for a readable width where the host leaves it the choice", async () => {
    const page = shown(opened);
    await page.show({ width: 300, context: { containerDimensions: { maxWidth: 1000 } } });
    await page.answer(answers.products);
    expect(await page.evaluate("host.width")).toBe(640);
    await page.show({ width: 300, context: { containerDimensions: { width: 300 } } });
    await page.answer(answers.products);
    expect(await page.evaluate("host.width")).toBe(300);
  });

  it("has the host's colours and fonts, and nothing else of its style sheet", async () => {
    const page = shown(opened);
    const fonts = `@import url("https://fonts.example/x.css"); @font-face { font-family: Shop; src: local(Shop) } main { display: none }`;
    const variables = { "--color-background-primary": "light-dark(#fffaf0, #102030)", "--font-sans": "Shop, serif" };
    await page.show({ width: 700, theme: "dark", context: { styles: { variables, css: { fonts } } } });
    await page.answer(answers.products);
    const look =
      "(({ backgroundColor, fontFamily }) => [backgroundColor, fontFamily])(getComputedStyle(document.body))";
    expect(await page.evaluate(look, "frame")).toEqual(["rgb(16, 32, 48)", "Shop, serif"]);
    expect(await page.evaluate(`getComputedStyle(document.querySelector("main")).display`, "frame")).toBe("flow-root");
    expect(await page.evaluate("[...document.fonts].map(({ family }) => family)", "frame")).toEqual(["Shop"]);
  });
});

interface Saved {
  readonly type: string;
  readonly resource: {
    readonly uri: string;
    readonly mimeType: string;
    readonly text?: string;
    readonly blob?: string;
  };
}

describe.skipIf("skipped" in opened)("where there is nothing to draw", () => {
  it.each<[string, object, string]>([
    [
      "an error",
      { content: [{ type: "text", text: "no" }], isError: true, _meta: { [CHART_DATA]: { rows: [{ a: 1 }] } } },
      "This answer brings no chart.",
    ],
    ["a client that took _meta away", { content: [{ type: "text", text: "x" }] }, "This answer brings no chart."],
    ["other data", resultOf({ rows: "x" as never }), "This answer brings no chart."],
    ["no rows", resultOf({ rows: [] }), "There is nothing to draw: there are no rows."],
    ["no numbers", resultOf({ rows: [{ name: "a" }] }), "There is nothing to draw: no column holds numbers only."],
    [
      "1e308",
      resultOf({ rows: [{ name: "a", revenue: 1e308 }] }),
      "There is nothing to draw: no column holds numbers only.",
    ],
    [
      "a wish for what is not there",
      resultOf({ rows: [{ a: "x", b: 1 }], wish: { y: ["z"] } }),
      "There is nothing to draw: there is no column z. There are a, b.",
    ],
  ])("%s is told in a sentence, in a small page", async (_, result, sentence) => {
    const page = shown(opened);
    await page.show({ width: 700 });
    await page.answer(result);
    const { words } = await page.evaluate<Structure>(STRUCTURE, "frame");
    expect(words).toContain(sentence);
    expect(await page.evaluate("host.height")).toBeLessThan(160);
  });

  it("not a number is no number, and a call that is stopped says so", async () => {
    const page = shown(opened);
    await page.show({ width: 700 });
    expect(await page.evaluate("document.body.innerText", "frame")).toContain("Waiting for the answer.");
    const meta = `{ "${CHART_DATA}": { rows: [{ name: "a", revenue: NaN }, { name: "b", revenue: Infinity }] } }`;
    await page.evaluate(`host.answer({ content: [], _meta: ${meta} })`);
    await page.until(`document.body.innerText.includes("There is nothing to draw: no column holds numbers only.")`);
    await page.evaluate("host.cancel()");
    await page.until(`document.body.innerText.includes("This call was stopped, so there is nothing to draw.")`);
  });

  it("a message of any window but the host's is no answer", async () => {
    const page = shown(opened);
    await page.show({ width: 700 });
    const forged = { jsonrpc: "2.0", method: "ui/notifications/tool-result", params: answers.daily };
    await page.evaluate(`(async () => {
      const other = document.body.appendChild(document.createElement("iframe"));
      other.contentWindow.eval(${JSON.stringify(`parent.frames[0].postMessage(${JSON.stringify(forged)}, "*")`)});
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      other.remove();
    })()`);
    await settle(page);
    expect(await page.evaluate("document.body.innerText", "frame")).toContain("Waiting for the answer.");
  });

  it("the page goes when the host takes it away", async () => {
    const page = shown(opened);
    await page.show({ width: 700 });
    await page.answer(answers.daily);
    expect(await page.evaluate("host.end()")).toEqual({});
    await page.until(`document.querySelector("main").childElementCount === 0`);
  });
});

describe.skipIf("skipped" in opened)("hostile values stay texts", () => {
  const bad = [
    "</script><script>window.ran=1</script>",
    '"><img src=x onerror="window.ran=1">',
    "<svg onload=window.ran=1>",
    "x".repeat(10_000),
    "\u202e\u0000\ud800",
  ];
  const asNames = bad.map((name, at) => ({ name, revenue: at - 2 }));
  it.each<[string, object]>([
    ["as names", { rows: asNames }],
    [
      "as columns",
      { rows: [{ name: "a", ...Object.fromEntries(bad.map((name, at) => [name, at])) }], wish: { kind: "bar" } },
    ],
    [
      "as series",
      { rows: bad.flatMap((name) => ["2026-10", "2026-11"].map((month) => ({ month, name, revenue: 1 }))) },
    ],
    [
      "as notes, source, currency and wish",
      { rows: asNames, notes: bad, source: bad[1], currency: bad[0], wish: { x: bad[0] } },
    ],
    ["where nothing is drawn", { rows: bad.map((name) => ({ [name]: name })) }],
    ["500 rows of one label", { rows: Array.from({ length: 500 }, () => ({ name: "a", revenue: 1 })) }],
    [
      "the largest numbers",
      {
        rows: [
          { name: "a", revenue: 1e149 },
          { name: "b", revenue: -1e149 },
        ],
      },
    ],
    ["columns that every object has", { rows: [JSON.parse('{"__proto__":"x","constructor":2,"toString":3}')] }],
  ])("%s", async (_, data) => {
    const page = shown(opened);
    for (const kind of ["line", "horizontal"]) {
      await page.show({ width: 320 });
      await page.answer(resultOf({ wish: { kind: kind as "line" }, ...data }));
      const { words, foreign, ran } = await page.evaluate<Structure>(STRUCTURE, "frame");
      expect(words).not.toBe("");
      expect({ foreign, ran }).toEqual({ foreign: 0 });
      expect(await page.evaluate("document.documentElement.scrollWidth", "frame")).toBeLessThanOrEqual(320);
    }
    await page.photograph(`hostile-${_}`);
  });
});

describe("the file", () => {
  const page = readFileSync(join(dirname(PROGRAM), "chart.html"), "utf8");

  it("is one, small, brings all that it needs, and is what clients of both eras get", () => {
    expect([served, received["2026-07-28"].page]).toEqual([page, page]);
    expect(Buffer.byteLength(page)).toBeLessThan(60_000);
    expect(page.match(/<\/script/gi)?.length).toBe(1);
    expect(page).not.toMatch(
      /<link|\ssrc=|@import|\beval\b|new Function|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon/,
    );
    expect([...new Set(page.match(/https?:\/\/[\w./]+/g))]).toEqual(["http://www.w3.org/2000/svg"]);
  });

  it.skipIf("skipped" in opened)("asked for nothing in all these tests, and broke no policy", () => {
    const { requests, complaints } = shown(opened);
    const asked = new Set(requests.map((address) => new URL(address).pathname));
    expect([...asked].sort()).toEqual(["/", "/chart.html", "/host.js"]);
    expect(complaints).toEqual([]);
  });
});
