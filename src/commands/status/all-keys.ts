import { openApp } from "../../app/app.ts";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { findConnector, isConnectorId } from "../../app/find-connector.ts";
import { findKeys, type KnownKey, type KnownKeys, withoutKeyVariables } from "../../app/find-keys.ts";
import { thisMachine } from "../../clients/client.ts";
import { type CheckedClient, checkClients, thisProgram } from "../../clients/doctor/check-clients.ts";
import type { KeychainFailure } from "../../credentials/keychain/keychain.ts";
import { DEFAULT_PROFILE } from "../../credentials/profile.ts";
import { shownTools } from "../../messages/access.ts";
import { explain } from "../../messages/explain.ts";
import { explainKeychain } from "../../messages/key-failures.ts";
import { ownCommand } from "../../messages/own-command.ts";
import type { AccessReport } from "../../scopes/access-report.ts";
import type { Session } from "../../scopes/session.ts";
import { columns, jsonLines, type Output } from "../../terminal/output.ts";
import { VERSION } from "../../utils/version.ts";
import { explainNoKeys, keyWords } from "../choose-key.ts";
import { storeName, withoutKeys } from "../redact-output.ts";
import { type ClientFindings, findClientProblems, printClients, toClientsJson } from "./clients.ts";
import { describeKey, findNotes, toKeyJson } from "./one-key.ts";
import { type Problem, printProblems } from "./problems.ts";

/** A key that was tried; or why not even that was possible, because its API is not known any more. */
type CheckedKey = { readonly key: KnownKey } & (
  | { readonly report: AccessReport; readonly session: Session }
  | { readonly report: undefined; readonly why: string }
);

/**
 * Every key of every connector and profile, and every assistant on this machine: what is broken first, each with its
 * remedy, then what works. Ends with 1 when something is broken, with 3 when there is no key at all.
 */
export async function showAllKeys(asJson: boolean, output: Output): Promise<ExitCode> {
  const known = await findKeys();
  const [checked, clients] = await Promise.all([checkKeys(known.keys), checkClients(thisMachine(), thisProgram())]);
  const keyProblems = findKeyProblems(checked);
  const found = findClientProblems(clients, new Set(keyProblems.map(({ said }) => said)));
  const problems = [...keyProblems.map(({ problem }) => problem), ...found.problems];
  const safe = checked.reduce((safer, one) => (one.report ? withoutKeys(safer, one.session) : safer), output);
  if (asJson) safe.out(jsonLines(toJson(checked, clients, problems)));
  else printAll({ known, checked, clients, problems, notes: findAllNotes(known, checked, found) }, safe);
  if (problems.length > 0) return ExitCode.failed;
  return known.keys.length === 0 ? ExitCode.noKey : ExitCode.done;
}

/** One after another on macOS, which may ask the person for each: two dialogs at once confuse. */
async function checkKeys(keys: readonly KnownKey[]): Promise<CheckedKey[]> {
  if (process.platform !== "darwin") return Promise.all(keys.map(checkKey));
  const checked: CheckedKey[] = [];
  for (const key of keys) checked.push(await checkKey(key));
  return checked;
}

async function checkKey(key: KnownKey): Promise<CheckedKey> {
  try {
    const connector = await findConnector(key.connector);
    // What is stored is what assistants use that this terminal did not start, whatever it has in its environment.
    const env = key.source === "keychain" ? withoutKeyVariables(connector, process.env) : process.env;
    const { session } = await openApp(key, { environment: env });
    return { key, session, report: await session.checkAccess() };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { key, report: undefined, why: isConnectorId(key.connector) ? error.message : explainUnknown(key) };
  }
}

function explainUnknown({ connector, profile }: KnownKey): string {
  return `A key is stored for ${connector}, and its definition is gone. To use it or to remove it, add the definition again with \`${ownCommand("connectors add")}\` and its file; \`${ownCommand(`logout ${connector}${profile === DEFAULT_PROFILE ? "" : ` --profile ${profile}`}`)}\` then removes the key.`;
}

/** `said`: what an assistant with this key is told. */
interface KeyProblem {
  readonly said: string;
  readonly problem: Problem;
}

function findKeyProblems(checked: readonly CheckedKey[]): KeyProblem[] {
  const inKeychain = checked.filter(({ report }) => keychainFailure(report) !== undefined);
  return checked.flatMap((one): KeyProblem[] => {
    const where = nameChecked(one);
    if (one.report === undefined) return [{ said: one.why, problem: { where, text: one.why } }];
    const { failure } = one.report;
    if (failure === undefined) return [];
    const said = explain(failure, one.report);
    const ofKeychain = keychainFailure(one.report);
    // What is wrong with the keychain is wrong with all keys in it, and is said once.
    const isShared = ofKeychain !== undefined && inKeychain.length > 1;
    const isGone = failure.kind === "no-key" && failure.reason.kind === "none";
    const forget = isGone
      ? ` A login stored it, and it is gone; \`${ownCommand(`logout ${keyWords(one.key)}`)}\` forgets it.`
      : "";
    return [{ said, problem: { where, text: isShared ? explainKeychain(ofKeychain) : `${said}${forget}` } }];
  });
}

function keychainFailure(report: AccessReport | undefined): KeychainFailure | undefined {
  const failure = report?.failure;
  if (failure?.kind !== "no-key") return undefined;
  switch (failure.reason.kind) {
    case "locked":
    case "none-or-locked":
    case "unreachable":
    case "library-missing":
      return failure.reason;
    default:
      return undefined;
  }
}

function findAllNotes({ keys, failure }: KnownKeys, checked: readonly CheckedKey[], found: ClientFindings): Problem[] {
  const ofKeys = checked.flatMap((one) =>
    one.report === undefined ? [] : findNotes(one.report).map(({ text }) => ({ where: nameChecked(one), text })),
  );
  // Where a stored key is known, its own problem says it.
  const isUnseen = failure !== undefined && keys.length > 0 && keys.every(({ source }) => source === "environment");
  const unseen = isUnseen ? [{ where: "Stored keys could not be looked for", text: explainKeychain(failure) }] : [];
  return [...unseen, ...ofKeys, ...found.notes];
}

/** Such as "Setpilot", and "Setpilot, profile outlet, kernel keyring". */
function nameChecked({ key, report }: CheckedKey): string {
  const { connector, profile, source, keyring } = key;
  return [
    report?.connector.title ?? connector,
    ...(profile === DEFAULT_PROFILE ? [] : [`profile ${profile}`]),
    ...(keyring === undefined ? [] : [`${keyring} keyring`]),
    ...(source === "environment" ? ["this terminal"] : []),
  ].join(", ");
}

interface Shown {
  readonly known: KnownKeys;
  readonly checked: readonly CheckedKey[];
  readonly clients: readonly CheckedClient[];
  readonly problems: readonly Problem[];
  readonly notes: readonly Problem[];
}

function printAll({ known, checked, clients, problems, notes }: Shown, output: Output): void {
  const [first, ...others] = checked;
  if (first === undefined) output.out(explainNoKeys(known.failure));
  else output.out(output.paint("bold", problems.length === 0 ? "Everything works." : "What is broken"));
  printProblems(problems, "red", output);
  printProblems(notes, "yellow", output);
  if (first !== undefined) {
    output.out(`\n${output.paint("bold", "Keys")}`);
    output.out(columns(checked.map(toRow), (column, text) => (column === 1 ? paintState(output, text) : text)));
    output.out(`\n\`${ownCommand(`status ${keyWords(first.key)}`)}\` shows the scopes and tools of one.`);
  }
  output.out(`\n${output.paint("bold", "Assistants")}`);
  printClients(clients, first !== undefined && others.length === 0 ? keyWords(first.key) : "", output);
}

function toRow(one: CheckedKey): string[] {
  const { report } = one;
  // Of a key that cannot be read, what is wrong says all that is known.
  if (report?.key === undefined) return [nameChecked(one), "does not work"];
  const { failure, hidden, meta } = report;
  const count = shownTools(report).length;
  const tools =
    failure === undefined
      ? [`${count} tool${count === 1 ? "" : "s"}${hidden.length === 0 ? "" : `, ${hidden.length} hidden`}`]
      : [];
  const state = failure !== undefined ? "does not work" : report.tried === "nothing-to-try" ? "not tried" : "works";
  const about = [...tools, ...[storeName(meta)].filter((name) => name !== undefined)].join(", ");
  return [nameChecked(one), state, describeKey(report), about];
}

function paintState(output: Output, text: string): string {
  const state = text.trim();
  return output.paint(state === "works" ? "green" : state === "not tried" ? "yellow" : "red", text);
}

/** Other programs rely on its names. */
function toJson(checked: readonly CheckedKey[], clients: readonly CheckedClient[], problems: readonly Problem[]) {
  const keys = checked.map((one) => ({
    keyring: one.key.keyring ?? null,
    ...(one.report === undefined
      ? {
          connector: one.key.connector,
          profile: one.key.profile,
          problem: { kind: "unknown-connector", text: one.why },
        }
      : toKeyJson(one.report)),
  }));
  return { version: VERSION, keys, clients: toClientsJson(clients), problems };
}
