import { describe, expect, it } from "vitest";
import { fromOpenApi } from "../../../src/connectors/openapi/index.ts";
import { definitionOf, orders, shop, whyNot } from "./examples.ts";

function answering(content: unknown, path = "/things", operationId = "fetchThings") {
  return shop({ [path]: { get: { operationId, responses: { 200: { content } } } } });
}

describe("a document", () => {
  it("becomes a definition that a person could have written", () => {
    const document = orders({
      summary: "Lists orders",
      description: "Newest first.",
      parameters: [{ name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 100 } }],
      responses: { 200: { content: { "application/json": { schema: { type: "array" } } } } },
    });
    expect(
      definitionOf(document, { source: "https://corner.example/openapi.json?token=sesame#top" }).definition,
    ).toEqual({
      id: "corner-shop",
      title: "Corner Shop",
      baseUrl: "https://api.corner.example/v1",
      authentication: { kind: "bearer" },
      keyProbe: { path: "orders", query: { limit: "1" } },
      endpoints: [
        {
          tool: "list_orders",
          title: "Lists orders",
          description: "Lists orders. Newest first.",
          path: "orders",
          arguments: [
            { name: "limit", description: "Limit", paging: "size", type: "integer", minimum: 1, maximum: 100 },
          ],
          list: true,
        },
      ],
      sources: ["https://corner.example/openapi.json"],
    });
  });

  it.each([
    [{ swagger: "2.0" }, "https://converter.swagger.io"],
    [{ openapi: "4.0.0" }, "3.0, 3.1 and 3.2"],
    [{ id: "shop" }, "no member"],
    [[], "not an object"],
    [{ openapi: "3.1.0", servers: [{ url: "https://x.example" }] }, "has no GET"],
  ])("%j is refused with the remedy", (document, failure) => {
    expect(fromOpenApi(document, {})).toEqual({ kind: "failed", failure: expect.stringContaining(failure) });
  });

  it.each([3.1, "3.0.0", "3.2.0"])("of version %j is read", (openapi) => {
    expect(definitionOf(orders({}, { openapi })).operations).toBe(1);
  });
});

describe("the base URL", () => {
  it.each([
    [[{ url: "http://a.example" }, { url: "https://b.example/v2/" }], "https://b.example/v2/"],
    [[{ url: "http://a.example/v1" }], "https://a.example/v1"],
    [[{ url: "http://localhost:8080/api" }], "http://localhost:8080/api"],
    [[{ url: "https://{region}.a.example/", variables: { region: { default: "eu" } } }], "https://eu.a.example/"],
    [[{ url: "/api/v3" }], "https://docs.example/api/v3"],
    [undefined, "https://docs.example/"],
  ])("of servers %j", (servers, expected) => {
    const document = orders({}, { servers });
    expect(definitionOf(document, { source: "https://docs.example/openapi.json" }).definition.baseUrl).toBe(expected);
  });

  it.each([
    [[{ url: "/v1" }], undefined],
    [[{ url: "/v1" }], "C:\\api\\openapi.json"],
    [[{ url: "https://user:pass@a.example" }], undefined],
    [[{ url: "https://{shop}.a.example" }], undefined],
    [[{ url: "file:///etc/passwd" }], undefined],
  ])("of servers %j and source %j is missing, and the remedy is said", (servers, source) => {
    const result = fromOpenApi(orders({}, { servers }), source === undefined ? {} : { source });
    expect(result).toEqual({ kind: "failed", failure: expect.stringContaining('"servers"') });
  });

  it("is the only place that the key goes to", () => {
    expect(whyNot(orders({ servers: [{ url: "https://files.example" }] }))).toContain("address of its own");
    expect(definitionOf(orders({ servers: [{ url: "https://api.corner.example/v1/" }] })).leftOut).toEqual([]);
  });
});

describe("an operation", () => {
  it.each([["/orders?all=1"], ["/../admin"], ["//other.example/x"], ["/a/{x}/{x}"], ["/%2e%2e/x"], ["/"]])(
    "at %s is left out",
    (path) => {
      expect(whyNot(shop({ [path]: { get: { responses: {} } } }))).toContain("has a path");
    },
  );

  it("is left out with the reason when it needs a body or answers something other than JSON", () => {
    expect(whyNot(orders({ requestBody: { required: true } }))).toContain("request body");
    expect(whyNot(answering({ "text/csv": {}, "image/png": {} }))).toContain("answers text/csv or image/png, not JSON");
    expect(whyNot(orders({ responses: { 204: {}, 404: {} } }))).toContain("answers nothing");
    expect(whyNot(orders({ responses: { 302: {} } }))).toContain("redirect");
    expect(whyNot(shop({ "/x": { get: { $ref: "x.yaml" } } }))).toContain("another file");
  });

  it.each([
    [{ "application/json": { schema: { type: "array" } } }, true],
    [{ "application/vnd.shop+json; charset=utf-8": { schema: { type: ["array", "null"] } } }, true],
    [{ "application/json": { schema: { properties: { results: { type: "array" }, next: {}, a: {}, b: {} } } } }, true],
    [{ "application/json": { schema: { properties: { things: { type: "array" }, a: {}, b: {}, c: {} } } } }, true],
    [{ "application/json": { schema: { properties: { id: {}, tags: { type: "array" }, a: {}, b: {} } } } }, false],
    [{ "application/json": {} }, false],
  ])("that answers %j: is it a list? %s", (content, list) => {
    const [endpoint] = definitionOf(answering(content)).definition.endpoints;
    expect(endpoint).toMatchObject({ list, tool: list ? "list_things" : "get_things" });
  });

  it("that writes is no tool, and is counted", () => {
    const document = shop({ "/orders": { get: { responses: {} }, post: {}, delete: {} } });
    const { operations, notes, definition } = definitionOf(document);
    expect([operations, definition.endpoints.length]).toEqual([3, 1]);
    expect(notes.join()).toContain("2 of the document's 3 operations are no GET");
  });
});

describe("tool names", () => {
  it.each([
    ["listPetsByID", "/x", "list_pets_by_id"],
    ["repos/list-for-org", "/x", "list_repos_for_org"],
    ["charges_retrieve", "/x", "get_charges"],
    ["GetCustomersCustomerCashBalance", "/x", "get_customer_cash_balance"],
    ["read_users_api_v1_users_get", "/x", "get_users_api_v1_users"],
    ["", "/api/v2/shops/{shopId}", "get_shops_by_shop_id"],
    ["check_access", "/x", "get_check_access"],
    ["listTheVeryLongNamesOfAllOrdersInTheShopOfAPerson", "/x", "list_very_long_names_orders"],
    ["12", "/x", "get_12"],
  ])("%j at %s is %s", (operationId, path, tool) => {
    const document = shop({ [path]: { get: { operationId, responses: {} } } });
    expect(definitionOf(document).definition.endpoints[0]?.tool).toBe(tool);
  });

  it("are unique, and the same whatever else is included in whatever order", () => {
    const document = shop({
      "/a": { get: { operationId: "list-orders", responses: {} } },
      "/b": { get: { operationId: "listOrders", responses: {} } },
    });
    const tools = (include: string[]) =>
      definitionOf(document, { include }).definition.endpoints.map(({ tool }) => tool);
    expect(tools([])).toEqual(["list_orders", "list_orders_2"]);
    expect(tools(["/b", "/a"])).toEqual(["list_orders", "list_orders_2"]);
    expect(tools(["listOrders"])).toEqual(["list_orders_2"]);
  });
});

describe("many operations", () => {
  const paths = Object.fromEntries(
    Array.from({ length: 150 }, (_, at) => [
      `/${at < 100 ? "orders" : "stock"}/p${at}`,
      {
        get: {
          operationId: `getP${at}`,
          tags: [at < 100 ? "Orders" : "Stock"],
          summary: `Number ${at}`,
          responses: {},
        },
      },
    ]),
  );
  const big = shop(paths);

  it("are shown for the person to choose from", () => {
    const result = fromOpenApi(big, {});
    expect(result).toMatchObject({ kind: "choose", total: 150 });
    if (result.kind !== "choose") return;
    expect(result.operations[0]).toEqual({ id: "getP0", path: "/orders/p0", tag: "Orders", summary: "Number 0" });
  });

  it.each([
    ["getp7", 1],
    ["get_p7", 1],
    ["corner_shop_get_p7", 1],
    ["/orders/p7", 1],
    ["/stock/*", 50],
    ["tag:stock", 50],
  ])("are chosen by %s", (entry, count) => {
    expect(definitionOf(big, { include: [entry] }).definition.endpoints).toHaveLength(count);
  });

  it("are refused where they are unknown or too many", () => {
    expect(fromOpenApi(big, { include: ["getPP7", "tag:Stok"] })).toMatchObject({
      kind: "failed",
      failure: expect.stringMatching(
        /"getPP7" \(did you mean "getP\d+"\?\), "tag:Stok" \(did you mean "tag:Stock"\?\)/,
      ),
    });
    expect(fromOpenApi(big, { include: ["/*"] })).toMatchObject({ failure: expect.stringMatching(/150 .* 128/) });
  });

  it("say why one that was asked for cannot be had", () => {
    const document = shop({ "/a": { get: { operationId: "old", deprecated: true } } });
    expect(fromOpenApi(document, { include: ["old"] })).toMatchObject({
      failure: expect.stringContaining("old is deprecated"),
    });
  });
});
