import { rm } from "node:fs/promises";
import { ExitCode } from "../../app/exit-code.ts";
import { refuseKeys } from "../../app/key-on-command-line.ts";
import { clients } from "../../clients/catalog/index.ts";
import { type Client, type ConfigPlace, type InstallScope, type Machine, thisMachine } from "../../clients/client.ts";
import { type AvailableCommand, availableCommand } from "../../clients/client-command.ts";
import { backupOf, type FoundConfig, readConfig, replaceConfig } from "../../clients/config/config-file.ts";
import { findKeyscopeServers, planUninstall, type UninstallPlan } from "../../clients/config/plan.ts";
import type { ServedKey } from "../../clients/keyscope-server.ts";
import { DEFAULT_PROFILE } from "../../credentials/profile.ts";
import { ownCommand } from "../../messages/own-command.ts";
import type { Output } from "../../terminal/output.ts";
import { groupBy } from "../../utils/group-by.ts";
import { changeByCommand, changeFile, openConfig, refuseToEdit, replaced, sayBackup } from "./change.ts";
import { checkedScope, chosenClient, clientAndConnector } from "./choose-client.ts";
import { uninstallHttp } from "./install-http.ts";

interface UninstallOptions {
  readonly client?: string | undefined;
  /** Only this connector's server; every one of Keyscope's when not given. */
  readonly connector?: string | undefined;
  readonly profile?: string | undefined;
  readonly scope?: InstallScope | undefined;
  readonly yes?: boolean | undefined;
  /** Only the server at this address. */
  readonly http?: string | undefined;
}

/** Takes Keyscope out of an MCP client: shows the exact change, asks, and makes it. Keys stay in the keychain. */
export async function uninstall(options: UninstallOptions, output: Output): Promise<ExitCode> {
  const { profile } = options;
  refuseKeys([options.client ?? "", options.connector ?? "", profile ?? ""]);
  const { client: word, connector } = clientAndConnector(options);
  const machine = thisMachine();
  const offered = word === undefined ? await clientsWithKeyscope(machine) : [];
  const client = await chosenClient(word, "uninstall", offered, output, connector);
  const { http } = options;
  if (http !== undefined) return uninstallHttp(client, { ...options, http }, output);
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
    const backup = await readConfig(backupOf(found.file));
    const plan = planUninstall(places, found.text, backup.kind === "text" ? backup.text : undefined, isMeant);
    if (plan.kind === "none") continue;
    if (plan.kind === "refused") throw refuseToEdit(found.file, plan.why, "Take the entry out by hand in an editor.");
    isFound = true;
    const isFirst = plan.servers.every(({ place }) => place === places[0]);
    const program = isFirst ? availableCommand(client, scope, machine) : undefined;
    const removing = { found, plan, yes: options.yes === true };
    if (program === undefined) await removeFromFile(removing, output);
    else await runCommand(program, { ...removing, title: client.title, machine }, output);
    // A backup that the file has become again.
    if (plan.isBackup && program?.own.rest !== "keeps-state") await rm(backupOf(found.file), { force: true });
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
  const backup = await changeFile(found, plan.text, { yes, backup: plan.isBackup ? "leave" : "make" }, output);
  sayBackup(backup, output);
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
  await changeByCommand({ program, title, runs, found, remedy, machine, yes, wantsBackup }, output);
  if (program.own.rest !== "rewrites") return;
  const after = await openConfig(found.file);
  if (after.kind === "text" && after.text !== plan.text) replaced(await replaceConfig(after, plan.text, "leave"));
}

async function clientsWithKeyscope(machine: Machine): Promise<Client[]> {
  const has = await Promise.all(clients.map((client) => hasKeyscope(client, machine)));
  return clients.filter((_, at) => has[at]);
}

async function hasKeyscope(client: Client, machine: Machine): Promise<boolean> {
  for (const places of placesByFile(client.places(machine, "user"))) {
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
  return `Removed from ${title}. Keys that you stored are still in the keychain; \`${ownCommand("logout")}\` removes them.`;
}

function nothingText({ title, id, scopes }: Client, scope: InstallScope, machine: Machine): string {
  const other = scope === "user" ? "project" : "user";
  const hint = scopes.includes(other)
    ? ` To look into the ${other === "user" ? "configuration of your own" : `project in ${machine.folder}`}: \`${ownCommand(`uninstall ${id} --scope ${other}`)}\`.`
    : "";
  return `No such server of Keyscope's is in ${title}'s configuration: nothing to remove.${hint}`;
}
