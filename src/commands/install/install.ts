import { openWorkspace, type Selection, type Workspace } from "../../app/app.ts";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { refuseKeys } from "../../app/key-on-command-line.ts";
import { type InstallScope, thisMachine } from "../../clients/client.ts";
import { type FoundConfig, readConfig } from "../../clients/config/config-file.ts";
import { type InstallPlan, planInstall } from "../../clients/config/plan-install.ts";
import { withServer } from "../../clients/config/servers.ts";
import { serverCommand } from "../../clients/server-command.ts";
import { isServerName, serverName } from "../../clients/server-name.ts";
import { hideLongWords } from "../../credentials/looks-secret.ts";
import { DEFAULT_PROFILE } from "../../credentials/profile.ts";
import type { Output } from "../../terminal/output.ts";
import { type Installing, makeChange, printCommand } from "./change.ts";
import { checkedScope, chosenClient, clientAndConnector, installedClients } from "./choose-client.ts";
import { explainConfig, refuseToEdit } from "./config-failure.ts";
import { installation } from "./installation.ts";
import { printNextSteps } from "./next-steps.ts";

export interface InstallOptions extends Selection {
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
export async function install(name: string | undefined, options: InstallOptions, output: Output): Promise<ExitCode> {
  refuseKeys([name ?? "", options.name ?? ""]);
  const words = clientAndConnector(name, options.connector);
  const workspace = await openWorkspace({ ...options, connector: words.connector });
  const machine = thisMachine();
  const client = await chosenClient(words.client, "install", installedClients(machine), output, words.connector);
  const scope = checkedScope(client, options.scope);
  const [place] = client.places(machine, scope);
  const { connector, profile } = workspace;
  const { keyring } = options;
  const choice = { connector: connector.id, profile: profile === DEFAULT_PROFILE ? undefined : profile, keyring };
  const installing = {
    client,
    scope,
    place,
    machine,
    workspace,
    ...serverCommand(choice, scope, installation(), machine),
  };
  if (options.print === true) return printEntry(installing, nameOf(options, workspace), output);
  if (!client.isInstalled(machine)) {
    output.err(`${client.title} was not found on this machine. When you install it, it will find the entry.`);
  }
  const found = await readConfig(place.file);
  if (found.kind === "trouble") throw new CommandError(explainConfig(found), ExitCode.failed);
  const plan = planInstall(client, place, found.kind === "text" ? found.text : "", {
    own: { connector: connector.id, profile },
    command: installing.command,
    name: nameOf(options, workspace),
    isNamed: options.name !== undefined,
  });
  return carryOut(plan, found, installing, options, output);
}

async function carryOut(
  plan: InstallPlan,
  found: FoundConfig,
  installing: Installing,
  options: InstallOptions,
  output: Output,
): Promise<ExitCode> {
  const { client, place } = installing;
  switch (plan.kind) {
    case "already":
      output.out(`Already installed in ${client.title}, as "${plan.name}" in ${place.file}. Nothing was changed.`);
      break;
    case "taken":
      throw new CommandError(takenText(plan, installing), ExitCode.usage);
    case "refused":
      throw refuseToEdit(place.file, plan.why, refusedRemedy(plan.why, printCommand(installing)));
    case "change":
      await makeChange({ plan, found, installing, yes: options.yes === true }, output);
      break;
    default:
      return plan satisfies never;
  }
  await printNextSteps({ ...installing, name: plan.name }, output);
  return ExitCode.done;
}

/** As it stands in a file with nothing else. Only that goes to standard output, so that it can be piped. */
function printEntry({ client, place, command }: Installing, name: string, output: Output): ExitCode {
  const alone = withServer("", place, name, client.entry(command));
  if (alone.ok) output.out(alone.text.trimEnd());
  output.err(`For ${client.title} this belongs into ${place.file}.`);
  return ExitCode.done;
}

function nameOf({ name }: InstallOptions, { connector, profile }: Workspace): string {
  if (name === undefined) return serverName(connector.id, profile);
  if (isServerName(name)) return name;
  throw new CommandError(
    `"${name}" cannot name a server in every client: use 1 to 40 letters, digits and hyphens, beginning with a letter or digit.`,
    ExitCode.usage,
  );
}

/** In a file that is damaged, an entry that is added by hand would be of no use either. */
function refusedRemedy(why: Extract<InstallPlan, { kind: "refused" }>["why"], print: string): string {
  if (why === "unusual") return `Add the entry yourself: \`${print}\` prints it.`;
  return "Correct that place, then run the command again.";
}

function takenText({ name, by }: Extract<InstallPlan, { kind: "taken" }>, { client, place }: Installing): string {
  const whose =
    by === undefined
      ? "which is not Keyscope's"
      : `which is Keyscope's for ${hideLongWords(by.connector)}, profile ${by.profile}`;
  return `${client.title} already has a server called "${name}" in ${place.file}, ${whose}. Nothing was changed. Choose another name: add --name and the name, such as --name ${name}-2.`;
}
