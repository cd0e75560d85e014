import { readFile, rm } from "node:fs/promises";
import { ExitCode } from "../../app/exit-code.ts";
import { refuseKeys } from "../../app/key-on-command-line.ts";
import { clients } from "../../clients/catalog/index.ts";
import { type Client, type ConfigPlace, type InstallScope, type Machine, thisMachine } from "../../clients/client.ts";
import { type AvailableCommand, availableCommand } from "../../clients/client-command.ts";
import {
  backupOf,
  type FoundConfig,
  type ReplaceOutcome,
  readConfig,
  removeConfig,
  replaceConfig,
  textOf,
} from "../../clients/config/config-file.ts";
import { findKeyscopeServers, planUninstall, type UninstallPlan } from "../../clients/config/plan.ts";
import type { ServedKey } from "../../clients/keyscope-server.ts";
import { DEFAULT_PROFILE } from "../../credentials/profile.ts";
import type { Output } from "../../terminal/output.ts";
import { groupBy } from "../../utils/group-by.ts";
import { agree, changeByCommand, openConfig, replaced, showDifference } from "./change.ts";
import { checkedScope, chosenClient, clientAndConnector } from "./choose-client.ts";
import { refuseToEdit } from "./config-failure.ts";

export interface UninstallOptions {
  /** Only this connector's server; every one of Keyscope's when not given. */
  readonly connector?: string | undefined;
  readonly profile?: string | undefined;
  readonly scope?: InstallScope | undefined;
  readonly yes?: boolean | undefined;
}

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
  const isMeant = (serves: ServedKey) =>
    (connector === undefined || serves.connector === connector) &&
    (profile === undefined
      ? connector === undefined || serves.profile === DEFAULT_PROFILE
      : serves.profile === profile);
  let isFound = false;
  for (const places of placesByFile(client.places(machine, scope))) {
    const found = await openConfig(places[0].file);
    if (found.kind === "absent") continue;
    const plan = planUninstall(places, found.text, await textOrNothing(backupOf(found.file)), isMeant);
    if (plan.kind === "none") continue;
    if (plan.kind === "refused") throw refuseToEdit(found.file, plan.why, "Take the entry out by hand in an editor.");
    isFound = true;
    const isFirst = plan.servers.every(({ place }) => place === places[0]);
    const program = isFirst ? availableCommand(client, scope, machine) : undefined;
    const removing = { found, plan, yes: options.yes === true };
    if (program === undefined) await removeFromFile(removing, output);
    else await runCommand(program, { ...removing, title: client.title, machine }, output);
  }
  if (isFound) output.out(removedText(client));
  else output.out(nothingText(client, scope, machine));
  return ExitCode.done;
}

interface Removing {
  readonly found: FoundConfig;
  readonly plan: Extract<UninstallPlan, { kind: "change" }>;
  readonly yes: boolean;
}

async function removeFromFile({ found, plan, yes }: Removing, output: Output): Promise<void> {
  showDifference(found.file, textOf(found), plan.text, output);
  await agree("Make this change?", yes);
  const backup = replaced(await write(found, plan.text, plan.isBackup ? "leave" : "make"));
  if (backup !== undefined) output.out(`The file as it was before: ${backup}`);
  await dropCopy(found, plan);
}

function write(found: FoundConfig, text: string | undefined, backup: "make" | "leave"): Promise<ReplaceOutcome> {
  return text === undefined ? removeConfig(found) : replaceConfig(found, text, backup);
}

/** The client's own command. What it changes of the rest of a person's file is put back. */
async function runCommand(
  program: AvailableCommand,
  { found, plan, yes, title, machine }: Removing & { readonly title: string; readonly machine: Machine },
  output: Output,
): Promise<void> {
  const remedy = `Take the server out of ${found.file} in an editor.`;
  const runs = plan.servers.map(({ name }) => program.own.remove(name));
  const wantsBackup = !plan.isBackup && plan.text !== undefined;
  await changeByCommand({ program, title, runs, found, remedy }, { machine, yes, wantsBackup }, output);
  if (program.own.rest !== "rewrites") return;
  const after = await openConfig(found.file);
  if (after.kind === "text" && after.text !== plan.text) replaced(await write(after, plan.text, "leave"));
  await dropCopy(found, plan);
}

/** Removes a backup that the file has become again. */
async function dropCopy({ file }: FoundConfig, { isBackup }: Removing["plan"]): Promise<void> {
  if (isBackup) await rm(backupOf(file), { force: true });
}

async function clientsWithKeyscope(machine: Machine): Promise<Client[]> {
  const has = await Promise.all(clients.map((client) => hasKeyscope(client, "user", machine)));
  return clients.filter((_, at) => has[at]);
}

async function hasKeyscope(client: Client, scope: InstallScope, machine: Machine): Promise<boolean> {
  for (const places of placesByFile(client.places(machine, scope))) {
    const found = await readConfig(places[0].file);
    if (found.kind !== "text") continue;
    const servers = findKeyscopeServers(places, found.text);
    if (!("reason" in servers) && servers.length > 0) return true;
  }
  return false;
}

/** Several tables may be in one file, which is changed once. */
function placesByFile(places: readonly ConfigPlace[]) {
  return groupBy(places, ({ file }) => file).values();
}

function removedText({ title }: Client): string {
  return `Removed from ${title}. Keys that you stored are still in the keychain; \`keyscope logout\` removes them.`;
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
