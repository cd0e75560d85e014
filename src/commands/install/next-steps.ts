import type { App } from "../../app/app.ts";
import type { Client, ConfigPlace, InstallScope, Machine } from "../../clients/client.ts";
import type { CommandNote } from "../../clients/keyscope-server.ts";
import type { Passing } from "../../clients/lasting-path.ts";
import { findFilledVariables } from "../../credentials/environment/environment-key.ts";
import { lookUpStoredKey } from "../../credentials/lookup.ts";
import { DEFAULT_PROFILE } from "../../credentials/profile.ts";
import { loginCommand } from "../../messages/key.ts";
import { explainKeyFailure } from "../../messages/key-failures.ts";
import { PUT_ON_PATH } from "../../messages/own-command.ts";
import type { Output } from "../../terminal/output.ts";

/** What was installed where. */
export interface Installed {
  readonly client: Client;
  readonly scope: InstallScope;
  readonly machine: Machine;
  readonly place: ConfigPlace;
  readonly notes: readonly CommandNote[];
  readonly app: App;
  /** The server's name there. */
  readonly name: string;
  /** Its file was changed just now, and what it was before is kept. */
  readonly isChanged: boolean;
}

/** Asks the keychain once whether there is a key; what to do when not, as a sentence. */
export async function findMissingKey(app: App): Promise<string | undefined> {
  const found = await lookUpStoredKey(app);
  if (found.ok) return undefined;
  if (found.failure.kind !== "none") return explainKeyFailure(found.failure, app);
  return `Store your key for ${app.connector.title}: \`${loginCommand({ ...app, store: app.keychain.store })}\`.`;
}

/** Prints the steps after installing, and what may go wrong later. `missing`: what to do for a key first. */
export function printNextSteps(installed: readonly Installed[], missing: string | undefined, output: Output): void {
  const [first] = installed;
  if (first === undefined) return;
  const steps = [
    ...(missing === undefined ? [] : [missing]),
    ...installed.map(({ client, scope }) => client.afterwards(scope)),
    `Then ask, for example: “What can you look up for me in ${first.app.connector.title}?”`,
  ];
  printSteps(steps, output);
  const notes = installed.flatMap((one) => [
    ...one.notes.map((note) => noteText(note, one.client)),
    ...variableNotes(one),
    ...(missing === undefined ? [] : hiddenKeyNotes(one)),
  ]);
  for (const note of new Set(notes)) output.out(`\n${output.paint("yellow", "Note")}  ${note}`);
}

/** Prints what the person has to do now, in order. */
export function printSteps(steps: readonly string[], output: Output): void {
  output.out("");
  output.out(output.paint("bold", "Next"));
  for (const [at, step] of steps.entries()) output.out(`${at + 1}. ${step}`);
}

function noteText(note: CommandNote, { title, isDesktop }: Client): string {
  switch (note.kind) {
    case "passing-path":
      return `The command names ${note.path}, ${GOES[note.goesWith]}`;
    case "temporary-program":
      return `This Keyscope runs from ${note.path}, a folder of ${note.by} that is cleared after a while, so the entry does not name it.`;
    case "needs-npx":
      return isDesktop
        ? `The server is started by npx, and ${title} finds that only if Node.js is on the PATH of desktop programs. If the server does not start, run \`npm install --global keyscope\` and then \`keyscope install\` again without --scope project.`
        : "The server is started by npx, which downloads Keyscope the first time.";
    case "needs-path":
      return `The entry starts Keyscope by its name, since it is not on npm yet. Whoever shares the file needs \`keyscope\` on the PATH: ${PUT_ON_PATH}.`;
    case "windows-only":
      return "The entry is written as Windows needs it (cmd /c). On macOS and Linux others have to take “cmd” and “/c” out.";
    default:
      return note satisfies never;
  }
}

const GOES: Readonly<Record<Passing, string>> = {
  version: "a folder of one version of Node.js. When you remove that version, run this command again.",
  session:
    "which fnm makes for one terminal and removes with it. Run this command again with a Node.js that stays: `fnm exec --using=default` starts one.",
  store:
    "which the Nix store keeps only while something uses it. When the server does not start after a clean-up, run this command again.",
};

/** Without these, a server behind a company's proxy does not reach the API. */
const NETWORK = ["HTTPS_PROXY", "https_proxy", "NODE_EXTRA_CA_CERTS"];

/** Only the names: a proxy's address may hold a password. */
function variableNotes({ client, machine, name }: Installed): string[] {
  const passed = client.environment.inherit(machine);
  const lost = NETWORK.filter((variable) => (machine.env[variable] ?? "") !== "" && passed[variable] === undefined);
  if (lost.length === 0) return [];
  const [is, it] = lost.length === 1 ? ["is", "it"] : ["are", "them"];
  return [
    `${lost.join(" and ")} ${is} set in this terminal, and ${client.title} does not hand ${it} on to servers. If Keyscope needs ${it} to reach the API, add ${it} to the env of "${name}" in ${client.title}'s configuration.`,
  ];
}

/** A key in a variable that works in this terminal, and does not reach the server. */
function hiddenKeyNotes({ client, machine, app }: Installed): string[] {
  const passed = client.environment.inherit(machine);
  const hidden = findFilledVariables(app.connector, machine.env).filter((variable) => passed[variable] === undefined);
  if (hidden.length === 0 || app.profile !== DEFAULT_PROFILE) return [];
  const [is, it] = hidden.length === 1 ? ["is", "it"] : ["are", "them"];
  return [
    `${hidden.join(" and ")} ${is} set in this terminal, and ${client.title} does not hand ${it} on to what it starts. Keyscope finds the key in the keychain: \`${loginCommand({ ...app, store: app.keychain.store })}\` puts it there.`,
  ];
}
