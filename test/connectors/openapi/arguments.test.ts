import { describe, expect, it } from "vitest";
import { argumentsOf, definitionOf, orders, shop, whyNot } from "./examples.ts";

function query(name: string, schema: unknown, more: object = {}) {
  return { name, in: "query", schema, ...more };
}

describe("parameters of the query", () => {
  it.each([
    [
      "a whole number",
      { type: "integer", minimum: 1, maximum: 9, default: 3 },
      { type: "integer", minimum: 1, maximum: 9, default: 3 },
    ],
    ["bounds that are not reached (3.0)", { type: "integer", minimum: 0, exclusiveMinimum: true }, { minimum: 1 }],
    ["bounds that are not reached (3.1)", { type: "integer", exclusiveMaximum: 10 }, { maximum: 9 }],
    ["32 bits", { type: "integer", format: "int32" }, { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }],
    ["more than JavaScript counts", { type: "integer", maximum: 2 ** 63 }, { maximum: Number.MAX_SAFE_INTEGER }],
    ["a number", { type: "number", minimum: 0.5 }, { type: "number", minimum: 0.5 }],
    ["a text", { type: "string", maxLength: 99_999 }, { type: "string", maxLength: 2_000 }],
    ["a day", { type: "string", format: "date" }, { type: "date" }],
    ["yes or no", { type: "boolean", default: false }, { type: "boolean", default: false }],
    [
      "one of some words",
      { type: "string", enum: ["open", "closed", null], default: "open" },
      { type: "choice", values: ["open", "closed"], default: "open" },
    ],
    ["one of some numbers", { type: "integer", enum: [1, 2] }, { type: "choice", values: ["1", "2"] }],
    ["a type or null (3.1)", { type: ["integer", "null"], minimum: 2 }, { type: "integer", minimum: 2 }],
    ["several plain types", { anyOf: [{ type: "integer" }, { type: "string" }] }, { type: "string" }],
    ["one type or null", { oneOf: [{ type: "boolean" }, { type: "null" }] }, { type: "boolean" }],
    [
      "parts of a schema",
      { allOf: [{ $ref: "#/components/schemas/State" }], default: "on" },
      { type: "choice", values: ["on", "off"], default: "on" },
    ],
  ])("%s", (_, schema, expected) => {
    const document = orders(
      { parameters: [query("x", schema)] },
      { components: { schemas: { State: { type: "string", enum: ["on", "off"] } } } },
    );
    const [argument] = definitionOf(document).definition.endpoints[0]?.arguments ?? [];
    expect(argument).toMatchObject({ name: "x", ...expected });
  });

  it("a default that the parameter itself does not allow is no default", () => {
    const [argument] = argumentsOf(query("x", { type: "integer", maximum: 9, default: 10 }));
    expect(argument).not.toHaveProperty("default");
  });

  it.each([
    ["ids", {}, { style: "repeat" }],
    ["ids", { explode: false }, { style: "comma" }],
    ["ids", { style: "spaceDelimited", explode: false }, { style: "space" }],
    ["ids", { style: "pipeDelimited", explode: false }, { style: "pipe" }],
    ["ids", { style: "deepObject", explode: true }, { style: "brackets" }],
    ["ids[]", {}, { style: "brackets", name: "ids" }],
  ])("a list %s written as %j", (name, writing, expected) => {
    const [argument] = argumentsOf(query(name, { type: "array", items: { type: "string" }, maxItems: 7 }, writing));
    expect(argument).toMatchObject({ name: "ids", type: "list", maxItems: 7, ...expected });
    expect(argument).not.toHaveProperty("parameter");
  });

  it("an object becomes one argument for each of its members, and one for the plain value that may stand instead", () => {
    const range = {
      type: "object",
      properties: { gte: { type: "integer" }, in: { type: "object", properties: { year: { type: "integer" } } } },
    };
    const all = argumentsOf(
      query("created", { anyOf: [range, { type: "integer" }] }, { style: "deepObject", explode: true }),
    );
    expect(all.map(({ name, parameter }) => [name, parameter])).toEqual([
      ["created", undefined],
      ["created_gte", "created[gte]"],
      ["created_in_year", "created[in][year]"],
    ]);
    const form = argumentsOf(query("filter", { type: "object", properties: { status: { type: "string" } } }));
    expect(form).toMatchObject([{ name: "status" }]);
  });

  it("names are the assistant's own, and the API's stands beside them", () => {
    const all = argumentsOf(
      ...["pageSize", "page-size", "filter[state]", "fields", "2fa", "Ärger"].map((name) =>
        query(name, { type: "string" }),
      ),
    );
    expect(all.map(({ name, parameter }) => [name, parameter])).toEqual([
      ["page_size", "pageSize"],
      ["page_size_2", "page-size"],
      ["filter_state", "filter[state]"],
      ["api_fields", "fields"],
      ["arg_2fa", "2fa"],
      ["arger", "Ärger"],
    ]);
  });

  it("parts in paging are known by their usual names, each once", () => {
    const whole = { type: "integer" };
    const all = argumentsOf(
      query("page", whole),
      query("per_page", { type: "number" }),
      query("limit", whole),
      query("pageToken", { type: "string" }),
    );
    expect(all).toMatchObject([
      { paging: "page", minimum: 0, maximum: 1_000_000_000 },
      { paging: "size", type: "integer", minimum: 1, maximum: 10_000 },
      { name: "limit" },
      { paging: "cursor" },
    ]);
    expect(all[2]).not.toHaveProperty("paging");
  });

  it("what cannot be sent is left away where it is optional, and a note says so", () => {
    const parameters = [
      query("meta", { type: "object", additionalProperties: true }),
      { name: "X-Trace", in: "header", schema: { type: "string" } },
      { name: "filter", in: "query", content: { "application/json": {} } },
    ];
    const { definition, notes } = definitionOf(orders({ parameters }));
    expect(definition.endpoints[0]).not.toHaveProperty("arguments");
    for (const name of ["meta", "X-Trace", "filter"]) expect(notes.join("\n")).toContain(name);
  });

  it.each([
    [{ name: "X-Shop", in: "header", required: true }, "needs the parameter X-Shop, which is a header"],
    [{ name: "sid", in: "cookie", required: true }, "needs the parameter sid, which is a cookie"],
    [query("meta", { type: "object" }, { required: true }), "needs the parameter meta, which may hold anything"],
    [query("x", { $ref: "other.yaml#/X" }, { required: true }), "refers to another file"],
    [query("x", { $ref: "#/nowhere" }, { required: true }), "not in the document"],
    [query("_method", { type: "string" }, { required: true }), "name that cannot be sent"],
  ])("an operation that needs %j is left out", (parameter, why) => {
    expect(whyNot(orders({ parameters: [parameter] }))).toContain(why);
  });

  it("there are at most 40, and those that must be given are among them", () => {
    const parameters = Array.from({ length: 60 }, (_, at) =>
      query(`p${at}`, { type: "string" }, { required: at === 59 }),
    );
    const { definition, notes } = definitionOf(orders({ parameters }));
    expect(definition.endpoints[0]?.arguments).toHaveLength(40);
    expect(definition.endpoints[0]?.arguments?.[0]).toMatchObject({ name: "p59", required: true });
    expect(notes.join()).toContain("20 more");
  });

  it("descriptions are plain words of one line", () => {
    const text =
      "The **state** of <b>the</b> [order](https://x.example)\u202e,\n`open` &amp; more. And a second sentence that goes on and on and on, for rather longer than there is room in an argument.";
    expect(argumentsOf(query("x", { type: "string" }, { description: text }))).toMatchObject([
      { description: "The state of the order, open & more." },
    ]);
  });
});

describe("parameters of the path", () => {
  it("are required, whether or not the document describes them, and only those that the path has", () => {
    const item = {
      parameters: [
        { name: "orderId", in: "path", required: true, schema: { type: "integer", minimum: 1 } },
        { name: "gone", in: "path" },
      ],
      get: { operationId: "getLine", responses: {} },
    };
    const { definition } = definitionOf(shop({ "/orders/{orderId}/lines/{line}": item }));
    expect(definition.endpoints[0]).toMatchObject({
      path: "orders/{orderId}/lines/{line}",
      arguments: [
        { name: "order_id", parameter: "orderId", in: "path", required: true, type: "integer", minimum: 1 },
        { name: "line", in: "path", required: true, type: "string" },
      ],
    });
  });
});
