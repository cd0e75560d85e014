import type { Connector, Endpoint, Scope } from "../connectors/schema/connector.ts";

/** What is known of one scope of a key. Unknown is not denied: its tools are shown. */
export type ScopeState = "granted" | "denied" | "unknown";

/** What a key turned out to hold: a state for each scope of its connector. */
export type Grant = ReadonlyMap<string, ScopeState>;

/** The grant of a key of which nothing is known yet. */
export function unknownGrant(connector: Connector): Grant {
  return new Map(connector.scopes.map((scope) => [scope.name, "unknown"]));
}

/** The grant of a key that holds these scopes, what they include, and no other. */
export function exactGrant(connector: Connector, held: readonly string[]): Grant {
  return concluded(
    connector,
    connector.scopes.map(({ name }) => [name, held.includes(name) ? "granted" : "denied"]),
  );
}

/**
 * The grant that follows from what was found out of each scope: whoever holds a scope holds what it includes, so a key
 * that lacks one of those lacks the scope as well. What was found granted stays so.
 */
export function concluded(connector: Connector, found: Iterable<readonly [string, ScopeState]>): Grant {
  const states = new Map(found);
  const included = new Map(connector.scopes.map(({ name }) => [name, includedScopes(connector, name)]));
  for (const [name, state] of [...states]) {
    if (state === "granted") for (const inner of included.get(name) ?? []) states.set(inner, "granted");
  }
  const isLacking = (name: string) => [...(included.get(name) ?? [])].some((inner) => states.get(inner) === "denied");
  return new Map(
    connector.scopes.map(({ name }) => {
      const state = states.get(name) ?? "unknown";
      return [name, state === "unknown" && isLacking(name) ? "denied" : state];
    }),
  );
}

/** The scopes that come with this one, however many steps away; a circle ends where it began. */
function includedScopes(connector: Connector, name: string, found = new Set<string>()): ReadonlySet<string> {
  for (const inner of connector.scopes.find((scope) => scope.name === name)?.includes ?? []) {
    if (found.has(inner)) continue;
    found.add(inner);
    includedScopes(connector, inner, found);
  }
  return found;
}

/** The scopes in one state, in the connector's order. */
export function scopesIn(grant: Grant, state: ScopeState): string[] {
  return [...grant].filter(([, held]) => held === state).map(([name]) => name);
}

/** The scopes that an endpoint needs and the key is known to lack. */
export function missingScopes(endpoint: Endpoint, grant: Grant): string[] {
  return endpoint.scopes.filter((scope) => grant.get(scope) === "denied");
}

/** Whether the API can be asked for this scope. One that can not may still follow from another (`concluded`). */
export function canAskFor({ toldScopes }: Connector, scope: Scope): boolean {
  return toldScopes !== undefined || scope.probe !== undefined;
}

/** Whether there is no request by which a key could be tried. */
export function hasNothingToTry(connector: Connector): boolean {
  const { scopes, keyProbe, toldScopes } = connector;
  return toldScopes === undefined && keyProbe === undefined && scopes.every(({ probe }) => probe === undefined);
}

/**
 * A fresh grant in which what could not be found out this time stays as it was known before. Not of scopes that nobody
 * can ask for: what followed of them from the others then may not follow any more, and nothing would ever correct it.
 */
export function withLastKnown(connector: Connector, fresh: Grant, before: Grant): Grant {
  return concluded(
    connector,
    connector.scopes.map((scope) => {
      const state = fresh.get(scope.name) ?? "unknown";
      const isKept = state === "unknown" && canAskFor(connector, scope);
      return [scope.name, isKept ? (before.get(scope.name) ?? state) : state];
    }),
  );
}
