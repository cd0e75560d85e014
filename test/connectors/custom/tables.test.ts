import { describe, expect, it } from "vitest";
import { tablesOf } from "../../../src/tables/table.ts";
import { connectorOf, issuesOf, teapots, teapotsWith } from "./examples.ts";

const slug = { name: "slug", type: "string", in: "path", description: "The pot's" };
const start = { name: "from", type: "date", period: "start", description: "First day" };
const end = { name: "to", type: "date", period: "end", description: "Last day" };

const pots = { tool: "list_pots", description: "Pots.", path: "pots", table: { name: "pots", row: "A pot." } };
const lids = {
  tool: "list_lids",
  description: "Lids.",
  path: "pots/{slug}/lids",
  arguments: [slug],
  table: { name: "lids", row: "A lid.", under: { table: "pots", field: "slug", argument: "slug" } },
};
const days = {
  tool: "get_days",
  description: "Days.",
  path: "days",
  arguments: [
    { ...start, required: true },
    { ...end, required: true },
  ],
  table: { name: "days", row: "A day.", days: 30 },
};

const withEndpoints = (...endpoints: readonly unknown[]) => teapotsWith({ endpoints });

describe("the tables of a person's own connector", () => {
  it("are its lists, without a word about them", () => {
    const tables = tablesOf(connectorOf(teapots));
    expect(tables.map(({ name, declared }) => [name, declared])).toEqual([["pots", {}]]);
  });

  it("can be declared, below another one's rows and over a period too, in any order", () => {
    const tables = tablesOf(connectorOf(withEndpoints(days, lids, pots)));
    expect(tables.map(({ name, parent }) => [name, parent?.name])).toEqual([
      ["days", undefined],
      ["pots", undefined],
      ["lids", "pots"],
    ]);
  });

  it("are the same ones each time", () => {
    const connector = connectorOf(teapots);
    expect(tablesOf(connector)).toBe(tablesOf(connector));
  });

  it.each([
    [
      "two of one name",
      [pots, { ...pots, tool: "list_more", path: "more" }],
      'endpoints[0].table.name: "pots" is another table\'s name already; choose another',
    ],
    [
      "the name of a list that is a table by itself",
      [
        { ...pots, tool: "list_all", path: "all" },
        { ...pots, table: undefined },
      ],
      'endpoints[0].table.name: "pots" is another table\'s name already',
    ],
    [
      "below a table that is not there",
      [pots, { ...lids, table: { ...lids.table, under: { ...lids.table.under, table: "pot" } } }],
      'endpoints[1].table.under.table: "pot" is none of the tables. Did you mean "pots"?',
    ],
    [
      "below itself",
      [{ ...lids, table: { ...lids.table, name: "pots" } }],
      'endpoints[0].table.under.table: "pots" is none of the tables.',
    ],
    [
      "below each other",
      [
        {
          ...lids,
          tool: "list_pots",
          path: "a/{slug}",
          table: { ...lids.table, name: "pots", under: { ...lids.table.under, table: "lids" } },
        },
        lids,
      ],
      '"lids" lies below "pots" in turn',
    ],
    [
      "by an argument that is not there",
      [pots, { ...lids, table: { ...lids.table, under: { ...lids.table.under, argument: "slag" } } }],
      'under.argument: "slag" is none of the endpoint\'s arguments. Did you mean "slug"?',
    ],
    [
      "over days without a first and a last one",
      [{ ...days, arguments: [start] }],
      'endpoints[0].table.days: needs an argument with "period": "start" and one with "period": "end"',
    ],
    [
      "with an argument that nothing fills in",
      [pots, { ...lids, table: { name: "lids", row: "A lid." } }],
      'endpoints[1].table: cannot be read whole: "slug" is required. Say with "under"',
    ],
  ])("are refused: %s", (_, endpoints, said) => {
    const defined = endpoints.map(({ table, ...rest }) => (table === undefined ? rest : { ...rest, table }));
    expect(issuesOf(withEndpoints(...defined)).join("\n")).toContain(said);
  });

  it("of an extension do not take the name of a built-in one, and can lie below it", () => {
    const extension = (endpoint: unknown) => ({ extends: "setora", endpoints: [endpoint] });
    const own = { ...pots, tool: "list_rooms", path: "rooms", table: { name: "locations", row: "A room." } };
    expect(issuesOf(extension(own)).join()).toContain('"locations" is another table\'s name already');
    const below = { ...lids, table: { ...lids.table, under: { table: "locations", field: "slug", argument: "slug" } } };
    const tables = tablesOf(connectorOf(extension(below)));
    expect(tables.map(({ name, parent }) => [name, parent?.name])).toContainEqual(["lids", "locations"]);
  });

  it.each(["query", "list_tables"])("leave the name %s to Keyscope", (tool) => {
    expect(issuesOf(withEndpoints({ ...pots, tool })).join()).toContain(
      "is a tool of Keyscope's own; choose another name",
    );
  });
});
