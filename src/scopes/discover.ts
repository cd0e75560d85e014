import type { AnswerMeta } from "../answers/answer.ts";
import type { Connector, Probe, Scope, ToldScopes } from "../connectors/schema/connector.ts";
import { refusalHint } from "../failures/error-hint.ts";
import type { ApiSaid, Failure, Outcome } from "../failures/failure.ts";
import type { ApiClient } from "../requests/api-client.ts";
import { fetchAnswer, type Received } from "../requests/fetch.ts";
import { probeUrl } from "../requests/url.ts";
import { concluded, exactGrant, type Grant, type ScopeState, unknownGrant } from "./grant.ts";
import { readToldScopes } from "./introspect-scopes.ts";

/** What asking the API found out about a key. */
export type Discovery =
  | {
      readonly kind: "grant";
      readonly grant: Grant;
      /** The API took the key, even if only to refuse a scope. */
      readonly accepted: boolean;
      /** What the API said of the store, from the first request that was answered. */
      readonly meta: AnswerMeta | undefined;
      /** What the API said when it denied a scope, the first time. */
      readonly denial: ApiSaid | undefined;
      /** Why something stayed unknown that an answer would have told, from the first request that has none. */
      readonly failure: Failure | undefined;
    }
  | { readonly kind: "rejected"; readonly said: ApiSaid | undefined };

/** Once, and shorter than a person who looks at the access waits. */
const PROBE_EFFORT = { retries: 0, attemptMs: 8_000 };

type AskedScope = Scope & { readonly probe: Probe };

/**
 * Finds out a key's scopes, each request once: the API tells them, or each scope's cheapest endpoint is asked, all at
 * once, or whether the key is good at all. Sends nothing where there is nothing to try. Rejects only with the signal's
 * reason.
 */
export async function discover(api: ApiClient, signal: AbortSignal): Promise<Discovery> {
  const { connector } = api;
  const ask = (probe: Probe) =>
    fetchAnswer(api, probeUrl(api.credential.baseUrl, probe), { signal, onWait: () => undefined }, PROBE_EFFORT);
  if (connector.toldScopes !== undefined)
    return told(connector, connector.toldScopes, await ask(connector.toldScopes.probe));
  const asked = connector.scopes.filter((scope): scope is AskedScope => scope.probe !== undefined);
  if (asked.length > 0) return probed(connector, asked, await Promise.all(asked.map(({ probe }) => ask(probe))));
  if (connector.keyProbe !== undefined) return tried(connector, await ask(connector.keyProbe));
  return undecided(connector, undefined);
}

/** The API tells the scopes of the key: those and no other, or nothing. */
function told(connector: Connector, place: ToldScopes, outcome: Outcome<Received>): Discovery {
  if (!outcome.ok) return unanswered(connector, outcome.failure);
  const held = readToldScopes(place, outcome.value);
  const grant = held === undefined ? unknownGrant(connector) : exactGrant(connector, held);
  return accepted(grant, outcome.value);
}

/** One request for the whole key. */
function tried(connector: Connector, outcome: Outcome<Received>): Discovery {
  return outcome.ok ? accepted(unknownGrant(connector), outcome.value) : unanswered(connector, outcome.failure);
}

/** One outcome for each scope: an answer means granted, 403 denied, 401 that the key is rejected, else unknown. */
function probed(connector: Connector, scopes: readonly Scope[], outcomes: readonly Outcome<Received>[]): Discovery {
  const failures = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.failure]));
  const rejection = failures.find((failure) => failure.kind === "unauthorized");
  if (rejection !== undefined) return { kind: "rejected", said: rejection.said };
  const refusals = failures.filter((failure) => failure.kind === "forbidden");
  const found = scopes.map((scope, at) => [scope.name, stateAfter(connector, outcomes[at])] as const);
  return {
    kind: "grant",
    grant: concluded(connector, found),
    accepted: found.some(([, state]) => state !== "unknown"),
    meta: outcomes.find((outcome) => outcome.ok)?.value.answer.meta,
    denial: refusals.find((failure) => isDenial(connector, failure))?.said,
    failure: failures.find((failure) => !isDenial(connector, failure)),
  };
}

function stateAfter(connector: Connector, outcome: Outcome<Received> | undefined): ScopeState {
  if (outcome === undefined) return "unknown";
  if (outcome.ok) return "granted";
  return isDenial(connector, outcome.failure) ? "denied" : "unknown";
}

/** Not where another key would be refused as well: that says nothing about this one. */
function isDenial(connector: Connector, failure: Failure): boolean {
  return failure.kind === "forbidden" && refusalHint(connector, 403, failure.said)?.blameless !== true;
}

function accepted(grant: Grant, { answer }: Received): Discovery {
  return { kind: "grant", grant, accepted: true, meta: answer.meta, denial: undefined, failure: undefined };
}

function unanswered(connector: Connector, failure: Failure): Discovery {
  return failure.kind === "unauthorized" ? { kind: "rejected", said: failure.said } : undecided(connector, failure);
}

function undecided(connector: Connector, failure: Failure | undefined): Discovery {
  return {
    kind: "grant",
    grant: unknownGrant(connector),
    accepted: false,
    meta: undefined,
    denial: undefined,
    failure,
  };
}
