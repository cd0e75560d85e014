import { accessToolName, queryToolName, tablesToolName } from "../../connectors/schema/connector.ts";
import { type Person, personWith } from "../../people/allowance.ts";
import type { People } from "../../people/read-people.ts";
import { tablesFor } from "../../tables/table.ts";
import { columns, type Output } from "../../terminal/output.ts";

/** Every group with what its people see, if they are in no other. */
export function printGroups(people: People, output: Output): void {
  const { connector, claim, contact, callsPerMinute, groups } = people;
  output.out(`${connector.title}, by the claim "${claim}" of a person's token.`);
  if (contact !== undefined) output.out(`Whom people are to ask for more: ${contact}`);
  if (callsPerMinute !== undefined) output.out(`Calls of one person: ${callsPerMinute} a minute.`);
  output.out("");
  const rows = [...groups].map(([name, { scopes }]) => {
    const { tools, tables, privacy } = seenBy(people, personWith(people, [name]));
    return [
      name,
      scopes?.join(", ") ?? "by its tools",
      tellPrivacy(privacy),
      `${named(tools)}; tables: ${named(tables)}`,
    ];
  });
  const paint = (column: number, text: string, row: number) =>
    row === 0 ? output.paint("bold", text) : column === 0 ? output.paint("green", text) : text;
  output.out(columns([["group", "scopes", "personal data", "tools"], ...rows], paint));
  output.out(`\n${CAVEAT}`);
}

/** What somebody sees. */
export function printPerson(people: People, person: Person, output: Output): void {
  const { asker, allowance } = person;
  const { tools, tables, privacy } = seenBy(people, person);
  if (allowance === undefined) {
    output.out(
      `Nothing but ${named(tools)} is open to them: nothing in the claim "${people.claim}" is a group in the file.`,
    );
    return;
  }
  output.out(`Groups: ${asker.groups.join(", ")}`);
  output.out(`Personal data: ${tellPrivacy(privacy)}`);
  output.out(`Tools (${tools.length}): ${named(tools)}`);
  output.out(`Tables (${tables.length}): ${named(tables)}`);
  output.out(`\n${CAVEAT}`);
}

const CAVEAT = "This is by the file alone: what the server's key lacks, nobody sees.";

/** The file as `--json` tells it; other programs rely on its names. */
export function groupsDocument(people: People) {
  const { claim, contact, callsPerMinute, groups } = people;
  return {
    claim,
    contact: contact ?? null,
    callsPerMinute: callsPerMinute ?? null,
    groups: [...groups].map(([name, { scopes }]) => ({
      name,
      scopes: scopes ?? null,
      ...seenBy(people, personWith(people, [name])),
    })),
  };
}

export function personDocument(people: People, person: Person) {
  return { groups: person.asker.groups, ...seenBy(people, person) };
}

/** With a key that lacks nothing, on a server that has the engine for questions over all rows. */
function seenBy({ connector }: People, { allowance }: Person) {
  const shown = connector.endpoints.filter((endpoint) => allowance?.endpoints.has(endpoint) === true);
  const tables = tablesFor(connector, { shown }).map(({ name }) => name);
  const questions = tables.length === 0 ? [] : [tablesToolName(connector), queryToolName(connector)];
  const tools = [...shown.map(({ tool }) => tool), ...questions, accessToolName(connector)];
  return { privacy: allowance?.isMasked === true ? "masked" : "as the key's setting", tools, tables };
}

function tellPrivacy(privacy: string): string {
  return privacy === "masked" ? privacy : "as the key has it";
}

function named(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}
