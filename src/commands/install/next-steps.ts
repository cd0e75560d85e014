import type { App } from "../../app/app.ts";
import type { Client, InstallScope, Machine } from "../../clients/client.ts";
import type { CommandNote } from "../../clients/keyscope-server.ts";
import type { Passing } from "../../clients/lasting-path.ts";
import { lookUpStoredKey } from "../../credentials/lookup.ts";
import { loginCommand } from "../../messages/key.ts";
import { explainKeyFailure } from "../../messages/key-failures.ts";
import { PUT_ON_PATH } from "../../messages/own-command.ts";
import type { Output } from "../../terminal/output.ts";

/** What was installed where. */
export interface Installed {
  readonly client: Client;
  readonly scope: InstallScope;
  readonly machine: Machine;
  readonly notes: readonly CommandNote[];
  readonly app: App;
}

/** Prints what the person has to do now, in order, and what may go wrong later. Asks the keychain once whether there is a key. */
export async function printNextSteps(installed: Installed, name: string, output: Output): Promise<void> {
  const { client, scope, app } = installed;
  const steps = [
    ...(await keyStep(app)),
    client.afterwards(scope),
    `Then ask, for example: “What can you look up for me in ${app.connector.title}?”`,
  ];
  output.out("");
  output.out(output.paint("bold", "Next"));
  for (const [at, step] of steps.entries()) output.out(`${at + 1}. ${step}`);
  const notes = [...installed.notes.map((note) => noteText(note, client)), ...variableNotes(installed, name)];
  for (const note of notes) output.out(`\n${output.paint("yellow", "Note")}  ${note}`);
}

async function keyStep(app: App): Promise<string[]> {
  const found = await lookUpStoredKey(app);
  if (found.ok) return [];
  const { connector } = app;
  if (found.failure.kind !== "none") return [explainKeyFailure(found.failure, app)];
  return [`Store your key for ${connector.title}: \`${loginCommand(app)}\`.`];
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
function variableNotes({ client, machine }: Installed, name: string): string[] {
  const passed = client.environment.inherit(machine);
  const lost = NETWORK.filter((variable) => (machine.env[variable] ?? "") !== "" && passed[variable] === undefined);
  if (lost.length === 0) return [];
  const [is, it] = lost.length === 1 ? ["is", "it"] : ["are", "them"];
  return [
    `${lost.join(" and ")} ${is} set in this terminal, and ${client.title} does not hand ${it} on to servers. If Keyscope needs ${it} to reach the API, add ${it} to the env of "${name}" in ${client.title}'s configuration.`,
  ];
}
