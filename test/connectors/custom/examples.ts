import { checkDefinition } from "../../../src/connectors/custom/check.ts";
import type { Connector } from "../../../src/connectors/schema/connector.ts";
import type { DefinitionFile } from "../../../src/connectors/schema/definition.ts";

/** The least that a definition must say. */
export const teapots = {
  id: "teapots",
  title: "Teapots",
  baseUrl: "https://api.teapots.example/v1",
  endpoints: [{ tool: "list_pots", description: "Which teapots are there?", path: "pots" }],
} satisfies DefinitionFile;

/** The same with these members in place of its own. */
export function teapotsWith(members: Readonly<Record<string, unknown>>): unknown {
  return { ...teapots, ...members };
}

/** The same with one endpoint that has these members. */
export function endpointWith(members: Readonly<Record<string, unknown>>): unknown {
  return teapotsWith({ endpoints: [{ ...teapots.endpoints[0], ...members }] });
}

/** The same with one endpoint whose one argument has these members. */
export function argumentWith(members: Readonly<Record<string, unknown>>): unknown {
  return endpointWith({ arguments: [{ name: "size", type: "string", description: "How large", ...members }] });
}

/** The connector of a definition that must pass. */
export function connectorOf(definition: unknown): Connector {
  const checked = checkDefinition(definition);
  if (!checked.ok) throw new Error(JSON.stringify(checked.issues));
  return checked.connector;
}

/** What is wrong with a definition, as "place: message" each. */
export function issuesOf(definition: unknown, others: readonly Connector[] = []): string[] {
  const checked = checkDefinition(definition, others);
  return checked.ok ? [] : checked.issues.map(({ at, message }) => `${at}: ${message}`);
}
