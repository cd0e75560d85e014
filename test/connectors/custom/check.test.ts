import { describe, expect, it } from "vitest";
import { connectors as builtIns } from "../../../src/connectors/catalog/index.ts";
import { checkDefinition } from "../../../src/connectors/custom/check.ts";
import { argumentWith, connectorOf, endpointWith, issuesOf, teapots, teapotsWith } from "./examples.ts";

describe("a definition that says the least", () => {
  it("becomes a whole connector", () => {
    expect(connectorOf(teapots)).toEqual({
      id: "teapots",
      title: "Teapots",
      about: "the data in Teapots",
      guidance: "Choose the tool whose description fits the question.",
      address: { kind: "fixed", url: "https://api.teapots.example/v1/" },
      environment: { baseUrl: "KEYSCOPE_TEAPOTS_BASE_URL", privacy: "KEYSCOPE_TEAPOTS_PRIVACY" },
      keyForms: [
        {
          id: "key",
          name: "API key",
          parts: [{ label: "API key", variable: "KEYSCOPE_TEAPOTS_API_KEY" }],
          authentication: { kind: "bearer" },
        },
      ],
      keyGuide: {
        menu: "its settings for API keys",
        who: "If you cannot find that, ask whoever administers Teapots.",
      },
      rateLimits: [],
      scopes: [],
      sources: [],
      endpoints: [
        {
          tool: "teapots_list_pots",
          title: "List pots",
          description: "Which teapots are there?",
          path: "pots",
          scopes: [],
          arguments: [],
          list: true,
        },
      ],
    });
  });

  it("is stored with its defaults, and checking what is stored changes nothing", () => {
    const first = checkDefinition({ $schema: "./connector.schema.json", ...teapots });
    const second = first.ok ? checkDefinition(JSON.parse(first.text)) : first;
    expect(second).toEqual(first);
    expect(first.ok && Object.keys(JSON.parse(first.text))).not.toContain("$schema");
  });

  it("is stored the same, in whatever order its members came", () => {
    const turned = Object.fromEntries(Object.entries(teapots).reverse());
    expect(checkDefinition(turned)).toEqual(checkDefinition(teapots));
  });
});

describe("what may be left out", () => {
  it("integers are bounded on both sides", () => {
    expect(connectorOf(argumentWith({ type: "integer" })).endpoints[0]?.arguments[0]).toMatchObject({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
    });
  });

  it.each([
    ["list_pots", true],
    ["search_pots", true],
    ["get_pot", false],
  ])("%s answers a list: %s", (tool, list) => {
    expect(connectorOf(endpointWith({ tool })).endpoints[0]?.list).toBe(list);
  });

  it.each([
    [{ kind: "header", name: "X-API-Key" }, { kind: "header", name: "X-API-Key" }, ["API key"]],
    [
      { kind: "header", name: "Authorization", prefix: "Token", label: "access token" },
      { kind: "header", name: "Authorization", prefix: "Token" },
      ["access token"],
    ],
    [{ kind: "basic" }, { kind: "basic" }, ["user name", "password"]],
    [{ kind: "basic", labels: ["account key"] }, { kind: "basic" }, ["account key"]],
  ])("%j needs no more words", (authentication, sent, labels) => {
    const [form] = connectorOf(teapotsWith({ authentication })).keyForms;
    expect(form.authentication).toEqual(sent);
    expect(form.parts.map(({ label }) => label)).toEqual(labels);
    const variables = ["KEYSCOPE_TEAPOTS_API_KEY", "KEYSCOPE_TEAPOTS_API_SECRET"];
    expect(form.parts.map(({ variable }) => variable)).toEqual(variables.slice(0, labels.length));
  });
});

describe("an extension", () => {
  const extension = {
    extends: "setora",
    scopes: [{ name: "clients", grants: "the clients of a salon" }],
    endpoints: [
      { tool: "list_clients", description: "Who are the clients?", path: "clients", scopes: ["read", "clients"] },
    ],
  };

  it("adds endpoints and scopes, and leaves everything else as it is", () => {
    const setora = builtIns.find(({ id }) => id === "setora");
    const extended = connectorOf(extension);
    expect(extended).toMatchObject({ ...setora, scopes: expect.anything(), endpoints: expect.anything() });
    expect(extended.endpoints.slice(0, -1)).toEqual(setora?.endpoints);
    expect(extended.endpoints.at(-1)?.tool).toBe("setora_list_clients");
    expect(extended.scopes.at(-1)?.name).toBe("clients");
  });

  it.each(["baseUrl", "authentication", "keyGuide", "envelope", "rateLimits", "title", "id"])(
    "may not set %s",
    (member) => {
      expect(issuesOf({ ...extension, [member]: "https://elsewhere.example" })[0]).toContain(
        `has no member "${member}"`,
      );
    },
  );

  it("must be one of a connector that is there, and take no name of its tools or scopes", () => {
    expect(issuesOf({ ...extension, extends: "setara" })).toEqual([
      'extends: "setara" is no connector that Keyscope has itself. Did you mean "setora"?',
    ]);
    expect(issuesOf({ ...extension, scopes: [{ name: "read", grants: "x" }] })).toContain(
      'scopes[0].name: "read" is a scope of the built-in connector already',
    );
    const taken = { ...extension.endpoints[0], tool: "list_locations" };
    expect(issuesOf({ ...extension, endpoints: [taken] })).toEqual([
      "endpoints[0].tool: setora_list_locations is a tool of setora already; choose another name",
    ]);
  });
});

describe("a mistake is named with its place and the remedy", () => {
  it.each<[string, unknown, string]>([
    ["no object", [], "must be an object, not a list"],
    ["nothing", {}, "id: is missing: it must be a text"],
    ["misspelt member", teapotsWith({ titel: "x" }), 'has no member "titel". Did you mean "title"?'],
    ["no endpoint", teapotsWith({ endpoints: [] }), "endpoints: is empty"],
    ["misspelt type", argumentWith({ type: "integr" }), 'arguments[0].type: must be one of "integer"'],
    [
      "text for a number",
      argumentWith({ type: "integer", maximum: "9" }),
      "endpoints[0].arguments[0].maximum: must be a number, not a text",
    ],
    [
      "fraction",
      argumentWith({ type: "integer", maximum: 1.5 }),
      "endpoints[0].arguments[0].maximum: must be a whole number",
    ],
    [
      "turned range",
      argumentWith({ type: "integer", minimum: 5, maximum: 1 }),
      "arguments[0].maximum: must not be less than minimum, which is 5",
    ],
    [
      "default outside",
      argumentWith({ type: "integer", maximum: 5, default: 9 }),
      "arguments[0].default: lies outside of minimum and maximum",
    ],
    [
      "default is no choice",
      argumentWith({ type: "choice", values: ["a"], default: "b" }),
      'arguments[0].default: is none of the "values"',
    ],
    [
      "unknown scope",
      endpointWith({ scopes: ["pots"] }),
      'endpoints[0].scopes[0]: "pots" is none of the connector\'s scopes. Add it to "scopes"',
    ],
    [
      "path without argument",
      endpointWith({ path: "pots/{id}" }),
      'endpoints[0].path: {id} needs an argument with "in": "path"',
    ],
    [
      "argument without path",
      argumentWith({ in: "path" }),
      "endpoints[0].arguments[0]: stands in the path, and the path has no {size}",
    ],
    [
      "list in the path",
      endpointWith({ path: "pots/{x}", arguments: [{ name: "x", in: "path", type: "list", description: "x" }] }),
      "arguments[0].type: cannot be a list",
    ],
    [
      "tool twice",
      teapotsWith({ endpoints: [teapots.endpoints[0], teapots.endpoints[0]] }),
      'endpoints[1].tool: "list_pots" is there twice',
    ],
    ["long tool name", endpointWith({ tool: `list_${"x".repeat(30)}` }), "has 43 characters, and 40 are allowed"],
    [
      "scope twice",
      teapotsWith({
        scopes: [
          { name: "a", grants: "a" },
          { name: "a", grants: "a" },
        ],
      }),
      'scopes[1].name: "a" is there twice',
    ],
    [
      "scopes in a circle",
      teapotsWith({
        scopes: [
          { name: "a", grants: "a", includes: ["b"] },
          { name: "b", grants: "b", includes: ["a"] },
        ],
      }),
      'scopes[0].includes[0]: "b" includes "a" in turn',
    ],
    [
      "spelling of the address",
      teapotsWith({ baseUrl: "https://api.teapots.example:443/v1" }),
      "baseUrl: must be written as what it means: https://api.teapots.example/v1",
    ],
  ])("%s", (_, definition, expected) => {
    expect(issuesOf(definition).join("\n")).toContain(expected);
  });

  it("several at once", () => {
    expect(issuesOf(teapotsWith({ id: "Tea Pots", title: "", baseUrl: "teapots" }))).toHaveLength(3);
  });
});
