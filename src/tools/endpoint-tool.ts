import { type Connector, type Endpoint, queryToolName } from "../connectors/schema/connector.ts";
import type { Session } from "../scopes/session.ts";
import { tablesOf } from "../tables/table.ts";
import { inputSchema } from "./input-schema.ts";
import { CHART_LINK, READ_ONLY, type Tool, type ToolDefinition } from "./tool.ts";

/**
 * Describes the tool of an endpoint as a client lists it. That of a list sends whoever asks about many rows to the query.
 * @param hasEngine whether questions over all rows can be asked here
 */
export function endpointDefinition(connector: Connector, endpoint: Endpoint, hasEngine: boolean): ToolDefinition {
  const { tool: name, title } = endpoint;
  const queryTool = findQueryTool(connector, endpoint, hasEngine);
  const description =
    queryTool === undefined
      ? endpoint.description
      : `${endpoint.description} Totals, rankings and whatever needs all rows: ${queryTool}.`;
  return { name, title, description, inputSchema: inputSchema(endpoint), annotations: READ_ONLY };
}

/** Loaded with the first result and kept: looking it up takes as long as a small answer. */
let results: Promise<typeof import("./results.ts")> | undefined;

/** The tool that asks all rows of a list's endpoint. */
function findQueryTool(connector: Connector, endpoint: Endpoint, hasEngine: boolean): string | undefined {
  const isAsked = hasEngine && endpoint.list && tablesOf(connector).some((table) => table.endpoint === endpoint);
  return isAsked ? queryToolName(connector) : undefined;
}

/**
 * Makes the tool of an endpoint, which a call goes through in this order: the session finds the key and its scopes
 * (scopes/session.ts), requests/fetch.ts validates, joins, waits, sends, reads and masks, and render/render.ts makes text
 * of the answer. CONTRIBUTING.md tells the whole way.
 */
export function createEndpointTool(session: Session, endpoint: Endpoint, hasEngine: boolean): Tool {
  const { connector } = session;
  const definition = endpointDefinition(connector, endpoint, hasEngine);
  return {
    definition,
    charted: endpoint.chart === undefined ? undefined : { ...definition, _meta: CHART_LINK },
    isShown: (view) => view?.shown.includes(endpoint) === true,
    async call(given, caller) {
      const outcome = await session.fetch(endpoint, given, caller);
      results ??= import("./results.ts");
      const { failureResult, fetchedResult } = await results;
      return outcome.ok
        ? fetchedResult(session, endpoint, outcome.value, findQueryTool(connector, endpoint, hasEngine))
        : failureResult(outcome.failure, session);
    },
  };
}
