import { expect, it } from "vitest";
import { readAnswer } from "../../src/answers/answer.ts";
import { readPage, type Seen } from "../../src/tables/reading/page.ts";
import { cleanText } from "../../src/utils/clean-text.ts";
import { atOnce } from "../../src/utils/turns.ts";
import { connectorWith, tableWith } from "./list.ts";

const PAGING = { paging: "page" } as const;
const source = { connector: connectorWith(PAGING), table: tableWith(PAGING), columns: {} };

/** Reads pages one after the other, and tells of each whether its rows were cut out, and what is known after it. */
function readAll(bodies: readonly string[]) {
  let seen: Seen = {};
  return bodies.map((body) => {
    const how = { clean: cleanText, cleanWords: cleanText, template: seen.template };
    const read = atOnce(readAnswer(body, undefined, undefined, how));
    if (!read.ok) throw new Error("no answer");
    const result = readPage(read.answer, source, seen);
    seen = result.seen;
    return { isCut: read.answer.rows !== undefined, isLearnt: seen.template !== undefined, page: result.page };
  });
}

const pageOf = (...rows: readonly unknown[]) => JSON.stringify({ rows, total: 9 });

it("rows that are written as on the page before are cut out, with their total and what they hold", () => {
  const [first, second] = readAll([pageOf({ id: 1, at: "a" }), pageOf({ id: 2, at: null }, { id: 3, at: "b" })]);
  expect(first?.isCut).toBe(false);
  expect(second?.isCut).toBe(true);
  expect(second?.page.total).toBe(9);
  const told = second?.page.rows.map((row) => [row.text, row.get("id"), row.get("at"), row.has("x"), row.get("x")]);
  expect(told).toEqual([
    ['{"id":2,"at":null}', 2, null, false, undefined],
    ['{"id":3,"at":"b"}', 3, "b", false, undefined],
  ]);
});

it("a total that is less than the rows of the page is none", () => {
  const [, second] = readAll([pageOf({ id: 1 }), JSON.stringify({ rows: [{ id: 2 }, { id: 3 }], total: 1 })]);
  expect(second?.isCut).toBe(true);
  expect(second?.page.total).toBeUndefined();
});

it("where three pages in a row were each written in another way, no fourth is expected to be alike", () => {
  const odd = [1, 2, 3, 4].map((at) => pageOf({ id: at, [`only${at}`]: 1 }));
  expect(readAll(odd).map(({ isLearnt }) => isLearnt)).toEqual([true, true, true, false]);
  const mixed = [odd[0] ?? "", odd[0] ?? "", ...odd.slice(1, 3)];
  expect(readAll(mixed).map(({ isCut, isLearnt }) => [isCut, isLearnt])).toEqual([
    [false, true],
    [true, true],
    [false, true],
    [false, true],
  ]);
});

it.each([
  [{ has_more: true }, true],
  [{ has_more: false }, false],
  [{ hasMore: true }, true],
  [{ pageInfo: { hasNextPage: true } }, true],
  [{ next: "https://api.example/things?page=2" }, true],
  [{ next: null }, false],
  [{ next: "" }, false],
  [{ links: { self: "https://api.example/things", next: "https://api.example/things?page=2" } }, true],
  [{ _links: { next: { href: "/things?page=2" } } }, true],
  [{ _links: { self: { href: "/things" } } }, false],
  [{ next_page: 2 }, true],
  [{ more: "things" }, false],
])("whether an API says that more rows follow: %o", (members, isMore) => {
  const [page] = readAll([JSON.stringify({ rows: [{ id: 1 }], ...members })]);
  expect(page?.page.isMore ?? false).toBe(isMore);
});

it("an empty cursor leads nowhere, as on Slack's last page", () => {
  const [page] = readAll([JSON.stringify({ rows: [{ id: 1 }], response_metadata: { next_cursor: "" } })]);
  expect(page?.page.cursor).toBeUndefined();
});
