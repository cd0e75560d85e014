import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { connectors, defaultConnector } from "../../src/connectors/catalog/index.ts";
import { checkPrompts } from "../../src/connectors/custom/prompt-rules.ts";
import {
  accessToolName,
  type Connector,
  type Endpoint,
  type Probe,
  queryToolName,
  tablesToolName,
  toolPrefix,
} from "../../src/connectors/schema/connector.ts";
import { promptsSchema } from "../../src/connectors/schema/prompt.ts";
import { serverInstructions } from "../../src/messages/instructions.ts";
import { fillIn } from "../../src/prompts/fill-in.ts";
import { promptTools } from "../../src/prompts/prompt.ts";
import { tablesOf } from "../../src/tables/table.ts";
import { accessDefinition } from "../../src/tools/access-tool.ts";
import { endpointDefinition } from "../../src/tools/endpoint-tool.ts";
import { queryDefinition, tablesDefinition } from "../../src/tools/question-tools.ts";
import type { ToolDefinition } from "../../src/tools/tool.ts";

/** What Claude and others still show of a description or of the instructions. */
const LONGEST_TEXT_BYTES = 2_048;
const VERBS = ["get", "list", "search", "check"];

const endpoints = connectors.flatMap((connector) =>
  connector.endpoints.map((endpoint) => ({ connector, endpoint, name: endpoint.tool })),
);
const tools = connectors.flatMap((connector) =>
  [
    ...endpointDefinitions(connector, true),
    tablesDefinition(connector),
    queryDefinition(connector),
    accessDefinition(connector),
  ].map((tool) => ({ connector, tool, name: tool.name })),
);

function endpointDefinitions(connector: Connector, hasEngine: boolean): ToolDefinition[] {
  return connector.endpoints.map((endpoint) => endpointDefinition(connector, endpoint, hasEngine));
}

function keyVariables(connector: Connector): string[] {
  return connector.keyForms.flatMap(({ parts }) => parts.map(({ variable }) => variable));
}

describe("the connectors", () => {
  it("are the files of their folder, every one of them", () => {
    const folder = join(import.meta.dirname, "../../src/connectors/catalog");
    const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && file !== "index.ts");
    expect(files.sort()).toEqual(connectors.map(({ id }) => `${id}.ts`).sort());
  });

  it("have ids, titles and variables of their own", () => {
    for (const pick of [
      ({ id }: Connector) => id,
      ({ title }: Connector) => title,
      ({ environment }: Connector) => environment.baseUrl,
      ({ environment }: Connector) => environment.privacy,
    ]) {
      const values = connectors.map(pick);
      expect(new Set(values).size).toBe(values.length);
    }
    const variables = connectors.flatMap(keyVariables);
    expect(new Set(variables).size).toBe(variables.length);
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
    for (const variable of keyVariables(connector)) {
      expect(variable).toMatch(new RegExp(`^${stem}_(API_KEY|CONSUMER_KEY|CONSUMER_SECRET)$`));
    }
    expect(connector.environment).toEqual({ baseUrl: `${stem}_BASE_URL`, privacy: `${stem}_PRIVACY` });
  });

  it("has kinds of key that can be told apart", () => {
    const ids = connector.keyForms.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const beginnings = connector.keyForms.map(({ parts: [first] }) => first.prefix ?? "");
    expect(new Set(beginnings).size).toBe(beginnings.length);
  });

  it("is reached over https, below a path that ends in a slash", () => {
    const { address } = connector;
    const urls = address.kind === "fixed" ? [address.url, ...(address.others ?? []).map(({ url }) => url)] : [];
    if (address.kind === "own") urls.push(`${address.example}/`);
    for (const text of urls) {
      const url = new URL(text);
      expect(url.protocol).toBe("https:");
      expect(url.href).toBe(text);
      expect(text).toMatch(/\/$/);
      expect([url.username, url.password, url.search, url.hash]).toEqual(["", "", "", ""]);
    }
    if (address.kind === "own") expect(address.path).toMatch(/^([a-z0-9][a-z0-9_-]*\/)*$/);
  });

  it("declares each scope once, and those that can be found out are needed", () => {
    const declared = connector.scopes.map(({ name }) => name);
    expect(new Set(declared).size).toBe(declared.length);
    const needed = new Set(connector.endpoints.flatMap(({ scopes }) => scopes));
    const probed = connector.scopes.filter(({ probe }) => probe !== undefined).map(({ name }) => name);
    expect([...needed].sort()).toEqual(probed.sort());
    for (const { includes = [] } of connector.scopes) for (const name of includes) expect(declared).toContain(name);
  });

  it.each(connector.scopes.filter(({ probe }) => probe !== undefined))(
    "probes $name by an endpoint that needs it and nothing else",
    (scope) => {
      expect(probedEndpoint(connector, scope.probe)?.scopes).toEqual([scope.name]);
    },
  );

  it("has a request to try a key with, unless it has none at all", () => {
    const tries = [connector.keyProbe, ...connector.scopes.map(({ probe }) => probe)].filter(
      (probe) => probe !== undefined,
    );
    expect(tries.length > 0).toBe(connector.endpoints.length > 0);
    for (const probe of tries) {
      const probed = probedEndpoint(connector, probe);
      expect(probed, probe.path).toBeDefined();
      for (const [name, value] of Object.entries(probe.query)) {
        const argument = probed?.arguments.find((candidate) => candidate.name === name);
        expect(argument, `${name} is no argument of ${probed?.tool}`).toBeDefined();
        if (argument?.type !== "integer") continue;
        expect(Number(value)).toBeGreaterThanOrEqual(argument.minimum);
        expect(Number(value)).toBeLessThanOrEqual(argument.maximum);
      }
    }
  });

  it("says for a person what each scope gives, and where keys are made", () => {
    for (const { grants } of connector.scopes) expect(grants.length).toBeGreaterThan(10);
    expect(Object.values(connector.keyGuide).every((text) => text.trim() !== "")).toBe(true);
    expect(connector.keyGuide.who).toMatch(/\.$/);
    expect(connector.sources.length).toBeGreaterThan(0);
    for (const source of connector.sources) expect(new URL(source).protocol).toBe("https:");
  });

  it("says what it leaves out and why, and what its documents leave open", () => {
    for (const { what, why } of connector.notCovered ?? []) {
      expect(what).toMatch(/^[A-Z].*[^.]$/);
      expect(why).toMatch(/^[a-zA-Z].*[^.]$/);
    }
    for (const sentence of connector.unknowns ?? []) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  it("has hints that are whole sentences, one for each case", () => {
    const hints = connector.refusalHints ?? [];
    for (const { advice } of hints) expect(advice).toMatch(/^[A-Z].*\.$/);
    const cases = hints.map(({ status, words = "" }) => `${status} ${words}`);
    expect(new Set(cases).size).toBe(cases.length);
  });

  it("has prompts whose texts name tools that exist, which are those that they need", () => {
    const { prompts = [] } = connector;
    expect(new Set(prompts.map(({ name }) => name)).size).toBe(prompts.length);
    const all = tools.filter((tool) => tool.connector === connector).map(({ name }) => name);
    for (const prompt of prompts) {
      const given = Object.fromEntries(
        prompt.arguments.filter((one) => one.default === undefined).map(({ name }) => [name, "x"]),
      );
      const text = fillIn(connector, prompt, given, { now: new Date(0), timezone: "UTC" });
      const named =
        typeof text === "string" ? (text.match(new RegExp(`\\b${toolPrefix(connector)}\\w+`, "g")) ?? []) : [];
      expect(all, prompt.name).toEqual(expect.arrayContaining(named));
      expect([...new Set(named)], prompt.name).toEqual(promptTools(connector, prompt));
      expect(named.length, prompt.name).toBeGreaterThan(0);
      expect(String(text)).not.toMatch(/[{}]/);
      for (const sentence of [prompt.description, ...prompt.text]) expect(sentence).toMatch(/^[A-Z].*[.?]$/);
    }
  });

  it("has prompts that pass the rules of a person's own", () => {
    expect([
      ...checkPrompts(connector.prompts, { id: connector.id, endpoints: [], builtIn: { ...connector, prompts: [] } }),
    ]).toEqual([]);
    expect(promptsSchema.safeParse(connector.prompts ?? []).success).toBe(true);
  });

  it("allows at least one probe for each scope within its limits", () => {
    for (const { requests, seconds } of connector.rateLimits) {
      expect(requests).toBeGreaterThan(connector.scopes.length);
      expect(seconds).toBeGreaterThan(0);
    }
  });

  it("has instructions that clients do not cut, and that name only tools that exist", () => {
    const text = serverInstructions(connector, true);
    expect(Buffer.byteLength(text)).toBeLessThan(LONGEST_TEXT_BYTES);
    expect(text.slice(0, 100)).toContain(connector.title);
    expect(toolNamesIn(text, connector)).toContain(accessToolName(connector));
    for (const name of toolNamesIn(text, connector)) expect(toolNames(connector)).toContain(name);
  });

  it("names the tools for questions over all rows where they can be asked, and nowhere else", () => {
    const names = questionTools(connector);
    const told = (hasEngine: boolean) =>
      JSON.stringify([serverInstructions(connector, hasEngine), endpointDefinitions(connector, hasEngine)]);
    for (const name of names) expect(told(false)).not.toContain(name);
    const hasTables = tablesOf(connector).length > 0;
    expect(names.filter((name) => told(true).includes(name))).toEqual(hasTables ? names : []);
    for (const { endpoint } of tablesOf(connector).filter(({ endpoint }) => endpoint.list)) {
      expect(endpointDefinition(connector, endpoint, true).description).toContain(queryToolName(connector));
    }
  });
});

function questionTools(connector: Connector): string[] {
  return [queryToolName(connector), tablesToolName(connector)];
}

function probedEndpoint(connector: Connector, probe: Probe | undefined): Endpoint | undefined {
  return connector.endpoints.find(({ path }) => path === probe?.path);
}

function toolNames(connector: Connector): string[] {
  return [...connector.endpoints.map(({ tool }) => tool), ...questionTools(connector), accessToolName(connector)];
}

function toolNamesIn(text: string, connector: Connector): string[] {
  return text.match(new RegExp(`\\b${toolPrefix(connector)}[a-z0-9_]+`, "g")) ?? [];
}

describe.each(tools)("$name", ({ connector, tool }) => {
  it("is named connector_verb_object, in at most 40 characters; the query has no object, it asks everything", () => {
    expect(tool.name).toMatch(/^[a-z0-9_]{1,40}$/);
    expect(tool.name.startsWith(toolPrefix(connector))).toBe(true);
    if (tool.name === queryToolName(connector)) return;
    const [verb = "", ...object] = tool.name.slice(toolPrefix(connector).length).split("_");
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
    const endpoint = connector.endpoints.find((candidate) => candidate.tool === tool.name);
    const required = (endpoint?.arguments ?? []).filter((argument) => argument.required).map(({ name }) => name);
    if (tool.name === queryToolName(connector)) required.push("sql");
    expect(tool.inputSchema.required ?? []).toEqual(required);
    expect(tool.inputSchema.required).not.toEqual([]);
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
  it("needs at least one scope, where there are any, of those declared", () => {
    expect(endpoint.scopes.length > 0).toBe(connector.scopes.length > 0);
    const declared = connector.scopes.map(({ name }) => name);
    for (const scope of endpoint.scopes) expect(declared).toContain(scope);
  });

  it("has a relative path, and no other endpoint has it", () => {
    expect(endpoint.path).toMatch(/^[a-z0-9][a-z0-9_/{}-]*$/);
    expect(endpoint.path).not.toContain("//");
    const plain = endpoint.path.replace(/[{}]/g, "");
    expect(new URL(plain, "https://api.example.com/v1/").href).toBe(`https://api.example.com/v1/${plain}`);
    expect(connector.endpoints.filter(({ path }) => path === endpoint.path)).toHaveLength(1);
  });

  it("has an argument for each variable part of its path, and requires it", () => {
    const variable = [...endpoint.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
    const inPath = endpoint.arguments.filter((argument) => argument.in === "path");
    expect(inPath.map(({ name, parameter = name }) => parameter)).toEqual(variable);
    expect(inPath.every(({ required }) => required)).toBe(true);
  });

  it("has arguments with names of their own, none of them the columns to keep", () => {
    const names = endpoint.arguments.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).not.toContain("fields");
    expect(names.includes("end_date")).toBe(names.includes("start_date"));
  });

  it("offers the choice of columns where it lists rows, and nowhere else", () => {
    const tool: ToolDefinition = endpointDefinition(connector, endpoint, true);
    expect("fields" in tool.inputSchema.properties).toBe(endpoint.list);
    const verb = endpoint.tool.slice(toolPrefix(connector).length).split("_")[0];
    expect(endpoint.list).toBe(verb === "list" || verb === "search");
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
  sendpilot: [
    "sendpilot_list_campaigns | campaigns |  | status, page, limit",
    "sendpilot_get_campaign | campaigns/{id} |  | id",
    "sendpilot_list_leads | leads |  | campaignId, status, page, limit",
    "sendpilot_get_lead | leads/{id} |  | id",
    "sendpilot_get_credits | credits |  | ",
    "sendpilot_list_senders | inbox/senders |  | ",
    "sendpilot_get_search_status | lead-database/searches/{id}/status |  | id",
    "sendpilot_list_search_results | lead-database/searches/{id}/results |  | id",
    "sendpilot_get_extractor_status | lead-extractor/campaigns/{id}/status |  | id",
    "sendpilot_list_extractor_results | lead-extractor/campaigns/{id}/results |  | id",
  ],
  setora: [
    "setora_list_locations | locations | read | cursor",
    "setora_list_services | locations/{slug}/services | read | slug, cursor",
    "setora_get_availability | locations/{slug}/availability | read | slug, service_ids, date, days",
  ],
  ebiz: [
    "ebiz_list_products | products | Read | page, limit, search, status, category_id, brand_id, sort_by, sort_order",
    "ebiz_get_product | products/{id} | Read | id",
    "ebiz_list_categories | categories | Read | search",
    "ebiz_list_brands | brands | Read | search",
    "ebiz_list_orders | orders | Read | page, limit, status, search",
    "ebiz_get_order | orders/{id} | Read | id",
    "ebiz_list_customers | customers | Read | page, limit, search",
    "ebiz_get_customer | customers/{id} | Read | id",
    "ebiz_get_customer_loyalty | customers/{id}/loyalty | Read | id",
    "ebiz_list_branches | branches | Read | ",
    "ebiz_get_marketing_overview | marketing | Read | ",
    "ebiz_get_contact_stats | marketing/contacts/stats | Read | ",
    "ebiz_list_coupons | marketing/coupons | Read | limit, offset, search",
    "ebiz_get_coupon_stats | marketing/coupons/stats | Read | ",
    "ebiz_get_loyalty_stats | marketing/loyalty/stats | Read | ",
    "ebiz_list_loyalty_ledger | marketing/loyalty/ledger | Read | limit, offset, customer_id, type, from, to",
  ],
  "commerce-kitty": [],
};

describe.each(connectors.map((connector) => ({ name: connector.id, connector })))(
  "the endpoints of $name",
  ({ connector }) => {
    it("are those that its documents name", () => {
      const rows = connector.endpoints.map(({ tool, path, scopes, arguments: known }) =>
        [tool, path, scopes.join(", "), known.map(({ name, parameter = name }) => parameter).join(", ")].join(" | "),
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
