import type { Workspace } from "../../app/app.ts";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import type { Client, ConfigPlace, InstallScope, Machine, ServerCommand } from "../../clients/client.ts";
import {
  backUp,
  type FoundConfig,
  type ReplaceOutcome,
  readConfig,
  replaceConfig,
} from "../../clients/config/config-file.ts";
import { type InstallPlan, planInstall } from "../../clients/config/plan-install.ts";
import { withoutServer } from "../../clients/config/servers.ts";
import { type AvailableCommand, availableCommand, commandLine, runOwnCommand } from "../../clients/own-command.ts";
import type { CommandNote } from "../../clients/server-command.ts";
import { DEFAULT_PROFILE } from "../../credentials/profile.ts";
import type { Output } from "../../terminal/output.ts";
import { explainConfig } from "./config-failure.ts";
import { agree } from "./confirm.ts";
import { showDifference } from "./show-difference.ts";

/** What is to be installed where. */
export interface Installing {
  readonly client: Client;
  readonly scope: InstallScope;
  readonly place: ConfigPlace;
  readonly machine: Machine;
  readonly command: ServerCommand;
  readonly notes: readonly CommandNote[];
  readonly workspace: Workspace;
}

/** Shows the change, asks, and makes it: by the client's own command where it has one that is on the PATH. */
export async function makeChange(change: Change, output: Output): Promise<void> {
  const { plan, installing } = change;
  // An entry that is there may have been added to by the person, which the client's command would lose.
  const available = plan.isNew ? availableCommand(installing.client, installing.scope, installing.machine) : undefined;
  if (available === undefined) await byFile(change, output);
  else await byOwnCommand(available, change, output);
}

interface Change {
  readonly plan: Extract<InstallPlan, { kind: "change" }>;
  readonly found: FoundConfig;
  readonly installing: Installing;
  readonly yes: boolean;
}

async function byFile({ plan, found, installing: { client, place }, yes }: Change, output: Output): Promise<void> {
  showDifference(place.file, found.kind === "text" ? found.text : undefined, plan.text, output);
  await agree("Make this change?", yes);
  const { backup } = succeeded(await replaceConfig(found, plan.text));
  output.out(`${plan.isNew ? "Installed in" : "Brought up to date in"} ${client.title}, as "${plan.name}".`);
  if (backup !== undefined) output.out(`The file as it was before: ${backup}`);
}

/** The client's own command, checked by what the file is afterwards. What it loses of the rest is put back. */
async function byOwnCommand(available: AvailableCommand, change: Change, output: Output): Promise<void> {
  const { plan, found, yes, installing } = change;
  const { client, place, command, machine } = installing;
  const args = available.own.add(plan.name, command);
  output.out(`${client.title} has a command of its own for this. It changes ${place.file}:`);
  output.out(output.paint("green", commandLine([available.own.program, ...args])));
  await agree("Run it?", yes);
  const { backup } = succeeded(await backUp(found));
  const failure = await runOwnCommand(available, args, machine);
  const after = await readConfig(place.file);
  const text = after.kind === "text" ? after.text : "";
  const isThere = planInstall(client, place, text, wantedOf(installing, plan.name)).kind === "already";
  if (failure !== undefined || !isThere) {
    throw new CommandError(
      `${client.title}'s command ${failure === undefined ? "went well, but the server is not in its file" : `failed: ${failure}`}. Look at ${place.file}, or add the entry yourself: \`${printCommand(installing)}\` prints it.`,
      ExitCode.failed,
    );
  }
  const before = found.kind === "text" ? found.text : "";
  const without = withoutServer(text, place, plan.name);
  if (available.own.rest === "rewrites" && after.kind === "text" && !(without.ok && without.text === before)) {
    succeeded(await replaceConfig(after, plan.text, "leave"));
    output.out(
      `The command also changed other lines of the file. They are as they were, and only the server was added.`,
    );
  }
  output.out(`Installed in ${client.title}, as "${plan.name}".`);
  if (backup !== undefined) output.out(`The file as it was before: ${backup}`);
}

function wantedOf({ workspace: { connector, profile }, command }: Installing, name: string) {
  return { own: { connector: connector.id, profile }, command, name, isNamed: true };
}

function succeeded(outcome: ReplaceOutcome): Extract<ReplaceOutcome, { kind: "replaced" }> {
  if (outcome.kind === "replaced") return outcome;
  throw new CommandError(explainConfig(outcome), ExitCode.failed);
}

/** The command that prints the entry, for people who put it there themselves. */
export function printCommand({ client, workspace: { connector, profile }, scope }: Installing): string {
  const profileOption = profile === DEFAULT_PROFILE ? "" : ` --profile ${profile}`;
  const scopeOption = scope === "user" ? "" : ` --scope ${scope}`;
  return `keyscope install ${client.id} ${connector.id}${profileOption}${scopeOption} --print`;
}
