import { type App, openApp } from "../../app/app.ts";
import { CommandError, ExitCode, exitCodeOf } from "../../app/exit-code.ts";
import type { Machine } from "../../clients/client.ts";
import { type Credential, type KeyFailure, keyFingerprint } from "../../credentials/credential.ts";
import { lookUpStoredKey } from "../../credentials/lookup.ts";
import { DEFAULT_PROFILE, parseProfile } from "../../credentials/profile.ts";
import { explain } from "../../messages/explain.ts";
import { BASE_URL_CLAUSES, explainChangeFailure, explainKeyFailure } from "../../messages/key-failures.ts";
import { ownCommand } from "../../messages/own-command.ts";
import type { AccessReport } from "../../scopes/access-report.ts";
import type { Output } from "../../terminal/output.ts";
import { askYes } from "../../terminal/prompt.ts";
import { refuseToEdit } from "../install/change.ts";
import { explainCannotStart } from "../install/check-start.ts";
import { explainUntested, toCredential, tryKey } from "../login/try-key.ts";
import { type EditedFile, editFiles, type PlacedMove, placedIn } from "./edit.ts";
import { type FileWithKeys, type Move, movesIn } from "./find.ts";

/** One run of the command: where it runs, and whom it talks to. */
export interface Run {
  readonly machine: Machine;
  readonly output: Output;
  /** There is somebody at a terminal who did not say yes to everything before. */
  readonly mayAsk: boolean;
  /** Says why a key is left where it is, which the exit code tells too. */
  leave(why: string, exitCode?: ExitCode): void;
}

/** What a file becomes. */
export interface Change {
  readonly file: FileWithKeys;
  readonly text: string;
}

/**
 * Finds a place for each key and tries the key, as `login` does, and works out what becomes of the files. Stores and
 * changes nothing. What has to stay where it is is said.
 */
export async function planMoves(
  files: readonly FileWithKeys[],
  run: Run,
): Promise<{ readonly placed: readonly PlacedMove[]; readonly changes: readonly Change[] }> {
  const all = await placeAll(movesIn(files), run);
  const changes: Change[] = [];
  for (const { file, edited, commands } of editFiles(files, all, run.machine)) {
    if (!edited.ok) {
      run.leave(refuseToEdit(file.config.file, edited, "Take the key out by hand.").message);
      continue;
    }
    const cannot = await explainFirst(commands, run);
    if (cannot === undefined) changes.push({ file, text: edited.text });
    else run.leave(`${file.config.file}: ${cannot}`);
  }
  const placed = changes.flatMap(({ file }) => placedIn(file.servers, all));
  await forgetAll(all.filter((one) => !placed.includes(one)));
  return { placed: all.filter((one) => placed.includes(one)), changes };
}

/** Explains why one of a file's new commands does not start. */
async function explainFirst(commands: EditedFile["commands"], { machine }: Run): Promise<string | undefined> {
  for (const { client, command } of commands) {
    const cannot = await explainCannotStart(command, client, machine);
    if (cannot !== undefined) return cannot;
  }
  return undefined;
}

/** Forgets what a key that was accepted left behind: that belongs to a key that is kept. */
export async function forgetAll(placed: readonly PlacedMove[]): Promise<void> {
  for (const { app, credential } of placed) {
    if (credential !== undefined) await app.grants.remove(await keyFingerprint(credential));
  }
}

/** Names a key as a person does, such as "Setpilot API key ending in 7f3a". */
export function keyTitle({ connector, form, secret }: Pick<Move, "connector" | "form" | "secret">): string {
  const ending = secret.lastFour === "" ? "" : ` ending in ${secret.lastFour}`;
  return `${connector.title} ${form.name}${ending}`;
}

/** One after the other: each key has to know the profiles of those before it. */
async function placeAll(moves: readonly Move[], run: Run): Promise<readonly PlacedMove[]> {
  const placed: PlacedMove[] = [];
  try {
    for (const move of moves) {
      const { connector, keyring } = move;
      // Profiles that other keys of the same connector go to in this run.
      const others = placed.filter((one) => one.move.connector.id === connector.id && one.move.keyring === keyring);
      const one = await place(move, new Set(others.map(({ app }) => app.profile)), run);
      if (one !== undefined) placed.push(one);
    }
  } catch (error) {
    await forgetAll(placed);
    throw error;
  }
  return placed;
}

/** Ends the command when the keychain cannot tell what it has. Undefined: the key stays where it is; why was said. */
async function place(move: Move, taken: ReadonlySet<string>, run: Run): Promise<PlacedMove | undefined> {
  const { connector, keyring, address } = move;
  for (const profile of profilesFor(move).filter((name) => !taken.has(name))) {
    const app = await openApp({ connector: connector.id, profile, keyring });
    const stored = await lookUpStoredKey(app);
    if (stored.ok) {
      if (isStoredAs(stored.credential, move)) return { move, app, credential: undefined, works: true };
    } else if (stored.failure.kind !== "none") {
      // Without knowing what is stored, a stored key could be lost, so nothing at all is done.
      throw new CommandError(`${cannotLookText(stored.failure, app)} Nothing was changed.`, ExitCode.failed);
    } else if (address.kind === "url") {
      return placeNew(move, address.url, app, run);
    } else {
      run.leave(noAddressText(move));
      return undefined;
    }
  }
  throw new CommandError(`All profiles for the ${keyTitle(move)} are taken. Nothing was changed.`, ExitCode.failed);
}

function isStoredAs(credential: Credential, { secret, address, privacy }: Move): boolean {
  const isSameAddress = address.kind !== "url" || credential.baseUrl.href === address.url.href;
  // The privacy variable, which stays in the entry, holds for profile `default` only.
  const shows =
    privacy === "masked" && credential.settings.privacy === "shown" && credential.profile !== DEFAULT_PROFILE;
  return credential.secret.equals(secret) && isSameAddress && !shows;
}

const MOST_PROFILES = 50;
/** With a number after it, a name is still short enough for a profile. */
const LONGEST_NAME = 60;

/** `default` first, then names made of the first server's name. */
function profilesFor({ spots, isStrange }: Move): string[] {
  const made = (spots[0]?.server.name ?? "")
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "")
    .slice(0, LONGEST_NAME);
  const name = parseProfile(made).ok && made !== DEFAULT_PROFILE ? made : "migrated";
  const others = Array.from({ length: MOST_PROFILES }, (_, at) => (at === 0 ? name : `${name}-${at + 1}`));
  return isStrange ? others : [DEFAULT_PROFILE, ...others];
}

function cannotLookText(failure: KeyFailure, app: App): string {
  switch (failure.kind) {
    case "locked":
    case "unreachable":
      return explainChangeFailure(failure, app, "remove");
    case "none-or-locked":
      return `${explainChangeFailure(failure, app, "remove")} If it is not locked, store the key with \`${ownCommand(`login ${app.connector.id}`)}\` before.`;
    default:
      return explainKeyFailure(failure, app);
  }
}

function noAddressText(move: Move): string {
  const { address, connector } = move;
  const { id, title, environment } = connector;
  const why =
    address.kind === "bad"
      ? `${environment.baseUrl} beside it is not an address that a key may be sent to: ${BASE_URL_CLAUSES[address.reason]}. Correct it`
      : `everyone's ${title} has an address of its own, and there is none beside the key. Add ${environment.baseUrl} there`;
  return `The ${keyTitle(move)} stays where it is: ${why}, or store the key with \`${ownCommand(`login ${id}`)}\`. Then run this again.`;
}

async function placeNew(move: Move, baseUrl: URL, app: App, run: Run): Promise<PlacedMove | undefined> {
  const { form, secret, privacy } = move;
  const credential = toCredential(app, { form, secret, baseUrl, settings: { privacy } });
  const report = await tryKey(app, credential);
  const works = report.tried === "answered";
  return (await mayMove(move, report, run)) ? { move, app, credential, works } : undefined;
}

/** Whether a key that was tried is to be moved. Why it is not is said. */
async function mayMove(move: Move, report: AccessReport, { output, mayAsk, leave }: Run): Promise<boolean> {
  const { failure } = report;
  const title = keyTitle(move);
  if (failure?.kind === "key-rejected") {
    leave(`The ${title} stays where it is, because it does not work. ${explain(failure, report)}`, ExitCode.noKey);
    return false;
  }
  if (report.tried !== "unknown") return true;
  output.err(`${title}: ${explainUntested(report)}`);
  if (mayAsk && (await askYes("Move it to the keychain all the same?"))) return true;
  const exitCode = failure ? exitCodeOf(failure) : ExitCode.unavailable;
  leave(`The ${title} stays where it is. Run this again when it can be tried.`, exitCode);
  return false;
}
