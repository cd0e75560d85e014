import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { open, rm } from "node:fs/promises";
import { replaceConfig } from "../../clients/config/config-file.ts";
import { redact } from "../../credentials/redact.ts";
import { settingsCommand } from "../../messages/key.ts";
import { explainWriteFailure } from "../../messages/key-failures.ts";
import { ownCommand } from "../../messages/own-command.ts";
import { askYesOrNo } from "../../terminal/prompt.ts";
import { explainConfig } from "../install/change.ts";
import { keepKey } from "../login/keep-key.ts";
import { editFiles, type PlacedMove, placedIn } from "./edit.ts";
import type { FileWithKeys } from "./find.ts";
import { type Change, forgetAll, keyTitle, planMoves, type Run } from "./plan.ts";
import { printNextSteps, printPlan, question } from "./report.ts";

/**
 * Tries the keys, shows what will change, asks, stores the keys, and changes the files: a file only after its keys.
 * Returns the backups that were made.
 */
export async function moveKeys(files: readonly FileWithKeys[], run: Run): Promise<readonly string[]> {
  const { placed, changes } = await planMoves(files, run);
  if (changes.length === 0) return [];
  printPlan(placed, changes, run.output);
  if (run.mayAsk && (await askYesOrNo(question(placed, changes), true)) !== true) {
    await forgetAll(placed);
    run.leave("Nothing was changed.");
    return [];
  }
  const kept: PlacedMove[] = [];
  for (const one of placed) if (await keep(one, run)) kept.push(one);
  const changed: FileWithKeys[] = [];
  const backups: string[] = [];
  const planned = changes.map(({ file }) => file);
  for (const { file, edited } of editFiles(planned, kept, run.machine)) {
    const outcome = edited.ok ? await replace({ file, text: edited.text }, kept, run) : undefined;
    if (outcome === undefined) continue;
    changed.push(file);
    if (outcome.backup !== undefined) backups.push(outcome.backup);
  }
  printNextSteps(changed, kept, run.output);
  return backups;
}

/** Puts a key into the keychain, if it is not there. Whether it is there now. */
async function keep(placed: PlacedMove, { output, leave }: Run): Promise<boolean> {
  const { move, app, credential } = placed;
  if (credential === undefined) return true;
  const { keychain, connector, profile } = app;
  const stored = await keepKey(app, credential, undefined);
  if (stored.kind !== "written") {
    leave(explainWriteFailure(stored, app, "key"));
    return false;
  }
  const { personalData, title } = connector;
  if (personalData !== undefined && credential.settings.privacy === "shown") {
    const command = settingsCommand({ connector, profile, key: credential }, "--privacy masked");
    output.err(
      `${title}'s answers hold ${personalData.what}, and the assistant sees them as before. To hide them run \`${command}\`.`,
    );
  }
  output.out(`Stored the ${keyTitle(move)} in the ${keychain.store} as ${connector.id}:${profile}.`);
  return true;
}

/** Changes a file whose keys are in the keychain; undefined when it stays as it is, and why was said. */
async function replace({ file, text }: Change, kept: readonly PlacedMove[], { output, leave }: Run) {
  const { config } = file;
  const outcome = await replaceConfig(config, text);
  if (outcome.kind !== "replaced") {
    leave(`${explainConfig(outcome)} The key is in the keychain, and still in that file too.`);
    return undefined;
  }
  output.out(`Changed ${config.file}.`);
  const lines = linesWithKeys(file, text, kept);
  if (lines.length > 0) leave(`${config.file} still has a key in line ${lines.join(", ")}. Delete it there yourself.`);
  return outcome;
}

/** A key can also stand in a comment, or in a part of the file that is no server. Those of other programs were told of. */
function linesWithKeys({ servers }: FileWithKeys, text: string, kept: readonly PlacedMove[]): number[] {
  const others = servers.filter(({ serves }) => serves === undefined).flatMap(({ keys }) => keys);
  const moved = placedIn(servers, kept).map(({ move }) => move.secret);
  const secrets = moved.filter((secret) => !others.some((key) => key.secret.equals(secret)));
  return text.split(/\r\n|\r|\n/).flatMap((line, at) => (secrets.reduce(redact, line) === line ? [] : [at + 1]));
}

/** Shreds backups, which hold the keys that were moved, if the person wants it, and says what that cannot reach. */
export async function offerToShred(backups: readonly string[], { output, mayAsk }: Run): Promise<void> {
  if (backups.length === 0) return;
  output.out("");
  output.out(backups.length === 1 ? "This backup still holds the key:" : "These backups still hold the keys:");
  for (const backup of backups) output.out(`  ${backup}`);
  const it = backups.length === 1 ? "it" : "them";
  const asked = `Shred ${it} now, that is overwrite ${it} with random bytes and delete ${it}?`;
  if (mayAsk && (await askYesOrNo(asked, true)) !== true) {
    output.out(`Kept. Never commit or share ${it}. \`${ownCommand("migrate")}\` offers this again.`);
    return;
  }
  for (const backup of backups) {
    try {
      await shred(backup);
      output.out(`Shredded ${backup}.`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      output.err(`${backup} could not be shredded: ${reason}. Delete it yourself.`);
    }
  }
  output.out(
    "Older copies may survive all the same: on an SSD, in a synced folder, or in a backup of this machine or of the client. Only replacing the key makes those worthless.",
  );
}

/**
 * Overwrites a file with random bytes of the same length, waits until they are on the disk, and deletes it. What the
 * disk, a synced folder or a backup program kept elsewhere is out of reach. Throws what the system says; then the file
 * is still there, whole or overwritten. A link in its place is not followed.
 */
async function shred(file: string): Promise<void> {
  const handle = await open(file, constants.O_WRONLY | constants.O_NOFOLLOW);
  try {
    const { size } = await handle.stat();
    await handle.writeFile(randomBytes(size));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rm(file);
}
