import { describe, expect, it } from "vitest";
import { fromOpenApi } from "../../../src/connectors/openapi/index.ts";
import { definitionOf, orders, shop } from "./examples.ts";

const header = { type: "apiKey", in: "header", name: "X-API-Key" };
const bearer = { type: "http", scheme: "bearer" };
const flows = { clientCredentials: { tokenUrl: "x", scopes: { "orders:read": "See **orders**" } } };

function secured(securitySchemes: object, paths: Record<string, unknown>, more = {}) {
  return shop(paths, { components: { securitySchemes }, ...more });
}

function get(security?: unknown, more = {}) {
  return { get: { responses: {}, ...(security === undefined ? {} : { security }), ...more } };
}

describe("how the key is sent", () => {
  it.each([
    [bearer, { kind: "bearer" }],
    [{ type: "http", scheme: "Basic" }, { kind: "basic" }],
    [header, { kind: "header", name: "X-API-Key" }],
    [{ type: "oauth2", flows }, { kind: "bearer" }],
    [{ type: "apiKey", in: "header", name: "Authorization", description: "Bearer TOKEN" }, { kind: "bearer" }],
  ])("%j", (scheme, expected) => {
    const document = secured({ key: scheme }, { "/orders": get() }, { security: [{ key: [] }] });
    expect(definitionOf(document).definition.authentication).toEqual(expected);
  });

  it.each([
    [{ type: "apiKey", in: "query", name: "key" }],
    [{ type: "apiKey", in: "cookie", name: "sid" }],
    [{ type: "http", scheme: "digest" }],
    [{ type: "apiKey", in: "header", name: "Host" }],
  ])("not as %j, and why", (scheme) => {
    const document = secured({ key: scheme }, { "/orders": get([{ key: [] }]) });
    expect(fromOpenApi(document, {})).toMatchObject({
      kind: "failed",
      failure: expect.stringContaining("end up in logs"),
    });
  });

  it("as most operations have it; others are left out, public ones stay", () => {
    const document = secured(
      { key: header, token: bearer, url: { type: "apiKey", in: "query", name: "key" } },
      {
        "/a": get([{ key: [] }]),
        "/b": get([{ token: [] }, { key: [] }]),
        "/c": get([{ token: [] }]),
        "/d": get([]),
        "/e": get([{ url: [] }]),
        "/f": get([{ key: [], token: [] }]),
        "/g": get([{ key: [] }], { deprecated: true }),
      },
    );
    const { definition, leftOut } = definitionOf(document);
    expect(definition.authentication).toMatchObject({ kind: "bearer" });
    expect(definition.endpoints.map(({ path }) => path)).toEqual(["b", "c", "d"]);
    expect(definition.keyProbe).toEqual({ path: "b", query: {} });
    expect(leftOut.map(({ operation, why }) => `${operation} ${why}`)).toEqual([
      "GET /a takes another kind of key than most operations",
      "GET /e takes the key in the address only, where it would end up in logs",
      "GET /f needs two keys at once",
      "GET /g is deprecated",
    ]);
  });

  it("as usual where the document does not say, with a note", () => {
    const { definition, notes } = definitionOf(orders({}));
    expect(definition.authentication).toEqual({ kind: "bearer" });
    expect(notes.join()).toContain("does not say how the key is sent");
  });
});

describe("scopes", () => {
  it("come from the requirement, with the scheme's words and the cheapest request as probe", () => {
    const document = secured(
      { login: { type: "oauth2", flows } },
      {
        "/orders/export": get([{ login: ["orders:read"] }]),
        "/orders": get([{ login: ["orders:read"] }], {
          parameters: [{ name: "limit", in: "query", schema: { type: "integer", minimum: 0, maximum: 100 } }],
        }),
        "/stock": get([{ login: ["orders:read", "stock:read"] }]),
      },
    );
    expect(definitionOf(document).definition.scopes).toEqual([
      { name: "orders:read", grants: "See orders", probe: { path: "orders", query: { limit: "1" } } },
      { name: "stock:read", grants: "get_stock" },
    ]);
  });

  it("of other schemes are taken too, and of alternatives only what every key needs", () => {
    const document = secured(
      { PersonalAPIKeyAuth: bearer },
      {
        "/actions": get([{ PersonalAPIKeyAuth: ["action:read"] }]),
        "/either": get([{ PersonalAPIKeyAuth: ["action:read"] }, { PersonalAPIKeyAuth: ["event:read"] }]),
      },
      { openapi: "3.1.0" },
    );
    const { definition, notes } = definitionOf(document);
    expect(definition.endpoints.map(({ scopes }) => scopes)).toEqual([["action:read"], undefined]);
    expect(notes.join()).toContain("different scopes");
  });

  it("are probed with at most eight requests", () => {
    const paths = Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`/p${at}`, get([{ key: [`s${at}`] }])]));
    const { definition } = definitionOf(secured({ key: bearer }, paths));
    expect(definition.scopes?.filter(({ probe }) => probe !== undefined)).toHaveLength(8);
  });
});
