import type { Connector, Endpoint } from "../connectors/schema/connector.ts";
import type { Choice } from "../credentials/credential.ts";
import { exactGrant, type Grant, missingScopes } from "./grant.ts";

/** An endpoint that the key does not reach, and the scopes it lacks. */
export interface HiddenEndpoint {
  readonly endpoint: Endpoint;
  readonly missing: readonly string[];
}

/** What the assistant is shown of a connector, and what it is not. Each endpoint is in one of these, in the connector's order. */
export interface View {
  readonly shown: readonly Endpoint[];
  /** Wanted, but the key does not permit them. */
  readonly hidden: readonly HiddenEndpoint[];
  /** Left out by choice, whatever the key permits. */
  readonly unchosen: readonly Endpoint[];
}

/** Makes the view of whoever has a key with this grant and chose so. The one place in which a choice narrows anything. */
export function narrow(connector: Connector, grant: Grant, choice: Choice | undefined): View {
  const shown: Endpoint[] = [];
  const hidden: HiddenEndpoint[] = [];
  const unchosen: Endpoint[] = [];
  for (const endpoint of connector.endpoints) {
    const missing = missingScopes(endpoint, grant);
    if (!isChosen(connector, endpoint, choice)) unchosen.push(endpoint);
    else if (missing.length === 0) shown.push(endpoint);
    else hidden.push({ endpoint, missing });
  }
  return { shown, hidden, unchosen };
}

/** Whether an endpoint is among what was chosen: named itself, and reached by the chosen scopes with what they include. */
export function isChosen(connector: Connector, endpoint: Endpoint, { tools, scopes }: Choice = {}): boolean {
  const isNamed = tools === undefined || tools.includes(endpoint.tool);
  return isNamed && (scopes === undefined || missingScopes(endpoint, exactGrant(connector, scopes)).length === 0);
}
