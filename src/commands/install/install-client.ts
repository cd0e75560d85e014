import type { App } from "../../app/app.ts";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { type ConfigPlace, entryOf } from "../../clients/client.ts";
import { type AvailableCommand, availableCommand } from "../../clients/client-command.ts";
import { type FoundConfig, readConfig, replaceConfig } from "../../clients/config/config-file.ts";
import { type InstallPlan, planInstall, type Wanted } from "../../clients/config/plan.ts";
import { changeServer, type EditFailure } from "../../clients/config/servers.ts";
import { hideLongWords } from "../../credentials/looks-secret.ts";
import { DEFAULT_PROFILE } from "../../credentials/profile.ts";
import { ownCommand } from "../../messages/own-command.ts";
import type { Output } from "../../terminal/output.ts";
import { changeByCommand, changeFile, openConfig, refuseToEdit, replaced, sayBackup } from "./change.ts";
import { explainCannotStart } from "./check-start.ts";
import type { Installed } from "./next-steps.ts";
import type { PlacedEntry } from "./print-entry.ts";

/** What is to be installed where. */
export interface Installing extends Omit<Installed, "name" | "isChanged"> {
  readonly app: App;
  readonly place: ConfigPlace;
  readonly wanted: Wanted;
}

/** The file that it goes into. */
interface Change extends Installing {
  readonly found: FoundConfig;
  readonly yes: boolean;
}

/**
 * Puts the server into a client's file: shows the exact change, asks, and makes it. Ends the command when it cannot be
 * made, or when what is to be written does not start.
 */
export async function installIn(installing: Installing, yes: boolean, output: Output): Promise<Installed> {
  const { client, place, wanted } = installing;
  const found = await openConfig(place.file);
  const change = { ...installing, found, yes };
  const plan = planInstall(client, place, found.text ?? place.blank ?? "", wanted);
  switch (plan.kind) {
    case "already":
      await requireStart(change);
      output.out(`Already installed in ${client.title}, as "${plan.name}" in ${place.file}. Nothing was changed.`);
      break;
    case "taken":
      throw new CommandError(takenText(plan, change), ExitCode.usage);
    case "refused":
      throw refuseToEdit(place.file, plan.why, refusedRemedy(plan.why, printCommand(change)));
    case "change":
      await requireStart(change);
      await makeChange(plan, change, output);
      break;
    default:
      return plan satisfies never;
  }
  return { ...installing, name: plan.name, isChanged: plan.kind === "change" };
}

/** Ends the command, with nothing changed, when what is to be written does not start. */
async function requireStart({ client, machine, wanted: { command } }: Change): Promise<void> {
  const cannot = await explainCannotStart(command, client, machine);
  if (cannot !== undefined) throw new CommandError(cannot, ExitCode.failed);
}

type PlannedChange = Extract<InstallPlan, { kind: "change" }>;

/** Shows the change, asks, and makes it: by the client's own command where it has one that is on the PATH. */
async function makeChange(plan: PlannedChange, change: Change, output: Output): Promise<void> {
  const { client, scope, machine, found, yes } = change;
  // An entry that is there may have been added to by the person, which the client's command would lose.
  const program = plan.isNew ? availableCommand(client, scope, machine) : undefined;
  const backup =
    program === undefined
      ? await changeFile(found, plan.text, { yes, backup: "make" }, output)
      : await runCommand(program, plan, change, output);
  output.out(`${plan.isNew ? "Installed in" : "Brought up to date in"} ${client.title}, as "${plan.name}".`);
  sayBackup(backup, output);
}

/** The client's own command, checked by what the file is afterwards. What it loses of the rest is put back. */
async function runCommand(
  program: AvailableCommand,
  plan: PlannedChange,
  change: Change,
  output: Output,
): Promise<string | undefined> {
  const { client, place, wanted, found } = change;
  const { title } = client;
  const remedy = `Look at ${place.file}, or add the entry yourself: \`${printCommand(change)}\` prints it.`;
  const runs = [program.own.add(plan.name, wanted.command)];
  const backup = await changeByCommand({ ...change, program, title, runs, remedy, wantsBackup: true }, output);
  const after = await readConfig(place.file);
  const text = after.kind === "text" ? after.text : "";
  if (planInstall(client, place, text, { ...wanted, name: plan.name, isNamed: true }).kind !== "already") {
    const failure = `${title}'s command went well, but the server is not in its file. ${remedy}`;
    throw new CommandError(failure, ExitCode.failed);
  }
  const without = changeServer(text, place, plan.name);
  const isRestIntact = without.ok && without.text === (found.text ?? "");
  if (program.own.rest === "rewrites" && after.kind === "text" && !isRestIntact) {
    replaced(await replaceConfig(after, plan.text, "leave"));
    output.out(
      `The command also changed other lines of the file. They are as they were, and only the server was added.`,
    );
  }
  return backup;
}

/** The entry alone, for people who put it into the file themselves. */
export function entryIn({ client, place, wanted: { command, name } }: Installing): PlacedEntry {
  return { client, place, name, entry: entryOf(client, command, name) };
}

/** In a file that is damaged, an entry that is added by hand would be of no use either. */
function refusedRemedy({ reason }: EditFailure, print: string): string {
  if (reason === "unusual") return `Add the entry yourself: \`${print}\` prints it.`;
  return "Correct that place, then run the command again.";
}

function takenText({ name, by }: Extract<InstallPlan, { kind: "taken" }>, { client, place }: Installing): string {
  const whose =
    by === undefined
      ? "which is not Keyscope's"
      : `which is Keyscope's for ${hideLongWords(by.connector)}, profile ${by.profile}`;
  return `${client.title} already has a server called "${name}" in ${place.file}, ${whose}. Nothing was changed. Choose another name: add --name and the name, such as --name ${name}-2.`;
}

/** The command that prints the entry, for people who put it there themselves. */
function printCommand({ client, app: { connector, profile }, scope }: Installing): string {
  const profileOption = profile === DEFAULT_PROFILE ? "" : ` --profile ${profile}`;
  const scopeOption = scope === "user" ? "" : ` --scope ${scope}`;
  return ownCommand(`install ${client.id} ${connector.id}${profileOption}${scopeOption} --print`);
}
