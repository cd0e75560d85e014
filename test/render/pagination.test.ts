import { describe, expect, it } from "vitest";
import type { Argument, ArgumentValues, PagingRole } from "../../src/connectors/schema/connector.ts";
import { adviceForRest } from "../../src/render/pagination.ts";

/** An argument that plays this part, under a name of the API's own. */
function part(paging: PagingRole, name: string, usual?: number): Argument {
  const base = { name, paging, description: name, ...(usual === undefined ? {} : { default: usual }) };
  return paging === "cursor"
    ? { ...base, type: "string", maxLength: 100 }
    : { ...base, type: "integer", minimum: 0, maximum: 200 };
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
  return adviceForRest({ endpoint, arguments: given }, 60);
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
    expect(advice([part("offset", "skip"), { ...part("size", "n"), type: "integer", minimum: 1, maximum: 50 }])).toBe(
      "For the rest, ask for n=50 from skip=60 on.",
    );
  });
});
