import { describe, expect, it } from "vitest";
import { connectorSchema } from "../../../scripts/docs/connector-schema.ts";

interface Node {
  readonly place: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Every object of the published schema, with its place. */
function nodesOf(value: unknown, place: string): Node[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, each]) => nodesOf(each, `${place}/${key}`));
  return [{ place, value: { ...value } }, ...inner];
}

const nodes = nodesOf(JSON.parse(connectorSchema()), "");

describe("connector.schema.json", () => {
  it("describes every member, so that an editor can explain it", () => {
    const members = nodes.filter(({ place }) => /\/properties\/[^/]+$/.test(place));
    expect(members.length).toBeGreaterThan(100);
    expect(members.filter(({ value }) => value["description"] === undefined).map(({ place }) => place)).toEqual([]);
  });

  it("allows no member that it does not name", () => {
    const objects = nodes.filter(({ value }) => "properties" in value && value["type"] === "object");
    expect(objects.length).toBeGreaterThan(20);
    expect(objects.filter(({ value }) => value["additionalProperties"] !== false)).toEqual([]);
  });

  it("has patterns that editors can read, with Unicode as the standard wants it", () => {
    const patterns = nodes.map(({ value }) => value["pattern"]).filter((pattern) => typeof pattern === "string");
    expect(patterns.length).toBeGreaterThan(20);
    for (const pattern of patterns) expect(() => new RegExp(pattern, "u")).not.toThrow();
  });

  it("asks for nothing that has a default", () => {
    const demanding = nodes.filter(({ value }) => Array.isArray(value["required"]));
    const names = new Set(
      demanding.flatMap(({ value }) => (Array.isArray(value["required"]) ? value["required"] : [])),
    );
    expect(names).not.toContain("authentication");
    expect(names).not.toContain("arguments");
    expect(names).toContain("baseUrl");
  });
});
