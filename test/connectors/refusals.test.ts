import { describe, expect, it } from "vitest";
import { connectors } from "../../src/connectors/catalog/index.ts";
import { accessToolName, type Connector } from "../../src/connectors/schema/connector.ts";
import type { ExampleKey } from "../../src/sandbox/index.ts";
import { connect, generations } from "../helpers/clients.ts";
import { apiId } from "../helpers/emulated.ts";
import { ownTools } from "../helpers/own-tools.ts";
import { openPlace } from "../helpers/place.ts";

const { sandbox, withExample } = await openPlace();

/** What a client that uses this key is told: the tools, the access tool's text, and the first endpoint's. */
async function told(connector: Connector, key: ExampleKey) {
  const client = await connect(generations[2], withExample(connector, key), ["serve", connector.id]);
  try {
    const tool = connector.endpoints.find((endpoint) => endpoint.arguments.every(({ required }) => !required))?.tool;
    const call = await client.call(tool ?? "", {});
    const tools = await client.toolNames();
    const access = (await client.call(accessToolName(connector))).text;
    return { tools, access, call };
  } finally {
    await client.close();
  }
}

const withEndpoints = connectors.filter(({ endpoints }) => endpoints.length > 0);

describe.each(withEndpoints.map((connector) => ({ name: connector.id, connector })))("$name", ({ connector }) => {
  const { title, keyGuide } = connector;

  it("a key that may do everything: every tool", async () => {
    const { tools, call } = await told(connector, sandbox.examples[apiId(connector)].all);
    expect(tools).toEqual([...connector.endpoints.map(({ tool }) => tool), ...ownTools(connector.id)]);
    expect(call.isError).toBe(false);
  });

  it("401: the key is invalid or was revoked, and where to make a new one", async () => {
    const { tools, access, call } = await told(connector, sandbox.examples[apiId(connector)].revoked);
    expect(tools).toEqual([accessToolName(connector)]);
    for (const text of [access, call.text]) {
      expect(text).toContain(`${title} rejected the`);
      expect(text).toContain("HTTP 401");
      expect(text).toContain(`Create a new key in ${title} under ${keyGuide.menu}`);
    }
    expect(call.isError).toBe(true);
  });

  it("403: what is missing, and where to get it", async () => {
    const { access, call } = await told(connector, sandbox.examples[apiId(connector)].denied);
    expect(call.isError).toBe(true);
    expect(call.text).toContain("HTTP 403");
    expect(call.text).toContain(keyGuide.menu);
    expect(access).toContain(keyGuide.menu);
  });

  it("429: when to try again, and where a key for Keyscope alone is made", async () => {
    const { call } = await told(connector, sandbox.examples[apiId(connector)].limited);
    expect(call.isError).toBe(true);
    expect(call.text).toMatch(/Try again in 3\d s \(at \d\d:\d\d:\d\d\)/);
    expect(call.text).toContain(keyGuide.menu);
  });
});
