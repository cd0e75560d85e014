import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/answers/json.ts";
import type { Failure } from "../../src/failures/failure.ts";
import { createReading } from "../../src/tables/reading/reading.ts";
import { type Paging, pages, readToEnd, rowsOf, tableWith } from "./list.ts";

const list = (count: number): JsonObject[] => Array.from({ length: count }, (_, at) => ({ id: at + 1, n: count - at }));
const refused = (status: number): Failure => ({ kind: "refused", status, said: undefined });

type Answer = Parameters<typeof pages>[0];

/** Reads a list as an API gives it, and says what came of it. */
async function read(paging: Paging, answer: Answer) {
  const { fetchPage, asked } = pages(answer);
  const reading = createReading(tableWith(paging), fetchPage);
  const failure = await readToEnd(reading);
  return { failure, rows: rowsOf(reading), whole: reading.whole(), asked, reading };
}

const all = list(25);
const slice = (start: number, size: number, rows = all) => ({ rows: rows.slice(start, start + size) });
const byPage =
  (size: number, first: number, rows = all): Answer =>
  ({ page = first }) =>
    slice((Number(page) - first) * size, size, rows);

describe("every way of paging brings all rows, once", () => {
  const cases: readonly [string, Paging, Answer, string][] = [
    [
      "page numbers from 1, with a total",
      { paging: "page", size: 10 },
      ({ page }) => ({ ...slice((Number(page) - 1) * 10, 10), total: 25 }),
      "proven",
    ],
    ["page numbers from 1", { paging: "page", size: 10 }, byPage(10, 1), "as-told"],
    ["page numbers from 0, as documented", { paging: "page", size: 10, first: 0 }, byPage(10, 0), "as-told"],
    ["fewer rows than asked for, on every page", { paging: "page", size: 100 }, byPage(7, 1), "as-told"],
    [
      "offset, with a total",
      { paging: "offset", size: 10 },
      ({ offset }) => ({ ...slice(Number(offset), 10), total: 25 }),
      "proven",
    ],
    [
      "offset, and fewer rows than asked for now and then",
      { paging: "offset", size: 10 },
      ({ offset }) => slice(Number(offset), Number(offset) === 10 ? 3 : 10),
      "as-told",
    ],
    ["offset without a size", { paging: "offset" }, ({ offset }) => slice(Number(offset), 4), "as-told"],
    [
      "a cursor",
      { paging: "cursor" },
      ({ cursor = "0" }) => ({
        ...slice(Number(cursor), 10),
        ...(Number(cursor) < 20 && { cursor: String(Number(cursor) + 10) }),
      }),
      "as-told",
    ],
    [
      "a cursor and an empty page on the way",
      { paging: "cursor" },
      ({ cursor = "0" }) => {
        const at = Number(cursor);
        return {
          rows: at === 1 ? [] : all.slice(Math.max(at - 1, 0) * 5, Math.max(at - 1, 0) * 5 + 5),
          ...(at < 5 && { cursor: String(at + 1) }),
        };
      },
      "as-told",
    ],
    ["no paging", { paging: "none" }, () => ({ rows: all }), "as-told"],
    ["no paging, with a total", { paging: "none" }, () => ({ rows: all, total: 25 }), "proven"],
    [
      "a last page that comes again for every page behind it",
      { paging: "page", size: 10 },
      ({ page }) => slice(Math.min(Number(page) - 1, 2) * 10, 10),
      "as-told",
    ],
    [
      "a full last page that comes again",
      { paging: "page", size: 5 },
      ({ page }) => ({ ...slice(Math.min(Number(page) - 1, 4) * 5, 5), total: 25 }),
      "proven",
    ],
    [
      "404 behind the last page",
      { paging: "page", size: 10 },
      ({ page }) => (Number(page) > 3 ? refused(404) : slice((Number(page) - 1) * 10, 10)),
      "as-told",
    ],
    [
      "404 behind a full last page",
      { paging: "page", size: 5 },
      ({ page }) => (Number(page) > 5 ? refused(404) : slice((Number(page) - 1) * 5, 5)),
      "as-told",
    ],
    [
      "422 behind a full last page that the total told",
      { paging: "page", size: 5 },
      ({ page }) => (Number(page) > 5 ? refused(422) : { ...slice((Number(page) - 1) * 5, 5), total: 25 }),
      "proven",
    ],
    ["an empty list", { paging: "page", size: 10 }, () => ({ rows: [] }), "as-told"],
    ["an empty list, with a total", { paging: "page", size: 10 }, () => ({ rows: [], total: 0 }), "proven"],
  ];
  it.each(cases)("%s", async (name, paging, answer, kind) => {
    const { failure, rows, whole } = await read(paging, answer);
    expect(failure).toBeUndefined();
    expect(rows).toEqual(name.startsWith("an empty list") ? [] : all);
    expect(whole.kind).toBe(kind);
  });

  it.each([
    [50, 50],
    [400, 400],
    [50_000, 500],
    // What stands where an OpenAPI document names no limit.
    [10_000, 100],
  ])("of at most %i rows a page, %i are asked for", async (size, limit) => {
    const { asked } = await read({ paging: "page", size }, byPage(25, 1));
    expect(asked[0]).toMatchObject({ limit });
  });

  it.each([0, 1])("page numbers that nothing tells about, from %i", async (first) => {
    const table = tableWith({ paging: "page", size: 10 });
    const [page, size] = table.endpoint.arguments;
    if (page?.type !== "integer" || size === undefined) throw new Error("no page");
    const { default: _, ...unsure } = page;
    const endpoint = { ...table.endpoint, arguments: [unsure, size] };
    const { fetchPage } = pages(byPage(10, first));
    const reading = createReading({ ...table, endpoint }, fetchPage);
    expect(await readToEnd(reading)).toBeUndefined();
    expect(rowsOf(reading)).toEqual(all);
  });
});

describe("what is not whole is not called so", () => {
  it("a total that is the number of this page's rows", async () => {
    const { rows, whole } = await read({ paging: "page", size: 10 }, (cursor) => ({
      ...slice((Number(cursor["page"]) - 1) * 10, 10),
      total: slice((Number(cursor["page"]) - 1) * 10, 10).rows.length,
    }));
    expect(rows).toEqual(all);
    expect(whole.kind).toBe("unproven");
  });

  it.each([
    ["more", 40, { kind: "unproven", least: 25, most: 40 }],
    ["fewer", 22, { kind: "unproven", least: 22, most: 25 }],
  ])("a total of %s rows than there are", async (_, total, whole) => {
    const answered = await read({ paging: "page", size: 5 }, (cursor) => ({
      ...slice((Number(cursor["page"]) - 1) * 5, 5),
      total,
    }));
    expect(answered.rows).toEqual(all);
    expect(answered.whole).toEqual(whole);
  });

  it("a list that gives 10 of 25 and no further page", async () => {
    const { whole } = await read({ paging: "none" }, () => ({ ...slice(0, 10), total: 25 }));
    expect(whole).toEqual({ kind: "never", total: 25 });
  });

  it("one with a next cursor for which there is no argument", async () => {
    expect((await read({ paging: "none" }, () => ({ ...slice(0, 10), cursor: "more" }))).whole.kind).toBe("never");
  });

  it.each(["none", "cursor"] as const)(
    "one that says that more follow, and not how they are had: %s",
    async (paging) => {
      expect((await read({ paging }, () => ({ ...slice(0, 10), isMore: true }))).whole).toEqual({ kind: "never" });
    },
  );

  it("one whose pages may be asked for up to a number only", async () => {
    const answered = await read({ paging: "page", size: 10, most: 2 }, byPage(10, 1));
    expect(answered.whole).toEqual({ kind: "never", total: undefined });
    expect(answered.rows).toHaveLength(20);
  });

  it("one of which the connector says that it never comes whole, and the API tells no total", async () => {
    const { whole } = await read({ paging: "none", declared: { never: "so it is" } }, () => slice(0, 10));
    expect(whole).toEqual({ kind: "never", total: undefined });
  });
});

describe("an API that does not end", () => {
  const repeated: Failure = { kind: "table", table: "things", reason: "page-repeated" };
  it.each<[string, Paging, Answer]>([
    ["ignores the offset", { paging: "offset", size: 10 }, () => slice(0, 10)],
    ["ignores the offset and tells a total", { paging: "offset", size: 10 }, () => ({ ...slice(0, 10), total: 25 })],
    ["ignores the page and has no size", { paging: "page" }, () => slice(0, 10)],
    ["gives the same cursor again", { paging: "cursor" }, () => ({ ...slice(0, 10), cursor: "again" })],
    ["gives two pages in turn", { paging: "page", size: 10 }, ({ page }) => slice((Number(page) % 2) * 10, 10)],
    [
      "gives empty pages and new cursors for ever",
      { paging: "cursor" },
      (_, count) => ({ rows: [], cursor: String(count) }),
    ],
    [
      "gives three cursors in turn",
      { paging: "cursor" },
      (_, count) => ({ ...slice((count % 3) * 5, 5), cursor: String(count % 3) }),
    ],
  ])("and %s is told from one that does", async (_, paging, answer) => {
    const { failure, asked } = await read(paging, answer);
    expect(failure).toEqual(repeated);
    expect(asked.length).toBeLessThan(40);
  });

  it("is given up after half a million rows", async () => {
    const page = Array.from({ length: 5_000 }, () => ({ id: 0 }));
    const answer: Answer = (_, count) => ({
      rows: page.map((__, at) => ({ id: count * 10_000 + at })),
      cursor: String(count),
    });
    expect((await read({ paging: "cursor" }, answer)).failure).toEqual({ ...repeated, reason: "too-long" });
  });

  it("is given up after 200 million characters", async () => {
    const text = "x".repeat(10_000_000);
    const answer: Answer = (_, count) => ({ rows: [{ id: count, text: text + count }], cursor: String(count) });
    const { failure, asked } = await read({ paging: "cursor" }, answer);
    expect(failure).toEqual({ ...repeated, reason: "too-long" });
    expect(asked.length).toBeLessThan(25);
  });
});

describe("a page that fails", () => {
  it("is asked for again by the next step, and nothing is lost", async () => {
    let failures = 1;
    const { fetchPage, asked } = pages(({ page }) =>
      Number(page) === 3 && failures-- > 0 ? refused(500) : slice((Number(page) - 1) * 10, 10),
    );
    const reading = createReading(tableWith({ paging: "page", size: 10 }), fetchPage);
    expect(await readToEnd(reading)).toEqual(refused(500));
    expect(reading.rows.size).toBe(20);
    expect(reading.whole().kind).toBe("partial");
    expect(await readToEnd(reading)).toBeUndefined();
    expect(rowsOf(reading)).toEqual(all);
    expect(asked.filter(({ page }) => page === 3)).toHaveLength(2);
  });
});

describe("rows without an id", () => {
  const twins = [...list(12), ...list(12)].map(({ n }) => ({ n: n ?? null }));
  it("are told apart by content and how often it came", async () => {
    const { rows, whole } = await read({ paging: "page", size: 10 }, ({ page }) => ({
      rows: twins.slice((Number(page) - 1) * 10, Number(page) * 10),
      total: 24,
    }));
    expect(rows).toEqual(twins);
    expect(whole.kind).toBe("proven");
  });

  it("are not proven to be all when one moved from a page to the next, and nothing tells how many there are", async () => {
    let came = 0;
    const { whole } = await read({ paging: "page", size: 10 }, ({ page }, count) => {
      if (count % 2 === 0) came += 1;
      const now = [...Array.from({ length: came }, (_, at) => ({ n: `new ${at}` })).reverse(), ...twins];
      return { rows: now.slice((Number(page) - 1) * 10, Number(page) * 10) };
    });
    expect(whole.kind).toBe("unproven");
  });

  it.each([
    [
      "in one page",
      [
        { id: 1, a: 1 },
        { id: 1, a: 2 },
        { id: 2, a: 3 },
      ],
    ],
    [
      "the very same twice",
      [
        { id: 1, a: 1 },
        { id: 1, a: 1 },
      ],
    ],
  ])("an id that does not tell rows apart is none: %s", async (_, rows) => {
    const answered = await read({ paging: "none" }, () => ({ rows, total: rows.length }));
    expect(answered.rows).toEqual(rows);
    expect(answered.whole.kind).toBe("proven");
  });

  it("ids that are numbers and texts are different ids", async () => {
    expect((await read({ paging: "none" }, () => ({ rows: [{ id: 1 }, { id: "1" }] }))).rows).toHaveLength(2);
  });
});

describe("the order", () => {
  const dated = list(25).map((row, at) => ({ ...row, at: `2026-03-${String(25 - at).padStart(2, "0")}` }));
  it("is found out, and how far back rows are there", async () => {
    const { reading, asked } = await read({ paging: "page", size: 10 }, ({ page }) =>
      Number(page) === 3 ? refused(500) : slice((Number(page) - 1) * 10, 10, dated),
    );
    expect(asked).toHaveLength(3);
    expect(reading.newestFirst()).toBe("at");
    expect(reading.readBackTo()).toBe("2026-03-06");
  });

  it("tells nothing of what is there while two columns may be it", async () => {
    const both = dated.map((row) => ({ ...row, changed: row.at }));
    const { reading } = await read({ paging: "page", size: 10 }, ({ page }) =>
      Number(page) === 3 ? refused(500) : slice((Number(page) - 1) * 10, 10, both),
    );
    expect(reading.readBackTo()).toBeUndefined();
  });

  it("is none where one row is out of it", async () => {
    const { reading } = await read({ paging: "none" }, () => ({ rows: [...dated, { id: 99, at: "2026-03-09" }] }));
    expect(reading.newestFirst()).toBeUndefined();
  });
});
