import { ExitCode } from "../../app/exit-code.ts";
import type { Machine } from "../../clients/client.ts";
import { replaceConfig } from "../../clients/config/config-file.ts";
import { thisInstallation } from "../../clients/keyscope-server.ts";
import { redact } from "../../credentials/redact.ts";
import { loginCommand } from "../../messages/key.ts";
import type { Output } from "../../terminal/output.ts";
import { askYesOrNo } from "../../terminal/prompt.ts";
import { cleanText } from "../../utils/clean-text.ts";
import { showDifference } from "../install/change.ts";
import { explainConfig, refuseToEdit } from "../install/config-failure.ts";
import { changedFile, movesAt, type PlacedMove } from "./files.ts";
import type { FileWithKeys } from "./find.ts";
import { type Person, type ReadyKey, type SettledKey, settleKey } from "./keys.ts";
import { keyTitle, type Move, movesIn } from "./moves.ts";
import { replaceKeys } from "./report.ts";

/** What moving came to: the backups that were made, and why keys were left, if any were. */
export interface Moved {
  readonly backups: readonly string[];
  readonly exitCodes: readonly ExitCode[];
}

/** A key that goes to the keychain, or is there. */
interface Placed extends PlacedMove {
  readonly settled: Exclude<SettledKey, { kind: "left" }>;
}

interface Change {
  readonly file: FileWithKeys;
  readonly text: string;
}

/** Tries the keys, shows what will change, asks, stores the keys, and changes the files: a file only after its keys. */
export async function moveKeys(files: readonly FileWithKeys[], machine: Machine, person: Person): Promise<Moved> {
  const { output } = person;
  const settled = await settleAll(movesIn(files), person);
  const { changes, refused } = changesOf(files, settled.placed, machine);
  for (const text of refused) output.err(text);
  const [placed, useless] = split(settled.placed, (one) => changes.some(({ file }) => hasPart(file, [one])));
  await forgetAll(useless);
  const exitCodes = [...settled.exitCodes, ...refused.map(() => ExitCode.failed)];
  if (changes.length === 0) return { backups: [], exitCodes };
  for (const one of placed) output.out(destinationText(one));
  for (const change of changes) printChange(change, placed, output);
  if (person.mayAsk && (await askYesOrNo(question(placed, changes), true)) !== true) {
    await forgetAll(placed);
    output.err("Nothing was changed.");
    return { backups: [], exitCodes: [...exitCodes, ExitCode.failed] };
  }
  const kept = await keepAll(placed, output);
  const changed = await changeAll(changesOf(files, kept.placed, machine).changes, kept.placed, output);
  tellWhatIsNext(changed.files, kept.placed, output);
  return { backups: changed.backups, exitCodes: [...exitCodes, ...kept.exitCodes, ...changed.exitCodes] };
}

/** One after the other: each key has to know the profiles of those before it. */
async function settleAll(
  moves: readonly Move[],
  person: Person,
): Promise<{ readonly placed: readonly Placed[]; readonly exitCodes: readonly ExitCode[] }> {
  const placed: Placed[] = [];
  const exitCodes: ExitCode[] = [];
  try {
    for (const move of moves) {
      const settled = await settleKey(move, takenProfiles(move, placed), person);
      if (settled.kind === "left") exitCodes.push(settled.exitCode);
      else placed.push({ move, settled, profile: settled.profile });
    }
  } catch (error) {
    await forgetAll(placed);
    throw error;
  }
  return { placed, exitCodes };
}

function takenProfiles({ connector, keyring }: Move, placed: readonly Placed[]): Set<string> {
  const others = placed.filter(({ move }) => move.connector.id === connector.id && move.keyring === keyring);
  return new Set(others.map(({ profile }) => profile));
}

/** What becomes of the files that have a part in this; and why some cannot be changed. */
function changesOf(
  files: readonly FileWithKeys[],
  placed: readonly Placed[],
  machine: Machine,
): { readonly changes: readonly Change[]; readonly refused: readonly string[] } {
  const changes: Change[] = [];
  const refused: string[] = [];
  for (const file of files.filter((file) => hasPart(file, placed))) {
    const changed = changedFile(file, placed, machine, thisInstallation());
    if (changed.ok) changes.push({ file, text: changed.text });
    else refused.push(refuseToEdit(file.config.file, changed, "Take the key out by hand.").message);
  }
  return { changes, refused };
}

function hasPart({ servers }: FileWithKeys, placed: readonly Placed[]): boolean {
  return servers.some((server) => movesAt(server, placed).length > 0);
}

function split<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

function destinationText({ move, settled, profile }: Placed): string {
  const { connector, isStrange } = move;
  const place = `the ${settled.store} as ${connector.id}:${profile}`;
  if (settled.kind === "stored") return `${keyTitle(move)}: is in ${place} already.`;
  const state = settled.works ? "works" : "was not tried";
  const why = isStrange
    ? ", a profile of its own because the project's file names an address of its own,"
    : `, because ${connector.id}:default has another key,`;
  return `${keyTitle(move)}: ${state}. It goes into ${place}${profile === "default" ? "" : why} and is sent to ${settled.baseUrl.host} and nowhere else.`;
}

/** The key is hidden; so is what a project's file might do to a terminal. */
function printChange({ file: { config, servers }, text }: Change, placed: readonly Placed[], output: Output): void {
  const secrets = servers.flatMap(({ keys }) => keys.map(({ secret }) => secret));
  const shown = (whole: string) => cleanText(secrets.reduce(redact, whole));
  output.out("");
  showDifference(config.file, shown(config.text), shown(text), output);
  const ofProject = servers.filter(({ scope }) => scope === "project");
  const logins = new Set(placedAt(ofProject, placed).map((one) => `\`${loginOf(one)}\``));
  if (logins.size === 0) return;
  output.err(
    `${config.file} belongs to the project: whoever else uses it needs a key of their own afterwards (${[...logins].join(", ")}).`,
  );
}

function placedAt(servers: FileWithKeys["servers"], placed: readonly Placed[]): readonly Placed[] {
  return placed.filter(({ move }) => move.spots.some(({ server }) => servers.includes(server)));
}

/** The command that stores another key where this one is, which is not always profile `default`. */
function loginOf({ move: { connector, address }, settled, profile }: Placed): string {
  const asked = address.kind === "url" ? address.url : undefined;
  const baseUrl = settled.kind === "ready" ? settled.baseUrl : asked;
  const key = baseUrl && { source: { kind: "keychain", store: settled.store } as const, baseUrl };
  return loginCommand({ connector, profile, key });
}

function question(placed: readonly Placed[], changes: readonly Change[]): string {
  const keys = placed.filter(({ settled }) => settled.kind === "ready").length;
  const files = changes.length === 1 ? "change this file" : `change these ${changes.length} files`;
  if (keys === 0) return `Take the key out: ${files}?`;
  return `Move ${keys === 1 ? "the key" : `${keys} keys`} into the keychain and ${files}?`;
}

async function keepAll(
  placed: readonly Placed[],
  output: Output,
): Promise<{ readonly placed: readonly Placed[]; readonly exitCodes: readonly ExitCode[] }> {
  const kept: Placed[] = [];
  const exitCodes: ExitCode[] = [];
  for (const one of placed) {
    const { settled, move, profile } = one;
    const exitCode = settled.kind === "ready" ? await settled.keep() : ExitCode.done;
    if (exitCode === ExitCode.done) kept.push(one);
    else exitCodes.push(exitCode);
    if (exitCode === ExitCode.done && settled.kind === "ready") {
      output.out(`Stored the ${keyTitle(move)} in the ${settled.store} as ${move.connector.id}:${profile}.`);
    }
  }
  return { placed: kept, exitCodes };
}

async function changeAll(
  changes: readonly Change[],
  placed: readonly Placed[],
  output: Output,
): Promise<{ readonly files: readonly FileWithKeys[] } & Moved> {
  const files: FileWithKeys[] = [];
  const backups: string[] = [];
  const exitCodes: ExitCode[] = [];
  for (const { file, text } of changes) {
    const outcome = await replaceConfig(file.config, text);
    if (outcome.kind !== "replaced") {
      output.err(`${explainConfig(outcome)} The key is in the keychain, and still in that file too.`);
      exitCodes.push(ExitCode.failed);
      continue;
    }
    output.out(`Changed ${file.config.file}.`);
    files.push(file);
    if (outcome.backup !== undefined) backups.push(outcome.backup);
    if (tellOfRest(file, text, placed, output)) exitCodes.push(ExitCode.failed);
  }
  return { files, backups, exitCodes };
}

/** A key can also stand in a comment, or in a part of the file that is no server. Those of other programs were told of. */
function tellOfRest(
  { config, servers }: FileWithKeys,
  text: string,
  placed: readonly Placed[],
  output: Output,
): boolean {
  const others = servers.filter(({ own }) => own === undefined).flatMap(({ keys }) => keys);
  const moved = servers.flatMap((server) => movesAt(server, placed)).map(({ move }) => move.secret);
  const secrets = moved.filter((secret) => !others.some((key) => key.secret.equals(secret)));
  const lines = text.split(/\r\n|\r|\n/).flatMap((line, at) => (secrets.reduce(redact, line) === line ? [] : [at + 1]));
  if (lines.length === 0) return false;
  output.err(`${config.file} still has a key in line ${lines.join(", ")}. Delete it there yourself.`);
  return true;
}

function tellWhatIsNext(files: readonly FileWithKeys[], placed: readonly Placed[], output: Output): void {
  if (files.length === 0) return;
  const servers = files.flatMap((file) => file.servers).filter(({ own }) => own !== undefined);
  const steps = new Set(servers.map(({ client, scope }) => client.afterwards(scope)));
  const keys = placedAt(servers, placed).map((one) => ({ connector: one.move.connector, login: loginOf(one) }));
  output.out("");
  output.out(output.paint("bold", "Next"));
  for (const step of steps) output.out(`- ${step}`);
  output.out(`- If one of these files was ever committed, synced or sent to somebody, ${replaceKeys(keys)}`);
}

async function forgetAll(placed: readonly Placed[]): Promise<void> {
  const ready = placed.flatMap(({ settled }): ReadyKey[] => (settled.kind === "ready" ? [settled] : []));
  for (const { forget } of ready) await forget();
}
