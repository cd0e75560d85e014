import { describe, expect, it } from "vitest";
import { ebiz } from "../../src/connectors/catalog/ebiz.ts";
import { sendpilot } from "../../src/connectors/catalog/sendpilot.ts";
import type { Argument, Endpoint } from "../../src/connectors/schema/connector.ts";
import { accessDefinition } from "../../src/tools/access-tool.ts";
import { endpointDefinition } from "../../src/tools/endpoint-tool.ts";
import { invented } from "../scopes/invented.ts";

const x = { name: "x", description: "What it is" } as const;

function schemaOf(...known: readonly Argument[]) {
  const endpoint: Endpoint = {
    tool: "shop_get_x",
    title: "X",
    description: "X",
    path: "x",
    scopes: [],
    arguments: known,
    list: false,
  };
  return endpointDefinition(invented({ id: "shop" }), endpoint, true).inputSchema;
}

describe("the schema of an argument", () => {
  const description = "What it is";

  it.each<[Argument, object]>([
    [
      { ...x, type: "integer", minimum: 1, maximum: 9, default: 5 },
      { type: "integer", minimum: 1, maximum: 9, description, default: 5 },
    ],
    [
      { ...x, type: "number" },
      { type: "number", description },
    ],
    [
      { ...x, type: "number", minimum: 0, maximum: 0.5 },
      { type: "number", minimum: 0, maximum: 0.5, description },
    ],
    [
      { ...x, type: "string", maxLength: 9, default: "a" },
      { type: "string", maxLength: 9, description, default: "a" },
    ],
    [
      { ...x, type: "choice", values: ["a", "b"], default: "b" },
      { type: "string", enum: ["a", "b"], description, default: "b" },
    ],
    [
      { ...x, type: "date", default: "2026-01-31" },
      { type: "string", format: "date", description: "What it is, YYYY-MM-DD", default: "2026-01-31" },
    ],
    [
      { ...x, type: "boolean", default: false },
      { type: "boolean", description, default: false },
    ],
    [
      { ...x, type: "list", maxItems: 3, style: "comma" },
      { type: "array", items: { type: "string" }, minItems: 1, maxItems: 3, description },
    ],
    [
      { ...x, type: "list", maxItems: 2, style: "comma", values: ["a", "b"], default: "a" },
      {
        type: "array",
        items: { type: "string", enum: ["a", "b"] },
        minItems: 1,
        maxItems: 2,
        description,
        default: ["a"],
      },
    ],
  ])("%j", (argument, schema) => {
    expect(schemaOf(argument).properties).toEqual({ x: schema });
  });

  it("says which ones a call cannot do without, and nothing where there are none", () => {
    const text = { type: "string", maxLength: 9, description } as const;
    expect(
      schemaOf({ ...text, name: "id", in: "path" }, { ...text, name: "note" }, { ...text, name: "of", required: true }),
    ).toMatchObject({ required: ["id", "of"] });
    expect(schemaOf({ ...text, name: "note" })).not.toHaveProperty("required");
  });
});

it("the access tool calls scopes what the product calls them, and names none where it has none", () => {
  expect(accessDefinition(ebiz).description).toContain("Tells key, permissions, tools shown");
  expect(accessDefinition(sendpilot).description).toContain("Tells key, tools shown");
});
