import type { Command } from "commander";
import { explainBelow } from "./help.ts";
import { API } from "./options.ts";
import { run } from "./run.ts";

/** What is open to whom on a server that several people use. */
export function addPeopleCommands(program: Command): void {
  const people = program.command("people").description("who may see what on a server that several people use");
  people
    .command("check")
    .description("what a people.json opens to whom, or all its mistakes")
    .argument("<file>", "the file, such as people.json")
    .option("--connector <id>", API)
    .option("--claims <json>", 'for one person with these claims, such as \'{"groups": ["sales"]}\'')
    .option(
      "--group <name>",
      "for one person of this group; may be given again",
      (name: string, before: readonly string[] = []) => [...before, name],
    )
    .option("--json", "print one JSON document")
    .addHelpText("after", () => explainBelow(PEOPLE_HELP))
    .action(run(async () => (await import("../people/check.ts")).checkPeople, "file"));
}

const PEOPLE_HELP =
  'Reads no key and sends nothing. The file: {"claim": "groups", "contact": "Anna, anna@example.com", "groups": {"sales": {"scopes": ["orders"], "privacy": "masked"}, "board": {"scopes": ["*"]}}}. Scopes of several groups add up; "tools" in a group gives only those. The claim is its name as it stands, or a path such as realm_access.roles; its value a list of groups, or one.';
