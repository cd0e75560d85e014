import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Argument, Connector } from "../../src/connectors/connector.ts";
import { connectors } from "../../src/connectors/index.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/index.ts";
import { clientEnvironment, connect, generations, type TestClient, temporaryHome } from "../helpers/clients.ts";

/** How to reach each connector's API in the sandbox with a key that may do everything. */
const emulated: Readonly<Record<string, (sandbox: Sandbox) => { key: string; baseUrl: string; path: string }>> = {
  setpilot: (sandbox) => ({
    key: sandbox.keys.all,
    baseUrl: sandbox.baseUrl("setpilot"),
    path: new URL(sandbox.baseUrl("setpilot")).pathname,
  }),
};

/** For arguments whose values the documents do not list: one that the sandbox takes. */
const texts: Readonly<Record<string, string>> = { country: "DE", search: "a", sort_by: "stock" };

function example(argument: Argument): string | number | boolean {
  switch (argument.type) {
    case "integer":
      return argument.period === "year" ? 2026 : Math.min(argument.minimum + 1, argument.maximum);
    case "boolean":
      return true;
    case "date":
      return "2026-01-15";
    case "string": {
      const text = texts[argument.name];
      if (text === undefined) throw new Error(`Give an example for ${argument.name}.`);
      return text;
    }
    default:
      return argument satisfies never;
  }
}

let sandbox: Sandbox;
let home: Awaited<ReturnType<typeof temporaryHome>>;

beforeAll(async () => {
  sandbox = await startSandbox();
  home = await temporaryHome();
});

afterAll(async () => {
  await sandbox.close();
  await home.remove();
});

function api(connector: Connector) {
  const place = emulated[connector.id]?.(sandbox);
  if (place === undefined) throw new Error(`The sandbox does not emulate ${connector.id}.`);
  return place;
}

describe.each(connectors.map((connector) => ({ name: connector.id, connector })))(
  "every endpoint of $name, called for real",
  ({ connector }) => {
    let client: TestClient;

    beforeAll(async () => {
      const { key, baseUrl } = api(connector);
      const { environment } = connector;
      const added = { [environment.key]: key, [environment.baseUrl]: baseUrl };
      client = await connect(generations[0], clientEnvironment(home.path, added), ["serve", connector.id]);
      await client.tools();
    });

    afterAll(() => client.close());

    async function callAndExpect(tool: string, path: string, given: Record<string, string | number | boolean>) {
      sandbox.clearRequests();
      const result = await client.call(tool, given);
      expect(result, result.text).toMatchObject({ isError: false });
      expect(result.text).toMatch(/^# /);
      const sent = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
      expect(sandbox.requests).toMatchObject([{ method: "GET", path: api(connector).path + path, status: 200 }]);
      // Exactly what was given: nothing is added, and what is not given is not sent.
      expect(sandbox.requests[0]?.query).toEqual(sent);
    }

    it.each(connector.endpoints)("$tool without arguments and with each of them", async (endpoint) => {
      await callAndExpect(endpoint.tool, endpoint.path, {});
      for (const argument of endpoint.arguments) {
        await callAndExpect(endpoint.tool, endpoint.path, { [argument.name]: example(argument) });
      }
    });

    it.each(connector.endpoints.filter(({ list }) => list))("$tool with columns to keep", async (endpoint) => {
      sandbox.clearRequests();
      const result = await client.call(endpoint.tool, { fields: ["no_such_field"] });
      expect(result.isError).toBe(false);
      // The rows name what they do have, so the argument reached them, and the API never saw it.
      expect(result.text).toContain("no_such_field");
      expect(sandbox.requests.map(({ query }) => query)).toEqual([{}]);
    });
  },
);
