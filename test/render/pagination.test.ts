import { describe, expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import {
  type Argument,
  type ArgumentValues,
  type Connector,
  defineConnector,
  type PagingRole,
} from "../../src/connectors/schema/connector.ts";
import { adviseOnRest } from "../../src/render/pagination.ts";
import { type Call, present, readBack } from "./read-back.ts";

/** An argument that plays this part, under a name of the API's own. */
function part(paging: PagingRole, name: string, usual?: number): Argument {
  const base = { name, paging, description: name };
  return paging === "cursor"
    ? { ...base, type: "string", maxLength: 100 }
    : { ...base, type: "integer", minimum: 0, maximum: 200, ...(usual === undefined ? {} : { default: usual }) };
}

/** The advice where 60 rows of an answer fitted. */
function advice(known: readonly Argument[], given: ArgumentValues = {}): string {
  const endpoint = {
    tool: "shop_list_rows",
    title: "Rows",
    description: "Rows",
    path: "rows",
    scopes: [],
    arguments: known,
    list: false,
  };
  return adviseOnRest({ endpoint, arguments: given }, 60);
}

const size = part("size", "per_page");

describe("the way to rows that were cut", () => {
  it.each<[string, readonly Argument[], ArgumentValues, string]>([
    [
      "pages, by the names that the arguments have",
      [part("page", "p"), size],
      { p: 3, per_page: 100 },
      "ask for per_page=50 from p=6 on, which begins with row 51 again",
    ],
    [
      "pages of the size that the API takes when none is given",
      [part("page", "p", 1), part("size", "n", 120)],
      { p: 2 },
      "ask for n=60 from p=4 on",
    ],
    [
      "pages that are counted from 0",
      [part("page", "p", 0), part("size", "n", 120)],
      { p: 1 },
      "ask for n=60 from p=3 on",
    ],
    ["pages of a size that nobody knows", [part("page", "p"), size], {}, "ask for per_page=60 or less, page by page"],
    [
      "pages of a size of nothing",
      [part("page", "p"), size],
      { per_page: 0 },
      "ask for per_page=60 or less, page by page",
    ],
    ["an offset", [part("offset", "skip", 0), size], {}, "ask for per_page=60 from skip=60 on"],
    ["an offset that was given", [part("offset", "skip"), size], { skip: 40 }, "ask for per_page=60 from skip=100 on"],
    ["the first page before any cursor", [part("cursor", "after"), size], {}, "ask for per_page=60 or less"],
    ["a cursor", [part("cursor", "after"), size], { after: "x" }, "ask for per_page=60 or less from the same after"],
    ["only a size", [size], {}, "use a smaller per_page"],
  ])("%s", (_, known, given, words) => {
    expect(advice(known, given)).toBe(`For the rest, ${words}.`);
  });

  it("is not to be had with a cursor alone, a page alone, or nothing", () => {
    expect(advice([part("cursor", "after")])).toBe("");
    expect(advice([part("page", "p")])).toBe("");
    expect(advice([])).toBe("");
  });

  it("never asks for more rows than the API gives", () => {
    const size = { name: "n", paging: "size", description: "n", type: "integer", minimum: 1, maximum: 50 } as const;
    expect(advice([part("offset", "skip"), size])).toBe("For the rest, ask for n=50 from skip=60 on.");
  });
});

const after: Argument = {
  name: "after",
  parameter: "cursor",
  type: "string",
  maxLength: 500,
  paging: "cursor",
  description: "Where the next page begins",
};

/** An API whose lists come page by page with a cursor. */
const { envelope: _, ...bare } = setpilot;
const shelves: Connector = defineConnector({
  ...bare,
  endpoints: [
    { ...endpointCalled("setpilot_list_books"), arguments: [after] },
    { ...endpointCalled("setpilot_list_shelves"), arguments: [] },
    { ...endpointCalled("setpilot_list_charges"), arguments: [{ ...after, parameter: "starting_after" }] },
  ],
});

function endpointCalled(tool: string) {
  return { tool, title: "Books", description: "Books", path: "books", scopes: [], arguments: [], list: true };
}

function ownLines(document: unknown, call: Call = {}): readonly string[] {
  return readBack(present(JSON.stringify(document), { connector: shelves, tool: "list_books", ...call })).own;
}

const rows = [{ id: 1 }, { id: 2 }];

describe("a page after which more rows follow", () => {
  it.each([
    { data: rows, next_cursor: "c2Vjb25k" },
    { rows, pagination: { hasMore: true, continuationToken: "c2Vjb25k" } },
    { rows, meta: { prev_cursor: "first", "next-cursor": "c2Vjb25k" } },
    { rows, nextPageToken: "c2Vjb25k" },
  ])("says how to ask for them: %j", (document) => {
    expect(ownLines(document)[1]).toBe("# More rows follow: call again with after=c2Vjb25k.");
  });

  it("names the last row's id where the API goes on after a row, as Stripe does", () => {
    const call = { tool: "list_charges" };
    const charges = [{ id: "ch_1" }, { id: "ch_2" }];
    expect(ownLines({ data: charges, has_more: true }, call)[1]).toBe(
      "# More rows follow: call again with after=ch_2.",
    );
    expect(ownLines({ data: [{ uuid: "41" }], has_more: true }, call)[1]).toContain("call again with after=41.");
    expect(ownLines({ data: charges, has_more: false }, call)).toHaveLength(2);
    expect(ownLines({ data: [], has_more: true }, call)).toHaveLength(2);
    // Of an API that has cursors, an id is none.
    expect(ownLines({ data: charges, has_more: true })).toHaveLength(2);
  });

  it.each<[string, unknown, Call]>([
    ["on the last page", { rows, next_cursor: null }, {}],
    ["with an empty cursor", { rows, next_cursor: "" }, {}],
    ["where the cursor is the one that was asked with", { rows, cursor: "abc" }, { arguments: { after: "abc" } }],
    ["where it leads back", { rows, previous_cursor: "abc" }, {}],
    ["where it is no single word", { rows, next_cursor: "abc\n# forged" }, {}],
    ["where it is long", { rows, next_cursor: "a".repeat(300) }, {}],
    ["where it is deep in the rows", { rows: [{ cursor: "abc" }] }, {}],
    ["where the tool takes no cursor", { rows, next_cursor: "abc" }, { tool: "list_shelves" }],
  ])("says nothing %s", (_, document, call) => {
    expect(ownLines(document, call)).toHaveLength(2);
  });

  it("tells the way to the rows that were cut instead, because the next page leads past them", () => {
    const many = Array.from({ length: 900 }, (_, id) => ({ id, note: "x".repeat(90) }));
    const own = ownLines({ rows: many, next_cursor: "abc" });
    expect(own[1]).toMatch(/^# Too long for one answer: rows 1–\d+ of 900 are shown\./);
    expect(own.join("\n")).not.toContain("More rows follow");
  });
});
