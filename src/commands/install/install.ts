import { type App, openApp, type Selection } from "../../app/app.ts";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { refuseKeys } from "../../app/key-on-command-line.ts";
import { clients } from "../../clients/catalog/index.ts";
import { type ConfigPlace, entryOf, type InstallScope, thisMachine } from "../../clients/client.ts";
import { type AvailableCommand, availableCommand } from "../../clients/client-command.ts";
import { type FoundConfig, readConfig, replaceConfig } from "../../clients/config/config-file.ts";
import { type InstallPlan, planInstall, type Wanted } from "../../clients/config/plan.ts";
import { changeServer, type EditFailure } from "../../clients/config/servers.ts";
import { isServerName, serverCommand, serverName, thisInstallation } from "../../clients/keyscope-server.ts";
import { hideLongWords } from "../../credentials/looks-secret.ts";
import { DEFAULT_PROFILE } from "../../credentials/profile.ts";
import { ownCommand } from "../../messages/own-command.ts";
import type { Output } from "../../terminal/output.ts";
import { changeByCommand, changeFile, openConfig, refuseToEdit, replaced } from "./change.ts";
import { explainCannotStart } from "./check-start.ts";
import { checkedScope, chosenClient, clientAndConnector } from "./choose-client.ts";
import { type Installed, printNextSteps } from "./next-steps.ts";

interface InstallOptions extends Selection {
  readonly client?: string | undefined;
  readonly scope?: InstallScope | undefined;
  /** The server's name in the client. */
  readonly name?: string | undefined;
  /** Only print the entry. */
  readonly print?: boolean | undefined;
  /** Without asking. */
  readonly yes?: boolean | undefined;
}

/**
 * Puts Keyscope into an MCP client: shows the exact change, asks, and makes it. All else in the client's file stays as
 * it is, byte for byte.
 */
export async function install(options: InstallOptions, output: Output): Promise<ExitCode> {
  refuseKeys([options.client ?? "", options.name ?? ""]);
  const words = clientAndConnector(options);
  const app = await openApp({ ...options, connector: words.connector });
  const machine = thisMachine();
  const offered = clients.filter((client) => client.isInstalled(machine));
  const client = await chosenClient(words.client, "install", offered, output, words.connector);
  const scope = checkedScope(client, options.scope);
  const [place] = client.places(machine, scope);
  const serves = { connector: app.connector.id, profile: app.profile, keyring: options.keyring };
  const { command, notes } = serverCommand(serves, scope, thisInstallation(), machine);
  const isOnlyPrinted = options.print === true;
  if (!isOnlyPrinted && !client.isInstalled(machine)) {
    output.err(`${client.title} was not found on this machine. When you install it, it will find the entry.`);
  }
  const found = isOnlyPrinted ? undefined : await openConfig(place.file);
  const wanted = { serves, command, name: nameOf(options, app), isNamed: options.name !== undefined };
  const installing = { client, scope, place, machine, app, wanted, notes };
  if (found === undefined) return printEntry(installing, output);
  return carryOut({ ...installing, found, yes: options.yes === true }, output);
}

/** What is to be installed where. */
interface Installing extends Installed {
  readonly place: ConfigPlace;
  readonly wanted: Wanted;
}

/** The file that it goes into. */
interface Change extends Installing {
  readonly found: FoundConfig;
  readonly yes: boolean;
}

async function carryOut(change: Change, output: Output): Promise<ExitCode> {
  const { client, place, found, wanted } = change;
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
  await printNextSteps(change, plan.name, output);
  return ExitCode.done;
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
  if (backup !== undefined) output.out(`The file as it was before: ${backup}`);
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

/** As it stands in a file with nothing else. Only that goes to standard output, so that it can be piped. */
function printEntry({ client, place, wanted }: Installing, output: Output): ExitCode {
  const alone = changeServer("", place, wanted.name, entryOf(client, wanted.command, wanted.name));
  if (alone.ok) output.out(alone.text.trimEnd().split("\n"));
  output.err(`For ${client.title} this belongs into ${place.file}.`);
  return ExitCode.done;
}

function nameOf({ name }: InstallOptions, { connector, profile }: App): string {
  if (name === undefined) return serverName(connector.id, profile);
  if (isServerName(name)) return name;
  throw new CommandError(
    `"${name}" cannot name a server in every client: use 1 to 40 letters, digits and hyphens, beginning with a letter or digit.`,
    ExitCode.usage,
  );
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
