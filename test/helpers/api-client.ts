import { setpilot } from "../../src/connectors/catalog/setpilot.ts";
import type { Connector, Endpoint } from "../../src/connectors/schema/connector.ts";
import type { Credential } from "../../src/credentials/credential.ts";
import { Secret } from "../../src/credentials/secret.ts";
import { done, type Outcome } from "../../src/failures/failure.ts";
import type { HttpClient } from "../../src/http/client.ts";
import { type Caller, createSingleFlight } from "../../src/http/single-flight.ts";
import type { ApiClient } from "../../src/requests/api-client.ts";
import { type Fetched, fetchEndpoint } from "../../src/requests/fetch.ts";
import { fetchedResult } from "../../src/tools/results.ts";
import { createFakeClock } from "./fake-clock.ts";
import { openLimiter } from "./limiter.ts";

/** A key of the connector's first form from the keychain, but for what the test is about. */
export function credentialOf(
  connector: Connector,
  key = "a_key_that_is_long_enough",
  own: Partial<Credential> = {},
): Credential {
  return {
    connectorId: connector.id,
    profile: "default",
    secret: new Secret(key),
    baseUrl: new URL("https://api.example/v1/"),
    source: { kind: "keychain", store: "test" },
    form: connector.keyForms[0],
    settings: { privacy: "shown" },
    ...own,
  };
}

/** What calls of Setpilot's endpoints with this key need, on a clock that stands still. */
export function openSetpilotClient(http: HttpClient, credential = credentialOf(setpilot)) {
  const clock = createFakeClock();
  const limiter = openLimiter(clock);
  const transport = { http, limiter, clock, random: () => 0 };
  const client: ApiClient = { connector: setpilot, credential, transport, singleFlight: createSingleFlight() };
  return { client, clock, limiter };
}

/** The endpoint behind a tool. */
export function endpointOf({ endpoints }: Pick<Connector, "endpoints">, tool: string): Endpoint {
  const found = endpoints.find((endpoint) => endpoint.tool === tool);
  if (found === undefined) throw new Error(`No ${tool}`);
  return found;
}

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
  return outcome.ok
    ? done(fetchedResult({ connector, withoutKeys: (text) => text }, endpoint, outcome.value, undefined).text)
    : outcome;
}
