import type { Connector, Endpoint } from "../connectors/schema/connector.ts";
import type { Choice } from "../credentials/credential.ts";
import type { Asker } from "../scopes/access-report.ts";
import { exactGrant, scopesIn } from "../scopes/grant.ts";
import { isChosen } from "../scopes/narrowing.ts";
import type { Allowance } from "../scopes/person-session.ts";
import { getMember } from "../utils/own.ts";
import type { People } from "./read-people.ts";
import { ALL_SCOPES, type Group } from "./schema.ts";

/** The claims of a token whose signature was checked. */
export type Claims = Readonly<Record<string, unknown>>;

/** Somebody's groups, and what those give together. */
export interface Person {
  readonly asker: Asker;
  /** Undefined where none of their groups is in the file. */
  readonly allowance: Allowance | undefined;
}

/** What is open to whoever has these claims. A claim that is missing, or is something else than names, gives nothing. */
export function findPerson(people: People, claims: Claims): Person {
  const named = new Set(claimedNames(claims, people.claim));
  return personWith(
    people,
    [...people.groups.keys()].filter((name) => named.has(name)),
  );
}

/** What is open to whoever is in these groups of the file, in its order. */
export function personWith(people: People, names: readonly string[]): Person {
  const { claim, contact, groups } = people;
  const own = names.flatMap((name) => groups.get(name) ?? []);
  return {
    asker: { claim, groups: names, contact },
    allowance: own.length === 0 ? undefined : unite(people.connector, own),
  };
}

/**
 * The names in a claim: a list of texts, or one text, which is one name whatever is in it. The claim is looked for by its
 * name as it stands (`https://example.com/groups`), then as a path (`realm_access.roles`).
 */
export function claimedNames(claims: Claims, claim: string): string[] {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : valueAt(claims, claim);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((name) => typeof name === "string");
}

function valueAt(claims: Claims, path: string): unknown {
  return path.split(".").reduce<unknown>(getMember, claims);
}

/**
 * What several groups give together. Their scopes add up, and whatever those permit is open. A group that names tools gives
 * only those, of what its scopes permit together with the others'.
 */
function unite(connector: Connector, groups: readonly Group[]): Allowance {
  const endpoints = openEndpoints(connector, groups);
  const unmasked = openEndpoints(
    connector,
    groups.filter(({ privacy }) => privacy !== "masked"),
  );
  const needed = [...endpoints].flatMap(({ scopes }) => scopes);
  return {
    endpoints,
    scopes: new Set([...heldScopes(connector, groups), ...needed]),
    // Where a group that masks gives anything of its own, nobody can say any more what of an answer came from which.
    isMasked: endpoints.size > unmasked.size,
  };
}

function openEndpoints(connector: Connector, groups: readonly Group[]): ReadonlySet<Endpoint> {
  const choices = choicesOf(groups);
  return new Set(connector.endpoints.filter((endpoint) => choices.some((one) => isChosen(connector, endpoint, one))));
}

/** Each gives what it names; together they give what any of them does. */
function choicesOf(groups: readonly Group[]): readonly Choice[] {
  const open = groups.filter(({ tools }) => tools === undefined);
  const shared = choiceOf(open.flatMap(({ scopes }) => scopes ?? []));
  const limited = groups.flatMap(({ tools, scopes }) => {
    if (tools === undefined) return [];
    const together = scopes && shared.scopes && [...scopes, ...shared.scopes];
    return [{ ...(together === undefined ? {} : choiceOf(together)), tools }];
  });
  return open.length === 0 ? limited : [shared, ...limited];
}

function choiceOf(scopes: readonly string[]): Choice {
  return scopes.includes(ALL_SCOPES) ? {} : { scopes };
}

/** Of groups that name tools those count that the tools need. */
function heldScopes(connector: Connector, groups: readonly Group[]): readonly string[] {
  const { scopes } = choiceOf(groups.flatMap((group) => (group.tools === undefined ? (group.scopes ?? []) : [])));
  return scopes === undefined
    ? connector.scopes.map(({ name }) => name)
    : scopesIn(exactGrant(connector, scopes), "granted");
}
