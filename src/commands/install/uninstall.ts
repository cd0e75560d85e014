import { readFile, rm } from "node:fs/promises";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { refuseKeys } from "../../app/key-on-command-line.ts";
import { clients } from "../../clients/catalog/index.ts";
import { type Client, type ConfigPlace, type InstallScope, type Machine, thisMachine } from "../../clients/client.ts";
import {
  backUp,
  backupOf,
  type FoundConfig,
  type ReplaceOutcome,
  readConfig,
  removeConfig,
  replaceConfig,
} from "../../clients/config/config-file.ts";
import { ownServers, planUninstall, type UninstallPlan } from "../../clients/config/plan-uninstall.ts";
import { type AvailableCommand, availableCommand, commandLine, runOwnCommand } from "../../clients/own-command.ts";
import type { OwnEntry } from "../../clients/own-entry.ts";
import { DEFAULT_PROFILE } from "../../credentials/profile.ts";
import type { Output } from "../../terminal/output.ts";
import { checkedScope, chosenClient, clientAndConnector } from "./choose-client.ts";
import { explainConfig, refuseToEdit } from "./config-failure.ts";
import { agree } from "./confirm.ts";
import { showDifference } from "./show-difference.ts";

export interface UninstallOptions {
  /** Only this connector's server; every one of Keyscope's when not given. */
  readonly connector?: string | undefined;
  readonly profile?: string | undefined;
  readonly scope?: InstallScope | undefined;
  readonly yes?: boolean | undefined;
}

type Change = Extract<UninstallPlan, { kind: "change" }>;

/** Takes Keyscope out of an MCP client: shows the exact change, asks, and makes it. Keys stay in the keychain. */
export async function uninstall(
  name: string | undefined,
  options: UninstallOptions,
  output: Output,
): Promise<ExitCode> {
  const { profile } = options;
  refuseKeys([name ?? "", options.connector ?? "", profile ?? ""]);
  const { client: word, connector } = clientAndConnector(name, options.connector);
  const machine = thisMachine();
  const offered = word === undefined ? await clientsWithKeyscope(machine) : [];
  const client = await chosenClient(word, "uninstall", offered, output, connector);
  const scope = checkedScope(client, options.scope);
  const isMeant = (own: OwnEntry) =>
    (connector === undefined || own.connector === connector) &&
    (profile === undefined ? connector === undefined || own.profile === DEFAULT_PROFILE : own.profile === profile);
  let isFound = false;
  for (const places of placesByFile(client.places(machine, scope))) {
    const found = await readConfig(places[0].file);
    if (found.kind === "trouble") throw new CommandError(explainConfig(found), ExitCode.failed);
    if (found.kind === "absent") continue;
    const plan = planUninstall(places, found.text, await textOrNothing(backupOf(found.file)), isMeant);
    if (plan.kind === "none") continue;
    if (plan.kind === "refused") throw refuseToEdit(found.file, plan.why, "Take the entry out by hand in an editor.");
    isFound = true;
    const available = plan.servers.every(({ place }) => place === places[0])
      ? availableCommand(client, scope, machine)
      : undefined;
    if (available === undefined) await byFile(found, plan, options, output);
    else await byOwnCommand(available, { found, plan, client, machine }, options, output);
  }
  if (!isFound) output.out(nothingText(client, scope, machine));
  else
    output.out(
      `Removed from ${client.title}. Keys that you stored are still in the keychain; \`keyscope logout\` removes them.`,
    );
  return ExitCode.done;
}

async function byFile(found: FoundConfig, plan: Change, { yes }: UninstallOptions, output: Output): Promise<void> {
  showDifference(found.file, found.kind === "text" ? found.text : undefined, plan.text, output);
  await agree("Make this change?", yes === true);
  const backup = succeeded(await changed(found, plan));
  if (backup !== undefined) output.out(`The file as it was before: ${backup}`);
  // It would be a copy of the file.
  if (plan.isBackup) await rm(backupOf(found.file), { force: true });
}

function changed(found: FoundConfig, { text, isBackup }: Change): Promise<ReplaceOutcome> {
  if (text === undefined) return removeConfig(found);
  return replaceConfig(found, text, isBackup ? "leave" : "make");
}

async function byOwnCommand(
  available: AvailableCommand,
  { found, plan, client, machine }: { found: FoundConfig; plan: Change; client: Client; machine: Machine },
  { yes }: UninstallOptions,
  output: Output,
): Promise<void> {
  const commands = plan.servers.map(({ name }) => available.own.remove(name));
  output.out(`${client.title} has a command of its own for this. It changes ${found.file}:`);
  for (const args of commands) output.out(output.paint("green", commandLine([available.own.program, ...args])));
  await agree("Run it?", yes === true);
  if (!plan.isBackup && plan.text !== undefined) succeeded(await backUp(found));
  for (const args of commands) {
    const failure = await runOwnCommand(available, args, machine);
    if (failure !== undefined) {
      throw new CommandError(
        `${client.title}'s command failed: ${failure}. Take the server out of ${found.file} in an editor.`,
        ExitCode.failed,
      );
    }
  }
  if (available.own.rest !== "rewrites") return;
  const after = await readConfig(found.file);
  if (after.kind === "trouble") throw new CommandError(explainConfig(after), ExitCode.failed);
  if (after.kind === "text" && after.text !== plan.text) succeeded(await changed(after, { ...plan, isBackup: true }));
  if (plan.isBackup) await rm(backupOf(found.file), { force: true });
}

async function clientsWithKeyscope(machine: Machine): Promise<Client[]> {
  const has = await Promise.all(clients.map((client) => hasKeyscope(client, "user", machine)));
  return clients.filter((_, at) => has[at]);
}

async function hasKeyscope(client: Client, scope: InstallScope, machine: Machine): Promise<boolean> {
  for (const places of placesByFile(client.places(machine, scope))) {
    const found = await readConfig(places[0].file);
    if (found.kind !== "text") continue;
    const servers = ownServers(places, found.text);
    if (!("problem" in servers) && servers.length > 0) return true;
  }
  return false;
}

/** Several tables may be in one file, which is changed once. */
function placesByFile(places: readonly ConfigPlace[]): [ConfigPlace, ...ConfigPlace[]][] {
  const files = new Map<string, [ConfigPlace, ...ConfigPlace[]]>();
  for (const place of places) {
    const same = files.get(place.file);
    if (same === undefined) files.set(place.file, [place]);
    else same.push(place);
  }
  return [...files.values()];
}

function nothingText({ title, id, scopes }: Client, scope: InstallScope, machine: Machine): string {
  const other = scope === "user" ? "project" : "user";
  const hint = scopes.includes(other)
    ? ` To look into the ${other === "user" ? "configuration of your own" : `project in ${machine.folder}`}: \`keyscope uninstall ${id} --scope ${other}\`.`
    : "";
  return `No such server of Keyscope's is in ${title}'s configuration: nothing to remove.${hint}`;
}

function textOrNothing(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}

/** The backup that was made, if one was. */
function succeeded(outcome: ReplaceOutcome): string | undefined {
  if (outcome.kind === "replaced") return outcome.backup;
  throw new CommandError(explainConfig(outcome), ExitCode.failed);
}
