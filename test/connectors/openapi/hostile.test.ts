import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDefinition } from "../../../src/connectors/custom/check.ts";
import { fromOpenApi, parseDocument } from "../../../src/connectors/openapi/index.ts";
import { definitionOf, orders, shop, whyNot } from "./examples.ts";

/** Whatever comes out holds what definitions promise: names, limits, the one origin. */
function expectSafe(document: unknown): void {
  const result = fromOpenApi(document, { id: "mine", source: "https://docs.example/openapi.json" });
  if (result.kind !== "definition") return;
  const checked = checkDefinition(result.definition);
  if (!checked.ok) expect(checked.issues).toEqual([]);
}

const word = fc.oneof(
  fc.constantFrom(
    "__proto__",
    "constructor",
    "limit",
    "page",
    "fields",
    "_method",
    "$ref",
    "a[b]",
    "x[]",
    "",
    "\u202e",
  ),
  fc.string({ unit: "binary", maxLength: 60 }),
);
const json = fc.jsonValue({ maxDepth: 1 });
const reference = fc.record({
  $ref: fc.constantFrom("#", "#/components/schemas/A", "#/paths", "#/%zz", "x.yaml#/a", "#/components/schemas/B"),
});
const { schema } = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: false },
    json,
    reference,
    fc.record(
      {
        type: fc.oneof(fc.constantFrom("integer", "number", "string", "boolean", "array", "object"), json),
        format: fc.constantFrom("int32", "int64", "date", "date-time", "binary"),
        enum: fc.array(fc.oneof(word, json), { maxLength: 2 }),
        minimum: fc.oneof(fc.double(), json),
        maximum: fc.oneof(fc.double(), json),
        exclusiveMinimum: fc.oneof(fc.double(), fc.boolean()),
        maxLength: fc.double(),
        maxItems: fc.double(),
        default: fc.oneof(json, fc.double()),
        items: tie("schema"),
        properties: fc.dictionary(word, tie("schema"), { maxKeys: 3 }),
        anyOf: fc.array(tie("schema"), { maxLength: 2 }),
        allOf: fc.array(tie("schema"), { maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
  ),
}));
const parameter = fc.oneof(
  json,
  reference,
  fc.record(
    {
      name: word,
      in: fc.constantFrom("query", "query", "path", "header", "cookie"),
      required: fc.boolean(),
      description: fc.string({ unit: "binary", maxLength: 200 }),
      style: fc.constantFrom("form", "deepObject", "pipeDelimited", "matrix"),
      explode: fc.boolean(),
      schema,
    },
    { requiredKeys: ["name", "in"] },
  ),
);
const operation = fc.record(
  {
    operationId: fc.oneof(word, json),
    summary: fc.string({ unit: "binary" }),
    description: fc.oneof(fc.string({ unit: "binary", maxLength: 900 }), json),
    tags: fc.oneof(fc.array(word), json),
    parameters: fc.oneof(fc.array(parameter, { maxLength: 5 }), json),
    responses: fc.dictionary(
      fc.constantFrom("200", "204", "302", "default"),
      fc.record({ content: fc.dictionary(fc.constantFrom("application/json", "text/csv"), fc.record({ schema })) }),
    ),
    security: fc.oneof(fc.array(fc.dictionary(fc.constantFrom("a", "b", "__proto__"), fc.array(word))), json),
    servers: json,
  },
  { requiredKeys: [] },
);
const path = fc.oneof(
  fc.constantFrom("/orders", "/orders/{id}", "/a/{fields}/{b}", "/{limit}"),
  word.map((text) => `/${text}`),
);

describe("a hostile document", () => {
  it("of any JSON is refused or read, and never throws", () => {
    fc.assert(
      fc.property(fc.anything(), json, (anything, members) => {
        fromOpenApi(anything, {});
        expectSafe({
          openapi: "3.1.0",
          servers: members,
          paths: members,
          components: members,
          security: members,
          info: members,
        });
      }),
    );
  });

  it("becomes nothing that the checks of definitions would refuse", () => {
    const document = fc.record({
      openapi: fc.constant("3.1.0"),
      info: fc.record({ title: fc.string({ unit: "binary" }) }),
      servers: fc.constant([{ url: "https://api.example/v1" }]),
      paths: fc.dictionary(path, fc.record({ get: operation, parameters: fc.array(parameter, { maxLength: 2 }) }), {
        maxKeys: 12,
      }),
      components: fc.record({
        schemas: fc.record({ A: schema, B: schema }),
        securitySchemes: fc.constant({
          a: { type: "http", scheme: "bearer" },
          b: { type: "apiKey", in: "header", name: "X-Key" },
        }),
      }),
    });
    fc.assert(fc.property(document, expectSafe), { numRuns: 100 });
  });

  it("has references in a circle", () => {
    const schemas = { A: { $ref: "#/components/schemas/B" }, B: { $ref: "#/components/schemas/A" } };
    const circle = { name: "x", in: "query", required: true, schema: { $ref: "#/components/schemas/A" } };
    expect(whyNot(orders({ parameters: [circle] }, { components: { schemas } }))).toContain("run in a circle");
    const tree = {
      type: "object",
      properties: { child: { $ref: "#/components/schemas/Tree" }, name: { type: "string" } },
    };
    const deep = { name: "t", in: "query", style: "deepObject", schema: { $ref: "#/components/schemas/Tree" } };
    const { definition } = definitionOf(orders({ parameters: [deep] }, { components: { schemas: { Tree: tree } } }));
    expect(definition.endpoints[0]?.arguments?.map(({ name }) => name)).toEqual(["t_child_name", "t_name"]);
  });

  it("grows without end where it is walked, from YAML aliases or schemas within schemas", async () => {
    const levels = Array.from(
      { length: 60 },
      (_, at) => `a${at + 1}: &a${at + 1} { allOf: [${`*a${at},`.repeat(9)}], anyOf: [${`*a${at},`.repeat(9)}] }`,
    );
    const parsed = await parseDocument(`a0: &a0 { type: string }\n${levels.join("\n")}\nroot: *a60\n`);
    if (!parsed.ok || typeof parsed.document !== "object" || parsed.document === null || !("root" in parsed.document))
      throw new Error();
    const endless = { name: "x", in: "query", required: true, schema: parsed.document.root };
    expect(whyNot(orders({ parameters: [endless] }))).toContain("too large");
  });

  it("is huge: ten thousand operations take a moment", () => {
    const item = { get: { parameters: [{ name: "limit", in: "query", schema: { type: "integer" } }], responses: {} } };
    const paths = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`/things/${at % 7}/p${at}`, item]));
    expect(fromOpenApi(shop(paths), {})).toMatchObject({ kind: "choose", total: 10_000 });
  });
});
