import { type DefinitionIssue, describeIssue, describePlace, toIssues } from "../connectors/custom/issues.ts";
import { accessToolName, type Connector, queryToolName, tablesToolName } from "../connectors/schema/connector.ts";
import { nearestName } from "../utils/nearest-name.ts";
import { parseJson } from "./parse-json.ts";
import { ALL_SCOPES, type Group, peopleSchema } from "./schema.ts";

/** What a firm says is open to whom, of one connector. */
export interface People {
  readonly connector: Connector;
  /** The claim of a token that names a person's groups. */
  readonly claim: string;
  /** Whom people are to ask for more. */
  readonly contact: string | undefined;
  /** Calls of one person in a minute; undefined where the file says nothing of it. */
  readonly callsPerMinute: number | undefined;
  /** By their names, in the file's order. */
  readonly groups: ReadonlyMap<string, Group>;
}

/** What became of a file: people, or every mistake with its place and what to do. */
export type ReadPeople =
  | { readonly ok: true; readonly people: People }
  | { readonly ok: false; readonly problems: readonly [DefinitionIssue, ...DefinitionIssue[]] };

/** Far more than a thousand groups take. */
export const LARGEST_PEOPLE_FILE = 1_000_000;

/** Reads what stands in a people.json. Never throws, whatever the text is. */
export function readPeople(text: string, connector: Connector): ReadPeople {
  if (text.length > LARGEST_PEOPLE_FILE) {
    return fail([{ at: "", message: `is larger than ${LARGEST_PEOPLE_FILE / 1_000_000} MB` }]);
  }
  const json = parseJson(text.replace(/^\ufeff/, ""));
  if (!json.ok) return fail(json.problems);
  const parsed = peopleSchema.safeParse(json.value, { error: describeIssue });
  if (!parsed.success) return fail(toIssues(parsed.error.issues));
  const { claim, contact, callsPerMinute, groups } = parsed.data;
  const problems = [...checkGroups(groups, connector)];
  if (problems.length > 0) return fail(problems);
  return { ok: true, people: { connector, claim, contact, callsPerMinute, groups: new Map(Object.entries(groups)) } };
}

function fail([first = { at: "", message: "cannot be used" }, ...others]: readonly DefinitionIssue[]): ReadPeople {
  return { ok: false, problems: [first, ...others] };
}

function* checkGroups(groups: Readonly<Record<string, Group>>, connector: Connector): Iterable<DefinitionIssue> {
  if (Object.keys(groups).length === 0) {
    yield { at: "groups", message: `is empty, so that nothing is open to anybody. ${example(connector)}` };
  }
  for (const [name, group] of Object.entries(groups)) {
    const at = describePlace(["groups", name]);
    if (group.scopes === undefined && group.tools === undefined) {
      yield { at, message: 'gives nothing: add "scopes", such as ["*"] for all, or "tools"' };
    }
    yield* checkScopes(group.scopes ?? [], at, connector);
    yield* checkTools(group.tools ?? [], at, connector);
  }
}

function example({ scopes: [first] }: Connector): string {
  return `Add a group: {"sales": {"scopes": ["${first?.name ?? ALL_SCOPES}"]}}`;
}

function* checkScopes(named: readonly string[], at: string, { title, scopes }: Connector): Iterable<DefinitionIssue> {
  const known = scopes.map(({ name }) => name);
  for (const [index, name] of named.entries()) {
    const place = `${at}.scopes[${index}]`;
    if (name === ALL_SCOPES) {
      if (named.length > 1) yield { at: place, message: '"*" is all scopes; take the others out, or "*"' };
    } else if (known.length === 0) {
      yield { at: place, message: `${title} has no scopes; write ["*"], or name tools` };
    } else if (!known.includes(name)) {
      yield { at: place, message: unknown(name, `${title}'s scopes`, known) };
    }
  }
}

function* checkTools(named: readonly string[], at: string, connector: Connector): Iterable<DefinitionIssue> {
  const known = connector.endpoints.map(({ tool }) => tool);
  const own = [tablesToolName(connector), queryToolName(connector), accessToolName(connector)];
  for (const [index, name] of named.entries()) {
    const place = `${at}.tools[${index}]`;
    if (own.includes(name)) {
      const message = `"${name}" need not be named: it comes with the tools whose rows it may ask. Take it out`;
      yield { at: place, message };
    } else if (!known.includes(name)) {
      yield { at: place, message: unknown(name, `${connector.title}'s tools`, known) };
    }
  }
}

function unknown(name: string, what: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? `Those are: ${known.join(", ")}` : `Did you mean "${nearest}"?`;
  return `"${name}" is none of ${what}. ${hint}`;
}
