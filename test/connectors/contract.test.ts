import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { accessToolName, type Connector } from "../../src/connectors/connector.ts";
import { connectors, defaultConnector } from "../../src/connectors/index.ts";
import { serverInstructions } from "../../src/texts/instructions.ts";
import { accessTool, endpointTool, type ToolDefinition } from "../../src/tools/definition.ts";

/** What Claude and others still show of a description or of the instructions. */
const LONGEST_TEXT_BYTES = 2_048;
const VERBS = ["get", "list", "search", "check"];

const endpoints = connectors.flatMap((connector) =>
  connector.endpoints.map((endpoint) => ({ connector, endpoint, name: endpoint.tool })),
);
const tools = connectors.flatMap((connector) =>
  [...connector.endpoints.map(endpointTool), accessTool(connector)].map((tool) => ({
    connector,
    tool,
    name: tool.name,
  })),
);

function prefix(connector: Connector): string {
  return `${connector.id.replaceAll("-", "_")}_`;
}

describe("the connectors", () => {
  it("are the files of their folder, every one of them", () => {
    const folder = join(import.meta.dirname, "../../src/connectors");
    const files = readdirSync(folder).filter((file) => file !== "connector.ts" && file !== "index.ts");
    expect(files.sort()).toEqual(connectors.map(({ id }) => `${id}.ts`).sort());
  });

  it("have ids, titles and variables of their own", () => {
    for (const pick of [
      ({ id }: Connector) => id,
      ({ title }: Connector) => title,
      ({ environment }: Connector) => environment.key,
      ({ environment }: Connector) => environment.baseUrl,
    ]) {
      const values = connectors.map(pick);
      expect(new Set(values).size).toBe(values.length);
    }
  });

  it("include the one that is meant when none is named", () => {
    expect(connectors).toContain(defaultConnector);
    expect(defaultConnector.id).toBe("setpilot");
  });

  it("have tools whose names are unique, the access tools' too", () => {
    const names = tools.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe.each(connectors.map((connector) => ({ name: connector.id, connector })))("$name", ({ connector }) => {
  it("has an id of words and hyphens, and variables named after it", () => {
    expect(connector.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    const stem = connector.id.replaceAll("-", "_").toUpperCase();
    expect(connector.environment.key).toMatch(new RegExp(`^${stem}_[A-Z_]*KEY$`));
    expect(connector.environment.baseUrl).toBe(`${stem}_BASE_URL`);
  });

  it("is reached over https, below a path that ends in a slash", () => {
    const url = new URL(connector.baseUrl);
    expect(url.protocol).toBe("https:");
    expect(url.href).toBe(connector.baseUrl);
    expect(connector.baseUrl).toMatch(/\/$/);
    expect([url.username, url.password, url.search, url.hash]).toEqual(["", "", "", ""]);
  });

  it("uses every scope that it declares, and declares each once", () => {
    const declared = connector.scopes.map(({ name }) => name);
    const used = new Set(connector.endpoints.flatMap(({ scopes }) => scopes));
    expect(new Set(declared).size).toBe(declared.length);
    expect([...used].sort()).toEqual([...declared].sort());
  });

  it.each(connector.scopes)("probes $name by an endpoint that needs it and nothing else", (scope) => {
    const probed = connector.endpoints.find(({ path }) => path === scope.probe.path);
    expect(probed?.scopes).toEqual([scope.name]);
    for (const [name, value] of Object.entries(scope.probe.query)) {
      const argument = probed?.arguments.find((candidate) => candidate.name === name);
      expect(argument, `${name} is no argument of ${probed?.tool}`).toBeDefined();
      if (argument?.type !== "integer") continue;
      expect(Number(value)).toBeGreaterThanOrEqual(argument.minimum);
      expect(Number(value)).toBeLessThanOrEqual(argument.maximum);
    }
  });

  it("says for a person what each scope gives, and where keys are made", () => {
    for (const { grants } of connector.scopes) expect(grants.length).toBeGreaterThan(10);
    expect(Object.values(connector.keyGuide).every((text) => text.trim() !== "")).toBe(true);
    expect(connector.sources.length).toBeGreaterThan(0);
    for (const source of connector.sources) expect(new URL(source).protocol).toBe("https:");
  });

  it("allows at least one probe for each scope within its limit", () => {
    expect(connector.rateLimit.requests).toBeGreaterThan(connector.scopes.length);
    expect(connector.rateLimit.seconds).toBeGreaterThan(0);
  });

  it("has instructions that clients do not cut, and that name only tools that exist", () => {
    const text = serverInstructions(connector);
    expect(Buffer.byteLength(text)).toBeLessThan(LONGEST_TEXT_BYTES);
    expect(text.slice(0, 100)).toContain(connector.title);
    expect(toolNamesIn(text, connector)).toContain(accessToolName(connector));
    for (const name of toolNamesIn(text, connector)) expect(toolNames(connector)).toContain(name);
  });
});

function toolNames(connector: Connector): string[] {
  return [...connector.endpoints.map(({ tool }) => tool), accessToolName(connector)];
}

function toolNamesIn(text: string, connector: Connector): string[] {
  return text.match(new RegExp(`\\b${prefix(connector)}[a-z0-9_]+`, "g")) ?? [];
}

describe.each(tools)("$name", ({ connector, tool }) => {
  it("is named connector_verb_object, in at most 40 characters", () => {
    expect(tool.name).toMatch(/^[a-z0-9_]{1,40}$/);
    expect(tool.name.startsWith(prefix(connector))).toBe(true);
    const [verb = "", ...object] = tool.name.slice(prefix(connector).length).split("_");
    expect(VERBS).toContain(verb);
    expect(object.join("_")).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
  });

  it("has a title for people", () => {
    expect(tool.title).toMatch(/^[A-Z][^.]{2,59}$/);
  });

  it("is described in 20 to 400 characters, and its first sentence stands alone", () => {
    expect(tool.description.length).toBeGreaterThanOrEqual(20);
    expect(tool.description.length).toBeLessThanOrEqual(400);
    expect(Buffer.byteLength(tool.description)).toBeLessThan(LONGEST_TEXT_BYTES);
    const first = /^[A-Z].*?[.?](?= [A-Z]|$)/.exec(tool.description)?.[0] ?? "";
    expect(first.length).toBeGreaterThanOrEqual(20);
    expect(first.length).toBeLessThanOrEqual(160);
    expect(first).not.toMatch(/^(it|this|that|these|they|not|see|use|as above)\b/i);
    expect(toolNamesIn(first, connector)).toEqual([]);
    expect(tool.description).toMatch(/[.?]$/);
  });

  it("sends the assistant only to tools that exist, and to others than itself", () => {
    for (const name of toolNamesIn(tool.description, connector)) {
      expect(toolNames(connector)).toContain(name);
      expect(name).not.toBe(tool.name);
    }
  });

  it("is marked as reading only", () => {
    expect(tool.annotations).toEqual({ readOnlyHint: true, idempotentHint: true, openWorldHint: true });
  });

  it("has a flat schema that every client can read", () => {
    const keywords = keysIn(tool.inputSchema);
    for (const unread of ["$ref", "$defs", "definitions", "anyOf", "oneOf", "allOf", "not", "if", "const"]) {
      expect(keywords).not.toContain(unread);
    }
    expect(tool.inputSchema.type).toBe("object");
    expect(tool.inputSchema.additionalProperties).toBe(false);
    expect(tool.inputSchema).not.toHaveProperty("required");
  });

  it("describes every argument, and bounds integers on both sides", () => {
    for (const [name, schema] of Object.entries(tool.inputSchema.properties)) {
      expect(name).toMatch(/^[a-z][a-z0-9_]{0,39}$/);
      expect(schema.description.length).toBeGreaterThanOrEqual(8);
      if (schema.type !== "integer") continue;
      expect(Number.isSafeInteger(schema.minimum) && Number.isSafeInteger(schema.maximum)).toBe(true);
      expect(schema.minimum).toBeLessThan(schema.maximum);
    }
  });
});

function keysIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]);
}

describe.each(endpoints)("$name", ({ connector, endpoint }) => {
  it("needs at least one scope, of those declared", () => {
    expect(endpoint.scopes.length).toBeGreaterThan(0);
    const declared = connector.scopes.map(({ name }) => name);
    for (const scope of endpoint.scopes) expect(declared).toContain(scope);
  });

  it("has a relative path, and no other endpoint has it", () => {
    expect(endpoint.path).toMatch(/^[a-z0-9][a-z0-9_/-]*$/);
    expect(endpoint.path).not.toContain("//");
    const resolved = new URL(endpoint.path, connector.baseUrl);
    expect(resolved.href).toBe(connector.baseUrl + endpoint.path);
    expect(connector.endpoints.filter(({ path }) => path === endpoint.path)).toHaveLength(1);
  });

  it("has arguments with names of their own, none of them the columns to keep", () => {
    const names = endpoint.arguments.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain("fields");
    expect(names.includes("end_date")).toBe(names.includes("start_date"));
  });

  it("offers the choice of columns where it lists rows, and nowhere else", () => {
    const tool: ToolDefinition = endpointTool(endpoint);
    expect("fields" in tool.inputSchema.properties).toBe(endpoint.list);
    expect(endpoint.list).toBe(/_(list|search)_/.test(endpoint.tool));
  });
});

/** The pages that the facts come from, written out once more: a slip of the pen in a path shows nowhere else. */
const documented: Readonly<Record<string, readonly string[]>> = {
  setpilot: [
    "setpilot_get_summary | dashboard/summary/ | dashboard | year",
    "setpilot_get_daily | dashboard/daily/ | dashboard | start_date, end_date, days, country",
    "setpilot_get_cost_breakdown | dashboard/cost-breakdown/ | dashboard | year, country",
    "setpilot_get_top_products | top-products/ | dashboard | year, limit",
    "setpilot_get_customer_metrics | customer-metrics/ | dashboard | year, months",
    "setpilot_get_marketing | marketing/ | dashboard | months",
    "setpilot_list_orders | orders/ | orders | page, page_size, search",
    "setpilot_list_products | products/ | products | page, page_size, search",
    "setpilot_list_inventory | inventory/ | inventory | limit, sort_by, include_low_stock_only",
  ],
};

describe.each(connectors.map((connector) => ({ name: connector.id, connector })))(
  "the endpoints of $name",
  ({ connector }) => {
    it("are those that its documents name", () => {
      const rows = connector.endpoints.map(({ tool, path, scopes, arguments: known }) =>
        [tool, path, scopes.join(", "), known.map(({ name }) => name).join(", ")].join(" | "),
      );
      expect(rows).toEqual(documented[connector.id]);
    });
  },
);

describe("the documented limits of setpilot", () => {
  it.each([
    ["limit", 1, 100],
    ["page_size", 1, 100],
    ["months", 1, 24],
  ])("%s goes from %i to %i everywhere", (name, minimum, maximum) => {
    const found = defaultConnector.endpoints.flatMap((endpoint) =>
      endpoint.arguments.filter((argument) => argument.name === name),
    );
    expect(found.length).toBeGreaterThan(1);
    for (const argument of found) expect(argument).toMatchObject({ type: "integer", minimum, maximum });
  });
});
