import type { Connector, Endpoint } from "../../src/connectors/schema/connector.ts";
import { done, type Outcome } from "../../src/failures/failure.ts";
import type { Caller } from "../../src/http/single-flight.ts";
import type { ApiClient } from "../../src/requests/api-client.ts";
import { type Fetched, fetchEndpoint } from "../../src/requests/fetch.ts";
import { fetchedResult } from "../../src/tools/results.ts";

/** What the assistant gets from one call of an endpoint, or the failure. */
export async function callText(
  api: ApiClient,
  endpoint: Endpoint,
  given: unknown,
  caller: Caller,
): Promise<Outcome<string>> {
  return textOf(api.connector, endpoint, await fetchEndpoint(api, endpoint, given, caller));
}

/** The same outcome, with the answer as an assistant reads it. */
export function textOf(connector: Connector, endpoint: Endpoint, outcome: Outcome<Fetched>): Outcome<string> {
  return outcome.ok ? done(fetchedResult(connector, endpoint, outcome.value).text) : outcome;
}
