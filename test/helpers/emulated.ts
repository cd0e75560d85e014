import type { Connector } from "../../src/connectors/schema/connector.ts";
import type { ApiId, ExampleKey, Sandbox } from "../../src/sandbox/index.ts";
import { apiIds } from "../../src/sandbox/index.ts";

/** The sandbox's name for a connector's API. Throws when the sandbox does not emulate it. */
export function apiId({ id }: Connector): ApiId {
  const found = apiIds.find((known) => known === id);
  if (found === undefined) throw new Error(`The sandbox does not emulate ${id}.`);
  return found;
}

/** The environment variables with which a server uses this key of the sandbox. */
export function keyEnvironment(connector: Connector, key: ExampleKey, sandbox: Sandbox): Record<string, string> {
  const form = connector.keyForms.find(({ parts }) => parts.length === key.parts.length);
  const variables = form?.parts.map(({ variable }, index) => [variable, key.parts[index] ?? ""] as const) ?? [];
  return { ...Object.fromEntries(variables), [connector.environment.baseUrl]: sandbox.baseUrl(apiId(connector)) };
}
