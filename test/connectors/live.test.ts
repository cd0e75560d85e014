import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectors } from "../../src/connectors/catalog/index.ts";
import {
  type Argument,
  type ArgumentValue,
  accessToolName,
  type Connector,
  type Endpoint,
} from "../../src/connectors/schema/connector.ts";
import { connect, generations, type TestClient } from "../helpers/clients.ts";
import { apiId } from "../helpers/emulated.ts";
import { openPlace } from "../helpers/place.ts";

/** For arguments whose values the documents do not list: one that the sandbox takes. */
const texts: Readonly<Record<string, string>> = {
  country: "DE",
  search: "a",
  sort_by: "stock",
};

/** And for one tool only. */
const textsOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  sendpilot_list_campaigns: { status: "STARTED" },
  sendpilot_list_leads: { status: "PENDING" },
};

/** Where the ids of a path are found: the list to ask, and the name in its rows. */
const ids: Readonly<Record<string, readonly [path: string, name: string]>> = {
  sendpilot_get_campaign: ["campaigns", "id"],
  sendpilot_get_lead: ["leads", "id"],
  setora_list_services: ["locations", "slug"],
  ebiz_get_product: ["products", "id"],
  ebiz_get_order: ["orders", "id"],
  ebiz_get_customer: ["customers", "id"],
  ebiz_get_customer_loyalty: ["customers", "id"],
};

/** Ids that no list tells, because what they name is started in the product. */
const jobs: Readonly<Record<string, string>> = {
  sendpilot_get_search_status: "search_sandbox_01",
  sendpilot_list_search_results: "search_sandbox_01",
  sendpilot_get_extractor_status: "extraction_sandbox_01",
  sendpilot_list_extractor_results: "extraction_sandbox_01",
};

function example(tool: string, argument: Argument): ArgumentValue {
  switch (argument.type) {
    case "integer":
      return argument.period === "year" ? 2026 : Math.min(argument.minimum + 1, argument.maximum);
    case "number":
      return argument.minimum ?? 1;
    case "boolean":
      return true;
    case "date":
      return "2026-01-15";
    case "choice":
      return argument.values[0] ?? "";
    case "list":
      return ["a"];
    case "string": {
      const text = textsOf[tool]?.[argument.name] ?? texts[argument.name];
      if (text === undefined) throw new Error(`Give an example for ${argument.name} of ${tool}.`);
      return text;
    }
    default:
      return argument satisfies never;
  }
}

const { sandbox, withExample } = await openPlace();

const withEndpoints = connectors.filter(({ endpoints }) => endpoints.length > 0);

describe.each(withEndpoints.map((connector) => ({ name: connector.id, connector })))(
  "every endpoint of $name, called for real",
  ({ connector }) => {
    let client: TestClient;

    beforeAll(async () => {
      const environment = withExample(connector, sandbox.examples[apiId(connector)].all);
      client = await connect(generations[0], environment, ["serve", connector.id]);
      await client.tools();
      // On a slow machine the list does not wait for the look at the key. This does, and then none comes between the calls.
      await client.call(accessToolName(connector));
    });

    afterAll(() => client.close());

    /** What must be given: the parts of the path. */
    async function needed(endpoint: Endpoint): Promise<Record<string, ArgumentValue>> {
      const inPath = endpoint.arguments.filter((argument) => argument.in === "path");
      const entries = inPath.map(async ({ name }) => [
        name,
        jobs[endpoint.tool] ?? (await listedId(connector, endpoint)),
      ]);
      return Object.fromEntries(await Promise.all(entries));
    }

    async function callAndExpect(endpoint: Endpoint, given: Record<string, ArgumentValue>) {
      const inPath = await needed(endpoint);
      sandbox.clearRequests();
      const result = await client.call(endpoint.tool, { ...inPath, ...given });
      expect(result, result.text).toMatchObject({ isError: false });
      expect(result.text).toMatch(/^# /);
      const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(inPath[name])));
      const sent = Object.entries(given).map(([name, value]) => [parameterOf(endpoint, name), String(value)]);
      const base = new URL(sandbox.baseUrl(apiId(connector))).pathname;
      expect(sandbox.requests).toMatchObject([{ method: "GET", path: base + path, status: 200 }]);
      // Exactly what was given: nothing is added, and what is not given is not sent.
      expect(sandbox.requests[0]?.query).toEqual(Object.fromEntries(sent));
    }

    const plain = connector.endpoints.filter(({ tool }) => !chained.includes(tool));

    it.each(plain)("$tool with what it needs alone and with each of its arguments", async (endpoint) => {
      await callAndExpect(endpoint, {});
      for (const argument of endpoint.arguments) {
        if (argument.in === "path" || unusual[argument.name] !== undefined) continue;
        await callAndExpect(endpoint, { [argument.name]: example(endpoint.tool, argument) });
      }
    });

    it.each(connector.endpoints.filter(({ list }) => list))("$tool with columns to keep", async (endpoint) => {
      const inPath = await needed(endpoint);
      sandbox.clearRequests();
      const result = await client.call(endpoint.tool, { ...inPath, fields: ["no_such_field"] });
      expect(result.isError).toBe(false);
      // The rows name what they do have, so the argument reached them, and the API never saw it.
      expect(result.text).toContain("no_such_field");
      expect(sandbox.requests.map(({ query }) => query)).toEqual([{}]);
    });
  },
);

/** Tools that need more than an id of another's answer; test/connectors/paging.test.ts calls them. */
const chained = ["setora_get_availability"];

/** Arguments whose value must come from an earlier answer; tests of their own use them. */
const unusual: Readonly<Record<string, string>> = {
  cursor: "test/connectors/paging.test.ts",
  service_ids: "test/connectors/paging.test.ts",
  campaign_id: "test/connectors/paging.test.ts",
};

function parameterOf(endpoint: Endpoint, name: string): string {
  return endpoint.arguments.find((argument) => argument.name === name)?.parameter ?? name;
}

/** An id that exists, from the list that tells them. */
async function listedId(connector: Connector, { tool }: Endpoint): Promise<string> {
  const [path, name] = ids[tool] ?? [];
  if (path === undefined || name === undefined) throw new Error(`Say where ${tool} finds its id.`);
  const id = apiId(connector);
  const { parts } = sandbox.examples[id].all;
  const [{ authentication }] = connector.keyForms;
  const key = parts.join(":");
  const headers: Record<string, string> =
    authentication.kind === "header"
      ? { [authentication.name]: key }
      : { authorization: authentication.kind === "bearer" ? `Bearer ${key}` : `Basic ${btoa(key)}` };
  const response = await fetch(new URL(path, sandbox.baseUrl(id)), { headers });
  const found = new RegExp(`"${name}":"?([^",]+)`).exec(await response.text())?.[1];
  if (found === undefined) throw new Error(`${path} has no ${name}.`);
  return found;
}
