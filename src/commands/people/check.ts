import { parseOrNothing } from "../../answers/json.ts";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { findConnector } from "../../app/find-connector.ts";
import { tellProblem } from "../../app/people.ts";
import { didYouMean } from "../../messages/phrases.ts";
import { findPerson, type Person, personWith } from "../../people/allowance.ts";
import { readPeopleFile } from "../../people/people-file.ts";
import type { People } from "../../people/read-people.ts";
import { jsonLines, type Output } from "../../terminal/output.ts";
import { nearestName } from "../../utils/nearest-name.ts";
import { isRecord } from "../../utils/own.ts";
import { chooseConnector } from "../choose-key.ts";
import { groupsDocument, personDocument, printGroups, printPerson } from "./print.ts";

interface CheckOptions {
  readonly file: string;
  readonly connector?: string | undefined;
  /** The claims of a token, as JSON. */
  readonly claims?: string | undefined;
  readonly group?: readonly string[] | undefined;
  readonly json?: boolean | undefined;
}

/** Checks a people.json, and tells what it opens to whom, by the connector's scopes alone: no key is read, nothing is sent. */
export async function checkPeople(options: CheckOptions, output: Output): Promise<ExitCode> {
  const { file, json = false } = options;
  const chosen = await chooseConnector(options, `people check ${file} --connector`, "if-several");
  const connector = await findConnector(chosen.connector);
  const read = readPeopleFile(file, connector);
  if (!read.ok) {
    const { problems } = read;
    if (json) output.out(jsonLines({ connector: connector.id, ok: false, problems }));
    else {
      output.err(`${file} cannot be used for ${connector.title}:`);
      for (const problem of problems) output.err(tellProblem(problem));
    }
    return ExitCode.failed;
  }
  const { people } = read;
  const person = meantPerson(people, options);
  if (json) {
    const told = person && { person: personDocument(people, person) };
    output.out(jsonLines({ connector: connector.id, ok: true, ...groupsDocument(people), ...told }));
  } else if (person === undefined) printGroups(people, output);
  else printPerson(people, person, output);
  return ExitCode.done;
}

/** The one person that is asked about; undefined where all groups are. */
function meantPerson(people: People, { claims, group }: CheckOptions): Person | undefined {
  if (claims !== undefined && group !== undefined) throw usage("Give either --claims or --group.");
  if (claims !== undefined) return findPerson(people, parseClaims(claims));
  if (group === undefined) return undefined;
  const known = [...people.groups.keys()];
  const stranger = group.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    const hint = didYouMean(nearestName(stranger, known));
    throw usage(`There is no group "${stranger}" in the file.${hint} Its groups: ${known.join(", ")}.`);
  }
  return personWith(
    people,
    known.filter((name) => group.includes(name)),
  );
}

function parseClaims(text: string): Readonly<Record<string, unknown>> {
  const claims: unknown = parseOrNothing(text);
  if (isRecord(claims)) return claims;
  throw usage('--claims takes the claims of a token as one JSON object, such as \'{"groups": ["sales"]}\'.');
}

function usage(message: string): CommandError {
  return new CommandError(message, ExitCode.usage);
}
