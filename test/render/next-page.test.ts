import { describe, expect, it } from "vitest";
import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import { type Argument, type Connector, defineConnector } from "../../src/connectors/schema/connector.ts";
import { type Call, present, readBack } from "./read-back.ts";

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
