import { openApp } from "../../app/app.ts";
import { CommandError, ExitCode } from "../../app/exit-code.ts";
import { openCustomDefinitions } from "../../app/find-connector.ts";
import { connectors as builtIns } from "../../connectors/catalog/index.ts";
import { loadDefinition } from "../../connectors/custom/check.ts";
import { lookUpStoredKey } from "../../credentials/lookup.ts";
import { ownCommand } from "../../messages/own-command.ts";
import { didYouMean } from "../../messages/phrases.ts";
import type { Output } from "../../terminal/output.ts";
import { askYesOrNo, canAsk } from "../../terminal/prompt.ts";
import { nearestName } from "../../utils/nearest-name.ts";
import { logout } from "../logout.ts";

interface RemoveOptions {
  readonly connector: string;
  /** Its keys too, without asking. */
  readonly withKey?: boolean | undefined;
  readonly keyring?: string | undefined;
}

/**
 * Takes a person's own definition away, and its keys where the person wants that: afterwards `logout` knows the connector no
 * more. What was added to a built-in connector has no key of its own.
 */
export async function removeConnector(options: RemoveOptions, output: Output): Promise<ExitCode> {
  const { connector: id } = options;
  const files = openCustomDefinitions();
  const isBuiltIn = builtIns.some((connector) => connector.id === id);
  if (!files.has(id)) {
    const hint = isBuiltIn
      ? ` ${id} is one that Keyscope has itself, and you added nothing to it.`
      : didYouMean(nearestName(id, files.ids()));
    throw new CommandError(`You added no connector "${id}".${hint} Nothing was removed.`, ExitCode.usage);
  }
  if (isBuiltIn) {
    await files.remove(id);
    output.out(`Removed what you added to ${id}. The connector itself and its key stay.`);
    return ExitCode.done;
  }
  // A damaged definition names no keys, and its connector can only go.
  const withKey = loadDefinition(files, id)?.ok === true && (options.withKey ?? (await wantsKeyRemoved(id)));
  if (withKey && (await removeKeys(options, output)) !== ExitCode.done) {
    output.err(`${id} itself stays too, so that you can run this again. Without its key it goes without --with-key.`);
    return ExitCode.failed;
  }
  await files.remove(id);
  output.out(withKey ? `Removed ${id}.` : `Removed ${id}. ${keyStays(id)}`);
  return ExitCode.done;
}

async function wantsKeyRemoved(id: string): Promise<boolean> {
  if (!canAsk()) return false;
  const answer = await askYesOrNo(`Remove the key for ${id} from the keychain too, if one is stored?`, true);
  if (answer === undefined) throw new CommandError("Nothing was removed.", ExitCode.failed);
  return answer;
}

function keyStays(id: string): string {
  return `A key that you stored for it is still in the keychain, as keyscope ${id}:default. To remove it too, add the definition again and run \`${ownCommand(`connectors remove ${id} --with-key`)}\`, or delete that entry in your system's keychain.`;
}

/** Logs out of the default profile and of all others that the keychain tells of. Stops at the first that stays. */
async function removeKeys({ connector, keyring }: RemoveOptions, output: Output): Promise<ExitCode> {
  const exitCode = await logout({ connector, keyring }, output);
  if (exitCode !== ExitCode.done) return exitCode;
  const left = await lookUpStoredKey(await openApp({ connector, keyring }));
  const profiles = !left.ok && left.failure.kind === "none" ? (left.failure.profiles ?? []) : [];
  for (const profile of profiles) {
    const next = await logout({ connector, profile, keyring }, output);
    if (next !== ExitCode.done) return next;
  }
  return ExitCode.done;
}
