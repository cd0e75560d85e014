import type { Machine } from "../../clients/client.ts";
import { changeServer, readServers } from "../../clients/config/servers.ts";
import { type CheckedClient, checkClients, thisProgram } from "../../clients/doctor/check-clients.ts";
import { handOn } from "../../clients/hand-on.ts";
import type { Output } from "../../terminal/output.ts";
import { canAsk } from "../../terminal/prompt.ts";
import { allOf } from "../../utils/clean-text.ts";
import { findClientProblems, printClients } from "../status/clients.ts";
import { printProblems } from "../status/problems.ts";
import { changeFile, openConfig } from "./change.ts";
import type { Installed } from "./next-steps.ts";

interface Check {
  /** What is said of it comes with the next steps, and not for each server. */
  readonly isKeyMissing: boolean;
  readonly yes: boolean;
}

/**
 * Starts what was installed as its clients do, with the key and all, and prints what came of it as `status` does. Offers
 * to add to an entry the variables without which its server reaches neither keychain nor API.
 */
export async function checkInstalled(installed: readonly Installed[], check: Check, output: Output): Promise<void> {
  const [first] = installed;
  if (first === undefined) return;
  const { machine } = first;
  let checked = await checkAgain(installed, machine);
  let isAdded = false;
  for (const one of installed) isAdded = (await offerToHandOn(one, checked, check, output)) || isAdded;
  if (isAdded) checked = await checkAgain(installed, machine);
  const shown = check.isKeyMissing ? checked.map(withoutAccess) : checked;
  output.out("");
  printClients(shown, "", output);
  const { problems, notes } = findClientProblems(shown, new Set());
  printProblems(problems, "red", output);
  printProblems(notes, "yellow", output);
}

async function checkAgain(installed: readonly Installed[], machine: Machine): Promise<CheckedClient[]> {
  const checked = await checkClients(machine, thisProgram(), ({ client, file, name }) =>
    installed.some((one) => one.client === client && one.place.file === file && one.name === name),
  );
  return checked.filter(({ servers }) => servers.length > 0).map((one) => ({ ...one, remote: [] }));
}

function withoutAccess(checked: CheckedClient): CheckedClient {
  const servers = checked.servers.map((server) => ({
    ...server,
    failures: server.failures.filter(({ kind }) => kind !== "access"),
  }));
  return { ...checked, servers };
}

/** Whether something was added to the entry. Where nobody can be asked, the check's own text says what to do. */
async function offerToHandOn(
  { client, name, place, machine, isChanged }: Installed,
  checked: readonly CheckedClient[],
  { yes }: Check,
  output: Output,
): Promise<boolean> {
  const failures = checked.flatMap((one) => (one.client === client ? one.servers : [])).flatMap((one) => one.failures);
  const lost = failures.find((failure) => failure.kind === "not-handed-on");
  if (lost?.kind !== "not-handed-on" || !(yes || canAsk())) return false;
  const found = await openConfig(place.file);
  const read = readServers(found.text ?? "", place);
  const entry = read.ok ? read.servers.get(name)?.entry : undefined;
  if (typeof entry !== "object" || entry === null) return false;
  const added = handOn(entry, lost.variables, client, machine.env);
  const edited = added && changeServer(found.text ?? "", place, name, added);
  if (edited?.ok !== true) return false;
  const what = `${client.title} does not hand on ${allOf(lost.variables)}.`;
  output.out(`\n${what} The server needs ${lost.variables.length === 1 ? "it" : "them"}, so this is to be added:`);
  // What the file was before installing is kept already.
  await changeFile(found, edited.text, { yes, backup: isChanged ? "leave" : "make" }, output);
  output.out(`${what} Added to the entry of "${name}".`);
  return true;
}
